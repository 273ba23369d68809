"""When and how many: whole days inclusive, and intervals whose bounds keep their order."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from histor.errors import RecordError
from histor.record.values import Quantity, TimeSpan, Toll
from strategies import spans


@pytest.mark.parametrize(
    ("earliest", "latest", "granularity"),
    [
        ("2024-02-29", "2024-02-29", "day"),
        ("2024-02-01", "2024-02-29", "month"),
        ("2023-02-01", "2023-02-28", "month"),
        ("2024-02-01", "2024-02-28", "period"),
        ("2019-01-01", "2019-12-31", "year"),
        ("2018-01-01", "2019-12-31", "period"),
        ("2024-01-01", "2024-06-30", "period"),
        ("2024-03-30", "2024-04-01", "days"),
        ("2024-03-01", "2024-03-07", "days"),
        ("2024-03-01", "2024-03-08", "period"),
        ("9999-12-31", "9999-12-31", "day"),
    ],
)
def test_granularity_is_that_of_the_calendar(earliest: str, latest: str, granularity: str) -> None:
    assert TimeSpan(earliest, latest).granularity == granularity


@pytest.mark.parametrize(
    ("earliest", "latest"),
    [
        ("2024-02-02", "2024-02-01"),
        ("2023-02-29", "2023-03-01"),
        ("2024-2-1", "2024-02-01"),
        ("20240201", "20240202"),
        ("2024-W05-4", "2024-02-01"),
        ("yesterday", "2024-02-01"),
        ("", ""),
    ],
)
def test_what_is_no_span_of_days_is_refused(earliest: str, latest: str) -> None:
    with pytest.raises(RecordError):
        TimeSpan(earliest, latest)


@settings(deadline=None)
@given(spans(), spans())
def test_spans_overlap_exactly_when_they_share_a_day(one: TimeSpan, other: TimeSpan) -> None:
    first, last = max(one.earliest, other.earliest), min(one.latest, other.latest)
    assert one.overlaps(other) == other.overlaps(one) == (dt.date.fromisoformat(first) <= dt.date.fromisoformat(last))


@settings(deadline=None)
@given(spans())
def test_a_span_is_written_as_the_codebook_writes_it(span: TimeSpan) -> None:
    assert TimeSpan(*str(span).split("/")) == span


@pytest.mark.parametrize(("low", "high"), [(5, 4), (-1, None), (None, -1)])
def test_a_count_keeps_its_bounds_in_order(low: int | None, high: int | None) -> None:
    with pytest.raises(RecordError):
        Quantity(low, high)


bounds = st.none() | st.integers(-2, 5)


@settings(deadline=None)
@given(bounds, bounds, bounds)
def test_a_toll_is_made_exactly_when_low_best_and_high_are_in_order(
    low: int | None, best: int | None, high: int | None
) -> None:
    known = [bound for bound in (low, best, high) if bound is not None]
    if all(bound >= 0 for bound in known) and known == sorted(known):
        assert Toll(low, best, high).best == best
    else:
        with pytest.raises(RecordError, match="low <= best <= high"):
            Toll(low, best, high)
