"""Merged incidents handed out for export: those of the list, of one moment, a few at a time, in either database."""

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from histor.ledger.merging import merged
from histor.ledger.merging.listing import IncidentFilter
from histor.ledger.open import open_ledger
from histor.ledger.store import Ledger
from histor.pipeline.exporting import merged_incidents
from histor.pipeline.incidents import view_incident
from histor.pipeline.merging import merge

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

import scale  # noqa: E402
from postgres import ledger_url  # noqa: E402

__all__ = ["ledger_url"]


@pytest.fixture
def ledger(ledger_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    monkeypatch.setattr(merged, "DOSSIERS_AT_ONCE", 4)
    with open_ledger(ledger_url) as opened:
        opened.put_many((reading.article, reading) for reading, _ in scale.invent(30, seed=5))
        merge(opened)
        yield opened


def test_each_listed_incident_is_handed_out_as_it_is_shown(ledger: Ledger) -> None:
    listed = list(ledger.merging.incidents())
    told = list(merged_incidents(ledger))
    assert len(told) > 8
    assert [(one.incident.id, one.updated_at) for one in told] == [(row.id, row.updated_at) for row in listed]
    for one in told[:5]:
        assert one.incident == view_incident(ledger, one.incident.id).incident
        assert {reading.article.id for reading in one.readings} == {t.article.id for t in one.incident.testimonies}
    several = list(merged_incidents(ledger, IncidentFilter(min_articles=2), "range_all"))
    assert [one.incident.id for one in several] == [row.id for row in listed if row.articles > 1]
    assert all(one.incident.policy.startswith("range_all") for one in several) and several


def test_incidents_are_those_of_one_moment_though_others_merge_meanwhile(ledger: Ledger, ledger_url: str) -> None:
    before = list(merged_incidents(ledger))
    asked = merged_incidents(ledger)
    told = list(islice(asked, 2))
    with open_ledger(ledger_url) as other:
        other.merging.join([one.incident.id for one in before[-3:]], "A. Analyst", "one attack")
        merge(other)
    told += asked
    assert told == before
    assert len(list(merged_incidents(ledger))) == len(before) - 2
