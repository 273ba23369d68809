"""Profiles as columns of numbers, so that many pairs are compared at once."""

import datetime as dt
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from histor.assemble.folding import first_name, fold, last_name, stems, weight
from histor.record.codebook import KINDS, PLACE_KINDS, TARGET_CLASSES, WEAPON_CLASSES, Kind
from histor.record.profile import Profile
from histor.record.values import Toll

Numbers = NDArray[np.int64]
Reals = NDArray[np.float64]
Marks = NDArray[np.uint32]
"""Names and words as 32-bit checksums, one row per profile; 0 where a profile has no more of them."""

NO_DAY: Final = -1
SITES: Final = frozenset({
    "area", "airport", "avenue", "base", "block", "border", "building", "camp", "capital", "center", "central",
    "centre", "church", "city", "club", "coast", "county", "district", "east", "eastern", "embassy", "field",
    "governorate", "home", "hospital", "hotel", "house", "island", "lake", "market", "military", "mosque", "mount",
    "near", "neighborhood", "neighbourhood", "new", "north", "northern", "old", "outside", "park", "police", "port",
    "prison", "province", "region", "river", "road", "saint", "san", "school", "site", "south", "southern",
    "square", "state", "station", "street", "suburb", "suburbs", "the", "town", "university", "valley", "village",
    "west", "western",
})  # fmt: skip
"""Words of place names that do not tell one place from another."""
FAMILIES: Final[tuple[frozenset[Kind], ...]] = (
    frozenset({"bombing", "shelling", "arson"}),
    frozenset({"air_strike", "drone_strike", "shelling", "bombing"}),
    frozenset({"armed_assault", "armed_clash", "assassination", "mob_violence", "beating"}),
    frozenset({"kidnapping", "hostage_taking", "hijacking"}),
    frozenset({"arson", "looting", "mob_violence"}),
    frozenset({"vehicle_ramming", "armed_assault"}),
    frozenset({"beating", "sexual_violence", "mob_violence"}),
    frozenset({"chemical_attack", "air_strike", "shelling"}),
)
"""Kinds that reporters name for one another."""


@dataclass(frozen=True, slots=True)
class Columns:
    """One row per profile. Days are proleptic ordinals, `NO_DAY` unknown; angles in degrees, NaN unknown; tolls NaN
    where open; sets of classes are bits in the codebook's order; `*_marks` are rows of checksums."""

    article: Marks
    published: Numbers
    earliest: Numbers
    latest: Numbers
    lat: Reals
    lon: Reals
    place_kind: Numbers
    place: Marks
    admin1: Marks
    country: Marks
    place_marks: Marks
    site_marks: Marks
    kinds: Numbers
    primary: Numbers
    families: Numbers
    aggregate: Numbers
    foreground: Numbers
    suicide: Numbers
    stage: Numbers
    killed: Reals
    wounded: Reals
    actor_marks: Marks
    stem_marks: Marks
    victims: Marks
    persons: Marks
    targets: Numbers
    weapons: Numbers
    word_marks: Marks
    word_weights: NDArray[np.float32]
    word_total: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.article)

    def rows(self, which: NDArray[np.int64]) -> "Columns":
        """The columns of some rows, in the order asked for."""
        return Columns(*(getattr(self, field.name)[which] for field in fields(self)))


