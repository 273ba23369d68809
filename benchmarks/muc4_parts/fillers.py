"""Fillers: the strings of an article that may fill a role, with all places where they stand. Shared with training.

The tagger marks spans; spans of one role with the same words are one filler. The heads decide over fillers, not spans,
because the protocols compare strings of the whole article.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from histor.read.encoding import Encoded
from muc4_parts.articles import ROLES, normal

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
MOST_TOKENS: Final = 30
"""A longer run is no filler: the longest of the training keys has 28."""
MOST_FILLERS: Final = 48
"""Fillers of one article that the heads look at, best marked first: pairs grow with the square."""
MOST_PLACES: Final = 32
"""Places of one filler that are looked at, the first ones: an article that repeats a word takes no longer."""
DOUBT: Final = (0.1, 0.9)
"""Chances of going on between which a span is cut there as well as carried on."""
_LOOSE: Final = ",;:.-"
FILLER_FEATURES: Final = 8
PAIR_FEATURES: Final = 14


@dataclass(frozen=True, slots=True)
class Filler:
    """A string in a role: its words as they stand first, its normal form, and its places as (first, last) tokens."""

    role: int
    words: str
    normal: str
    places: tuple[tuple[int, int], ...]
    mark: float


def marked_spans(tags: Floats, floor: float) -> Iterator[tuple[int, int, float]]:
    """Spans (first, last, chance) of one role, from the chances [tokens, 3] of outside, begin and inside.

    A span that may as well stop as go on is given both ways. Its chance is that of its beginning, of its weakest step
    and of its end.
    """
    for start in np.flatnonzero(tags[:, 1] > floor):
        first = last = int(start)
        chance = float(tags[first, 1])
        weakest = 1.0
        while last + 1 < len(tags) and last - first < MOST_TOKENS:
            goes_on = float(tags[last + 1, 2] / max(1e-6, tags[last + 1].sum()))
            if goes_on < DOUBT[1]:
                yield first, last, chance * weakest * (1 - goes_on)
            if goes_on < DOUBT[0]:
                break
            weakest = min(weakest, goes_on)
            last += 1
        else:
            yield first, last, chance * weakest


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """text[start:end] grown to whole words, without blanks and marks that do not belong to a string's end."""
    while 0 < start < len(text) and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while 0 < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _LOOSE or _lone(text, start, end, end - 1)):
        end -= 1
    while start < end and (text[start].isspace() or text[start] in _LOOSE or _lone(text, start, end, start)):
        start += 1
    return start, end


def _lone(text: str, start: int, end: int, at: int) -> bool:
    """Whether text[at] opens or closes a quotation or a bracket that text[start:end] does not hold whole."""
    mark, inside = text[at], text[start:end]
    return (mark == '"' and inside.count(mark) % 2 == 1) or (mark in "()" and inside.count("(") != inside.count(")"))


def gather_fillers(text: str, encoded: Encoded, tags: Floats, floor: float) -> list[Filler]:
    """The fillers that the tagger's chances [tokens, roles, 3] name, best first, at most MOST_FILLERS."""
    found: dict[tuple[int, str], dict[tuple[int, int], float]] = {}
    words: dict[tuple[int, str], str] = {}
    for role in range(len(ROLES)):
        for first, last, chance in marked_spans(tags[:, role], floor):
            start, end = trimmed(text, int(encoded.start[first]), int(encoded.end[last]))
            key = (role, normal(text[start:end]))
            tokens = encoded.tokens_of("text", start, end)
            if key[1] and tokens:
                words.setdefault(key, text[start:end])
                places = found.setdefault(key, {})
                places[tokens] = max(chance, places.get(tokens, 0.0))
    fillers = [
        Filler(key[0], words[key], key[1], tuple(sorted(places)[:MOST_PLACES]), max(places.values()))
        for key, places in found.items()
    ]
    return sorted(fillers, key=lambda one: (-one.mark, one.role, one.places))[:MOST_FILLERS]


