"""The date of publication that a page prints at its head."""

import datetime as dt
import re
from typing import Final

from histor.read.when.grammar import matches, tokenize
from histor.read.when.times import resolve_time

_HEAD: Final = 600
_FIRST_WORDS: Final = 250
_LABEL: Final = re.compile(
    r"\b(?:(?:first )?published|posted|updated|last (?:updated|modified)|date(?: of publication)?|issued)"
    r"(?:\s+(?:on|at))?\s*:?\s*\Z",
    re.IGNORECASE,
)
_PLACE: Final = re.compile(r"(?:\A|[\n.!?:]|\s)[A-Z][A-Z.'’-]+[A-Z]\b(?:[ /,]+[A-Z][A-Za-z.'’-]*){0,5},?\s*\Z")
_MOVED_BY: Final = re.compile(r"\A[\s,]*(?:\([^)]{2,30}\)|[-–—|]|\n|\Z)")
_IN_SENTENCE: Final = re.compile(r"\b(?:on|in|at|by|since|until|before|after|from|to|of|the|and|for)\s*\Z|,\s*\Z", re.I)
_FULL: Final = frozenset({"numeric", "full_date"})


def dateline(text: str, near: dt.date | None = None) -> dt.date | None:
    """The day of publication printed in the first lines, or None.

    Taken are a full date that opens a line or follows "Published", "Last updated" and the like; a full date with its
    weekday that stands outside a sentence among the first words ("AFP Monday 18 Aug 2014"); and a wire's
    "KABUL, Jan 5 (AFP)", which has no year of its own and needs `near` (the publisher's metadata) to find it.
    Dates inside sentences ("On March 5, 2019, gunmen ...") and of a chronology ("May 5, 1988: ...") are not datelines.
    """
    head = text[:_HEAD]
    tokens = tokenize(head)
    for rule, first, last in matches(tokens):
        start, end = tokens[first].start, tokens[last - 1].end
        date = _read(head, rule, tokens[first].code == "W", start, end, near)
        if date is not None:
            return date
    return None


def _read(head: str, rule: str, weekday: bool, start: int, end: int, near: dt.date | None) -> dt.date | None:
    before, words, after = head[:start], head[start:end], head[end:]
    line = before[before.rfind("\n") + 1 :]
    if rule in _FULL:
        alone = weekday and start < _FIRST_WORDS and not _IN_SENTENCE.search(before)
        opens = not line.strip() or bool(_LABEL.search(line)) or alone
        return _day(words, near) if opens and not after.startswith(":") else None
    if rule == "month_day" and near and _PLACE.search(before) and _MOVED_BY.match(after):
        dates = [_day(f"{words}, {year}", None) for year in (near.year - 1, near.year, near.year + 1)]
        return min((date for date in dates if date), key=lambda date: abs((date - near).days), default=None)
    return None


def _day(words: str, near: dt.date | None) -> dt.date | None:
    value = resolve_time(words, near)
    return dt.date.fromisoformat(value.span.earliest) if value and value.granularity == "day" else None
