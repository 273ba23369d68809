"""How two values stand to each other: none, compatible, nested or contradictory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.assemble.resolution.conflicts import (
    SEVERITY,
    class_relation,
    distance,
    place_relation,
    place_within,
    same_place,
    span_relation,
    toll_relation,
    worst,
)
from histor.record.incident import Conflict
from histor.record.values import Place, TimeSpan, Toll
from strategies import places, spans, tolls

ORRUM = Place("Orrum", "town", "North", "ML", 16.2, -0.1, 11)
MARKET = Place("Orrum market", "site", "North", "ML", 16.21, -0.1)
NORTH = Place("North", "admin1", "North", "ML", 17.0, 0.5)
MALI = Place("Mali", "country", None, "ML", 17.0, -4.0)
SABO = Place("Sabo", "town", "South", "ML", 11.2, -7.1, 12)


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        (Toll(12, 12, 12), Toll(12, 12, 12), "none"),
        (Toll(12, 12, None), Toll(15, 15, 15), "nested"),
        (Toll(90, 100, 100), Toll(95, 95, 95), "nested"),
        (Toll(12, 12, None), Toll(None, 20, 20), "compatible"),
        (Toll(10, 12, 15), Toll(14, 16, 18), "compatible"),
        (Toll(12, 12, 12), Toll(15, 15, 15), "contradictory"),
        (Toll(21, 21, None), Toll(15, 15, 15), "contradictory"),
        (Toll(None, None, None), Toll(15, 15, 15), "nested"),
    ],
)
def test_tolls_are_intervals(one: Toll, other: Toll, relation: Conflict) -> None:
    assert toll_relation(one, other) == toll_relation(other, one) == relation


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        (("2024-03-04", "2024-03-04"), ("2024-03-01", "2024-03-31"), "nested"),
        (("2024-03-04", "2024-03-06"), ("2024-03-05", "2024-03-08"), "compatible"),
        (("2024-03-04", "2024-03-04"), ("2024-03-05", "2024-03-05"), "contradictory"),
    ],
)
def test_a_day_is_in_its_month_and_no_other_day(
    one: tuple[str, str], other: tuple[str, str], relation: Conflict
) -> None:
    assert span_relation(TimeSpan(*one), TimeSpan(*other)) == relation


@pytest.mark.parametrize(
    ("inner", "outer"),
    [
        (MARKET, ORRUM),
        (ORRUM, NORTH),
        (ORRUM, MALI),
        (NORTH, MALI),
        (MARKET, MALI),
        (ORRUM, Place("Upper Hesk", "region", "North", "ML", 16.0, -0.1)),
        (Place("Upper Hesk", "region", "North", "ML", 16.0, -0.1), MALI),
        (MALI, Place("Sahel", "region", None, None, 15.0, 0.0)),
    ],
)
def test_a_place_lies_in_those_around_it(inner: Place, outer: Place) -> None:
    assert place_within(inner, outer) and not place_within(outer, inner)
    assert place_relation(inner, outer) == place_relation(outer, inner) == "nested"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (SABO, ORRUM),
        (SABO, NORTH),
        (Place("Orrum", "town", None, "NE"), ORRUM),
        (MARKET, Place("Niger", "country", None, "NE")),
        (SABO, Place("Upper Hesk", "region", "North", "ML", 16.0, -0.1)),
        (Place("A mill", "site", "South", "ML"), ORRUM),
    ],
)
def test_places_apart_contradict(one: Place, other: Place) -> None:
    assert place_relation(one, other) == "contradictory"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ORRUM, Place("Orum", "town", "North", "ML", 16.2, -0.1, 11)),
        (ORRUM, Place("orrum", "town", None, "ML")),
        (ORRUM, Place("Orroum", "town", None, "ML", 16.21, -0.11)),
        (MARKET, Place("Orrum market gate", "site", "North", "ML", 16.215, -0.1)),
    ],
)
def test_one_place_goes_by_several_names(one: Place, other: Place) -> None:
    assert same_place(one, other) and place_relation(one, other) == "none"


def test_villages_near_each_other_are_compatible() -> None:
    near = Place("Lower Hesk", "town", "North", "ML", 16.3, -0.1)
    assert place_relation(ORRUM, near) == "compatible"
    assert distance(ORRUM, near) == pytest.approx(11.1, abs=0.1)
    assert distance(ORRUM, Place("Mali", "country")) is None


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        (("bombing",), ("attack",), "nested"),
        (("bombing",), ("bombing", "attack"), "nested"),
        (("assassination", "bombing"), ("bombing",), "nested"),
        (("bombing",), ("armed_assault",), "compatible"),
        (("bombing",), ("air_strike",), "contradictory"),
        (("drone_strike",), ("air_strike",), "compatible"),
        (("civilians",), ("civilians",), "none"),
    ],
)
def test_classes_can_stand_beside_each_other_but_an_explosion_has_one_cause(
    one: tuple[str, ...], other: tuple[str, ...], relation: Conflict
) -> None:
    assert class_relation(one, other) == class_relation(other, one) == relation


def test_the_worst_relation_of_any_two_is_the_conflict() -> None:
    values = [Toll(12, 12, None), Toll(15, 15, 15), Toll(12, 12, None)]
    assert worst(values, toll_relation) == "nested"
    assert worst([*values, Toll(9, 9, 9)], toll_relation) == "contradictory"
    assert worst(values[:1], toll_relation) == "none" == worst([], toll_relation)
    assert list(SEVERITY) == ["none", "compatible", "nested", "contradictory"]


@given(tolls(), tolls())
def test_tolls_relate_the_same_way_round(one: Toll, other: Toll) -> None:
    assert toll_relation(one, other) == toll_relation(other, one)
    assert toll_relation(one, one) == "none"


@given(spans(), spans())
def test_spans_contradict_when_they_share_no_day(one: TimeSpan, other: TimeSpan) -> None:
    assert (span_relation(one, other) == "contradictory") == (not one.overlaps(other))
    assert span_relation(one, other) == span_relation(other, one)


@given(places(), places(), st.floats(-90, 90))
def test_any_two_places_relate_the_same_way_round(one: Place, other: Place, _: float) -> None:
    assert place_relation(one, other) == place_relation(other, one)
    assert place_relation(one, one) == "none"
