"""The words that name a place, in their article, to a `Place`: one small rule for each way of saying where.

CODEBOOK.md, `place`: the name as commonly written in English, the kind (site, town, admin2, admin1, country, region),
the division and country, and coordinates where they are known to about 30 km. Sites are in no gazetteer: they keep
their printed name and take the coordinates of the town they are told to be in.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from histor.read.where.gazetteer import Entry, Gazetteer, fold, split_designator
from histor.read.where.grounding import Grounded, distance_km, ground
from histor.read.where.toponyms import WORDS, Toponym, find
from histor.record.codebook import PlaceKind
from histor.record.values import Place

SITE: Final = re.compile(rf"\b(?:{'|'.join(WORDS['sites'])})\b", re.IGNORECASE)
_SETTLED: Final = re.compile(
    r"\b(?:village|town|city|hamlet|suburb|settlement|township|municipality)s?\b", re.IGNORECASE
)
_CAPITAL: Final = re.compile(
    r"\b(?:the|its|country['’]?s|nation['’]?s|capital)\s+(?:\w+\s+)?capital\b|^capital$", re.IGNORECASE
)
_SAME: Final = re.compile(
    r"^(?:(?:in|at|near|around|outside|inside|across|throughout|from|of) )*(?:the|this|that|same|a|an)\s+(?:same\s+)?"
    r"(?P<what>town|village|city|area|province|region|state|district|country|nation|kingdom|island|neighbou?rhood"
    r"|suburb|site|scene|place)$",
    re.IGNORECASE,
)
_LEAD: Final = re.compile(
    r"^(?:(?:in|at|near|on|to|from|of|outside|inside|around|across|throughout|within|towards?|into|close to|next to"
    r"|off|over|along|the|a|an|this|that|its|same|mostly|just|elsewhere|all|both|nearby|parts? of"
    r"|(?:(?:north|south|east|west)ern )?outskirts of|(?:edge|heart|cent(?:er|re)|countryside)s? of"
    r"|(?:cit(?:y|ies)|town|village|neighbou?rhood|suburb|district|region|province|state|county|island|port|area)s? of"
    r"|rebel-held|government-held|besieged|restive|volatile|troubled|war-torn|capital(?: city)?)\s+)+",
    re.IGNORECASE,
)
_WAY: Final = re.compile(
    r"^(?:(?:a|the|to|in)\s+)*(?:(?:north|south)?-?(?:east|west)|north|south|coastal|central)(?:ern)?\s+"
    r"(?=of\b|village|town|city|province|district)(?:of\s+)?",
    re.IGNORECASE,
)
_DIRECTION: Final = re.compile(
    r"^(?:the\s+)?(?:far\s+)?(?:(?:north|south)?-?(?:east|west)|north|south|central|cent|mid)(?:ern|ral|-central)?"
    r"(?:\s+of)?\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
SPECIFIC: Final[dict[PlaceKind, int]] = {"site": 0, "town": 1, "admin2": 2, "admin1": 3, "region": 4, "country": 5}
LARGE: Final = 100_000
"""A town of this size is news by itself; a smaller one needs its country in the article."""
_BLUR_KM: Final = {"country": 1500, "region": 900, "admin1": 400, "admin2": 150, "town": 60, "site": 60}
"""How far a place may lie from one that contains it and still be consistent with it."""


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """Words that name a place; text[start:end] are these words (start is -1 where they come from elsewhere)."""

    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ResolvedPlace:
    """A place with the reader's score (0 to 1) and the rule that decided, for `histor show --why`."""

    place: Place
    score: float
    rule: str


