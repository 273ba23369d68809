"""From tag probabilities to marks: spans of whole words with a score and the span head's answers."""

import re
from bisect import bisect_right

import numpy as np
from numpy.typing import NDArray

from histor.read.candidates import OFFERED, Run, candidates, grown, offered
from histor.read.draft import Draft, Mark, Tools
from histor.read.encoder import Floats
from histor.read.encoding import TAG_INDEX, TAGS
from histor.read.features import Spot
from histor.record.codebook import Part

INSIDE = {
    "mention": 0.40, "date": 0.40, "place": 0.30, "perpetrator": 0.35, "perpetrator_person": 0.40, "target": 0.40,
    "victim": 0.40, "weapon": 0.40, "killed": 0.45, "wounded": 0.30, "kidnapped": 0.40, "captured": 0.40,
    "motive": 0.40, "speaker": 0.25, "statement": 0.25,
}  # fmt: skip
"""Least chance of being inside a span of the tag; tuned on gold/dev with benchmarks/quality.py."""
BEGINS = 0.3
"""Least chance of a begin that splits a run in two."""
WHOLE_CLAUSES = frozenset({"statement", "motive", "mention"})
"""Tags whose spans are clauses or verbs: they keep the small words at their edges."""
_SMALL = re.compile(
    r"\W*(?:(?:the|an?|and|or|of|in|at|on|by|to|with|that|this|its?|his|her|their|was|were|s|t|as|for|from|who|which|also)\W*)*",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"\b(?:[A-Z]\.)+\Z")
"""Initials that the tagger cut off the word they belong to ("U." of "U.S. soldiers")."""
_LEADS = re.compile(
    r"(?:s|and|or|of|in|at(?! (?:least|most)\b)|on|by|with|to|from|that|who|but|as|for)\s+", re.IGNORECASE
)
_TRAILS = re.compile(
    r"\s+(?:and|or|of|in|at|on|by|with|to|from|that|who|which|but|as|for|the|an?|were|was|are|is|has|have|had|near|including)$",
    re.IGNORECASE,
)
MOST_MARKS = 400
"""Marks kept of one article, the likeliest: bounds the pairs compared, whatever the article's length."""


def mark_spans(draft: Draft, tools: Tools) -> None:
    """Find the marks of every tag and ask the span head about each."""
    apart = _apart(draft)
    phrases = candidates(draft, tools)
    found = [(tag, *run) for tag in TAGS for run in _runs_of(tag, draft, phrases.get(tag, []), apart)]
    found = sorted(sorted(found, key=lambda row: -row[3])[:MOST_MARKS], key=lambda row: (row[1], row[2], row[0]))
    if not found:
        return
    spots, placed = [], []
    ends = [end for _, end in draft.sentences]
    for tag, first, last, score in found:
        part, start, end = _trimmed(draft, tag, first, last)
        if start >= end:
            continue
        words = re.sub(r"\W+", " ", draft.article.part(part)[start:end].lower())
        sentence = -1 if part == "title" else min(bisect_right(ends, start), len(ends) - 1)
        spots.append(Spot(first, last, TAG_INDEX[tag], sentence, words, part == "title"))
        placed.append((tag, draft.article.quote(part, start, end), score))
    answers = _ask(draft, tools, spots)
    for row, (spot, (tag, evidence, score)) in enumerate(zip(spots, placed, strict=True)):
        labels = {name: values[row] for name, values in answers.items()}
        draft.marks.append(Mark(tag, evidence, spot, score, labels["vector"], labels))


def _apart(draft: Draft) -> NDArray[np.bool_]:
    """For each token, whether a line break or the end of the title keeps it apart from the one before."""
    encoded, text = draft.sight.encoded, draft.article.text
    titled = int(encoded.in_title.sum())
    apart = np.zeros(len(encoded), dtype=np.bool_)
    apart[titled : titled + 1] = True
    for at in range(titled + 1, len(encoded)):
        apart[at] = "\n" in text[encoded.end[at - 1] : encoded.start[at]]
    return apart


