"""Which of the places so named is meant: each name of an article gets one place, from what the article says around it.

Evidence, in the spirit of Leidner ("Toponym Resolution in Text", 2007) and of Lieberman and Samet ("Adaptive Context
Features for Toponym Resolution in Streaming News", 2012): a container named beside it ("Paris, Texas"), the countries
and divisions that the article's other names speak for, their nearness, population, kind, and one sense per article.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, Final

import numpy as np

from histor.read.where.gazetteer import Entry, Gazetteer, fold, split_designator
from histor.read.where.toponyms import Toponym

_CONTAINER_GAP: Final = re.compile(
    r"(?:\s*,\s*|\s*\(\s*|,?\s+(?:in|of)\s+)(?:(?:the|north|south|east|west|central|rural)[\w-]*\s+){0,3}"
)
_OWNER_GAP: Final = re.compile(r"(?:['’]?s|['’])\s+(?:[a-z][\w-]*\s+){0,3}")
"""The apostrophe may be lost ("Syrias northern Idlib province")."""
_AFTER_COMMA: Final = re.compile(r"\s*,\s*((?:[A-Z][\w'’.]*[ ]?){1,3})")

# Weights chosen on LGL (benchmarks/toponyms.py); only their ratios matter, the population being a power of ten.
_POPULATION: Final = 1.25
_SHARP: Final = 0.25
_DESIGNATED: Final = 3.0
_OTHER_KIND: Final = -4.0
"""Kansas for "Kansas City"."""
_AFTER_COMMA_IN: Final = 6.0
_CONTAINER: Final = 2.0
_COUNTRY: Final = 3.0
_DIVISION: Final = 2.4
_STORY: Final = 3.0
_NEAR: Final = 3.8
_NEAR_KM: Final = 500.0
_ALTERNATE: Final = -1.3
_KIND: Final = {"country": 2.0, "admin1": 0.0, "region": 2.0, "admin2": -1.0, "town": 0.0}
_LARGE_DIVISION: Final = 1.0
_SEAT: Final = -2.4
_SEAT_SHARE: Final = 0.15
"""A division is outranked by a town of its own name that holds this share of its people."""
_REGION_PEOPLE: Final = 6.0
"""Regions have no population in the gazetteer; they count as a million people."""


@dataclass(frozen=True, slots=True)
class Grounded:
    """A toponym with the place chosen for it; `score` between 0 and 1, `rule` says what spoke for it."""

    toponym: Toponym
    entry: Entry
    score: float
    rule: str


@dataclass(slots=True)
class _Name:
    """All mentions of one name: its candidates, their scores, and what speaks for each."""

    key: str
    entries: tuple[Entry, ...]
    mentions: int
    people: bool
    prior: Any
    contained: Any
    context: Any = None
    near: Any = None
    votes: list[tuple[Entry, float]] = field(default_factory=list)

    @property
    def scores(self) -> Any:
        return self.prior + self.contained + self.context + self.near


def ground(
    toponyms: Sequence[Toponym], text: str, gazetteer: Gazetteer, story_country: str | None = None
) -> list[Grounded | None]:
    """One place for each toponym, in order; None where the gazetteer has none of that name."""
    names = _names(toponyms, _containers(toponyms, text, gazetteer))
    for _ in range(3):
        _weigh_context(names, story_country)
        _weigh_nearness(names)
        for name in names.values():
            name.votes = [(name.entries[int(np.argmax(name.scores))], 1.0)]
    return [_choice(toponym, names.get(_key(toponym))) for toponym in toponyms]


def country_votes(toponyms: Sequence[Toponym]) -> dict[str, float]:
    """How strongly an article's names speak for each country; a people's name counts half."""
    votes: dict[str, float] = defaultdict(float)
    for name in _names(toponyms, {}).values():
        for entry, share in name.votes:
            if entry.country:
                votes[entry.country] += share * name.mentions * (0.5 if name.people else 1.0)
    return dict(votes)


def distance_km(a: Entry, b: Entry) -> float:
    """Great-circle distance."""
    return float(_distances(np.array([[a.lat, a.lon]]), np.array([[b.lat, b.lon]]))[0, 0])


def _key(toponym: Toponym) -> str:
    return f"people {toponym.people}" if toponym.people else fold(toponym.words)


def _names(toponyms: Sequence[Toponym], containers: Mapping[str, Sequence[tuple[Entry, float]]]) -> dict[str, _Name]:
    """The distinct names with their prior scores; before anything is chosen they vote by population."""
    counts = Counter(_key(toponym) for toponym in toponyms)
    names: dict[str, _Name] = {}
    for toponym in toponyms:
        key = _key(toponym)
        if key in names or not toponym.entries:
            continue
        entries = toponym.entries
        prior = np.array(_priors(entries, toponym))
        inside = containers.get(key, ())
        if entries[0].kind == "country":
            inside = [(area, weight) for area, weight in inside if area.kind == "admin1"]
        contained = np.array(
            [max((weight for area, weight in inside if _within(entry, area)), default=0.0) for entry in entries]
        )
        name = _Name(key, entries, counts[key], toponym.people is not None, prior, contained)
        shares = np.exp((prior + contained - (prior + contained).max()) * _SHARP)
        name.votes = list(zip(entries[:8], (shares / shares.sum()).tolist(), strict=False))
        names[key] = name
    return names


def _priors(entries: Sequence[Entry], toponym: Toponym) -> list[float]:
    """What each place's size, kind and spelling say before the article is looked at."""
    wanted = split_designator(toponym.words)[1]
    return [
        (_POPULATION * math.log10(entry.population + 10) if entry.kind != "region" else _REGION_PEOPLE)
        + _KIND[entry.kind]
        + (_LARGE_DIVISION if entry.kind == "admin1" and entry.population > 1_000_000 else 0.0)
        + (_SEAT if entry.kind in ("admin1", "admin2") and not wanted and _has_seat(entry, entries) else 0.0)
        + (_DESIGNATED if entry.kind in wanted[:2] else _OTHER_KIND if _is_base(entry, toponym, wanted) else 0.0)
        + (0.0 if entry.main else _ALTERNATE)
        for entry in entries
    ]