@dataclass(frozen=True, slots=True)
class Scene:
    """What an article says about places: its grounded names, and the country it is set in."""

    text: str
    grounded: tuple[Grounded, ...]
    country: str | None
    gazetteer: Gazetteer
    towns: tuple[Grounded, ...] = ()

    def told(self, start: int) -> Grounded | None:
        """The town told as a place of an incident that stands nearest to a point, those before it first."""
        if start < 0 or not self.towns:
            return None
        return min(self.towns, key=lambda g: (g.toponym.start > start, abs(g.toponym.start - start)))

    def before(self, start: int, kinds: frozenset[str]) -> Grounded | None:
        """The last place of these kinds named before a point; the first one after it where there is none."""
        fitting = [
            g
            for g in self.grounded
            if g.entry.kind in kinds and not g.toponym.people and self.country in (None, g.entry.country)
        ]
        earlier = [g for g in fitting if g.toponym.end <= start]
        return earlier[-1] if earlier else (fitting[0] if fitting and start >= 0 else None)


def plausible(grounded: Sequence[Grounded], country: str | None) -> list[Grounded]:
    """Without the small towns of countries that nothing else in the article speaks for: those are other names."""
    named = {country} | {g.entry.country for g in grounded if g.entry.kind == "country" or g.entry.population >= LARGE}
    return [g for g in grounded if g.entry.country is None or g.entry.country in named]


def read_words(mention: PlaceMention, scene: Scene) -> ResolvedPlace | None:
    """The first reading that fits, from the plainest words to the vaguest."""
    words = mention.words.strip(" \t\n,.;:")
    inside = _inside(mention, scene)
    for read in _READERS:
        found = read(words, mention, inside, scene)
        if found is not None:
            return found
    return None


def _several(words: str, mention: PlaceMention, inside: list[Grounded], scene: Scene) -> ResolvedPlace | None:
    """ "Syria and Iraq" is a region across countries; three towns in one breath are their country."""
    countries = [g.entry for g in inside if g.entry.kind == "country" and not g.toponym.people]
    if len({e.country for e in countries}) > 1 and len(countries) == len(inside):
        return ResolvedPlace(Place(_LEAD.sub("", words), "region"), 0.6, "several countries")
    towns = [g.entry for g in inside if g.entry.kind == "town"]
    if len({e.row for e in towns}) < 3 or len({e.country for e in towns}) > 1 or SITE.search(words):
        return None
    country = scene.gazetteer.country(towns[0].country or "")
    return ResolvedPlace(_place(country), 0.5, "several towns of a country") if country else None


def _inside(mention: PlaceMention, scene: Scene) -> list[Grounded]:
    """The places named within the mention; read from the words alone where the text at the offsets differs."""
    if mention.start >= 0 and scene.text[mention.start : mention.end] == mention.words:
        found = [g for g in scene.grounded if g.toponym.start < mention.end and mention.start < g.toponym.end]
        if found:
            return found
    inner = find(mention.words, scene.gazetteer)
    grounded = [g for g in ground(inner, mention.words, scene.gazetteer, scene.country) if g]
    return plausible(grounded, scene.country)


def _place(entry: Entry, printed: str = "", kind: PlaceKind | None = None) -> Place:
    """The place of an entry; `printed` replaces its name."""
    return Place(
        name=printed or entry.name,
        kind=kind or entry.kind,
        admin1=entry.name if entry.kind == "admin1" else entry.admin1,
        country=entry.country,
        lat=entry.lat,
        lon=entry.lon,
        geonames=None if printed and kind else entry.geonames,
    )


def _people(words: str, mention: PlaceMention, inside: list[Grounded], scene: Scene) -> ResolvedPlace | None:
    """ "Syrian", "Kenyan soil": the country."""
    bare = re.sub(r"\s+(?:soil|territory|territories|lands?|border|capital)$", "", _LEAD.sub("", words))
    code = scene.gazetteer.people(bare)
    country = scene.gazetteer.country(code) if code else None
    if country is None or re.search(r"capital$", words):
        return None
    return ResolvedPlace(_place(country), 0.8, "a people's name")