def places_of(words: str, text: str, encoded: Encoded) -> tuple[tuple[int, int], ...]:
    """All places where a string stands in the text as whole words, as (first, last) tokens."""
    pattern = rf"(?<![^\W_]){re.escape(words)}(?![^\W_])"
    spans = (encoded.tokens_of("text", m.start(), m.end()) for m in re.finditer(pattern, text))
    return tuple(span for span in spans if span)


def filler_features(fillers: Sequence[Filler], sentences: Ints) -> Floats:
    """[fillers, FILLER_FEATURES]: where and how often each stands, how long it is, what else is marked there."""
    tokens = max(1, len(sentences))
    rows = []
    for one in fillers:
        first = one.places[0][0]
        others = [o for o in fillers if o is not one]
        here = {int(sentences[place[0]]) for place in one.places}
        near = {o.role for o in others for place in o.places if int(sentences[place[0]]) in here}
        inside = any(_within(one, o) for o in others)
        longer = any(o.role == one.role and one.normal in o.normal for o in others)
        rows.append([
            first / tokens, np.log1p(first) / 7, float(sentences[first] == 0), np.log1p(len(one.places)) / 2,
            len(one.normal.split()) / 8, len(near) / 5, float(inside), float(longer),
        ])  # fmt: skip
    return np.array(rows, dtype=np.float32).reshape(-1, FILLER_FEATURES)


def _within(one: Filler, other: Filler) -> bool:
    return any(a <= c and d <= b for c, d in one.places for a, b in other.places)


def pair_features(fillers: Sequence[Filler], pairs: Ints, sentences: Ints) -> Floats:
    """[pairs, PAIR_FEATURES]: how near two fillers come to each other, how alike their words are, and their roles."""
    rows = []
    for i, j in pairs:
        a, b = fillers[i], fillers[j]
        gap, apart = min(
            (max(0, max(p[0], q[0]) - min(p[1], q[1])), abs(int(sentences[p[0]] - sentences[q[0]])))
            for p in a.places for q in b.places
        )  # fmt: skip
        rows.append([
            np.tanh(gap / 30), np.log1p(gap) / 6, float(apart == 0), float(apart == 1), np.tanh(apart / 5),
            abs(a.places[0][0] - b.places[0][0]) / max(1, len(sentences)),
            fuzz.ratio(a.normal, b.normal) / 100, fuzz.token_set_ratio(a.normal, b.normal) / 100,
            float(initials(a.normal, b.normal)), float(a.normal in b.normal or b.normal in a.normal),
            float(a.normal.split()[-1] == b.normal.split()[-1]), float(a.role == b.role),
            float({a.role, b.role} <= {0, 1}), float({a.role, b.role} <= {2, 3}),
        ])  # fmt: skip
    return np.array(rows, dtype=np.float32).reshape(-1, PAIR_FEATURES)


def initials(a: str, b: str) -> bool:
    """Whether one string is made of the other's first letters (small words may be skipped)."""
    short, long = sorted((a, b), key=len)
    if " " in short or len(short) < 3 or " " not in long:
        return False
    words = long.split()
    bare = [word for word in words if word not in ("of", "and", "for", "in", "de", "la", "el", "y", "del")]
    return short in ("".join(w[0] for w in words), "".join(w[0] for w in bare))


def all_pairs(count: int) -> Ints:
    """Every pair (i, j) with i < j, as rows."""
    return np.stack(np.triu_indices(count, 1), axis=1).astype(np.int64)


def sentence_numbers(text: str, encoded: Encoded) -> Ints:
    """For each token the number of its sentence: in these texts two blanks follow the mark that ends one."""
    ends = [m.end() for m in re.finditer(r"[.?!][\"')]*\s{2,}|\s{3,}", text)]
    return np.searchsorted(np.array(ends, dtype=np.int64), encoded.start, side="right").astype(np.int64)
