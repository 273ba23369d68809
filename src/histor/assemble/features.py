"""What speaks for and against two accounts being of one incident, each in a few levels; unknown is a level of its own.

Every feature is a function of many pairs at once and gives one small whole number per pair: the place of a level in
the feature's list. All are symmetric: which account is the first makes no difference.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
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


@dataclass(frozen=True)
class Pairs:
    """Pairs of accounts: row for row the columns of the first and of the second."""

    first: Columns
    second: Columns

    @cached_property
    def shared(self) -> _Truth:
        """Which of the first's words the second has too."""
        ours, theirs = self.first.word_marks, self.second.word_marks
        found = np.zeros(ours.shape, np.bool_)
        # One column at a time: the whole table of comparisons would not fit the processor's cache.
        for word in range(theirs.shape[1]):
            found |= ours == theirs[:, word : word + 1]
        return np.asarray(found & (ours != 0))


@dataclass(frozen=True, slots=True)
class Feature:
    """A named question about a pair, its possible answers, and how to find them."""

    name: str
    levels: tuple[str, ...]
    of: Callable[[Pairs], Levels]


def _choose(levels: tuple[str, ...], *cases: tuple[_Truth, str], otherwise: str) -> Levels:
    """The level of the first case that holds for each pair."""
    places = [levels.index(level) for _, level in cases]
    return np.select([truth for truth, _ in cases], places, levels.index(otherwise)).astype(np.uint8)


def _date(p: Pairs) -> Levels:
    unknown = (p.first.earliest == NO_DAY) | (p.second.earliest == NO_DAY)
    begin, end = np.maximum(p.first.earliest, p.second.earliest), np.minimum(p.first.latest, p.second.latest)
    gap = begin - end
    longest = np.maximum(p.first.latest - p.first.earliest, p.second.latest - p.second.earliest)
    meets = gap <= 0
    return _choose(
        DATE,
        (unknown, "unknown"),
        (meets & (longest == 0), "same day"),
        (meets & (longest <= 7), "within days"),
        (meets & (longest <= 31), "within a month"),
        (meets & (longest <= 366), "within a year"),
        (meets, "within years"),
        (gap == 1, "1 day apart"),
        (gap <= 3, "2-3 days apart"),
        (gap <= 7, "4-7 days apart"),
        (gap <= 30, "weeks apart"),
        (gap <= 366, "months apart"),
        otherwise="years apart",
    )


DATE: Final = (
    "unknown", "same day", "within days", "within a month", "within a year", "within years",
    "1 day apart", "2-3 days apart", "4-7 days apart", "weeks apart", "months apart", "years apart",
)  # fmt: skip


def distance(p: Pairs) -> Reals:
    """Kilometres along the great circle; NaN where a coordinate is missing."""
    lat, other_lat = np.radians(p.first.lat), np.radians(p.second.lat)
    across = np.radians(p.first.lon - p.second.lon)
    chord = np.sin((lat - other_lat) / 2) ** 2 + np.cos(lat) * np.cos(other_lat) * np.sin(across / 2) ** 2
    return np.asarray(EARTH_DIAMETER_KM * np.arcsin(np.sqrt(np.minimum(1, chord))))


def _place(p: Pairs) -> Levels:
    unknown = (p.first.place_kind < 0) | (p.second.place_kind < 0)
    named = (p.first.place != 0) & (p.first.place == p.second.place)
    wide = np.maximum(p.first.place_kind, p.second.place_kind)
    km = distance(p)
    countries = (p.first.country != 0) & (p.second.country != 0)
    abroad = countries & (p.first.country != p.second.country)
    land = countries & ~abroad
    region = land & (p.first.admin1 != 0) & (p.first.admin1 == p.second.admin1)
    point = wide <= _POINT
    return _choose(
        PLACE,
        (unknown, "unknown"),
        (named & point & ~(km > 50), "same place"),
        (point & (km <= 5), "within 5 km"),
        (point & (km <= 30), "within 30 km"),
        (named & ~abroad & (wide < _COUNTRY) & ~point, "same area"),
        (abroad, "other country"),
        (region & (wide >= _POINT + 1) & (wide <= _ADMIN1), "one within the other's area"),
        (named & land & point, "same name, far apart"),
        (named & ~abroad, "same country named"),
        (land & (wide >= _COUNTRY), "one within the other's country"),
        (region, "elsewhere in one province"),
        (km <= 100, "within 100 km"),
        (land, "elsewhere in one country"),
        otherwise="cannot be compared",
    )


PLACE: Final = (
    "unknown", "same place", "within 5 km", "within 30 km", "same area", "one within the other's area",
    "same country named", "one within the other's country", "elsewhere in one province", "within 100 km",
    "elsewhere in one country", "other country", "cannot be compared", "same name, far apart",
)  # fmt: skip


def _shares(ours: Marks, theirs: Marks) -> _Truth:
    """Whether two rows of checksums have one in common."""
    return _meet(ours, theirs, lambda one, other: (one[:, :, None] == other[:, None, :]) & (one != 0)[:, :, None])


