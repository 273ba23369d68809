"""Phrases the lists and grammars find: they give marks their whole words, and offer days and places the tagger missed.

The tagger knows what a phrase is in the story but is unsure where it ends; the grammars know where it ends.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from functools import partial

from histor.read.classes import ClassTable, matches
from histor.read.draft import Draft, Tools
from histor.read.encoder import Floats
from histor.read.encoding import TAG_INDEX
from histor.read.when.datelines import dateline
from histor.read.when.times import find_times
from histor.read.where.toponyms import find as find_toponyms
from histor.read.who.actors import find_actors
from histor.record.codebook import Part

Run = tuple[int, int, float]
"""First and last token of a span, and its score."""
OFFERED = {"date": 0.05, "place": 0.1}
"""Tags whose candidates are offered unmarked, and the least chance the tagger must give one of their tokens."""
HEAD = 250
"""Characters within which a publication date is printed."""
PARTS: tuple[Part, ...] = ("title", "text")


def candidates(draft: Draft, tools: Tools) -> dict[str, list[tuple[int, int]]]:
    """By tag, the token ranges (inclusive) of the phrases found in the title and the text, in order."""
    finders: dict[str, Callable[[str], Iterator[tuple[int, int]]]] = {
        "date": lambda words: ((m.start, m.end) for m in find_times(words, draft.published)),
        "place": lambda words: ((t.start, t.end) for t in find_toponyms(words, tools.gazetteer) if not t.people),
        "perpetrator": lambda words: ((actor.start, actor.end) for actor in find_actors(words)),
        "weapon": partial(_listed, "weapons"),
        "target": partial(_listed, "targets"),
        "victim": _names,
        "perpetrator_person": _names,
    }
    found: dict[str, list[tuple[int, int]]] = {}
    for tag, finder in finders.items():
        for part in PARTS:
            spans = (draft.sight.encoded.tokens_of(part, *span) for span in finder(draft.article.part(part)))
            found.setdefault(tag, []).extend(span for span in spans if span)
    found["date"] = [span for span in found["date"] if not _heads_text(draft, span)]
    return found


def _heads_text(draft: Draft, span: tuple[int, int]) -> bool:
    """Whether a date is the day of publication printed at the text's head: news of nothing."""
    start, end = int(draft.sight.encoded.start[span[0]]), int(draft.sight.encoded.end[span[1]])
    if start > HEAD or draft.sight.encoded.in_title[span[0]]:
        return False
    text = draft.article.text
    return dateline(text[:end], draft.published) is not None and dateline(text[:start], draft.published) is None


def _listed(table: ClassTable, words: str) -> Iterator[tuple[int, int]]:
    """The first place in every line where a row of the list of classes matches."""
    at = 0
    for line in words.split("\n"):
        for _, start, end in matches(table, line):
            yield at + start, at + end
        at += len(line) + 1


def _names(words: str) -> Iterator[tuple[int, int]]:
    """Names of people as they are printed: capitalised words in a row, with particles and initials between them."""
    return (match.span() for match in _NAME.finditer(words))


_NAME = re.compile(
    r"(?:[A-Z\u00c0-\u00de][\w'’-]{1,40}|[A-Z]\.)"
    r"(?: (?:(?:al|bin|ibn|abu|de|del|der|van|von|el|la|da|dos|ben|bint|ul)[ -])*"
    r"(?:[A-Z\u00c0-\u00de][\w'’-]{1,40}|[A-Z]\.))+"
)
"""Words are bounded, so that a page of capitals without a space does not cost its square."""


def grown(runs: list[Run], spans: list[tuple[int, int]], apart: Callable[[int, int], bool]) -> list[Run]:
    """Each run united with the candidates it touches, none across a break; runs that meet become one."""
    united: list[Run] = []
    meeting = _meeting(spans)
    for first, last, score in runs:
        touching = meeting(first, last)
        low = min([first, *(span[0] for span in touching)])
        high = max([last, *(span[1] for span in touching)])
        if apart(low, high):
            low, high = first, last
        if united and low <= united[-1][1]:
            before = united.pop()
            low, high, score = before[0], max(high, before[1]), max(score, before[2])
        united.append((low, high, score))
    return united


def offered(runs: list[Run], spans: list[tuple[int, int]], tag: str, tags: Floats) -> list[Run]:
    """Candidates the tagger left unmarked but does not rule out, with the chance it gives them."""
    inside = tags[:, TAG_INDEX[tag], 1:].sum(axis=-1)
    meeting = _meeting([run[:2] for run in runs])
    free = [span for span in spans if not meeting(*span)]
    scored = [(first, last, round(float(inside[first : last + 1].max()), 4)) for first, last in free]
    return [run for run in scored if run[2] >= OFFERED[tag]]


def _meeting(spans: list[tuple[int, int]]) -> Callable[[int, int], list[tuple[int, int]]]:
    """A search for the spans that share a token with [first, last], without trying every one of a long article."""
    ordered = sorted(spans)
    starts = [first for first, _ in ordered]
    longest = max((last - first for first, last in spans), default=0)

    def meet(first: int, last: int) -> list[tuple[int, int]]:
        near = ordered[bisect_left(starts, first - longest) : bisect_right(starts, last)]
        return [span for span in near if first <= span[1]]

    return meet