def _is_base(entry: Entry, toponym: Toponym, wanted: Sequence[str]) -> bool:
    """Whether a place bears only the name within a designated one, and is of another kind than it says."""
    return bool(wanted) and entry.kind not in wanted and fold(entry.name) != fold(toponym.words)


def _has_seat(division: Entry, entries: Sequence[Entry]) -> bool:
    """Whether a sizeable town of the same name lies in a division; bare "Aleppo" then means the town."""
    return any(
        entry.kind == "town"
        and entry.country == division.country
        and entry.population > _SEAT_SHARE * division.population
        and distance_km(entry, division) < 200
        for entry in entries
    )


def _containers(toponyms: Sequence[Toponym], text: str, gazetteer: Gazetteer) -> dict[str, list[tuple[Entry, float]]]:
    """For each name, the areas named as its container: "X, Texas", "X in Idlib province", "Iraq's X"."""
    areas: dict[str, list[tuple[Entry, float]]] = defaultdict(list)
    for here, then in zip_longest(toponyms, toponyms[1:]):
        if here.people:
            continue
        if then is not None and not then.people and then.start >= here.end:
            if _CONTAINER_GAP.fullmatch(text, here.end, then.start):
                areas[_key(here)] += [(entry, _CONTAINER) for entry in then.entries[:6] if entry.main]
            elif _OWNER_GAP.fullmatch(text, here.end, then.start):
                areas[_key(then)] += [(entry, _CONTAINER) for entry in here.entries[:6] if entry.main]
        areas[_key(here)] += [(entry, _AFTER_COMMA_IN) for entry in _after_comma(text, here.end, gazetteer)]
    return areas


def _after_comma(text: str, end: int, gazetteer: Gazetteer) -> Iterator[Entry]:
    """The division or country right after a comma, abbreviations such as "Ill." included."""
    found = _AFTER_COMMA.match(text, end)
    words = found[1].split() if found else []
    for size in range(len(words), 0, -1):
        areas = [e for e in gazetteer.lookup(" ".join(words[:size])) if e.main and e.kind in ("admin1", "country")]
        if areas:
            return iter(areas)
    return iter(())


