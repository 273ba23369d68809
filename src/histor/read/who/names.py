"""The lexicon of actors: armed groups, states with their forces, and nouns that name an actor without a proper name.

Reads words/groups.tsv, words/states.tsv, words/actor_nouns.tsv and atlas/countries.tsv, whose heads say where they
come from, into one dictionary from the first word of a name to the names that begin with it.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Final, Literal

Form = Literal[
    "group", "service", "state", "adjective", "seat", "ruler", "army",
    "military", "means", "government", "police", "security", "rebel", "armed", "nobody", "human", "anaphor", "people",
]  # fmt: skip
"""What a name tells: a group; a service; a state by its name, adjective, seat, ruler or army; a class of nouns."""

_WORD: Final = re.compile(r"[^\W_]+")
_JOINT: Final = re.compile(r"[ \t\n\xa0\-\u2010-\u2014'\u2018\u2019`´.()/]{1,3}")


PROPER: Final[frozenset[Form]] = frozenset({"group", "service", "state", "adjective", "seat", "ruler", "army"})
"""Forms that are proper names, which have a capital somewhere."""
NOUNS: Final[tuple[Form, ...]] = (
    "military", "means", "government", "police", "security", "rebel", "armed", "nobody", "human", "anaphor", "people",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text, its folded form (no case, no accents) and its offsets in code points."""

    text: str
    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Name:
    """One way of naming an actor: the words, what they tell, and whom they stand for.

    `canonical` is the English name of a group or state, or the noun in the plural; `countries` are ISO alpha-2.
    `acronym` names match only in capitals; `local` ones mean the actor only where one of its countries is named.
    """

    words: tuple[str, ...]
    form: Form
    canonical: str
    countries: tuple[str, ...] = ()
    acronym: bool = False
    local: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found at tokens [first, last], both inclusive."""

    first: int
    last: int
    name: Name


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Names by their first word, longest first; states' English names and attributives ("Syrian") by code."""

    names: Mapping[str, Sequence[Name]]
    states: Mapping[str, str]
    attributives: Mapping[str, str]

    def find(self, text: str, tokens: Sequence[Token]) -> dict[int, Hit]:
        """The longest name that begins at each token, by the token's index; names may overlap."""
        found = ((first, self._at(tokens, first, text)) for first in range(len(tokens)))
        return {first: hit for first, hit in found if hit is not None}

    def _at(self, tokens: Sequence[Token], first: int, text: str) -> Hit | None:
        for folded in _singulars(tokens[first].folded):
            for name in self.names.get(folded, ()):
                last = first + len(name.words) - 1
                if last < len(tokens) and _matches(name, tokens[first : last + 1], text):
                    return Hit(first, last, name)
        return None


