"""What speaks for and against two accounts being of one incident, each in a few levels; unknown is a level of its own.

Every feature is a function of the columns and two arrays of rows, and gives one small whole number per pair: the
place of a level in the feature's list. All are symmetric: neither account is the first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from histor.assemble.columns import NO_DAY, Columns, Marks, Numbers, Reals
from histor.record.codebook import KINDS, PLACE_KINDS

Rows = NDArray[np.int64]
Levels = NDArray[np.uint8]
_Truth = NDArray[np.bool_]

EARTH_DIAMETER_KM: Final = 12742
_GENERIC: Final = KINDS.index("attack")
_POINT: Final = PLACE_KINDS.index("town")
_ADMIN1: Final = PLACE_KINDS.index("admin1")
_COUNTRY: Final = PLACE_KINDS.index("country")


@dataclass(frozen=True, slots=True)
class Feature:
    """A named question about a pair, its possible answers, and how to find them."""

    name: str
    levels: tuple[str, ...]
    of: Callable[[Columns, Rows, Rows], Levels]


def _choose(*cases: tuple[_Truth, int], otherwise: int) -> Levels:
    """The level of the first case that holds for each pair."""
    return np.select([truth for truth, _ in cases], [level for _, level in cases], otherwise).astype(np.uint8)


def _date(c: Columns, a: Rows, b: Rows) -> Levels:
    unknown = (c.earliest[a] == NO_DAY) | (c.earliest[b] == NO_DAY)
    begin, end = np.maximum(c.earliest[a], c.earliest[b]), np.minimum(c.latest[a], c.latest[b])
    gap = begin - end
    longest = np.maximum(c.latest[a] - c.earliest[a], c.latest[b] - c.earliest[b])
    meets = gap <= 0
    return _choose(
        (unknown, 0),
        (meets & (longest == 0), 1),
        (meets & (longest <= 7), 2),
        (meets & (longest <= 31), 3),
        (meets & (longest <= 366), 4),
        (meets, 5),
        (gap == 1, 6),
        (gap <= 3, 7),
        (gap <= 7, 8),
        (gap <= 30, 9),
        (gap <= 366, 10),
        otherwise=11,
    )


DATE: Final = (
    "unknown", "same day", "within days", "within a month", "within a year", "within years",
    "1 day apart", "2-3 days apart", "4-7 days apart", "weeks apart", "months apart", "years apart",
)  # fmt: skip


def distance(c: Columns, a: Rows, b: Rows) -> Reals:
    """Kilometres along the great circle; NaN where a coordinate is missing."""
    lat, other_lat = np.radians(c.lat[a]), np.radians(c.lat[b])
    across = np.radians(c.lon[a] - c.lon[b])
    chord = np.sin((lat - other_lat) / 2) ** 2 + np.cos(lat) * np.cos(other_lat) * np.sin(across / 2) ** 2
    return np.asarray(EARTH_DIAMETER_KM * np.arcsin(np.sqrt(np.minimum(1, chord))))


def _place(c: Columns, a: Rows, b: Rows) -> Levels:
    unknown = (c.place_kind[a] < 0) | (c.place_kind[b] < 0)
    named = c.place[a] == c.place[b]
    wide = np.maximum(c.place_kind[a], c.place_kind[b])
    km = distance(c, a, b)
    countries = (c.country[a] != 0) & (c.country[b] != 0)
    abroad = countries & (c.country[a] != c.country[b])
    land = countries & ~abroad
    region = land & (c.admin1[a] != 0) & (c.admin1[a] == c.admin1[b])
    point = wide <= _POINT
    return _choose(
        (unknown, 0),
        (named & (wide <= _POINT) & ~(km > 50), 1),
        (point & (km <= 5), 2),
        (point & (km <= 30), 3),
        (named & ~abroad & (wide < _COUNTRY), 4),
        (abroad, 11),
        (region & (wide >= _POINT + 1) & (wide <= _ADMIN1), 5),
        (named & ~abroad, 6),
        (land & (wide >= _COUNTRY), 7),
        (region, 8),
        (km <= 100, 9),
        (land, 10),
        otherwise=12,
    )


PLACE: Final = (
    "unknown", "same place", "within 5 km", "within 30 km", "same area", "one within the other's area",
    "same country named", "one within the other's country", "elsewhere in one province", "within 100 km",
    "elsewhere in one country", "other country", "cannot be compared",
)  # fmt: skip


def _shares(one: Marks, other: Marks) -> _Truth:
    """Whether two rows of checksums have one in common."""
    return np.asarray(((one[:, :, None] == other[:, None, :]) & (one != 0)[:, :, None]).any(axis=(1, 2)))


def _none(marks: Marks) -> _Truth:
    return np.asarray(marks[:, 0] == 0)


def _place_names(c: Columns, a: Rows, b: Rows) -> Levels:
    one, other = c.place_marks[a], c.place_marks[b]
    return _choose((_none(one) | _none(other), 0), (_shares(one, other), 1), otherwise=2)


def _kinds(c: Columns, a: Rows, b: Rows) -> Levels:
    generic = (c.primary[a] == _GENERIC) | (c.primary[b] == _GENERIC)
    return _choose(
        (c.primary[a] == c.primary[b], 0),
        ((c.kinds[a] & c.kinds[b]) != 0, 1),
        (generic, 2),
        ((c.families[a] & c.families[b]) != 0, 3),
        otherwise=4,
    )


def _actors(c: Columns, a: Rows, b: Rows) -> Levels:
    one, other = c.actor_marks[a], c.actor_marks[b]
    kin = _shares(c.stem_marks[a], c.stem_marks[b])
    return _choose((_none(one) | _none(other), 0), (_shares(one, other), 1), (kin, 2), otherwise=3)


def _names(marks: tuple[Marks, Marks], last: tuple[Marks, Marks], first: tuple[Marks, Marks]) -> Levels:
    """Whether two lists of people share somebody: by the whole name, by last name without another first name, or by
    last name only (members of one family, or a slip)."""
    same_last = (last[0][:, :, None] == last[1][:, None, :]) & (last[0] != 0)[:, :, None]
    ones, others = first[0][:, :, None], first[1][:, None, :]
    fits = (ones == others) | (ones == 0) | (others == 0)
    return _choose(
        (_none(marks[0]) | _none(marks[1]), 0),
        (_shares(*marks), 1),
        ((same_last & fits).any(axis=(1, 2)), 2),
        (same_last.any(axis=(1, 2)), 3),
        otherwise=4,
    )


def _victims(c: Columns, a: Rows, b: Rows) -> Levels:
    return _names(
        (c.victim_marks[a], c.victim_marks[b]),
        (c.victim_last[a], c.victim_last[b]),
        (c.victim_first[a], c.victim_first[b]),
    )


def _persons(c: Columns, a: Rows, b: Rows) -> Levels:
    return _names(
        (c.person_marks[a], c.person_marks[b]),
        (c.person_last[a], c.person_last[b]),
        (c.person_first[a], c.person_first[b]),
    )


def _crossed(c: Columns, a: Rows, b: Rows) -> Levels:
    """A reader may take a victim for a suspect: whether one account's victim is the other's doer."""
    seen = _shares(c.victim_last[a], c.person_last[b]) | _shares(c.person_last[a], c.victim_last[b])
    return seen.astype(np.uint8)


def _classes(one: Numbers, other: Numbers) -> Levels:
    return _choose(((one == 0) | (other == 0), 0), ((one & other) != 0, 1), otherwise=2)


def _targets(c: Columns, a: Rows, b: Rows) -> Levels:
    return _classes(c.targets[a], c.targets[b])


def _weapons(c: Columns, a: Rows, b: Rows) -> Levels:
    return _classes(c.weapons[a], c.weapons[b])


def _toll(one: Reals, other: Reals, sooner: _Truth, later: _Truth) -> Levels:
    """Two bottom lines, each (low, best, high); `sooner` where the first was published before the other."""
    unknown = np.isnan(one).all(axis=1) | np.isnan(other).all(axis=1)
    best, rest = one[:, 1], other[:, 1]
    greater, lesser = np.fmax(best, rest), np.fmin(best, rest)
    compatible = np.asarray(np.fmax(_low(one), _low(other)) <= np.fmin(_high(one), _high(other)))
    equal = np.asarray(best == rest)
    near = np.asarray((greater - lesser <= 1) | (greater <= 1.25 * lesser))
    grows = (sooner & (best < rest)) | (later & (rest < best))
    both = ~np.isnan(best) & ~np.isnan(rest)
    return _choose(
        (unknown, 0),
        (equal & (best >= 10), 1),
        (equal & (best >= 3), 2),
        (equal, 3),
        (both & near & (greater >= 5), 4),
        (compatible, 5),
        (both & near, 6),
        (grows & (greater <= 3 * lesser), 7),
        (greater <= 3 * lesser, 8),
        otherwise=9,
    )


TOLL: Final = (
    "unknown", "equal, ten or more", "equal, three or more", "equal, small", "near", "compatible", "near, small",
    "grown with time", "apart", "far apart",
)  # fmt: skip


def _low(toll: Reals) -> Reals:
    return np.where(np.isnan(toll[:, 0]), 0.0, toll[:, 0])


def _high(toll: Reals) -> Reals:
    return np.where(np.isnan(toll[:, 2]), np.inf, toll[:, 2])


def _in_order(c: Columns, a: Rows, b: Rows) -> tuple[_Truth, _Truth]:
    known = (c.published[a] != NO_DAY) & (c.published[b] != NO_DAY)
    return known & (c.published[a] < c.published[b]), known & (c.published[b] < c.published[a])


def _killed(c: Columns, a: Rows, b: Rows) -> Levels:
    return _toll(c.killed[a], c.killed[b], *_in_order(c, a, b))


def _wounded(c: Columns, a: Rows, b: Rows) -> Levels:
    return _toll(c.wounded[a], c.wounded[b], *_in_order(c, a, b))


def _aggregate(c: Columns, a: Rows, b: Rows) -> Levels:
    return (c.aggregate[a] + c.aggregate[b]).astype(np.uint8)


def _foreground(c: Columns, a: Rows, b: Rows) -> Levels:
    return (2 - c.foreground[a] - c.foreground[b]).astype(np.uint8)


def _suicide(c: Columns, a: Rows, b: Rows) -> Levels:
    return (c.suicide[a] + c.suicide[b]).astype(np.uint8)


def _stage(c: Columns, a: Rows, b: Rows) -> Levels:
    return (2 - c.stage[a] - c.stage[b]).astype(np.uint8)


def _published(c: Columns, a: Rows, b: Rows) -> Levels:
    unknown = (c.published[a] == NO_DAY) | (c.published[b] == NO_DAY)
    gap = np.abs(c.published[a] - c.published[b])
    return _choose((unknown, 0), (gap == 0, 1), (gap <= 2, 2), (gap <= 10, 3), (gap <= 60, 4), otherwise=5)


_WORD_STEPS: Final = np.array([0.01, 0.04, 0.08, 0.13, 0.2, 0.3, 0.45, 0.7])


def _words(c: Columns, a: Rows, b: Rows) -> Levels:
    """The weight of the shared words against that of the shorter list, in steps."""
    one, other = c.word_marks[a], c.word_marks[b]
    shared = ((one[:, :, None] == other[:, None, :]) & (one != 0)[:, :, None]).any(axis=2)
    common = (c.word_weights[a] * shared).sum(axis=1, dtype=np.float64)
    shorter = np.minimum(c.word_total[a], c.word_total[b])
    share = np.divide(common, shorter, out=np.zeros_like(common), where=shorter > 0)
    level = 1 + np.searchsorted(_WORD_STEPS, share, side="right")
    return np.where(_none(one) | _none(other), 0, level).astype(np.uint8)


SHARED: Final = ("unknown", "shared", "different")
NAMES: Final = ("unknown", "same name", "same last name", "same family name", "other names")
FEATURES: Final[tuple[Feature, ...]] = (
    Feature("date", DATE, _date),
    Feature("place", PLACE, _place),
    Feature("place_names", SHARED, _place_names),
    Feature("kinds", ("same", "shared", "one unspecified", "related", "different"), _kinds),
    Feature("actors", ("unknown", "same", "related", "different"), _actors),
    Feature("victims", NAMES, _victims),
    Feature("persons", NAMES, _persons),
    Feature("crossed", ("no", "yes"), _crossed),
    Feature("targets", SHARED, _targets),
    Feature("weapons", SHARED, _weapons),
    Feature("killed", TOLL, _killed),
    Feature("wounded", TOLL, _wounded),
    Feature("aggregate", ("neither", "one", "both"), _aggregate),
    Feature("foreground", ("both", "one", "neither"), _foreground),
    Feature("suicide", ("neither", "one", "both"), _suicide),
    Feature("stage", ("both accomplished", "one", "neither"), _stage),
    Feature("published", ("unknown", "same day", "2 days", "10 days", "60 days", "more"), _published),
    Feature("words", ("unknown", "none", "1", "2", "3", "4", "5", "6", "7", "8"), _words),
)
"""In the order in which a pattern writes their levels; a stored pattern is read with the version that wrote it."""


def levels_of(columns: Columns, first: Rows, second: Rows) -> Levels:
    """One row per pair, one column per feature."""
    return np.stack([feature.of(columns, first, second) for feature in FEATURES], axis=1)
