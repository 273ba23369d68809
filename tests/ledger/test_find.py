"""Finding accounts: each filter, hostile words, order, streaming, and the indexes that make it quick."""

import tracemalloc
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_stories import NEWER, READER, article, reading
from sqlalchemy.dialects import postgresql, sqlite

from histor.errors import LedgerError
from histor.ledger import query
from histor.ledger.exact import stored
from histor.ledger.open import open_ledger
from histor.ledger.query import AccountFilter, Attribution, select_accounts, stream_accounts
from histor.ledger.store import Ledger
from histor.ledger.words import LONGEST_WORD, words_of
from histor.record.article import Article
from histor.record.assertion import Assertion
from histor.record.reading import Account, Reading
from histor.record.values import TimeSpan, Toll
from postgres import KINDS, new_ledger, server
from strategies import ALPHABET, words


def put(ledger: Ledger, article_id: str, text: str = "An attack.", **fields: object) -> None:
    read = Article(article_id, text)
    ledger.put(read, Reading(read, (Account("i1", **{"kinds": ("attack",), **fields}),), (), READER))  # type: ignore[arg-type]


def found(ledger: Ledger, **wanted: object) -> list[str]:
    return [row.article_id for row in ledger.accounts(AccountFilter(**wanted))]  # type: ignore[arg-type]


def test_dates_that_share_a_day_are_found_newest_first(ledger: Ledger) -> None:
    put(ledger, "none")
    put(ledger, "may", date=TimeSpan("2021-05-01", "2021-05-31"))
    put(ledger, "day", date=TimeSpan("2021-05-20", "2021-05-20"))
    put(ledger, "june", date=TimeSpan("2021-06-02", "2021-06-03"))

    assert found(ledger) == ["june", "may", "day", "none"]
    assert found(ledger, date_from="2021-05-21") == ["june", "may"]
    assert found(ledger, date_to="2021-05-20") == ["may", "day"]
    assert found(ledger, date_from="2021-05-20", date_to="2021-06-02") == ["june", "may", "day"]
    assert found(ledger, date_from="2021-06-04") == []


def test_any_kind_of_an_account_is_found(ledger: Ledger) -> None:
    put(ledger, "a", kinds=("assassination", "bombing"))
    put(ledger, "b", kinds=("bombing",))
    put(ledger, "c", kinds=("kidnapping",))

    assert found(ledger, kind="bombing") == ["a", "b"]
    assert [row.kinds for row in ledger.accounts(AccountFilter(kind="assassination"))] == [("assassination", "bombing")]


def test_least_killed_is_held_against_the_best_figure(ledger: Ledger) -> None:
    put(ledger, "best", killed=Toll(10, 12, 40))
    put(ledger, "low", killed=Toll(24, None, None))
    put(ledger, "none")

    assert found(ledger, min_killed=12) == ["best", "low"]
    assert found(ledger, min_killed=13) == ["low"]
    assert found(ledger, min_killed=0) == ["best", "low"]


def test_a_part_of_an_actors_name_is_found_whatever_its_case(ledger: Ledger) -> None:
    for number, name in enumerate(("Ősök Front", "100% Front", "Gunmen")):
        text = f"{name} attacked."
        read = Article(f"a{number}", text)
        slot = "perpetrator_person" if name == "Gunmen" else "perpetrator"
        said = Assertion(slot, name, read.quote("text", 0, len(name)), status="denied")
        ledger.put(read, Reading(read, (Account("i1", ("attack",), assertions=(said, said)),), (), READER))

    assert found(ledger, actor="ősök") == found(ledger, actor="ŐSÖK FR") == ["a0"]
    assert found(ledger, actor="FRONT") == ["a0", "a1"]
    assert found(ledger, actor="%") == ["a1"]
    assert found(ledger, actor="_") == []
    assert found(ledger, actor="gunmen") == ["a2"]
    assert found(ledger, actor="x" * 100_000) == []
    assert [row.perpetrators for row in ledger.accounts()] == [
        (Attribution("Ősök Front", "denied"),),
        (Attribution("100% Front", "denied"),),
        (),
    ]