def _pronoun(words: str, mention: PlaceMention, inside: list[Grounded], scene: Scene) -> ResolvedPlace | None:
    """ "the town", "the same area": the last such place named before."""
    same = _SAME.match(words)
    if not same or inside:
        return None
    what = same["what"].lower()
    if what in ("country", "nation", "kingdom") and scene.country and (own := scene.gazetteer.country(scene.country)):
        return ResolvedPlace(_place(own), 0.6, "the country told of")
    kinds = {
        "province": {"admin1", "admin2"},
        "state": {"admin1"},
        "region": {"region", "admin1"},
    }.get(what, {"town", "admin2", "region"} if what in ("area", "district", "site", "scene", "place") else {"town"})
    found = scene.before(mention.start, frozenset(kinds))
    return ResolvedPlace(_place(found.entry), 0.5 * found.score, f'"the {what}": the last one named') if found else None


def _capital(words: str, mention: PlaceMention, inside: list[Grounded], scene: Scene) -> ResolvedPlace | None:
    """ "the capital", "the Afghan capital": that country's capital, unless the words name a town themselves."""
    if not _CAPITAL.search(words) and not re.search(r"\bcapital$", words):
        return None
    if any(g.entry.kind == "town" for g in inside) or SITE.search(words):
        return None
    if re.search(r"\b(?:provincial|regional|state) capital$", words):
        return _seat(mention, inside, scene)
    code = next((g.entry.country for g in inside), None) or scene.country
    capital = scene.gazetteer.capital(code) if code else None
    return ResolvedPlace(_place(capital), 0.6, "the capital of the country told of") if capital else None


def _seat(mention: PlaceMention, inside: list[Grounded], scene: Scene) -> ResolvedPlace | None:
    """ "the provincial capital": the town with the name of the division last named."""
    division = next((g for g in inside if g.entry.kind == "admin1"), None)
    division = division or scene.before(mention.start, frozenset({"admin1"}))
    if division is None:
        return None
    towns = (e for e in scene.gazetteer.lookup(division.entry.name) if e.kind == "town")
    seat = next((e for e in towns if e.admin1 == division.entry.name), None)
    return ResolvedPlace(_place(seat), 0.5, f"the capital of {division.entry.name}") if seat else None


def _named(words: str, mention: PlaceMention, inside: list[Grounded], scene: Scene) -> ResolvedPlace | None:
    """Words that are a gazetteer name and little else ("the town of Douma", "Kerman, Iran", "Idlib countryside")."""
    places = [g for g in inside if not g.toponym.people]
    if not places:
        return None
    first = places[0]
    rest = _outside(words, mention, [g.toponym for g in inside])
    rest = re.sub(r"\b(?:the|in|of|a|an|at|near|and|s|city|town|village|outside|around|to|from|on)\b|[^\w]", " ", rest)
    if rest.strip() and (SITE.search(rest) or re.search(r"[A-Z]|\bof\b|side\b|ern\b", rest)):
        return None
    best = min(places, key=lambda g: (SPECIFIC[g.entry.kind], g.toponym.start))
    if best is not first and not consistent(_place(best.entry), _place(first.entry)):
        best = first
    return ResolvedPlace(_place(_designated(best, words, scene)), best.score, best.rule)


def _designated(grounded: Grounded, words: str, scene: Scene) -> Entry:
    """The division rather than its seat where the words say "the province of X"."""
    name = grounded.toponym.words
    if not re.search(rf"\b(?:province|governorate|state|oblast)s? of (?:the )?{re.escape(name)}", words, re.IGNORECASE):
        return grounded.entry
    divisions = scene.gazetteer.lookup(f"{name} province")
    return next((e for e in divisions if e.kind == "admin1" and e.country == grounded.entry.country), grounded.entry)


def _outside(words: str, mention: PlaceMention, toponyms: Sequence[Toponym]) -> str:
    """The words of a mention without the place names in it."""
    for toponym in sorted(toponyms, key=lambda t: -len(t.words)):
        words = words.replace(toponym.words, " ")
    return words