def _runs_of(tag: str, draft: Draft, spans: list[tuple[int, int]], apart: NDArray[np.bool_]) -> list[Run]:
    """The tag's runs, grown to whole phrases, with the phrases offered beside them."""
    runs = _runs(draft.sight.tags[:, TAG_INDEX[tag]], apart, INSIDE[tag])
    runs = _without_scraps(runs, draft, apart)
    runs = grown(runs, spans, lambda first, last: bool(apart[first + 1 : last + 1].any()))
    return runs + offered(runs, spans, tag, draft.sight.tags) if tag in OFFERED else runs


def _without_scraps(runs: list[Run], draft: Draft, apart: NDArray[np.bool_]) -> list[Run]:
    """Runs of small words only joined to the run right after them ("the" and "incident"), or left out."""
    kept: list[Run] = []
    for number, (first, last, score) in enumerate(runs):
        small = _SMALL.fullmatch(_words(draft, first, last))
        after = runs[number + 1] if number + 1 < len(runs) else None
        if small and after and after[0] == last + 1 and not apart[after[0]]:
            runs[number + 1] = (first, after[1], after[2])
        elif not small:
            kept.append((first, last, score))
    return kept


def _words(draft: Draft, first: int, last: int) -> str:
    encoded = draft.sight.encoded
    words = draft.article.title or "" if encoded.in_title[first] else draft.article.text
    return words[int(encoded.start[first]) : int(encoded.end[last])]


def _runs(chances: Floats, apart: NDArray[np.bool_], threshold: float) -> list[Run]:
    """(first, last, score) of each run of tokens inside a span; a likely begin inside a run starts a new one."""
    inside = chances[:, 1] + chances[:, 2]
    begins = (chances[:, 1] > chances[:, 2]) & (chances[:, 1] > BEGINS)
    runs: list[Run] = []
    first = last = -1
    for at in np.flatnonzero(inside >= threshold).tolist():
        if first >= 0 and at == last + 1 and not begins[at] and not apart[at]:
            last = at
            continue
        if first >= 0:
            runs.append((first, last, round(float(inside[first : last + 1].mean()), 4)))
        first = last = at
    if first >= 0:
        runs.append((first, last, round(float(inside[first : last + 1].mean()), 4)))
    return runs


def _trimmed(draft: Draft, tag: str, first: int, last: int) -> tuple[Part, int, int]:
    """The tokens' place in the article, grown to whole words and freed of punctuation at its edges."""
    encoded = draft.sight.encoded
    part: Part = "title" if encoded.in_title[first] else "text"
    words = draft.article.part(part)
    start, end = int(encoded.start[first]), int(encoded.end[last])
    while start and words[start].isalnum() and words[start - 1].isalnum():
        start -= 1
    while end < len(words) and words[end].isalnum() and words[end - 1].isalnum():
        end += 1
    while start < end and not words[start].isalnum():
        start += 1
    while start < end and not words[end - 1].isalnum():
        end -= 1
    if abbreviation := _INITIALS.search(words[max(start - 8, 0) : start]):
        start -= len(abbreviation[0])
    if tag not in WHOLE_CLAUSES:
        start, end = _without_links(words, start, end)
    return part, start, end


def _without_links(words: str, start: int, end: int) -> tuple[int, int]:
    """A phrase without the words that only lead up to it or away from it; unchanged if it is nothing else."""
    low, high = start, end
    while match := _LEADS.match(words, low, high):
        low = match.end()
    while match := _TRAILS.search(words[low:high]):
        high = low + match.start()
    return (low, high) if low < high else (start, end)


def _ask(draft: Draft, tools: Tools, spots: list[Spot]) -> dict[str, Floats]:
    if not spots:
        return {}
    hidden = draft.sight.hidden
    first = hidden[[spot.first for spot in spots]]
    last = hidden[[spot.last for spot in spots]]
    mean = np.stack([hidden[spot.first : spot.last + 1].mean(axis=0) for spot in spots])
    tags: NDArray[np.int64] = np.array([spot.tag for spot in spots], dtype=np.int64)
    return tools.encoder.spans(first, last, mean, tags)
