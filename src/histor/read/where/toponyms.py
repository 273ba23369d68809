"""Finding place names in running text: capitalised phrases that the gazetteer knows, less people and common words."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from histor.read.where.gazetteer import Entry, Gazetteer, fold, split_designator

WORDS: Final[dict[str, list[str]]] = tomllib.loads(
    (Path(__file__).parents[1] / "atlas" / "words.toml").read_text("utf-8")
)
"""Word lists of place names in English text."""
MAX_WORDS: Final = 5
SMALL: Final = 100_000
"""Below this population a name needs better company: people and firms bear the names of small towns."""

_WORD: Final = re.compile(r"(?:[A-Za-z]\.){2,}|(?:St|Mt|Ft)\.|[^\W_]+(?:['’`-](?=\w)[^\W_]+)*")
_JOIN: Final = re.compile(r"[ \u00a0]+|\n(?!\n)|-")
_INNER: Final = frozenset(WORDS["inner"])
_ARTICLE: Final = re.compile(r"^(?:al|el|ad|ar|as|ash|at|az|an|ez|es|ed)-\S", re.IGNORECASE)
_SENTENCE_END: Final = re.compile(r"(?:^|[.!?:;\n“\"”(\[—–-]\s*|[.!?]['’”\"]\s+)$")

_COMMON: Final = frozenset(fold(word) for word in WORDS["common"])
_TITLES: Final = frozenset(WORDS["titles"])
_GIVEN: Final = frozenset(WORDS["given"])
_LEADS: Final = frozenset(WORDS["leads"])
_TRAILS: Final = frozenset(WORDS["trails"])
_DESIGNATORS: Final = frozenset(WORDS["designators"])
_PREPOSITIONS: Final = frozenset({"in", "near", "at", "from", "of", "to", "outside"})
_STREETS: Final = frozenset(WORDS["streets"])


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the text with its offsets."""

    text: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it can begin a name: an upper-case letter first, or right after an Arabic article (al-Bab)."""
        if self.text[0].isupper():
            return True
        return bool(_ARTICLE.match(self.text)) and self.text.partition("-")[2][:1].isupper()


@dataclass(frozen=True)
class Toponym:
    """A place name at text[start:end], with a trailing "province" or "city" where one belongs to it.

    `people` is the country where the words are an adjective or a people's name ("Syrian"), else None.
    """

    words: str
    start: int
    end: int
    gazetteer: Gazetteer
    people: str | None = None

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The places so named, likeliest first; for a people's name, the country."""
        if self.people is not None:
            country = self.gazetteer.country(self.people)
            return (country,) if country else ()
        return self.gazetteer.lookup(self.words)