def test_country_foreground_limit_and_offset(ledger: Ledger) -> None:
    ledger.put_many((article(number), reading(number)) for number in range(12))
    malian = [f"story-{number:06d}" for number in (9, 6, 3, 0)]

    assert found(ledger, country="ml") == malian
    assert found(ledger, country="ML", limit=2) == malian[:2]
    assert found(ledger, country="ML", limit=2, offset=1) == malian[1:3]
    assert found(ledger, country="ML", offset=3) == malian[3:]
    assert found(ledger, country="ML", foreground_only=True) == malian[:3]
    assert found(ledger, limit=0) == []


def test_words_of_the_text_and_the_title_are_found(ledger: Ledger) -> None:
    ledger.put(article(1), reading(1))
    put(ledger, "b", "Une bombe à Tarvik: l’Élysée réagit.")
    put(ledger, "c", "Ad-Dalgren \x00gate")

    assert found(ledger, text="spokesman MONDAY") == ["story-000001"]
    assert found(ledger, text="osmere near attack") == ["story-000001"]
    assert found(ledger, text="elysee") == ["b"]
    assert found(ledger, text="dalgren gate") == ["c"]
    assert found(ledger, text="spokesman bombe") == []
    assert found(ledger, text="“attack”, 💥") == ["story-000001"]
    assert found(ledger, text="") == found(ledger, text=" \n") == found(ledger, text="\x00") == []


TEXTS = (
    "L’Élysée, l'attaque à Tarvik: ŁÓDŹ, Straße, ﬁre, İzmir, naïve",
    "قُتِلَ اثنا عشر شخصًا في هجوم",
    "Взрыв в Тарвике: погибли 12 человек. Ёлка",
    "爆炸 发生在 市场",
    "Al-Dalgren re-opened x_y 12,000 3.5 ½ U.S. don't",
    "NUL\x00in\ud800side ␛ words",
    "a" * 5000 + " " + "é" * 3000 + "z " + "ß" * 300,
    "near AND or not title:x * ^ ( ) \" '' \\ {a}",
)


@pytest.mark.parametrize(
    ("sought", "numbers"),
    [
        ("elysee", [0]), ("ÉLYSÉE ATTAQUE", [0]), ("l'Élysée", [0]), ("STRASSE fire izmir naive", [0]), ("łódź", [0]),
        ("قتل شخصا", [1]), ("هُجُوم", [1]), ("взрыв ТАРВИКЕ", [2]), ("елка", [2]), ("爆炸", [3]), ("爆", []),
        ("al-dalgren", [4]), ("dalgren al", [4]), ("x y", [4]), ("12,000", [4]), ("U.S.", [4]), ("don’t", [4]),
        ("reopened", []), ("in\x00side nul", [5]), ("␛", []), ("a" * 5000, [6]), ("a" * 4999, [6]), ("a" * 99, []),
        ("é" * 3000, [6]), ("near and OR not", [7]), ('"', []), ("a", [0, 7]),
    ],
)  # fmt: skip
def test_words_of_any_language_are_found_the_same_on_each_database(
    words_ledger: Ledger, sought: str, numbers: list[int]
) -> None:
    assert found(words_ledger, text=sought) == [f"t{number}" for number in numbers]