def _meet(ours: Marks, theirs: Marks, found: Callable[[Marks, Marks], _Truth]) -> _Truth:
    """Whether any mark of the first meets any of the second; most pairs have none on one side and cost nothing."""
    seen = np.zeros(len(ours), np.bool_)
    rows = np.flatnonzero(ours.any(axis=1) & theirs.any(axis=1))
    if len(rows):
        seen[rows] = found(ours[rows], theirs[rows]).any(axis=(1, 2))
    return seen


def _none(marks: Marks) -> _Truth:
    return np.asarray(marks[:, 0] == 0)


def _place_names(p: Pairs) -> Levels:
    one, other = p.first.place_marks, p.second.place_marks
    kin = _shares(p.first.site_marks, p.second.site_marks)
    return _choose(
        PLACE_NAMES,
        (_none(one) | _none(other), "unknown"),
        (_shares(one, other), "shared"),
        (kin, "related"),
        otherwise="different",
    )


def _kinds(p: Pairs) -> Levels:
    generic = (p.first.primary == _GENERIC) | (p.second.primary == _GENERIC)
    return _choose(
        KIN,
        (p.first.primary == p.second.primary, "same"),
        ((p.first.kinds & p.second.kinds) != 0, "shared"),
        (generic, "one unspecified"),
        ((p.first.families & p.second.families) != 0, "related"),
        otherwise="different",
    )


def _actors(p: Pairs) -> Levels:
    one, other = p.first.actor_marks, p.second.actor_marks
    kin = _shares(p.first.stem_marks, p.second.stem_marks)
    return _choose(
        ACTORS,
        (_none(one) | _none(other), "unknown"),
        (_shares(one, other), "same"),
        (kin, "related"),
        otherwise="different",
    )


def _victims(p: Pairs) -> Levels:
    return _people(p.first.victims, p.second.victims)


def _persons(p: Pairs) -> Levels:
    return _people(p.first.persons, p.second.persons)


def _people(ours: Marks, theirs: Marks) -> Levels:
    """Whether two lists of people share somebody: by the whole name, by last name without another first name, or by
    last name only (members of one family, or a slip). Each person is three marks: whole name, last name, initial."""
    whole, last, first = ((ours[:, part::3], theirs[:, part::3]) for part in range(3))
    unknown = _none(whole[0]) | _none(whole[1])
    level = np.where(unknown, 0, 4)
    rows = np.flatnonzero(~unknown)
    ones, others = (np.ascontiguousarray(marks[rows]) for marks in last)
    same_last = (ones[:, :, None] == others[:, None, :]) & (ones != 0)[:, :, None]
    initials, rest = first[0][rows][:, :, None], first[1][rows][:, None, :]
    fits = (initials == rest) | (initials == 0) | (rest == 0)
    names = (_shares(whole[0][rows], whole[1][rows]), (same_last & fits).any(axis=(1, 2)), same_last.any(axis=(1, 2)))
    level[rows] = np.select(list(names), [1, 2, 3], 4)
    return level.astype(np.uint8)


def _swapped(p: Pairs) -> Levels:
    """A reader may take a victim for a suspect: whether one account's victim is the other's doer."""
    seen = _shares(p.first.victims[:, 1::3], p.second.persons[:, 1::3]) | _shares(
        p.first.persons[:, 1::3], p.second.victims[:, 1::3]
    )
    return seen.astype(np.uint8)


def _classes(one: Numbers, other: Numbers) -> Levels:
    return _choose(
        SHARED, ((one == 0) | (other == 0), "unknown"), ((one & other) != 0, "shared"), otherwise="different"
    )


def _targets(p: Pairs) -> Levels:
    return _classes(p.first.targets, p.second.targets)


def _weapons(p: Pairs) -> Levels:
    return _classes(p.first.weapons, p.second.weapons)


def _toll(one: Reals, other: Reals, sooner: _Truth, later: _Truth) -> Levels:
    """Two bottom lines, each (low, best, high); `sooner` where the first was published before the other."""
    unknown = np.asarray(np.isnan(one).all(axis=1) | np.isnan(other).all(axis=1))
    best, rest = one[:, 1], other[:, 1]
    greater, lesser = np.fmax(best, rest), np.fmin(best, rest)
    compatible = np.asarray(np.fmax(_low(one), _low(other)) <= np.fmin(_high(one), _high(other)))
    equal = np.asarray(best == rest)
    near = np.asarray((greater - lesser <= 1) | (greater <= 1.25 * lesser))
    grows = (sooner & (best < rest)) | (later & (rest < best))
    both = ~np.isnan(best) & ~np.isnan(rest)
    return _choose(
        TOLL,
        (unknown, "unknown"),
        (equal & (best >= 10), "equal, ten or more"),
        (equal & (best >= 3), "equal, three or more"),
        (equal, "equal, small"),
        (both & near & (greater >= 5), "near"),
        (compatible, "compatible"),
        (both & near, "near, small"),
        (grows & (greater <= 3 * lesser), "grown with time"),
        (greater <= 3 * lesser, "apart"),
        otherwise="far apart",
    )


