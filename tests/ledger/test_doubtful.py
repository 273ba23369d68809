"""What readings leave out for review: kept with them, found by slot, chance and article, newest first, as it comes."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from ledger_stories import NEWER, READER, article, reading
from sqlalchemy import Connection

from histor.errors import EvidenceError, LedgerError, RecordError
from histor.ledger import schema
from histor.ledger.doubtful import DoubtfulFilter, select_doubtful
from histor.ledger.open import open_ledger
from histor.ledger.store import Ledger
from histor.record.article import Article
from histor.record.assertion import Assertion
from histor.record.codebook import Slot
from histor.record.evidence import Evidence, Speaker
from histor.record.reading import Account, MadeBy, Reading
from histor.record.values import Quantity

TEXT = "Guards said nine died in Tarvik; rifles lay about."


def doubt(told: Article, slot: Slot, quote: str, value: str | Quantity, chance: float) -> Assertion:
    start = told.text.index(quote)
    words, guards = told.quote("text", start, start + len(quote)), Speaker(told.quote("text", 0, 6))
    return Assertion(slot, value, words, (guards,), score=chance, why=f"chance {chance:g}, below 0.4")


def doubted(ident: str, day: str | None = None, made_by: MadeBy = READER) -> Reading:
    """Two accounts: of the first a count and a weapon are doubtful, of the second a place."""
    told = Article(ident, TEXT, f"Title of {ident}", "The Post", day)
    first = (doubt(told, "killed", "nine died", Quantity(9, 9), 0.3), doubt(told, "weapon", "rifles", "firearm", 0.125))
    second = (doubt(told, "place", "Tarvik", "Tarvik", 0.2),)
    accounts = (Account("i1", ("attack",), doubtful=first), Account("i2", ("attack",), doubtful=second))
    return Reading(told, accounts, (), made_by)


def put(ledger: Ledger, read: Reading) -> None:
    ledger.put(read.article, read)


def found(ledger: Ledger, **wanted: object) -> list[tuple[str, str]]:
    return [(row.account, row.assertion.slot) for row in ledger.doubtful(DoubtfulFilter(**wanted))]  # type: ignore[arg-type]


@pytest.fixture
def three(ledger: Ledger) -> Ledger:
    for ident, day in (("none", None), ("may", "2021-05-01"), ("june", "2021-06-02")):
        put(ledger, doubted(ident, day))
    return ledger


def test_of_the_newest_articles_first_in_the_order_of_the_text(three: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    slots = [("#i1", "killed"), ("#i1", "weapon"), ("#i2", "place")]
    expected = [(ident + end, slot) for ident in ("june", "may", "none") for end, slot in slots]
    for at_once in (500, 2):
        monkeypatch.setattr("histor.ledger.doubtful.CHUNK", at_once)
        assert found(three) == expected
        assert {row.assertion.said_by[0].quote for row in three.doubtful()} == {"Guards"}


def test_a_row_has_all_that_is_needed_to_judge_it(three: Ledger) -> None:
    read = doubted("may", "2021-05-01")
    first = next(three.doubtful(DoubtfulFilter(article_id="may")))
    assert first.assertion == read.incidents[0].doubtful[0]
    assert (first.account, first.article_id, first.title) == ("may#i1", "may", "Title of may")
    assert (first.publisher, first.published, first.url) == ("The Post", "2021-05-01", None)


ASKED: tuple[tuple[dict[str, object], list[str]], ...] = (
    ({"slot": "weapon"}, ["june#i1", "may#i1", "none#i1"]),
    ({"slot": "motive"}, []),
    ({"min_chance": 0.2}, ["june#i1", "june#i2", "may#i1", "may#i2", "none#i1", "none#i2"]),
    ({"min_chance": 0.31}, []),
    ({"article_id": "may"}, ["may#i1", "may#i1", "may#i2"]),
    ({"article_id": "may", "slot": "place", "min_chance": 0.2}, ["may#i2"]),
    ({"article_id": "MAY"}, []),
    ({"limit": 2}, ["june#i1", "june#i1"]),
    ({"limit": 0}, []),
)


def test_found_by_slot_chance_and_article(three: Ledger) -> None:
    for wanted, expected in ASKED:
        assert [account for account, _ in found(three, **wanted)] == expected, wanted


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"slot": "colour"}, "not a slot"),
        ({"min_chance": 1.1}, "not a chance"),
        ({"min_chance": float("nan")}, "not a chance"),
        ({"limit": -1}, "limit is -1"),
    ],
)
def test_what_cannot_be_asked_is_refused(wanted: dict[str, object], message: str) -> None:
    with pytest.raises(LedgerError, match=message):
        DoubtfulFilter(**wanted)  # type: ignore[arg-type]


def test_only_the_standing_reading_is_listed_and_the_others_keep_theirs(ledger: Ledger) -> None:
    put(ledger, doubted("a"))
    newer = doubted("a", made_by=NEWER)
    put(ledger, replace(newer, incidents=tuple(replace(account, doubtful=()) for account in newer.incidents)))

    assert found(ledger) == []
    assert ledger.reading("a", READER)[1] == doubted("a")
    first, second = ledger.readings_of("a")
    assert first.digest == second.digest  # two makers agree, whatever they doubt


def test_what_is_doubtful_is_held_against_the_article_and_the_contract(fresh_ledger: Callable[[], Ledger]) -> None:
    ledger, read = fresh_ledger(), doubted("a")
    wrong = replace(read.incidents[0].doubtful[0], evidence=Evidence("text", 0, 3, "nin"))
    vast = replace(read.incidents[0].doubtful[0], score=2.0)
    for entry, refusal in ((wrong, EvidenceError), (vast, RecordError)):
        broken = replace(read, incidents=(replace(read.incidents[0], doubtful=(entry,)),))
        with pytest.raises(refusal):
            put(ledger, broken)
    ledger.close()


def test_a_ledger_from_before_has_none_and_takes_some(ledger_url: str) -> None:
    with open_ledger(ledger_url) as ledger:
        ledger.put(article(1), reading(1))

        def undo(connection: Connection) -> None:
            for statement in ("DROP TABLE doubtful_speakers", "DROP TABLE doubtful", "DROP INDEX articles_by_day"):
                connection.exec_driver_sql(statement)
            connection.exec_driver_sql(f"UPDATE {schema.VERSION_TABLE} SET version_num = '0003'")

        ledger._database.write(undo)
    with open_ledger(ledger_url, create=False) as ledger:
        assert list(ledger.doubtful()) == []
        put(ledger, doubted("a"))
        assert ledger.reading("story-000001") == (article(1), reading(1)) and len(list(ledger.doubtful())) == 3


def test_the_list_follows_an_index_and_is_not_sorted_whole(three: Ledger) -> None:
    if not three.software().startswith("SQLite"):
        pytest.skip("a plan for few rows says nothing of PostgreSQL's for many")
    for wanted, way in (
        (DoubtfulFilter("killed", 0.2), "SCAN articles USING INDEX articles_by_day"),
        (DoubtfulFilter(article_id="may"), "SEARCH articles USING"),
    ):
        query = select_doubtful(wanted).compile(compile_kwargs={"literal_binds": True})
        with three._database.read() as connection:
            plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")]
        assert plan[0].startswith(way)
        assert not any(step.startswith("SCAN") for step in plan[1:])
        assert way.startswith("SEARCH") or "USE TEMP B-TREE FOR ORDER BY" not in plan