@pytest.fixture(scope="module", params=KINDS)
def words_ledger(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with ExitStack() as stack:
        sqlite = request.param == "sqlite"
        place = tmp_path_factory.mktemp("words") / "histor.db" if sqlite else stack.enter_context(new_ledger())
        ledger = stack.enter_context(open_ledger(place))
        for number, text in enumerate(TEXTS):
            put(ledger, f"t{number}", text)
        yield ledger


_numbers = count()


@settings(max_examples=60, deadline=None)
@given(st.text(ALPHABET, max_size=60), st.text(ALPHABET, max_size=8))
def test_an_article_is_found_if_and_only_if_it_has_every_word(words_ledger: Ledger, text: str, sought: str) -> None:
    name = f"h{next(_numbers)}"
    put(words_ledger, name, text + " .")

    words = set(words_of(sought))

    assert (name in found(words_ledger, text=sought)) == bool(words and words <= set(words_of(text)))


def test_words_have_no_case_no_marks_and_an_end() -> None:
    assert words_of("The École's", "école—THE") == ["ecole", "s", "the"]
    assert words_of("\x00 _ — \ud800 ␛", "") == []
    assert words_of("x" * 1000) == ["x" * LONGEST_WORD]


def test_an_article_of_many_long_words_is_kept_and_found(ledger: Ledger) -> None:
    text = " ".join(f"{number:x}".rjust(190, chr(0x10400 + number % 40)) for number in range(1000)) + " ﷺ" * 4000
    put(ledger, "a", text)

    assert found(ledger, text=f"{7:x}".rjust(190, chr(0x10407))) == ["a"]


def test_ids_sort_by_their_bytes(ledger: Ledger) -> None:
    names = ["b", "a b", "ab", "A", "a-c", "_", "é", "z", "Ä", "😀", "ﬁ", "10", "9", "\x00", "\ud800", "ي", "a"]
    for name in names:
        put(ledger, name)

    by_bytes = sorted(names, key=lambda name: stored(name).encode())
    assert [found.id for found in ledger.articles()] == by_bytes
    assert [read.article.id for read in ledger.readings()] == by_bytes
    assert found(ledger) == by_bytes


def test_an_articles_former_words_and_accounts_are_not_found(ledger: Ledger) -> None:
    put(ledger, "a", "Bombers struck.", killed=Toll(5, 5, 5))
    put(ledger, "a", "Gunmen struck.", killed=Toll(3, 3, 3))

    assert found(ledger, text="bombers") == []
    assert found(ledger, text="gunmen") == ["a"]
    assert found(ledger, min_killed=4) == []


STORIES = 600
"""More than one chunk of rows."""


def fill(place: str) -> str:
    with open_ledger(place) as ledger:
        ledger.put_many((article(number), reading(number)) for number in range(STORIES))
    return place


@pytest.fixture(scope="module")
def full_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    return fill(f"sqlite:///{tmp_path_factory.mktemp('full') / 'histor.db'}")


@pytest.fixture(scope="module")
def full_database() -> Iterator[str]:
    with new_ledger() as url:
        fill(url)
        server().run(["VACUUM ANALYZE"], url)
        yield url


@pytest.fixture(scope="module", params=KINDS)
def full(request: pytest.FixtureRequest) -> str:
    """A ledger with stories, that tests only read."""
    return str(request.getfixturevalue("full_file" if request.param == "sqlite" else "full_database"))


HOSTILE = (
    '"',
    "'",
    '""',
    "NEAR(",
    "a OR",
    "NOT",
    "title:x",
    "-",
    "*",
    "a*",
    "^a",
    "{a b}:",
    "(",
    "a\x00b",
    "\ud800",
    "a " * 3000,
)


@settings(max_examples=60, deadline=None)
@given(words() | st.text() | st.sampled_from(HOSTILE))
def test_any_string_is_a_search_and_an_actor(full: str, text: str) -> None:
    with open_ledger(full, read_only=True) as ledger:
        assert len(list(ledger.accounts(AccountFilter(text=text, limit=5)))) <= 5
        assert len(list(ledger.accounts(AccountFilter(actor=text, country=text, limit=5)))) <= 5


@pytest.mark.parametrize("word", ["police", "mayor", "Dalgren", "599", "Ősök"])
def test_a_word_finds_the_articles_that_hold_it(full: str, word: str) -> None:
    with open_ledger(full, read_only=True) as ledger:
        holding = {found.id for found in ledger.articles() if word in found.text or word in (found.title or "")}

        assert {row.article_id for row in ledger.accounts(AccountFilter(text=word))} == holding


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (AccountFilter(date_from="2018-01-01"), "accounts_by_date (latest>?)"),
        (AccountFilter(limit=20), "SCAN accounts USING INDEX accounts_by_date"),
        (AccountFilter(country="ML"), "accounts_by_country (country=?)"),
        (AccountFilter(country="ML", date_from="2018-01-01"), "accounts_by_country (country=? AND latest>?)"),
        (AccountFilter(kind="kidnapping"), "kinds_by_kind (kind=?)"),
        (AccountFilter(actor="marsh"), "assertions_by_name (slot=?)"),
        (AccountFilter(min_killed=40), "accounts_by_killed (<expr>>?)"),
        (AccountFilter(text="police"), "SCAN article_words VIRTUAL TABLE INDEX"),
    ],
)
def test_filters_use_their_index_in_sqlite(full_file: str, wanted: AccountFilter, index: str) -> None:
    sql = select_accounts(wanted).compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    with open_ledger(full_file, read_only=True) as ledger, ledger._database.read() as connection:
        plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]

    assert any(index in step for step in plan), plan
    assert not any(step == "SCAN accounts" for step in plan), plan


