"""When: expressions of time in English news to whole days (CODEBOOK.md, date).

The grammar is in grammar.py, the meaning of its rules in meanings.py and the calendar in spans.py;
here a text is walked and the date in focus is kept.
"""

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Final

from histor.read.when.grammar import Phrase, Token, matches, tokenize
from histor.read.when.meanings import MEANINGS, Now, Tense
from histor.read.when.spans import Days
from histor.record.values import Granularity, TimeSpan


@dataclass(frozen=True, slots=True)
class TimeValue:
    """The days an expression means, and the rule of the grammar that said so."""

    span: TimeSpan
    rule: str

    @property
    def granularity(self) -> Granularity:
        """The span's: day, days, month, year or period."""
        return self.span.granularity


@dataclass(frozen=True, slots=True)
class TimeMatch:
    """An expression at text[start:end] and its value."""

    start: int
    end: int
    value: TimeValue


def resolve_time(
    words: str, anchor: dt.date | None, *, previous: TimeSpan | None = None, tense: Tense | None = None
) -> TimeValue | None:
    """What one expression ("late Monday", "March 5", "two days ago") means.

    `anchor` is the day of publication; `previous` the date in focus, for "a day earlier"; `tense` is "future" for what
    is still to come. None when the words hold no date, an impossible one, or one whose year cannot be known.
    """
    focus = Days(dt.date.fromisoformat(previous.earliest), dt.date.fromisoformat(previous.latest)) if previous else None
    now = Now(anchor, focus, focus, tense)
    tokens = tokenize(words, trusted=True)
    for rule, start, end in matches(tokens):
        start, days = _resolve(tokens, rule, start, end, now)
        if days is not None:
            return _value(days, rule)
    return None


def find_times(text: str, anchor: dt.date | None) -> list[TimeMatch]:
    """Every expression of time in a text that can be resolved, in order, none overlapping.

    The date in focus, for "a day earlier", is the last one told that is a single day, or any when there is none.
    """
    tokens = tokenize(text)
    found: list[TimeMatch] = []
    now = Now(anchor, None if anchor else _first_full_date(tokens))
    for rule, begin, end in matches(tokens):
        at = tokens[begin].start
        now = replace(now, tense=_tense(text, at), era=now.era if at - now.era_at < _ERA_REACH else None)
        start, days = _resolve(tokens, rule, begin, end, now)
        if days is None:
            continue
        found.append(TimeMatch(tokens[start].start, tokens[end - 1].end, _value(days, rule)))
        now = replace(now, last=days, focus=days if days.first == days.last or now.focus is None else now.focus)
        if rule in _FULL_DATES and not (anchor and days.first.year >= anchor.year):
            now = replace(now, era=days.first.year, era_at=at)
    return found


_FULL_DATES: Final = frozenset({"full_date", "numeric", "day_range", "day_range_first"})
_ERA_REACH: Final = 600
"""Characters for which "October 10" keeps the year of a full date told before it."""
_FUTURE: Final = re.compile(
    r"(?:(?<!his )(?<!her )(?<!their )(?<!free )\bwill\b|'ll\b|\bwon['’]t\b|\bshould\b|\bupcoming\b"
    r"|\b(?:scheduled|planned|expected|set) (?:to|for)\b|\bdue (?:to (?:be|begin|start|take|meet|appear)|on|in)\b)"
    r"[^.;]{0,50}\Z|\b(?:until|till) (?:\w+ ){0,2}\Z"
)
"""What makes a date one still to come: a verb of the future close before it in the sentence, or "until"."""


def _tense(text: str, at: int) -> Tense | None:
    return "future" if _FUTURE.search(text[max(0, at - 80) : at]) else None


def _first_full_date(tokens: list[Token]) -> Days | None:
    for rule, start, end in matches(tokens):
        if rule == "full_date":
            return _resolve(tokens, rule, start, end, Now(None))[1]
    return None


def _value(days: Days, rule: str) -> TimeValue:
    return TimeValue(TimeSpan(days.first.isoformat(), days.last.isoformat()), rule)


def _resolve(tokens: list[Token], rule: str, start: int, end: int, now: Now) -> tuple[int, Days | None]:
    """The first token of the expression, "since" counted in, and its days."""
    try:
        days = MEANINGS[rule](Phrase(tokens[start:end]), now)
        since = _since(tokens, start)
        if days is not None and since is not None:
            start, days = since, Days(days.first, now.day)
    except (ValueError, OverflowError):  # 30 February, the year 10000, no day to count from
        return start, None
    return start, days if days is not None and days.first <= days.last else None


_AFTER_SINCE: Final = re.compile(r"S(?:[oE-]*|h(?=[EL])|[^SfuWMYKwLTDI,;-]{1,9}[ni]h?E?-?)(?=.\Z)")


def _since(tokens: list[Token], start: int) -> int | None:
    """Where the "since" stands that governs a date: "since Friday", "since the war began in March 2011"."""
    first = max(0, start - 12)
    codes = "".join(token.code for token in tokens[first : start + 1])
    match = _AFTER_SINCE.search(codes)
    return first + match.start() if match else None