def _site(words: str, mention: PlaceMention, inside: list[Grounded], scene: Scene) -> ResolvedPlace | None:
    """Buildings, streets and quarters: the name as printed, where the town named with it or last before it lies."""
    if not SITE.search(words) or (_SETTLED.search(words) and not re.search(r"[A-Z]", words)):
        return None
    name = re.sub(r"^(?:(?:in|at|near|on|outside|inside|from|the|a|an|to)\s+)+", "", words)
    if re.search(r"\bcapital$", words) and (seat := _capital("the capital", mention, inside, scene)) is not None:
        return ResolvedPlace(replace(seat.place, name=name, kind="site", geonames=None), 0.5, "a site in the capital")
    anchor = _anchor(mention, inside, scene)
    if anchor is None:
        return ResolvedPlace(Place(name, "site", country=scene.country), 0.3, "a site; no town named")
    return ResolvedPlace(_place(anchor.entry, name, "site"), 0.7 * anchor.score, f"a site in {anchor.entry.name}")


def _anchor(mention: PlaceMention, inside: list[Grounded], scene: Scene) -> Grounded | None:
    """The town that a site is told to be in: in its words, in its sentence, or last named before it."""
    towns = [g for g in inside if g.entry.kind == "town"] or [g for g in inside if g.entry.kind != "country"]
    towns = [g for g in towns if _stands_alone(g, mention, scene)]
    if towns:
        return towns[0]
    if mention.start < 0:
        return inside[0] if inside else None
    start = max(scene.text.rfind(". ", 0, mention.start), scene.text.rfind("\n", 0, mention.start)) + 1
    end = min(
        (at for at in (scene.text.find(mark, mention.end) for mark in (". ", "\n")) if at >= 0), default=len(scene.text)
    )
    same = [
        g
        for g in scene.grounded
        if start <= g.toponym.start < end
        and g.entry.kind == "town"
        and (not scene.country or g.entry.country == scene.country)
    ]
    if same:
        return min(same, key=lambda g: abs(g.toponym.start - mention.start))
    told = scene.told(mention.start)
    return told or scene.before(mention.start, frozenset({"town"})) or (inside[0] if inside else None)


def _stands_alone(grounded: Grounded, mention: PlaceMention, scene: Scene) -> bool:
    """Whether a name within a site's name is told as where it is, not merely what it is called ("Victoria Station")."""
    before = mention.words[: max(0, mention.words.find(grounded.toponym.words))]
    if re.search(r"(?:\b(?:in|near|of|at|outside|from|around)(?: \w+){0,2}|,)\s*$", before):
        return True
    if scene.country and grounded.entry.country != scene.country:
        return False
    elsewhere = any(
        g.entry.row == grounded.entry.row and not mention.start <= g.toponym.start < mention.end for g in scene.grounded
    )
    return elsewhere or (grounded.entry.kind == "town" and grounded.entry.population >= LARGE)


def _countryside(words: str, mention: PlaceMention, inside: list[Grounded], scene: Scene) -> ResolvedPlace | None:
    """ "rural Aleppo", "Idlib countryside": the division of that name, not its seat."""
    places = [g for g in inside if not g.toponym.people]
    if len(places) != 1 or not re.search(r"\b(?:countryside|rural)\b", words, re.IGNORECASE):
        return None
    if re.search(r"[A-Z]", re.sub(r"\b(?:Rural|Countryside)\b", "", _outside(words, mention, [places[0].toponym]))):
        return None
    name, country = split_designator(places[0].toponym.words)[0], places[0].entry.country
    divisions = [e for e in scene.gazetteer.lookup(f"{name} province") if e.kind == "admin1" and e.country == country]
    return ResolvedPlace(_place(divisions[0]), 0.7, "the country around a town") if divisions else None


def _direction(words: str, mention: PlaceMention, inside: list[Grounded], scene: Scene) -> ResolvedPlace | None:
    """ "northern Nigeria" is a region of Nigeria; "southern Aleppo" is Aleppo."""
    found = _DIRECTION.match(_LEAD.sub("", words))
    places = [g for g in inside if not g.toponym.people] or inside
    if not found or not places:
        return None
    best = min(places, key=lambda g: SPECIFIC[g.entry.kind])
    if SITE.search(words) or re.search(r"[A-Z]", _outside(found["rest"], mention, [g.toponym for g in inside])):
        return None
    if best.entry.kind in ("country", "region") or (best.entry.kind == "admin1" and " of " in words):
        return ResolvedPlace(_place(best.entry, _LEAD.sub("", words), "region"), 0.6, "a part of a country")
    return ResolvedPlace(_place(_designated(best, words, scene)), 0.7 * best.score, "a part of a town or division")