def _within(entry: Entry, area: Entry) -> bool:
    """Whether a place can lie in an area; by country or division where it is one, else by distance."""
    if entry.row == area.row or (entry.kind == "country" and area.kind != "region"):
        return False
    if area.kind == "country":
        return entry.country == area.country
    if area.kind == "admin1":
        return entry.kind != "admin1" and entry.country == area.country and entry.admin1 == area.admin1
    if area.kind == "region":
        return area.country in (None, entry.country) and distance_km(entry, area) < (1500 if not area.country else 400)
    return entry.country == area.country and distance_km(entry, area) < 50


def _weigh_context(names: dict[str, _Name], story_country: str | None) -> None:
    """Favour candidates in the countries and divisions that the article's other names speak for."""
    countries: dict[str, float] = defaultdict(float)
    divisions: dict[tuple[str, str], float] = defaultdict(float)
    ballots = {name.key: _ballot(name) for name in names.values()}
    for ballot in ballots.values():
        for where, weight in ballot:
            if isinstance(where, str):
                countries[where] += weight
            else:
                divisions[where] += weight
    for name in names.values():
        own: dict[Any, float] = defaultdict(float)
        for where, weight in ballots[name.key]:
            own[where] += weight
        total = sum(countries.values()) - sum(w for where, w in own.items() if isinstance(where, str))
        inner = sum(divisions.values()) - sum(w for where, w in own.items() if not isinstance(where, str))
        name.context = np.array(
            [
                _COUNTRY * (countries[c] - own[c]) / (total + 0.5)
                + _DIVISION * (divisions[c, d] - own[c, d]) / (inner + 0.5)
                + _STORY * (story_country is not None and c == story_country)
                for c, d in ((entry.country or "", entry.admin1 or "") for entry in name.entries)
            ]
        )


def _ballot(name: _Name) -> Iterator[tuple[Any, float]]:
    """The countries and (country, division) pairs a name speaks for, with weights."""
    size = math.sqrt(name.mentions) * (0.5 if name.people else 1.0)
    for entry, share in name.votes:
        if entry.country:
            yield entry.country, share * size
            if entry.admin1:
                yield (entry.country, entry.admin1), share * size


def _weigh_nearness(names: dict[str, _Name]) -> None:
    """Favour candidates near what the other names are, at this point, taken to be."""
    placed = [(n.key, n.votes[0][0]) for n in names.values() if n.votes[0][0].kind in ("town", "admin2", "admin1")]
    points = np.array([[entry.lat, entry.lon] for _, entry in placed]) if placed else np.zeros((0, 2))
    for name in names.values():
        others = points[[key != name.key for key, _ in placed]] if placed else points
        if not len(others) or len(name.entries) == 1:
            name.near = np.zeros(len(name.entries))
            continue
        here = np.array([[entry.lat, entry.lon] for entry in name.entries])
        close = np.exp(-_distances(here, others) / _NEAR_KM)
        local = np.array([entry.kind in ("town", "admin2") for entry in name.entries])
        name.near = _NEAR * close.max(axis=1) * local


def _distances(a: Any, b: Any) -> Any:
    """Great-circle distances (km) between two lists of (latitude, longitude): shape (len(a), len(b))."""
    lat_a, lon_a, lat_b, lon_b = (np.radians(x) for x in (a[:, :1], a[:, 1:], b[:, 0], b[:, 1]))
    h = np.sin((lat_b - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    return 12742 * np.arcsin(np.sqrt(np.minimum(1, h)))


def _choice(toponym: Toponym, name: _Name | None) -> Grounded | None:
    """The best candidate with its share of the candidates' likelihood, and what spoke for it most."""
    if name is None:
        return None
    best = int(np.argmax(name.scores))
    shares = np.exp(name.scores - name.scores.max())
    grounds = {
        "container named beside it": name.contained[best],
        "near other places named": name.near[best],
        "country of the article": name.context[best],
        "largest of that name": 1.0,
    }
    rule = "only place of that name" if len(name.entries) == 1 else max(grounds, key=lambda ground: grounds[ground])
    return Grounded(toponym, name.entries[best], round(float(shares[best] / shares.sum()), 3), rule)
