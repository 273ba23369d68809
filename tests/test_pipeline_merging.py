"""The foreman of merging with all real parts: the same end whatever the order, however often stopped, whoever helps.

Run as `python test_pipeline_merging.py LEDGER`, it merges that ledger, in small batches.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from histor.errors import LedgerError
from histor.ledger.merging.listing import IncidentFilter
from histor.ledger.open import open_ledger
from histor.ledger.store import Ledger
from histor.pipeline import merging as foreman
from histor.pipeline.incidents import view_incident, weakest_link
from histor.pipeline.merging import merge
from histor.pipeline.packing import pack, unpack
from histor.record.judgement import Correction, Judgement
from histor.record.reading import MadeBy, Reading

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

import scale  # noqa: E402
from postgres import ledger_url  # noqa: E402

__all__ = ["ledger_url"]
SMALL = {"ARTICLES": 7, "ACCOUNTS": 9, "SEEDS": 5, "INCIDENTS": 4}
"""Batches so small that a merge of some dozens of accounts has many."""
READINGS = [reading for reading, _ in scale.invent(70, seed=3)]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in SMALL.items():
        monkeypatch.setattr(foreman, name, size)


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    with open_ledger(ledger_url) as opened:
        yield opened


def put(ledger: Ledger, readings: list[Reading]) -> None:
    ledger.put_many((reading.article, reading) for reading in readings)


def partition(ledger: Ledger) -> set[frozenset[str]]:
    """Who is with whom, whatever the incidents are called."""
    return {frozenset(accounts) for _, accounts in ledger.merging.members()}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> set[frozenset[str]]:
    """What merging all readings at once gives."""
    with open_ledger(tmp_path_factory.mktemp("whole") / "histor.db") as ledger:
        put(ledger, READINGS)
        merge(ledger)
        return partition(ledger)


def test_what_is_found_is_neither_one_heap_nor_dust(expected: set[frozenset[str]]) -> None:
    sizes = sorted(map(len, expected))
    assert sum(sizes) == sum(len(reading.incidents) for reading in READINGS)
    assert 10 < len(sizes) < sum(sizes) and sizes[-1] > 1


@contextmanager
def copied(empty: Path, folder: Path, number: int) -> Iterator[Ledger]:
    path = folder / f"{number}.db"
    path.write_bytes(empty.read_bytes())
    with open_ledger(path) as ledger:
        yield ledger


@given(st.data())
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_the_order_of_arrival_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory, expected: set[frozenset[str]], data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("order") / "histor.db"
    order = data.draw(st.permutations(READINGS))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(order)), max_size=3)))
    with open_ledger(path) as ledger:
        for first, last in zip([0, *cuts], [*cuts, len(order)], strict=True):
            put(ledger, order[first:last])
            merge(ledger)
        assert partition(ledger) == expected
        before = dict(ledger.merging.members())
        merge(ledger, again=True)
        assert dict(ledger.merging.members()) == before


def test_articles_that_come_and_go_leave_no_trace_in_who_is_with_whom(
    ledger: Ledger, expected: set[frozenset[str]]
) -> None:
    others = [reading for reading, _ in scale.invent(110, seed=3)][len(READINGS) :]
    put(ledger, READINGS + others)
    merge(ledger)
    for reading in others:
        ledger.put(reading.article, Reading(reading.article, (), (), MadeBy("0", "newer")))
    merge(ledger)

    assert partition(ledger) == expected


def run_merge(url: str) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen([sys.executable, __file__, url], env=environment)


def test_a_merge_killed_at_any_moment_goes_on_where_it_was(
    ledger: Ledger, ledger_url: str, expected: set[frozenset[str]]
) -> None:
    put(ledger, READINGS)
    random.seed(11)
    killed = 0
    for wait in (0.0, 0.1, 0.3):
        running = run_merge(ledger_url)
        while running.poll() is None and not list(ledger.merging.incidents(IncidentFilter(limit=1))) and not killed:
            time.sleep(0.01)  # the first is killed while it settles
        time.sleep(wait + random.random() / 10)
        running.send_signal(signal.SIGKILL)
        killed += running.wait() == -signal.SIGKILL
        members = [account for _, accounts in ledger.merging.members() for account in accounts]
        assert len(members) == len(set(members))
    assert killed
    merge(ledger)

    assert partition(ledger) == expected
    assert replayed(ledger) == {name: set(accounts) for name, accounts in ledger.merging.members()}
    assert {row.id for row in ledger.merging.incidents()} == {name for name, _ in ledger.merging.members()}


def test_two_processes_that_merge_at_once_lose_nothing(
    ledger: Ledger, ledger_url: str, expected: set[frozenset[str]]
) -> None:
    put(ledger, READINGS[::2])
    both = [run_merge(ledger_url), run_merge(ledger_url)]
    put(ledger, READINGS[1::2])
    assert [running.wait(120) for running in both] == [0, 0]
    merge(ledger)

    assert partition(ledger) == expected
    assert [change.number for change in ledger.merging.changes()] == list(
        range(1, len(list(ledger.merging.changes())) + 1)
    )
    assert replayed(ledger) == {name: set(accounts) for name, accounts in ledger.merging.members()}


def test_helpers_change_nothing_but_the_time(ledger: Ledger, expected: set[frozenset[str]]) -> None:
    put(ledger, READINGS)
    outcome = merge(ledger, workers=2)

    assert partition(ledger) == expected
    assert outcome.entered == sum(len(reading.incidents) for reading in READINGS)


def replayed(ledger: Ledger) -> dict[str, set[str]]:
    """What the log of changes leads to."""
    found: dict[str, set[str]] = {}
    for change in ledger.merging.changes():
        members = found.setdefault(change.incident, set())
        members.difference_update(change.left)
        members.update(change.joined)
    return {name: members for name, members in found.items() if members}


def test_lists_show_what_the_incident_itself_shows(ledger: Ledger) -> None:
    put(ledger, READINGS)
    outcome = merge(ledger)
    rows = list(ledger.merging.incidents())

    assert outcome.failed == 0 and outcome.resolved == len(rows)
    for row in rows:
        incident = view_incident(ledger, row.id).incident
        assert incident is not None
        shown = (incident.kinds, incident.date, incident.place, incident.killed, incident.articles, incident.score)
        assert shown == (row.kinds, row.date, row.place, row.killed, row.articles, row.score)


def test_an_incident_is_shown_with_its_past_also_by_an_older_id(ledger: Ledger) -> None:
    put(ledger, READINGS)
    merge(ledger)
    names = [name for name, _ in ledger.merging.members()][:2]
    ledger.merging.join(names, "A. Analyst", "one night")
    merge(ledger)
    account = dict(ledger.merging.members())[names[0]][0]
    ledger.merging.correct(Correction(account, "suicide", True, "A. Analyst", "seen"))
    merge(ledger)
    view = view_incident(ledger, names[1])

    assert (view.id, view.through, view.state) == (names[0], (names[0],), "current")
    assert view.incident is not None and view.incident.suicide and view.incident.score > 0
    assert [change.event for change in view.changes][-2:] == ["merged", "updated"]
    assert view.corrections[0].field == "suicide" and {one.by for one in view.judgements} == {"A. Analyst"}
    with pytest.raises(LedgerError, match="no incident"):
        view_incident(ledger, "i-999")


def test_accounts_of_one_article_are_one_only_if_a_person_says_so(ledger: Ledger) -> None:
    several = next(reading for reading in READINGS if len(reading.incidents) > 1)
    put(ledger, [several])
    merge(ledger)
    one, other = (f"{several.article.id}#i{number}" for number in (1, 2))
    assert ledger.merging.incident_of(one) != ledger.merging.incident_of(other)
    ledger.merging.judge(Judgement(one, other, "same", "A. Analyst", ("the reader was wrong",)))
    merge(ledger)

    assert ledger.merging.incident_of(one) == ledger.merging.incident_of(other)


def test_what_cannot_be_resolved_is_a_failure_and_the_rest_goes_on(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(ledger, READINGS)
    real = foreman.resolve_dossier

    def brittle(dossier):  # type: ignore[no-untyped-def]
        if dossier.incident == "i-3":
            raise ValueError("a fault")
        return real(dossier)

    monkeypatch.setattr(foreman, "resolve_dossier", brittle)
    outcome = merge(ledger)

    assert outcome.failed == 1 and "i-3" not in {row.id for row in ledger.merging.incidents()}
    (failure,) = ledger.failures()
    assert failure.source == "i-3" and "ValueError: a fault" in failure.reason


def test_progress_tells_each_step(ledger: Ledger) -> None:
    told: list[tuple[str, int]] = []
    put(ledger, READINGS)
    merge(ledger, progress=lambda step, done: told.append((step, done)))

    assert list(dict.fromkeys(step for step, _ in told)) == ["entering", "comparing", "settling", "resolving"]
    assert max(done for step, done in told if step == "entering") == sum(len(r.incidents) for r in READINGS)


def test_packed_columns_come_back_as_they_were() -> None:
    from dataclasses import fields

    import numpy as np

    from histor.assemble.columns import Columns, columns_of
    from histor.assemble.profiles import profile_of

    profiles = [profile_of(r.article, a, f"{r.article.id}#{a.id}") for r in READINGS for a in r.incidents]
    columns = columns_of(profiles)
    back = unpack(pack(columns))
    for column in fields(Columns):
        one, other = getattr(columns, column.name), getattr(back, column.name)
        width = min(one.shape[-1], other.shape[-1]) if one.ndim > 1 else None
        np.testing.assert_array_equal(one[..., :width], other[..., :width])
        assert one.ndim == 1 or not (one[:, width:].any() or other[:, width:].any())


@pytest.mark.parametrize(
    ("links", "weakest"),
    [([("a", "b", 0.9), ("b", "c", 0.7), ("a", "c", 0.6)], 0.7), ([("a", "b", 0.9)], 0.0), ([], 0.0)],
)
def test_the_weakest_link_is_the_lowest_that_is_needed(links: list[tuple[str, str, float]], weakest: float) -> None:
    assert weakest_link("abc", links) == weakest
    assert weakest_link("a", []) == 1.0


if __name__ == "__main__":
    for setting, number in SMALL.items():
        setattr(foreman, setting, number)
    with open_ledger(sys.argv[1], create=False) as shared:
        merge(shared)