def test_the_newest_are_listed_without_sorting_all_in_sqlite(full_file: str) -> None:
    sql = select_accounts(AccountFilter(limit=20)).compile(compile_kwargs={"literal_binds": True})
    with open_ledger(full_file, read_only=True) as ledger, ledger._database.read() as connection:
        plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]

    assert not any("TEMP B-TREE" in step for step in plan), plan


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (AccountFilter(limit=20), "Index Scan using accounts_by_date"),
        (AccountFilter(date_from="2019-12-28"), "accounts_by_date"),
        (AccountFilter(country="ML", limit=5), "accounts_by_country"),
        (AccountFilter(kind="kidnapping"), "kinds_by_kind"),
        (AccountFilter(actor="nobody of that name"), "assertions_by_name"),
        (AccountFilter(min_killed=40), "accounts_by_killed"),
        (AccountFilter(text="599"), "article_words_by_word"),
    ],
)
def test_filters_can_use_their_index_in_postgresql(full_database: str, wanted: AccountFilter, index: str) -> None:
    sql = select_accounts(wanted).compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    with open_ledger(full_database, read_only=True) as ledger, ledger._database.read() as connection:
        # So few rows are quicker read from end to end.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {str(sql).replace('%', '%%')}")]

    assert any(index in step for step in plan), plan


def test_rows_wait_on_the_server_until_they_are_asked_for(full_database: str) -> None:
    with open_ledger(full_database, read_only=True) as ledger, ledger._database.read() as connection:
        rows = stream_accounts(connection, AccountFilter())
        next(rows)

        assert connection.exec_driver_sql("SELECT count(*) FROM pg_cursors").scalar() == 1


def test_accounts_stream_while_others_are_written(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "CHUNK", 10)
    ledger.put_many((article(number), reading(number)) for number in range(50))
    rows = ledger.accounts()
    first = next(rows)
    ledger.put(article(1), reading(1, NEWER))
    ledger.put(article(5000), reading(5000))

    assert first.article_id not in {row.article_id for row in rows}
    assert sum(1 for _ in ledger.accounts()) == 51


def test_streaming_does_not_hold_all_in_memory(full: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "CHUNK", 50)
    with open_ledger(full, read_only=True) as ledger:
        sum(1 for _ in ledger.accounts(AccountFilter(limit=10)))
        tracemalloc.start()
        assert sum(1 for _ in ledger.accounts()) == STORIES
        streamed = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        assert len(list(ledger.accounts())) == STORIES
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert streamed < held * 0.75


@pytest.mark.parametrize(
    "wrong",
    [
        {"date_from": "2021-13-01"},
        {"date_to": "yesterday"},
        {"date_from": "20210301"},
        {"kind": "picnic"},
        {"limit": -1},
        {"offset": -1},
        {"min_killed": 2**64},
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(LedgerError):
        replace(AccountFilter(), **wrong)  # type: ignore[arg-type]