TOLL: Final = (
    "unknown", "equal, ten or more", "equal, three or more", "equal, small", "near", "compatible", "near, small",
    "grown with time", "apart", "far apart",
)  # fmt: skip


def _low(toll: Reals) -> Reals:
    return np.where(np.isnan(toll[:, 0]), 0.0, toll[:, 0])


def _high(toll: Reals) -> Reals:
    return np.where(np.isnan(toll[:, 2]), np.inf, toll[:, 2])


def _in_order(p: Pairs) -> tuple[_Truth, _Truth]:
    known = (p.first.published != NO_DAY) & (p.second.published != NO_DAY)
    return known & (p.first.published < p.second.published), known & (p.second.published < p.first.published)


def _killed(p: Pairs) -> Levels:
    return _toll(p.first.killed, p.second.killed, *_in_order(p))


def _wounded(p: Pairs) -> Levels:
    return _toll(p.first.wounded, p.second.wounded, *_in_order(p))


def _aggregate(p: Pairs) -> Levels:
    return (p.first.aggregate + p.second.aggregate).astype(np.uint8)


def _foreground(p: Pairs) -> Levels:
    return (2 - p.first.foreground - p.second.foreground).astype(np.uint8)


def _suicide(p: Pairs) -> Levels:
    return (p.first.suicide + p.second.suicide).astype(np.uint8)


def _stage(p: Pairs) -> Levels:
    return (2 - p.first.stage - p.second.stage).astype(np.uint8)


def _published(p: Pairs) -> Levels:
    unknown = (p.first.published == NO_DAY) | (p.second.published == NO_DAY)
    gap = np.abs(p.first.published - p.second.published)
    return _choose(
        PUBLISHED,
        (unknown, "unknown"),
        (gap == 0, "same day"),
        (gap <= 2, "2 days"),
        (gap <= 10, "10 days"),
        (gap <= 60, "60 days"),
        otherwise="more",
    )


_RARE: Final = 5.0
"""Weight of a word that one text in 150 uses."""
_WORD_STEPS: Final = np.array([0.01, 0.04, 0.08, 0.13, 0.2, 0.3, 0.45, 0.7])


def _words(p: Pairs) -> Levels:
    """The weight of the shared words against that of the shorter list, in steps."""
    common = (p.first.word_weights * p.shared).sum(axis=1, dtype=np.float64)
    shorter = np.minimum(p.first.word_total, p.second.word_total)
    share = np.divide(common, shorter, out=np.zeros_like(common), where=shorter > 0)
    level = 1 + np.searchsorted(_WORD_STEPS, share, side="right")
    return np.where(_none(p.first.word_marks) | _none(p.second.word_marks), 0, level).astype(np.uint8)


def _rare(p: Pairs) -> Levels:
    """How many rare words the two share."""
    shared = p.shared & (p.first.word_weights >= _RARE)
    return np.asarray(np.minimum(5, shared.sum(axis=1)), np.uint8)


SHARED: Final = ("unknown", "shared", "different")
PLACE_NAMES: Final = (*SHARED, "related")
KIN: Final = ("same", "shared", "one unspecified", "related", "different")
ACTORS: Final = ("unknown", "same", "related", "different")
PUBLISHED: Final = ("unknown", "same day", "2 days", "10 days", "60 days", "more")
NAMES: Final = ("unknown", "same name", "same last name", "same family name", "other names")
FEATURES: Final[tuple[Feature, ...]] = (
    Feature("date", DATE, _date),
    Feature("place", PLACE, _place),
    Feature("place_names", PLACE_NAMES, _place_names),
    Feature("kinds", KIN, _kinds),
    Feature("actors", ACTORS, _actors),
    Feature("victims", NAMES, _victims),
    Feature("persons", NAMES, _persons),
    Feature("swapped", ("no", "yes"), _swapped),
    Feature("targets", SHARED, _targets),
    Feature("weapons", SHARED, _weapons),
    Feature("killed", TOLL, _killed),
    Feature("wounded", TOLL, _wounded),
    Feature("aggregate", ("neither", "one", "both"), _aggregate),
    Feature("foreground", ("both", "one", "neither"), _foreground),
    Feature("suicide", ("neither", "one", "both"), _suicide),
    Feature("stage", ("both accomplished", "one", "neither"), _stage),
    Feature("published", PUBLISHED, _published),
    Feature("words", ("unknown", "none", "1", "2", "3", "4", "5", "6", "7", "8"), _words),
    Feature("rare", ("0", "1", "2", "3", "4", "5"), _rare),
)
"""In the order in which a pattern writes their levels; a stored pattern is read with the version that wrote it."""


def levels_of(columns: Columns, first: Rows, second: Rows) -> Levels:
    """One row per pair, one column per feature."""
    pairs = Pairs(columns.rows(first), columns.rows(second))
    return np.stack([feature.of(pairs) for feature in FEATURES], axis=1)
