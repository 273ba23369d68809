"""Finding accounts: each filter, hostile words, order, streaming, and the indexes that make it quick."""

import shutil
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_stories import NEWER, READER, article, reading
from sqlalchemy.dialects import sqlite

from histor.errors import LedgerError
from histor.ledger import query
from histor.ledger.open import open_ledger
from histor.ledger.query import AccountFilter, Attribution, select_accounts
from histor.ledger.store import Ledger
from histor.record.article import Article
from histor.record.assertion import Assertion
from histor.record.reading import Account, Reading
from histor.record.values import TimeSpan, Toll
from strategies import words


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


def test_an_articles_former_words_and_accounts_are_not_found(ledger: Ledger) -> None:
    put(ledger, "a", "Bombers struck.", killed=Toll(5, 5, 5))
    put(ledger, "a", "Gunmen struck.", killed=Toll(3, 3, 3))

    assert found(ledger, text="bombers") == []
    assert found(ledger, text="gunmen") == ["a"]
    assert found(ledger, min_killed=4) == []


STORIES = 600
"""More than one chunk of rows."""


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("full") / "histor.db"
    with open_ledger(path) as ledger:
        ledger.put_many((article(number), reading(number)) for number in range(STORIES))
    return path


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
def test_any_string_is_a_search_and_an_actor(full: Path, text: str) -> None:
    with open_ledger(full, read_only=True) as ledger:
        assert len(list(ledger.accounts(AccountFilter(text=text, limit=5)))) <= 5
        assert len(list(ledger.accounts(AccountFilter(actor=text, country=text, limit=5)))) <= 5


@pytest.mark.parametrize("word", ["police", "mayor", "Dalgren", "599", "Ősök"])
def test_a_word_finds_the_articles_that_hold_it(full: Path, word: str) -> None:
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
        (AccountFilter(text="police"), "article_words VIRTUAL TABLE INDEX"),
    ],
)
def test_filters_use_their_index(full: Path, wanted: AccountFilter, index: str) -> None:
    sql = select_accounts(wanted).compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    with open_ledger(full, read_only=True) as ledger, ledger._database.read() as connection:
        plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]

    assert any(index in step for step in plan), plan
    assert not any(step == "SCAN accounts" for step in plan), plan


def test_the_newest_are_listed_without_sorting_all(full: Path) -> None:
    sql = select_accounts(AccountFilter(limit=20)).compile(compile_kwargs={"literal_binds": True})
    with open_ledger(full, read_only=True) as ledger, ledger._database.read() as connection:
        plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]

    assert not any("TEMP B-TREE" in step for step in plan), plan


def test_accounts_stream_while_others_are_written(full: Path, tmp_path: Path) -> None:
    with open_ledger(shutil.copy(full, tmp_path)) as ledger:
        rows = ledger.accounts()
        first = next(rows)
        ledger.put(article(1), reading(1, NEWER))
        ledger.put(article(5000), reading(5000))

        assert first.article_id not in {row.article_id for row in rows}
        assert sum(1 for _ in ledger.accounts()) == STORIES + 1


def test_streaming_does_not_hold_all_in_memory(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