@lru_cache(maxsize=16)
def find(text: str, gazetteer: Gazetteer) -> tuple[Toponym, ...]:
    """Place names in text order, never overlapping, the longest name at each point.

    Several steps ask for the same article's names; the latest answers are kept, since finding them is costly.
    """
    tokens = [Token(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]
    spans = list(_candidates(tokens, text))
    names = [text[tokens[i].start : tokens[j - 1].end] for i, j in spans]
    bases = [split_designator(name)[0] if j - i > 1 else name for name, (i, j) in zip(names, spans, strict=True)]
    known = gazetteer.known(bases)
    found: list[Toponym] = []
    persons: set[str] = set()
    free = 0
    for (i, j), name, is_known in zip(spans, names, known, strict=True):
        if i < free:
            continue
        people = gazetteer.people(name)
        if people is None and not is_known:
            if j - i > 1 or (country := _country_with_s(name, gazetteer)) is None:
                continue
            name = country
        toponym = Toponym(name, tokens[i].start, tokens[i].start + len(name), gazetteer, people)
        beside = bool(found) and i == free
        if people is not None or _is_place(toponym, tokens, i, j, text, persons, beside):
            found.append(toponym)
            free = j
    return tuple(found)


def _country_with_s(name: str, gazetteer: Gazetteer) -> str | None:
    """The country in a possessive whose apostrophe was lost or kept ("Syrias", "Syria's"), else None."""
    base = re.sub(r"['’]?s$", "", name)
    if base == name or len(base) < 4:
        return None
    entries = gazetteer.lookup(base)
    return base if entries and (entries[0].kind == "country" or entries[0].population >= SMALL) else None


def _candidates(tokens: list[Token], text: str) -> Iterator[tuple[int, int]]:
    """Runs of up to five words that begin and end with a capital, joined by a space or a hyphen; longest first."""
    for i, token in enumerate(tokens):
        if not token.capital or token.text == "The":
            continue
        ends = []
        for j in range(i + 1, min(i + MAX_WORDS, len(tokens)) + 1):
            last = tokens[j - 1]
            if j - 1 > i and not _JOIN.fullmatch(text, tokens[j - 2].end, last.start):
                break
            if last.capital or (j - i > 1 and last.text in _DESIGNATORS and tokens[j - 2].capital):
                ends.append(j)
            elif last.text not in _INNER:
                break
        yield from ((i, j) for j in reversed(ends))


def _is_place(
    toponym: Toponym, tokens: list[Token], i: int, j: int, text: str, persons: set[str], beside: bool
) -> bool:
    """Whether a name the gazetteer knows is used as a place here; remembers words of people's names in `persons`.

    `beside` tells that another place name ends right before it ("Syria's Afrin").
    """
    name = toponym.words
    before = tokens[i - 1] if i and _JOIN.fullmatch(text, tokens[i - 1].end, tokens[i].start) else None
    after = tokens[j] if j < len(tokens) and _JOIN.fullmatch(text, tokens[j - 1].end, tokens[j].start) else None
    introduced = before is not None and before.text in _PREPOSITIONS
    if not toponym.entries or (after is not None and _is_street(after) and not introduced):
        return False
    if split_designator(name)[1] or j - i > 2 or _is_country(toponym):
        return True
    if _is_common(toponym, tokens[i:j], text):
        return introduced and toponym.entries[0].population > SMALL and len(name) > 4
    large = any(entry.kind in ("country", "admin1", "region") or entry.population >= SMALL for entry in toponym.entries)
    if before is not None and not beside and _names_person(before):
        persons.add(name)
        return large and before.text.lower().rstrip(".") not in _TITLES and toponym.entries[0].population > 2_000_000
    followed = after is not None and after.capital and after.text.lower() not in _TRAILS | _LEADS
    if large:
        return not (followed and name.lower() in _GIVEN)
    if name in persons or followed:
        return False
    return j - i > 1 or not _SENTENCE_END.search(text, 0, tokens[i].start) or _elsewhere(name, text, tokens[i].start)


def _is_country(toponym: Toponym) -> bool:
    """Whether a name is first of all a country's and looks like nothing else: "Syria", "UK", "U.S.", but not "us"."""
    first = toponym.entries[0]
    return first.kind == "country" and first.main and (len(toponym.words) > 4 or toponym.words.isupper())


def _is_common(toponym: Toponym, tokens: list[Token], text: str) -> bool:
    """Whether a name consists of common words, or is an acronym that opens no line."""
    if len(tokens) > 1:
        return all(fold(token.text) in _COMMON or token.text.lower() == "the" for token in tokens)
    name = toponym.words
    acronym = name.isupper() and 1 < len(name) < 6 and not text.isupper() and not _dateline(toponym, text)
    return acronym or fold(name) in _COMMON or name.lower() in _TITLES


def _is_street(after: Token) -> bool:
    """Whether the word after a name makes it a street's or a hotel's."""
    return after.text.lower() in _STREETS


def _dateline(toponym: Toponym, text: str) -> bool:
    """Whether capitals open a line, as in "KABUL, Afghanistan (AP)"."""
    line = text[text.rfind("\n", 0, toponym.start) + 1 : toponym.start]
    return not line.strip() and any(entry.population >= SMALL for entry in toponym.entries)


def _names_person(before: Token) -> bool:
    """Whether the word just before a name makes it a person's: a title or a capitalised word that leads no place."""
    low = before.text.lower().rstrip(".")
    return low in _TITLES or (before.capital and low not in _LEADS)


def _elsewhere(name: str, text: str, start: int) -> bool:
    """Whether the name also stands inside a sentence, after a small word, in the same text."""
    return any(
        match.start() != start and not _SENTENCE_END.search(text, 0, match.start())
        for match in re.finditer(rf"\b{re.escape(name)}\b", text)
    )
