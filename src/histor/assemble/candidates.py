"""Which accounts are worth comparing: those that share a key. A key is a 63-bit number for something told alike."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from histor.assemble.folding import first_name, last_name, sound, stems, weight
from histor.record.profile import Profile
from histor.record.values import TimeSpan

CAP: Final = 200
"""A key that more accounts share than this tells nothing apart and joins nobody."""
CELL: Final = 1.2
"""Degrees. Each point lies in a cell of three grids, shifted by a third of a cell: two points less than a third of a
cell apart, some 44 km north to south, share a cell in one of them (Chan 1998, for the number of shifts)."""
FORTNIGHT: Final = 14
WINDOW: Final = 4
"""Days. Each day lies in two windows, shifted by half: days up to two apart share one."""
_SHORT: Final = 7
_RARE: Final = 3.0
"""Weight of a word that one text in twenty uses: commoner ones join too much."""
_MARK: Final = 40
"""Bits of a key below its day."""
_NAMES, _WORDS, _PAIRED, _PLACES, _ACTORS = 4, 5, 4, 2, 2


def keys_of(profile: Profile) -> tuple[int, ...]:
    """The keys of an account, sorted; the same in every process and for ever."""
    return tuple(sorted(set(_keys(profile))))


def pairs_of(keys: Sequence[Sequence[int]], cap: int = CAP) -> NDArray[np.int64]:
    """Rows (first, second), first < second and each pair once, of the accounts that share a key; `keys` is one row
    for each account. Sorted, so the same keys give the same pairs."""
    owners = np.repeat(np.arange(len(keys)), [len(row) for row in keys])
    flat = np.fromiter((key for row in keys for key in row), np.int64, len(owners))
    order = np.lexsort((owners, flat))
    flat, owners = flat[order], owners[order]
    starts = np.flatnonzero(np.r_[True, flat[1:] != flat[:-1]]) if len(flat) else np.empty(0, np.int64)
    sizes = np.diff(np.r_[starts, len(flat)])
    found = [np.empty((0, 2), np.int64)]
    for size in np.unique(sizes[(sizes > 1) & (sizes <= cap)]):
        blocks = owners[starts[sizes == size][:, None] + np.arange(size)]
        one, other = np.triu_indices(size, 1)
        found.append(np.stack([blocks[:, one].ravel(), blocks[:, other].ravel()], axis=1))
    pairs = np.concatenate(found)
    codes = np.unique(pairs[:, 0] * max(1, len(keys)) + pairs[:, 1])
    return np.stack(np.divmod(codes, max(1, len(keys))), axis=1)


def _keys(profile: Profile) -> Iterator[int]:
    rare = list(itertools.islice((word for word in profile.words if weight(word) >= _RARE), _WORDS))
    yield from _near_and_then(profile)
    yield from _named(profile)
    yield from _actor_and_place(profile)
    yield from _kind_and_place(profile)
    yield from _kind_and_month(profile)
    yield from _two_words(rare)
    yield from _then_and_word(profile, rare)


def _near_and_then(profile: Profile) -> Iterator[int]:
    """Places less than 40 km apart, days up to two apart."""
    place = profile.place
    if place is None or place.lat is None or place.lon is None or place.kind not in ("site", "town", "admin2"):
        return
    windows = _windows(_days(profile.date), WINDOW, (0, WINDOW // 2))
    for shift in (0, 1, 2):
        row, column = (int((angle + shift * CELL / 3) // CELL) for angle in (place.lat, place.lon))
        for window in windows:
            yield _within(window, f"near {shift} {row} {column}")


def _days(span: TimeSpan | None) -> range:
    """The days of a short span, as ordinals; none of a longer one."""
    if span is None:
        return range(0)
    first = dt.date.fromisoformat(span.earliest).toordinal()
    last = first if span.latest == span.earliest else dt.date.fromisoformat(span.latest).toordinal()
    return range(first, last + 1) if last - first <= _SHORT else range(0)


def _windows(days: Iterable[int], length: int, grids: Sequence[int]) -> list[int]:
    """The first days of the windows of `length` days in which these days lie, in grids shifted by so many days."""
    return sorted({(day + grid) // length * length - grid for day in days for grid in grids})


def _named(profile: Profile) -> Iterator[int]:
    """Somebody of the same name, whether victim or doer: readers take one for the other."""
    for person in (*profile.victims[:_NAMES], *profile.persons[:_NAMES]):
        if last := last_name(person):
            yield _ever(f"name {last} {first_name(person)}")


def _actor_and_place(profile: Profile) -> Iterator[int]:
    for actor in profile.perpetrators[:_ACTORS]:
        for stem in stems(actor):
            for place in profile.places[:_PLACES]:
                yield _ever(f"actor {stem} {_sounds(place)}")


def _kind_and_place(profile: Profile) -> Iterator[int]:
    """Whatever the day, for accounts that tell none; in places of many attacks the cap closes these blocks."""
    for place in profile.places[:_PLACES]:
        yield _ever(f"kind {_sounds(place)} {profile.kinds[0]}")


def _kind_and_month(profile: Profile) -> Iterator[int]:
    """One country, kind and month, for accounts that name no town; mostly closed by the cap for common kinds."""
    if profile.place is None or profile.date is None or profile.date.granularity in ("year", "period"):
        return
    if profile.place.country:
        for month in {profile.date.earliest[:7], profile.date.latest[:7]}:
            first = dt.date.fromisoformat(f"{month}-01").toordinal()
            yield _within(first, f"month {profile.place.country} {profile.kinds[0]}")


def _sounds(name: str) -> str:
    """A folded place name as it sounds, in any order of its words."""
    return " ".join(sorted(sound(word) for word in name.split() if len(word) > 2))


def _two_words(rare: Sequence[str]) -> Iterator[int]:
    """Two telling words at once: what a story is about, whenever and wherever."""
    for one, other in itertools.combinations(sorted(rare[:_PAIRED]), 2):
        yield _ever(f"words {one} {other}")


def _then_and_word(profile: Profile, rare: Sequence[str]) -> Iterator[int]:
    """A telling word within two weeks, of the incident or of the publication of an article that is news of it."""
    days = set(_days(profile.date))
    if profile.published and profile.foreground:
        days.add(dt.date.fromisoformat(profile.published).toordinal())
    for fortnight in _windows(days, FORTNIGHT, (0,)):
        for word in rare:
            yield _within(fortnight, f"then {word}")


def _within(day: int, what: str) -> int:
    """The key of something told of a time that begins with a day. It begins with the day, so that a database has what
    is of one time in one place: an archive comes in by its days."""
    return max(0, day) << _MARK | _mark(what) >> (64 - _MARK)


def _ever(what: str) -> int:
    """The key of something told of whatever time; after all others."""
    return 1 << 62 | _mark(what) >> 2


@lru_cache(maxsize=65536)
def _mark(what: str) -> int:
    """A checksum of 64 bits."""
    return int.from_bytes(blake2b(what.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