def _around(words: str, mention: PlaceMention, inside: list[Grounded], scene: Scene) -> ResolvedPlace | None:
    """A known place within other words ("a village east of Tabqa", "Harasta suburb near Damascus")."""
    places = [g for g in inside if not g.toponym.people] or inside
    name = _proper_name(words, places)
    if name and (known := _unknown(name, mention, places, scene)) is not None:
        return known
    if not places:
        return None
    best = min(places, key=lambda g: (SPECIFIC[g.entry.kind], g.toponym.start))
    if _SETTLED.search(words) and not name and best.entry.kind != "country":
        return ResolvedPlace(_place(best.entry, _LEAD.sub("", words), "town"), 0.4, f"near {best.entry.name}")
    return ResolvedPlace(_place(best.entry), 0.6 * best.score, best.rule)


def _proper_name(words: str, places: Sequence[Grounded]) -> str:
    """A capitalised name at the head of the words that is none of the known places, or nothing."""
    head = re.match(
        r"((?:(?:al|el|ad|ar|as|ash|at|az|an|de|la)[- ])?[A-Z][\w'’-]+(?:[ -](?:al-|el-)?[A-Z][\w'’-]+){0,3})"
        r"(?=\s*(?:$|[,(]|\b(?:in|near|at|of|on|village|town|city|district|area|suburb|region|province)\b))",
        _LEAD.sub("", _WAY.sub("", words)),
    )
    if not head or any(fold(g.toponym.words) in fold(head[1]) for g in places):
        return ""
    return head[1]


def _unknown(words: str, mention: PlaceMention, inside: list[Grounded], scene: Scene) -> ResolvedPlace | None:
    """A name the text search passed over: in another transcription, shared with people, or of an unlisted village."""
    name = _LEAD.sub("", _WAY.sub("", words))
    if not re.match(r"(?:(?:al|el|ad|ar|as|ash|at|az|an|de|la)[- ])?[A-Z]", name):
        return None
    context = inside[0].entry if inside else None
    country = (context.country if context else None) or scene.country
    plain = split_designator(name)[0]
    entries = [e for e in scene.gazetteer.lookup(name) if country is None or e.country == country]
    alike = scene.gazetteer.by_sound(name, country) if country else ()
    fitting = [e for e in [*entries, *alike] if context is None or consistent(_place(e), _place(context))]
    fitting.sort(key=lambda e: (e.row not in {x.row for x in entries}, _far(e, scene)))
    if fitting:
        rule = "known by another spelling" if not entries else "a name in the country told of"
        return ResolvedPlace(_place(fitting[0]), 0.5, rule)
    division = context.admin1 if context else None
    return ResolvedPlace(Place(plain, "town", division, country), 0.3, "a name not in the gazetteer")


def _far(entry: Entry, scene: Scene) -> float:
    """Distance to the nearest other place of the article, in km."""
    others = [g.entry for g in scene.grounded if g.entry.kind in ("town", "admin2", "admin1")]
    return min((distance_km(entry, other) for other in others), default=0.0)


_READERS: Final = (
    _people, _pronoun, _capital, _several, _direction, _countryside, _named, _site, _around, _unknown
)  # fmt: skip
"""In the order they are tried, from the plainest words to the vaguest."""


def consistent(one: Place, other: Place) -> bool:
    """Whether one place may lie in, or be, the other."""
    if one.country and other.country and one.country != other.country:
        return False
    if other.kind == "country":
        return True
    if other.kind == "admin1" and one.admin1 and other.admin1:
        return one.admin1 == other.admin1
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return True
    a, b = (Entry(0, "", "town", None, None, p.lat or 0.0, p.lon or 0.0, 0) for p in (one, other))
    return distance_km(a, b) < _BLUR_KM[other.kind]
