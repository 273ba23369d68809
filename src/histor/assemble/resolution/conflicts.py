"""How two values of a field stand to each other, and so how all the values said do."""

import datetime as dt
import math
from collections.abc import Callable, Iterable
from itertools import combinations
from typing import Any, Final

from histor.assemble.folding import fold
from histor.record.codebook import PlaceKind
from histor.record.incident import CONFLICTS, Conflict
from histor.record.values import Place, TimeSpan, Toll

SEVERITY: Final = {conflict: at for at, conflict in enumerate(CONFLICTS)}
MOST_COMPARED: Final = 100
"""Different values of one field that are compared with each other: with more, time would go up with their square."""

_RADIUS: Final[dict[PlaceKind, float]] = {
    "site": 5.0,
    "town": 25.0,
    "admin2": 80.0,
    "admin1": 400.0,
    "region": 2000.0,
    "country": 2000.0,
}
"""Kilometres from its point within which what is asked about may lie inside a place of this kind."""
_ORDER: Final[tuple[PlaceKind, ...]] = ("region", "country", "admin1", "admin2", "town", "site")
SAME_PLACE: Final = 3.0
NEIGHBOURS: Final = 30.0
"""Kilometres within which two places of the same kind may be named for one another (a village for the next town)."""
RIVAL_KINDS: Final[frozenset[str]] = frozenset({"bombing", "shelling", "air_strike"})
"""Kinds of which an explosion has only one."""
PARTS: Final[dict[str, str]] = {"drone_strike": "air_strike"}
"""Kinds that are a particular sort of another one; all are a sort of attack."""


def worst(values: Iterable[Any], relation: Callable[[Any, Any], Conflict]) -> Conflict:
    """The worst relation of any two different values."""
    every = set(values)
    if len(every) < 2:
        return "none"
    distinct = sorted(every, key=repr)[:MOST_COMPARED]
    found = {relation(one, other) for one, other in combinations(distinct, 2)}
    return max(found, key=SEVERITY.__getitem__, default="none")


def toll_relation(one: Toll, other: Toll) -> Conflict:
    """Figures as intervals: equal, one inside the other ("at least 12" and 15), overlapping, or apart."""
    (a, b), (c, d) = bounds(one), bounds(other)
    if (a, b) == (c, d):
        return "none"
    if b < c or d < a:
        return "contradictory"
    return "nested" if (a <= c and d <= b) or (c <= a and b <= d) else "compatible"


def bounds(toll: Toll) -> tuple[float, float]:
    """The interval that a toll leaves open: from 0, and to infinity, where nothing is printed."""
    return toll.low or 0, math.inf if toll.high is None else toll.high


def span_relation(one: TimeSpan, other: TimeSpan) -> Conflict:
    """Spans of days: a day in a named month is nested."""
    if one == other:
        return "none"
    if not one.overlaps(other):
        return "contradictory"
    return "nested" if span_within(one, other) or span_within(other, one) else "compatible"


def span_within(inner: TimeSpan, outer: TimeSpan) -> bool:
    """Whether every day of one is a day of the other."""
    return outer.earliest <= inner.earliest and inner.latest <= outer.latest


def days(span: TimeSpan) -> int:
    """How many days a span has."""
    return (dt.date.fromisoformat(span.latest) - dt.date.fromisoformat(span.earliest)).days + 1


def place_relation(one: Place, other: Place) -> Conflict:
    """Places: the same, one in the other, near each other, or apart."""
    if place_within(one, other) and place_within(other, one):
        return "none"
    if place_within(one, other) or place_within(other, one):
        return "nested"
    apart = distance(one, other)
    return "compatible" if apart is not None and apart <= NEIGHBOURS else "contradictory"


def place_within(inner: Place, outer: Place) -> bool:
    """Whether a place is the same as another, or lies in it as far as names and coordinates tell."""
    if same_place(inner, outer):
        return True
    if inner.country and outer.country and inner.country != outer.country:
        return False
    around = _extent(outer)
    if precision(inner) <= precision(outer):
        return False
    if around == "country":
        return inner.country is not None and inner.country == outer.country
    if around == "admin1" and inner.admin1 is not None:
        return fold(inner.admin1) in (fold(outer.name), fold(outer.admin1 or outer.name))
    if around == "admin2" and _elsewhere(inner, outer):
        return False
    apart = distance(inner, outer)
    if apart is not None:
        return apart <= _RADIUS[around]
    # Without coordinates only a stated region or country ties the two.
    return inner.country is not None and inner.country == outer.country and inner.admin1 == outer.admin1


def precision(place: Place) -> int:
    """How narrow a place is, from regions of the world to sites."""
    return _ORDER.index(_extent(place))


def _extent(place: Place) -> PlaceKind:
    """The place's kind; a region inside a state's first division ("Eastern Ghouta") is as wide as a district."""
    return "admin2" if place.kind == "region" and place.admin1 else place.kind


def _elsewhere(one: Place, other: Place) -> bool:
    """Whether both name their region (admin1), and not the same."""
    return bool(one.admin1 and other.admin1) and fold(one.admin1 or "") != fold(other.admin1 or "")


def same_place(one: Place, other: Place) -> bool:
    """Whether two places are one: the gazetteer's number, or name and country, or all but the same point."""
    if one.geonames is not None and one.geonames == other.geonames:
        return True
    if one.kind != other.kind or (one.country and other.country and one.country != other.country):
        return False
    apart = distance(one, other)
    if apart is not None and apart > NEIGHBOURS:
        return False
    words, others = set(fold(one.name).split()), set(fold(other.name).split())
    if words == others or (apart is not None and (words <= others or others <= words)):
        return True
    return apart is not None and apart <= SAME_PLACE and one.kind == "town"


def distance(one: Place, other: Place) -> float | None:
    """Kilometres between two places (great circle), None where one has no coordinates."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    lat, to_lat = math.radians(one.lat), math.radians(other.lat)
    half = math.sin((to_lat - lat) / 2) ** 2
    half += math.cos(lat) * math.cos(to_lat) * math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(half)))


def class_relation(one: tuple[str, ...], other: tuple[str, ...]) -> Conflict:
    """Sets of classes (kinds, targets, weapons): several can hold at once, but one explosion has one cause."""
    first, second = set(one) - {"attack"}, set(other) - {"attack"}
    if first == second:
        return "none" if set(one) == set(other) else "nested"
    if first <= second or second <= first:
        return "nested"
    causes = [{PARTS.get(kind, kind) for kind in side} & RIVAL_KINDS for side in (first, second)]
    return "contradictory" if all(causes) and not causes[0] & causes[1] else "compatible"