def tokens_of(text: str) -> list[Token]:
    """The words of a text (letters and digits), in order."""
    return [Token(m.group(), fold(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]


def fold(word: str) -> str:
    """Without case and accents: what two spellings of a name share."""
    if word.isascii():
        return word.lower()
    bare = unicodedata.normalize("NFKD", word.replace("ı", "i"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter)).casefold()


def _singulars(folded: str) -> tuple[str, ...]:
    """The word, and the word without the s of a possessive whose apostrophe was lost ("Assads forces")."""
    return (folded, folded[:-1]) if len(folded) > 4 and folded.endswith("s") else (folded,)


def _matches(name: Name, tokens: Sequence[Token], text: str) -> bool:
    *body, last = (token.folded for token in tokens)
    if tuple(body) != name.words[:-1] or name.words[-1] not in _singulars(last):
        return False
    if not all(_joined(one, other, text) for one, other in pairwise(tokens)):
        return False
    if name.acronym:
        return all(token.text.isupper() or token.text.isdigit() for token in tokens)
    return name.form not in PROPER or any(letter.isupper() for token in tokens for letter in token.text)


def _joined(one: Token, other: Token, text: str) -> bool:
    """Whether two words stand close enough to be parts of one name: no full stop after a whole word, no new line."""
    between = text[one.end : other.start]
    if not _JOINT.fullmatch(between) or between.count("\n") > 1:
        return False
    return "." not in between or len(one.text) == 1


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once (some 20 ms)."""
    states = {row[0]: row[1] for row in _rows("atlas", "countries.tsv")}
    attributives: dict[str, str] = {}
    table: dict[tuple[str, ...], Name] = {}
    # Nouns first, groups last: where two lists have the same words, the more telling one stands.
    for name in (*_nouns(), *_states(attributives), *_groups()):
        known = table.get(name.words)
        if known is None or known.form != name.form or known.acronym:
            table[name.words] = name
    by_first: dict[str, list[Name]] = {}
    for name in table.values():
        by_first.setdefault(name.words[0], []).append(name)
    for names in by_first.values():
        # Of two as long, the plural first: the singular would match it too.
        names.sort(key=lambda name: (-len(name.words), -len(name.words[-1])))
    return Lexicon(by_first, states, attributives)


def _groups() -> Iterator[Name]:
    lists: tuple[tuple[str, Form], ...] = (("services.tsv", "service"), ("groups.tsv", "group"))
    for file, form in lists:
        for canonical, others, countries, _wikidata in _rows("words", file):
            for printed in (canonical, *others.split("|")):
                yield from _spelled(printed, form, canonical, tuple(countries.split()))


def _states(attributives: dict[str, str]) -> Iterator[Name]:
    names: dict[str, str] = {}
    for code, canonical, _lat, _lon, adjectives, others in _rows("atlas", "countries.tsv"):
        names[code], attributives[code] = canonical, adjectives.split(";")[0] or canonical
        yield from _ways([canonical, *others.split(";")], "state", canonical, code)
        yield from _ways(adjectives.split(";"), "adjective", canonical, code)
    for code, attributive, seats, rulers, forces in _rows("words", "states.tsv"):
        attributives[code] = attributive or attributives[code]
        yield from _ways(seats.split("|"), "seat", names[code], code)
        yield from _ways(rulers.split("|"), "ruler", names[code], code)
        yield from _ways(forces.split("|"), "army", names[code], code)


def _ways(printed: Sequence[str], form: Form, canonical: str, code: str) -> Iterator[Name]:
    for words in printed:
        yield from _spelled(words, form, canonical, (code,))


def _nouns() -> Iterator[Name]:
    classes: dict[str, Form] = {"group": "anaphor"}
    classes |= {form: form for form in NOUNS}
    for kind, printed in _rows("words", "actor_nouns.tsv"):
        plural = ""
        for words in printed.split("|"):
            if words not in (plural.removesuffix("s"), plural.removesuffix("men") + "man"):
                plural = words
            yield from _spelled(words, classes[kind], plural)


def _spelled(printed: str, form: Form, canonical: str, countries: tuple[str, ...] = ()) -> Iterator[Name]:
    """The name, and its spelling without the apostrophe of a possessive."""
    marked, bare = printed.startswith("?"), printed.lstrip("?")
    acronym = bare.isupper() and form in PROPER
    letters = sum(letter.isalnum() for letter in bare)
    local = marked or (acronym and form in ("group", "service") and letters <= 3)
    for spelling in dict.fromkeys((bare, re.sub(r"['’]s\b", "s", bare))):
        words = tuple(fold(word) for word in _WORD.findall(spelling))
        if words:
            yield Name(words, form, canonical, countries, acronym, local)


def _rows(folder: str, file: str) -> Iterator[list[str]]:
    text = (files("histor.read") / folder / file).read_text("utf-8")
    return (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))


@lru_cache(maxsize=8)
def words_and_names(text: str) -> tuple[Sequence[Token], Mapping[int, Hit]]:
    """A text's words, and the lexicon's names in it by their first word; the latest few answers are kept."""
    tokens = tokens_of(text)
    return tokens, lexicon().find(text, tokens)
