"""The offline gazetteer: countries, first and second level divisions, towns and regions by name, with coordinates.

The data (`atlas/gazetteer.npz`) is GeoNames' (CC BY 4.0) and a few hand-written tables, compiled by
`training/build_gazetteer.py`; `atlas/README.md` says what is in it. Names are kept as 48-bit digests of their folded
form, sorted, so that a whole article's candidate names are looked up with one binary search over an array.
"""

import json
import re
import zipfile
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import numpy as np
from anyascii import anyascii
from rapidfuzz import fuzz

from histor.errors import ModelError
from histor.record.codebook import PlaceKind

KINDS: Final[tuple[PlaceKind, ...]] = ("country", "admin1", "admin2", "region", "town")
"""Row kinds in the order of their codes in the file; a gazetteer has no sites."""
DEGREE: Final = 10_000
"""Coordinates are stored as whole ten-thousandths of a degree (11 m)."""
ATLAS: Final = Path(__file__).parents[1] / "atlas"
DEFAULT_PATH: Final = ATLAS / "gazetteer.npz"
MIN_ALIKE: Final = 65
"""Spellings less alike than this (rapidfuzz ratio) are different places that happen to share consonants."""
_ROW: Final = 0x7FFFFFFF
_ALTERNATE: Final = 0x80000000