def columns_of(profiles: Sequence[Profile]) -> Columns:
    """The profiles as columns, in their order."""
    word_marks = _marks([p.words for p in profiles])
    word_weights = np.zeros(word_marks.shape, np.float32)
    for row, profile in enumerate(profiles):
        word_weights[row, : len(profile.words)] = [weight(word) for word in profile.words]
    return Columns(
        article=_mark_each([p.article for p in profiles]),
        published=_numbers(profiles, lambda p: _ordinal(p.published)),
        earliest=_numbers(profiles, lambda p: _ordinal(p.date.earliest) if p.date else NO_DAY),
        latest=_numbers(profiles, lambda p: _ordinal(p.date.latest) if p.date else NO_DAY),
        lat=_reals([p.place.lat if p.place else None for p in profiles]),
        lon=_reals([p.place.lon if p.place else None for p in profiles]),
        place_kind=_numbers(profiles, lambda p: PLACE_KINDS.index(p.place.kind) if p.place else -1),
        place=_mark_each([fold(p.place.name) if p.place else "" for p in profiles]),
        admin1=_mark_each([fold(p.place.admin1 or "") if p.place else "" for p in profiles]),
        country=_mark_each([(p.place.country or "") if p.place else "" for p in profiles]),
        place_marks=_marks([p.places for p in profiles]),
        site_marks=_marks([_sites(p.places) for p in profiles]),
        kinds=_numbers(profiles, lambda p: _bits(p.kinds, KINDS)),
        primary=_numbers(profiles, lambda p: KINDS.index(p.kinds[0]) if p.kinds else -1),
        families=_numbers(profiles, _families),
        aggregate=_numbers(profiles, lambda p: int(p.aggregate)),
        foreground=_numbers(profiles, lambda p: int(p.foreground)),
        suicide=_numbers(profiles, lambda p: int(p.suicide)),
        stage=_numbers(profiles, lambda p: int(p.stage == "accomplished")),
        killed=_tolls([p.killed for p in profiles]),
        wounded=_tolls([p.wounded for p in profiles]),
        actor_marks=_marks([p.perpetrators for p in profiles]),
        stem_marks=_marks([[stem for name in p.perpetrators for stem in stems(name)] for p in profiles]),
        victims=_marks([_people(p.victims) for p in profiles]),
        persons=_marks([_people(p.persons) for p in profiles]),
        targets=_numbers(profiles, lambda p: _bits(p.targets, TARGET_CLASSES)),
        weapons=_numbers(profiles, lambda p: _bits(p.weapons, WEAPON_CLASSES)),
        word_marks=word_marks,
        word_weights=word_weights,
        word_total=word_weights.sum(axis=1),
    )


def _numbers(profiles: Sequence[Profile], value: Callable[[Profile], int]) -> Numbers:
    return np.fromiter(map(value, profiles), np.int64, len(profiles))


def _reals(values: Sequence[float | None]) -> Reals:
    return np.array([np.nan if value is None else value for value in values], np.float64)


def _tolls(tolls: Sequence[Toll | None]) -> Reals:
    """Rows of low, best and high."""
    rows = [(t.low, t.best, t.high) if t else (None, None, None) for t in tolls]
    return _reals([bound for row in rows for bound in row]).reshape(-1, 3)


def _ordinal(day: str | None) -> int:
    return dt.date.fromisoformat(day).toordinal() if day else NO_DAY


def _bits(values: Sequence[Any], every: Sequence[Any]) -> int:
    return sum(1 << every.index(value) for value in set(values) if value in every)


def _families(profile: Profile) -> int:
    return sum(1 << place for place, family in enumerate(FAMILIES) if not family.isdisjoint(profile.kinds))


def _mark(name: str) -> int:
    """A checksum that is the same in every process; 0 stands for no name."""
    return zlib.crc32(name.encode()) or 1 if name else 0


def _sites(names: Sequence[str]) -> list[str]:
    return [word for name in names for word in name.split() if len(word) > 2 and word not in SITES]


def _people(names: Sequence[str]) -> list[str]:
    """Three marks for each: the whole name, how the last name sounds, and the first letter of the first."""
    return [mark for name in names for mark in (name, last_name(name), first_name(name))]


def _mark_each(names: Sequence[str]) -> Marks:
    return np.array([_mark(name) for name in names], np.uint32)


def _marks(rows: Sequence[Sequence[str]]) -> Marks:
    """One row of checksums for each profile, as wide as the longest (at least one)."""
    marks = np.zeros((len(rows), max([1, *map(len, rows)])), np.uint32)
    for row, names in enumerate(rows):
        if names:
            marks[row, : len(names)] = [_mark(name) for name in names]
    return marks
