"""Finding incidents: each filter by itself, indexes that are used, rows that stream; and the log of changes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from ledger_stories import article, reading
from merging_stories import NEWER, merge, put
from sqlalchemy import event, insert

from histor.errors import LedgerError
from histor.ledger.merging.listing import IncidentFilter, select_incidents
from histor.ledger.merging.tables import incident_kinds, incidents, memberships, profiles
from histor.ledger.open import open_ledger
from histor.ledger.store import Ledger
from histor.record.incident import CONFLICTS
from postgres import new_ledger

KINDS = ("bombing", "kidnapping", "arson")
MONDAY = "2024-03-04"


def fill(ledger: Ledger, count: int = 900) -> None:
    """Incidents by number, written straight into the tables, every tenth of them merged into another."""
    told = {"article_id": "a", "account_id": "i1", "position": 0, "present": True, "digest": "", "day": "",
            "features": b"", "blocks": b""}  # fmt: skip
    accounts = [{**told, "id": number, "reading_id": number % 200 + 1} for number in range(1, count + 1)]
    homes = [{"profile": number, "incident": number, "present": True, "step": 0} for number in range(1, count + 1)]
    rows = [
        {
            "number": number, "owner": 1, "state": "current" if number % 10 else "merged",
            "forwards_to": None if number % 10 else 1, "updated_at": f"2026-01-{number % 28 + 1:02d}T00:00:00.000000Z",
            "last_change": 1, "resolved": True, "foreground": number % 4 != 0, "aggregate": False, "suicide": False,
            "stage": "accomplished", "earliest": day(number), "latest": day(number),
            "country": ("ML", "NE", "BF")[number % 3], "place_name": None, "killed_told": True,
            "killed_best": number % 50 if number % 2 else None, "killed_low": number % 50, "wounded_told": False,
            "kinds": [KINDS[number % 3]], "perpetrators": [["Marsh Front", "claimed"]], "accounts": 1,
            "articles": number % 30,
            "independent": number % 12, "grade": "F", "conflict": number % 4, "policy": "majority/1", "score": 0.5,
        }
        for number in range(1, count + 1)
    ]  # fmt: skip
    kinds = [{"kind": KINDS[number % 3], "incident": number} for number in range(1, count + 1)]

    def write(connection) -> None:  # type: ignore[no-untyped-def]
        connection.execute(insert(profiles), accounts)
        connection.execute(insert(memberships), homes)
        connection.execute(insert(incidents), rows)
        connection.execute(insert(incident_kinds), kinds)
        connection.exec_driver_sql("ANALYZE")

    ledger.put_many((article(number), reading(number)) for number in range(200))
    ledger._database.write(write)


def day(number: int) -> str | None:
    """The day of an incident; some have none."""
    return None if number % 11 == 0 else f"20{10 + number % 10}-{number % 12 + 1:02d}-{number % 28 + 1:02d}"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def full(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    if request.param == "sqlite":
        path: Path = tmp_path_factory.mktemp("full") / "histor.db"
        with open_ledger(path) as ledger:
            fill(ledger)
            yield ledger
    else:
        with new_ledger() as url, open_ledger(url) as ledger:
            fill(ledger)
            yield ledger


@pytest.mark.parametrize(
    ("wanted", "holds"),
    [
        (IncidentFilter(), lambda n: True),
        (IncidentFilter(date_from="2015-06-01"), lambda n: (day(n) or "") >= "2015-06-01"),
        (IncidentFilter(date_to="2015-06-01"), lambda n: (day(n) or "9") <= "2015-06-01"),
        (IncidentFilter(country="ne"), lambda n: n % 3 == 1),
        (IncidentFilter(kind="arson"), lambda n: n % 3 == 2),
        (IncidentFilter(min_killed=40), lambda n: n % 50 >= 40),
        (IncidentFilter(min_articles=25), lambda n: n % 30 >= 25),
        (IncidentFilter(min_independent=9, foreground_only=True), lambda n: n % 12 >= 9 and n % 4),
        (IncidentFilter(conflict="nested"), lambda n: n % 4 >= 2),
        (IncidentFilter(updated_since="2026-01-20T02:00:00+02:00"), lambda n: n % 28 + 1 >= 20),
        (IncidentFilter(country="ML", min_killed=30, kind="bombing"), lambda n: n % 3 == 0 and n % 50 >= 30),
    ],
)
def test_each_filter_finds_what_it_says_in_order(full: Ledger, wanted: IncidentFilter, holds) -> None:  # type: ignore[no-untyped-def]
    expected = [n for n in range(1, 901) if n % 10 and holds(n)]
    newest = sorted(expected, key=lambda n: (day(n) is None, *(-ord(c) for c in day(n) or ""), n))

    assert [row.id for row in full.merging.incidents(wanted)] == [f"i-{n}" for n in newest]
    some = replace(wanted, limit=7, offset=3)
    assert [row.id for row in full.merging.incidents(some)] == [f"i-{n}" for n in newest[3:10]]


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (IncidentFilter(limit=20), "incidents_by_date"),
        (IncidentFilter(date_from="2019-12-28"), "incidents_by_date"),
        (IncidentFilter(country="ML", limit=5), "incidents_by_country"),
        (IncidentFilter(min_killed=49), "incidents_by_killed"),
        (IncidentFilter(min_articles=29), "incidents_by_articles"),
        (IncidentFilter(min_independent=11), "incidents_by_independent"),
        (IncidentFilter(conflict="contradictory"), "incidents_by_conflict"),
        (IncidentFilter(updated_since="2026-01-28"), "incidents_by_update"),
        (IncidentFilter(kind="arson"), "incident_kinds"),
        (IncidentFilter(actor="nobody of that name"), "assertions_by_name"),
        (IncidentFilter(text="nothing"), "article_words"),
    ],
)
def test_filters_use_their_index(full: Ledger, wanted: IncidentFilter, index: str) -> None:
    on_server = full.software().startswith("PostgreSQL")
    plan: list[str] = []

    def explain(connection, cursor, statement, parameters, context, many) -> None:  # type: ignore[no-untyped-def]
        # With its bound values, as it is run: a partial index must be found without seeing them.
        own = cursor.connection.cursor()
        own.execute(f"{'EXPLAIN' if on_server else 'EXPLAIN QUERY PLAN'} {statement}", parameters)
        plan.extend(row[0] if on_server else row[-1] for row in own.fetchall())

    with full._database.read() as connection:
        if on_server:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # so few rows are quicker read from end to end
        event.listen(connection, "before_cursor_execute", explain)
        connection.execute(select_incidents(wanted)).all()

    assert any(index in step for step in plan), plan
    assert not any(step == "SCAN incidents" for step in plan), plan


def test_what_cannot_be_meant_is_refused() -> None:
    for wrong in ({"conflict": "some"}, {"min_articles": -1}, {"updated_since": "yesterday"}, {"kind": "war"}):
        with pytest.raises(LedgerError):
            IncidentFilter(**wrong)  # type: ignore[arg-type]


def test_words_and_names_are_sought_in_all_accounts(ledger: Ledger) -> None:
    put(ledger, "a", ("Tarvik", MONDAY, "market"))
    put(ledger, "b", ("Tarvik", MONDAY, "market"), ("Osmere", MONDAY, "tannery"))
    merge(ledger)

    def found(text: str) -> list[str]:
        return sorted(row.id for row in ledger.merging.incidents(IncidentFilter(text=text)))

    assert found("market") == found("tannery") == ["i-1", "i-2"], "both are told by an article with either word"
    assert found("mill") == found("...") == []
    put(ledger, "b", ("Osmere", MONDAY, "tannery"), made_by=NEWER)
    merge(ledger)
    assert found("tannery") == ["i-2"] and found("market") == ["i-1"]
    assert list(ledger.merging.incidents(IncidentFilter(actor="front"))) == []


def test_changes_are_read_on_from_a_number_or_a_moment(ledger: Ledger) -> None:
    for number in range(5):
        put(ledger, f"a{number}", (f"Town {number}", MONDAY, "market"))
        merge(ledger)
    every = list(ledger.merging.changes())

    assert [change.number for change in every] == [1, 2, 3, 4, 5]
    assert list(ledger.merging.changes(3)) == list(ledger.merging.changes(every[3].at)) == every[3:]
    assert list(ledger.merging.changes(limit=2)) == every[:2]
    assert list(ledger.merging.changes("2000-01-01")) == every and list(ledger.merging.changes("2100-01-01")) == []
    assert ledger.merging.changes_of("i-2") == [every[1]]
    with pytest.raises(LedgerError, match="not a moment"):
        list(ledger.merging.changes("soon"))


def test_rows_stream_and_see_one_moment(full: Ledger) -> None:
    rows = full.merging.incidents()
    first = next(rows)
    assert first.conflict in CONFLICTS and first.perpetrators[0].name == "Marsh Front"
    assert sum(1 for _ in rows) == 809