_DESIGNATORS: Final[dict[str, tuple[PlaceKind, ...]]] = {
    **dict.fromkeys(("province", "governorate", "oblast", "wilaya", "prefecture"), ("admin1", "region", "admin2")),
    **dict.fromkeys(("provinces", "krai", "wilayat", "muhafazah", "emirate"), ("admin1", "region")),
    **dict.fromkeys(("state", "region", "department", "territory"), ("admin1", "region", "admin2", "country")),
    **dict.fromkeys(("county", "parish"), ("admin2", "admin1")),
    **dict.fromkeys(("district", "subdistrict", "division", "borough"), ("admin2", "town", "admin1", "region")),
    **dict.fromkeys(("city", "town", "village", "township", "municipality", "suburb", "settlement"), ("town",)),
    **dict.fromkeys(("countryside", "outskirts", "suburbs", "area"), ("admin1", "town", "region")),
    **dict.fromkeys(("island", "islands", "peninsula", "valley", "desert"), ("region", "admin1", "town")),
}
"""Words that tell what kind of place a name is, with the kinds they allow, likeliest first."""
_DESIGNATOR: Final = "|".join(sorted(_DESIGNATORS, key=len, reverse=True))
_BEFORE: Final = re.compile(rf"^(?:the\s+)?(?P<kind>{_DESIGNATOR})\s+of\s+(?P<name>.+)$", re.IGNORECASE)
_AFTER: Final = re.compile(rf"^(?P<name>.+?)['’]?s?[\s-]+(?P<kind>{_DESIGNATOR})$", re.IGNORECASE)
_ARTICLES: Final = frozenset(
    (
        "al",
        "el",
        "ad",
        "ar",
        "as",
        "ash",
        "at",
        "az",
        "an",
        "ez",
        "es",
        "er",
        "ed",
        "et",
        "ul",
        "a",
        "d",
        "l",
        "the",
        "of",
    )
)
_SAME_SOUND: Final = (
    ("kh", "k"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("sh", "s"), ("ch", "s"), ("zh", "z"), ("ph", "f"),
    ("q", "k"), ("c", "k"), ("j", "g"), ("x", "ks"), ("z", "s"), ("v", "b"), ("p", "b"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: `geonames` is None for hand-written rows; latitude and longitude in degrees (WGS84).

    `main` tells whether the name looked up is the place's own (or its usual English) name, not an alternate.
    `row` is the place's number in this gazetteer file.
    """

    row: int
    name: str
    kind: PlaceKind
    admin1: str | None
    country: str | None
    lat: float
    lon: float
    population: int
    geonames: int | None = None
    main: bool = True


def fold(name: str) -> str:
    """The form names are compared in: ASCII letters and digits, lower case, no leading article, nothing between.

    >>> fold("Côte d’Ivoire"), fold("the Hague"), fold("Deir ez-Zor")
    ('cotedivoire', 'hague', 'deirezzor')
    """
    plain = name if name.isascii() else anyascii(name)
    letters = re.sub(r"[^a-z0-9 ]+", "", re.sub(r"[\s\-/_]+", " ", plain.lower()))
    words = letters.split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return "".join(words)


def sound(name: str) -> str:
    """Consonants in order, those that transcribers interchange made one: Khan Shaykhun and Khan Sheikhoun agree."""
    plain = re.sub(r"[^a-z ]+", "", re.sub(r"[\s\-/_]+", " ", anyascii(name).lower()))
    words = [word for word in plain.split() if word not in _ARTICLES]
    text = "".join(words)
    for spelling, same in _SAME_SOUND:
        text = text.replace(spelling, same)
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouyhw]", "", text))


def digest(folded: str) -> int:
    """The 48-bit key of a folded name; two of a million names collide about once in 600 gazetteers."""
    return int.from_bytes(blake2b(folded.encode(), digest_size=6).digest(), "big")


def split_designator(name: str) -> tuple[str, tuple[PlaceKind, ...]]:
    """A name without its "province" or "city of", and the kinds that word allows (none where there is no such word)."""
    found = _BEFORE.match(name) or _AFTER.match(name)
    return (found["name"], _DESIGNATORS[found["kind"].lower()]) if found else (name, ())


class Gazetteer:
    """All places by name. Made by `Gazetteer.load`; never changes afterwards."""

    def __init__(self, columns: dict[str, Any]) -> None:
        facts = json.loads(bytes(columns["facts"]))
        self._people: dict[str, str] = facts["people"]
        self._capitals: dict[str, int] = facts["capitals"]
        self._country_rows: dict[str, int] = facts["rows"]
        self._countries: list[str] = facts["countries"]
        self._names = bytes(columns["names"])
        ends = np.flatnonzero(columns["names"] == 10)
        self._ends: Sequence[int] = array("q", ends.astype(np.int64).tobytes())
        self._kind, self._country, self._admin1, self._lat, self._lon, self._population, self._geonames = (
            memoryview(columns[name]) for name in ("kind", "country", "admin1", "lat", "lon", "population", "geonames")
        )
        self._keys, self._rows = columns["name_key"], memoryview(columns["name_row"])
        self._sound_keys, self._sound_rows = columns["sound_key"], memoryview(columns["sound_row"])

    @staticmethod
    def load(path: Path | None = None) -> "Gazetteer":
        """Read the compiled file; the one in the package by default.

        Raises:
            ModelError: the file is missing or is not a gazetteer.
        """
        path = path or DEFAULT_PATH
        try:
            with np.load(path, allow_pickle=False) as stored:
                return Gazetteer({name: stored[name] for name in stored.files})
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise ModelError(
                f"{path}: cannot be read as a gazetteer ({error}); reinstall histor or run training/build_gazetteer.py"
            ) from None

    def lookup(self, name: str, *, limit: int = 64) -> tuple[Entry, ...]:
        """Places so named, the likeliest first (usual name before alternate, then by population), at most `limit`.

        Case, accents, hyphens and a leading "the" do not matter. "X province" and "city of X" give the kinds the word
        allows first. "al-Bab" and "Bab" are tried for each other.
        """
        if not fold(name):
            return ()
        entries = self._by_name(fold(name), limit)
        base, kinds = split_designator(name)
        if kinds:
            others = self._by_name(fold(base), limit)
            allowed = [entry for entry in others if entry.kind in kinds]
            allowed.sort(key=lambda entry: kinds.index(entry.kind))
            entries = (*entries, *allowed, *(entry for entry in others if entry.kind not in kinds))
        if not entries and (bare := _without_article(name)):
            entries = self._by_name(fold(bare), limit)
        elif not entries and " " not in name.strip():
            entries = self._by_name("al" + fold(name), limit)
        return _unique(entries)[:limit]

    def by_sound(self, name: str, country: str) -> tuple[Entry, ...]:
        """Places of one country whose name sounds alike in another transcription; for names `lookup` does not know."""
        plain = split_designator(name)[0]
        key, folded = sound(plain), fold(_without_article(plain) or plain)
        if len(key) < 2:
            return ()
        rows = self._matches(self._sound_keys, self._sound_rows, digest(key))
        entries = (self.entry(row & _ROW, main=False) for row in rows)
        alike = (e for e in entries if e.country == country and _alike(folded, e.name) >= MIN_ALIKE)
        return tuple(sorted(alike, key=lambda e: (-_alike(folded, e.name), e.row)))

    def country(self, code: str) -> Entry | None:
        """The row of a country by its two-letter code."""
        row = self._country_rows.get(code)
        return None if row is None else self.entry(row)

    def capital(self, code: str) -> Entry | None:
        """The capital of a country by its two-letter code."""
        row = self._capitals.get(code)
        return None if row is None else self.entry(row)

    def people(self, word: str) -> str | None:
        """The country whose people or things a word names: "Syrian", "Syrians", "U.S."-style adjectives; else None."""
        low = word.lower()
        return self._people.get(low) or self._people.get(re.sub(r"['’]?s?['’]?$", "", low))

    def known(self, names: Sequence[str]) -> list[bool]:
        """Which names are in the gazetteer as they stand, all in one search."""
        if not names:
            return []
        keys = np.array([digest(fold(name)) for name in names], dtype=np.uint64)
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        found: list[bool] = (self._keys[at] == keys).tolist()
        return found

    def __len__(self) -> int:
        return len(self._kind)

    def entry(self, row: int, *, main: bool = True) -> Entry:
        """The place in a row."""
        country, division = self._country[row], self._admin1[row]
        return Entry(
            row=row,
            name=self._name(row),
            kind=KINDS[self._kind[row]],
            admin1=self._name(division) if division else None,
            country=self._countries[country] or None,
            lat=self._lat[row] / DEGREE,
            lon=self._lon[row] / DEGREE,
            population=self._population[row],
            geonames=self._geonames[row] or None,
            main=main,
        )

    def _name(self, row: int) -> str:
        start = self._ends[row - 1] + 1 if row else 0
        return self._names[start : self._ends[row]].decode()

    def _by_name(self, folded: str, limit: int) -> tuple[Entry, ...]:
        rows = self._matches(self._keys, self._rows, digest(folded)) if folded else []
        if len(rows) > limit:
            rows = sorted(rows, key=lambda row: (row > _ROW, -self._population[row & _ROW]))[:limit]
        return tuple(sorted((self.entry(row & _ROW, main=row <= _ROW) for row in rows), key=_rank))

    @staticmethod
    def _matches(keys: Any, rows: memoryview, key: int) -> list[int]:
        at = int(np.searchsorted(keys, np.uint64(key)))
        found = []
        while at < len(keys) and int(keys[at]) == key:
            found.append(rows[at])
            at += 1
        return found


def _alike(folded: str, name: str) -> float:
    """How alike two spellings are, from 0 to 100, articles aside."""
    return fuzz.ratio(folded, fold(_without_article(name) or name))


def _rank(entry: Entry) -> tuple[bool, int, int]:
    return (not entry.main, -entry.population, entry.row)


def _unique(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    first: dict[int, Entry] = {}
    for entry in entries:
        first.setdefault(entry.row, entry)
    return tuple(first.values())


def _without_article(name: str) -> str:
    """The name without a leading Arabic article; empty when it has none."""
    found = re.match(r"(?i)^(?:al|el|ad|ar|as|ash|at|az|an)[\s-]+(?=\w{2})", name.strip())
    return name.strip()[found.end() :] if found else ""


@lru_cache(maxsize=1)
def default_gazetteer() -> Gazetteer:
    """The gazetteer in the package, loaded once per process."""
    return Gazetteer.load()
