"""Speakers told by the commonest cues of news: "X said", "according to X", "said X", "claimed by X", "citing X".

A cue knows which words it attributes: "X said that ..." those after it, "..., X said" those before it.
"""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Final, NamedTuple


class Told(NamedTuple):
    """The words that name a speaker, [start:end) of the sentence; where the cue stands; what it attributes.

    `leads` is whether the words said come after the cue; `pronoun` whether the speaker is only a pronoun.
    """

    start: int
    end: int
    cue: int
    leads: bool
    pronoun: bool = False


_WORDS: Final[dict[str, frozenset[str]]] = {
    name: frozenset(words)
    for name, words in json.loads((files("histor.read") / "words" / "speaking.json").read_text("utf-8")).items()
}
"""Words for people and bodies that speak in news, what stands beside and between them; written by us."""
_WORD = re.compile(r"[\w'’.&/-]*\w")
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_SAYS = re.compile(
    rf"\b(?:{'|'.join(sorted(_WORDS['verbs']))}|pointed out|issued a statement"
    r"|g[ai]ves? (?:an?|another) (?:\w+ )?(?:account|version|figure|toll))\b(?!\s+(?:the\s+)?li(?:fe|ves)\b)"
)
"""Verbs of saying, but not "claimed the lives of"."""
_CLOSING = _WORDS["closing"]
"""Verbs that can stand after the words said."""
_FORWARD = re.compile(
    r"\b(?:[Aa]ccording to|[Qq]uoting|[Qq]uoted|[Cc]iting|[Cc]ited"
    r"|(?:claimed|reported|announced|confirmed|alleged|released|denied) by)\s+"
)
_HELPERS = re.compile(
    rf"(?:\s*\b(?:has|have|had|also|later|earlier|further|previously|immediately|quickly|meanwhile|then|now|again|officially|"
    rf"publicly|initially|separately|today|yesterday|only|repeatedly|strongly|(?:(?:on|late|early)\s+)*{_DAY}"
    rf"(?:\s+(?:morning|afternoon|evening|night))?)|\s*\([^()]{{1,40}}\))*\s*$",
    re.IGNORECASE,
)
"""What may stand between a speaker and the verb: helping words, days, an abbreviation in brackets."""
_PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are|be|to|not|get|got)\s*$", re.IGNORECASE)
_BREAK = re.compile(r"[,;:()\"“”\[\]\n‘]|(?<![A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z][a-z])\.\s|\s[–—-]\s|[–—]")
_ASIDE = re.compile(r",\s[^,;:\"“”\n]{3,120},\s*$")
_PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hey)\s*$")
_TO_END = r"[^,;:\"“]{0,60}(?:[.;\n]|$)"
_CLOSED = re.compile(
    rf"\s*(?:$|[.;\"”\n]|,(?!\s*(?:that|however)\b)|\b(?:(?:late|early|on)\s+)*{_DAY}\b{_TO_END}"
    rf"|\bin an? (?:\w+ )?(?:statement|interview|report)\b{_TO_END}"
    rf"|\b(?:reporters|journalists|Reuters|AFP|AP|CNN|the BBC)\b{_TO_END})",
    re.IGNORECASE,
)
"""What follows a verb that closes what was said: the end of the sentence, a comma, the day or place of saying it."""
_NAME_WORD = r"(?:[A-Z][\w'’.-]*|al|el|bin|ibn|de|del|van|von)"
_NAME = re.compile(rf"{_NAME_WORD}(?: {_NAME_WORD}){{0,5}}")
_NOBODY = re.compile(r"\b(?:no|any|neither|nor)\s+(?:\w+\s+)?$", re.IGNORECASE)
_ACRONYM = re.compile(r"\s\([A-Z][\w-]{1,12}\)")
_ENDED = re.compile(r"[,;:()\"“”\[\]\n‘.!?–—]|(?:who|which|on|in|also|adding|citing)\b")
_RELATIVE = re.compile(r"\s+(?:who|which|that)\s+(?=\w+\s+\w+)")
_REPORTED = re.compile(r"report(?:ed|edly|s)", re.IGNORECASE)
_LONGEST = 16
_HELPING = 60
"""Characters of helping words at most."""
_REACH = 240
"""Characters beside a cue in which its speaker stands; a page without a full stop is not searched for each cue."""


_SAYING_DAY = re.compile(
    rf"(?:{_SAYS.pattern}(?: responsibility)?"
    rf"|\b(?:puts?|raised|revised|updated) [^,;:]{{1,40}} (?:at|to) [\w, ]{{1,20}})"
    r"(?: (?:to )?(?:the )?(?:reporters|journalists|[A-Z][\w'’]*)"
    r"(?: (?:[A-Z][\w'’]*|news|agency|channel|tv|television))*)?"
    r"(?: (?:in|at|through|via|by|over) (?:an? |the )?(?:[\w-]+ ){0,3}?"
    r"(?:statement|interview|report|briefing|conference|message|telephone|phone|tweet|speech|address|Twitter|Facebook))?"
    r",?(?:\s+(?:late|early|earlier|later|on))*\s*$"
)
"""What a day follows that tells when something was said: "told Radio Tal by telephone on", "put the toll at 17 on"."""


def said_that_day(sentence: str, start: int, end: int) -> bool:
    """Whether the day told at [start:end) of a sentence is that of the saying ("police said on Thursday").

    In gold/train 107 of 125 such days are no incident's. "Said Thursday's attack" tells of the attack.
    """
    if sentence.startswith(("'s", "’s"), end):
        return False
    saying = _SAYING_DAY.search(sentence[max(start - _REACH, 0) : start])
    return saying is not None and not _PASSIVE.search(saying.string[: saying.start()])


def speaker_of(sentence: str, start: int, end: int, own: bool = False) -> Told | None:
    """Who says the words [start:end) of a sentence: the nearest cue that attributes them, else the nearest at all.

    Of cues on both sides ("Officials say the toll is 45, according to Radio Tal") the one before is the inner one.
    `own` lets words that hold the verb be said by its subject ("Taliban fighters claimed responsibility").
    """
    cues = [told for told in told_speakers(sentence) if own or told.end <= start or end <= told.start]
    if own and (inside := [told for told in cues if told.start < end and start <= told.cue < end]):
        return inside[0]
    before = [told for told in cues if told.leads and told.cue < start]
    after = [told for told in cues if not told.leads and told.cue >= end]
    if before:
        return max(before, key=lambda told: told.cue)
    if after:
        return min(after, key=lambda told: told.cue)
    return min(cues, key=lambda told: max(told.start - end, start - told.end), default=None)


@lru_cache(maxsize=64)
def told_speakers(sentence: str) -> tuple[Told, ...]:
    """The speakers that the sentence's cues name, in the order of the cues."""
    return tuple(sorted(_told(sentence), key=lambda told: told.cue))


def _told(sentence: str) -> Iterator[Told]:
    for match in _FORWARD.finditer(sentence):
        if span := _noun_phrase_after(sentence, match.end()):
            leads = not sentence[max(match.start() - _REACH, 0) : match.start()].strip(' "“(') or match[0][0] in "QqCc"
            yield Told(*span, match.start(), leads)
    for match in _SAYS.finditer(sentence):
        if told := _said(sentence, match):
            yield told


def _said(sentence: str, match: re.Match[str]) -> Told | None:
    """The speaker at one verb of saying: its subject, or the name after it ("said the governor.")."""
    begin = max(match.start() - _REACH, 0)
    head = sentence[begin : match.start()]
    if _PASSIVE.search(head):
        return None
    closed = match[0] in _CLOSING and _CLOSED.match(sentence, match.end()) is not None
    closed = closed and bool(head.strip())
    inverted = _inverted(sentence, match, head) if match[0] in _CLOSING else None
    if inverted:
        return Told(*inverted, match.start(), False)
    subject = subject_of(sentence, match.start())
    if subject is None:
        return None
    start, end, pronoun = subject
    if pronoun:
        return Told(start, end, match.start(), not closed, True)
    brackets = _ACRONYM.match(sentence, end)
    leads = not (closed and sentence[begin:start].strip(' "“'))
    return Told(start, brackets.end() if brackets and brackets.end() <= match.start() else end, match.start(), leads)


def subject_of(sentence: str, at: int) -> tuple[int, int, bool] | None:
    """The words for somebody who does what the verb at `at` tells, and whether they are only a pronoun.

    None where nobody is named, the verb is passive, or it is said that nobody does it.
    """
    begin = max(at - _REACH, 0)
    head = sentence[begin:at]
    if _PASSIVE.search(head):
        return None
    if pronoun := _PRONOUN.search(_without_helpers(head)):
        start = begin + pronoun.start()
        return start, start + len(pronoun[0].rstrip()), True
    span = _before_relative(head) or _noun_phrase_before(head)
    return (begin + span[0], begin + span[1], False) if span else None


def _without_helpers(head: str) -> str:
    helpers = _HELPERS.search(head, max(len(head) - _HELPING, 0))
    return head[: helpers.start()] if helpers else head


def _inverted(sentence: str, match: re.Match[str], head: str) -> tuple[int, int] | None:
    """The name after a verb that ends what was said: all there is up to a pause, after a quotation or a comma."""
    span = _noun_phrase_after(sentence, match.end())
    if not head.strip() or span is None or sentence[match.end() : span[0]].strip():
        return None
    rest = sentence[span[1] : span[1] + _REACH].lstrip()
    if rest and not _ENDED.match(rest):
        return None
    quoted = head.rstrip()[-1] in "\"”’,'`"
    telling = quoted or not rest or " of " in sentence[span[0] : span[1]] or _noun_phrase_before(head) is None
    return span if telling else None


def _noun_phrase_after(sentence: str, at: int) -> tuple[int, int] | None:
    """The speaker that begins here: words that speak, and what joins them."""
    end = min(at + _REACH, len(sentence))
    stop = _BREAK.search(sentence, at, end)
    words = list(_WORD.finditer(sentence, at, stop.start() if stop else end))[:_LONGEST]
    taken = 0
    for word in words:
        if not _of_speaker(word[0]):
            break
        taken += 1
    while taken and words[taken - 1][0].lower() in _WORDS["links"]:
        taken -= 1
    if not taken or not any(_speaks(word[0]) for word in words[:taken]):
        return None
    return words[0].start(), words[taken - 1].end()


def _noun_phrase_before(head: str) -> tuple[int, int] | None:
    """The speaker that ends a stretch of words, its helping words and an aside between commas left out."""
    head = re.sub(r"\s[\"“]$", "", _without_helpers(head).rstrip())
    if head.endswith(",") and (aside := _ASIDE.search(head)):
        name = _NAME.fullmatch(aside[0].strip(", "))
        role = _noun_phrase_before(head[: aside.start()])
        if name and role:
            return role[0], aside.start() + len(aside[0].rstrip(" ,"))
        head = _without_helpers(head[: aside.start()])
    breaks = [match.end() for match in _BREAK.finditer(head) if head[match.end() :].strip()]
    words = list(_WORD.finditer(head, breaks[-1] if breaks else 0))[-_LONGEST:]
    if not words or head[words[-1].end() :].strip(" .'’"):
        return None
    chosen: list[re.Match[str]] = []
    for number in range(len(words) - 1, -1, -1):
        word = words[number][0]
        if not _of_speaker(word):
            break
        chosen.insert(0, words[number])
        before = words[number - 1][0].lower() if number else ""
        if word.lower() in _WORDS["openers"] and before not in ("of", "for", "from", "and", "at", "in", "with"):
            break
    while chosen and chosen[0][0].lower() in _WORDS["links"] - _WORDS["openers"]:
        chosen = chosen[1:]
    if chosen and _NOBODY.search(head[: chosen[0].start()]):
        return None
    if not any(_speaks(word[0]) for word in chosen) or _is_place(chosen):
        return None
    return chosen[0].start(), chosen[-1].end()


def _before_relative(head: str) -> tuple[int, int] | None:
    """The subject before a relative clause that runs up to the verb ("a teacher who carried the bodies said")."""
    breaks = [match.end() for match in _BREAK.finditer(head) if head[match.end() :].strip()]
    span = _noun_phrase_after(head, breaks[-1] if breaks else 0)
    clause = _RELATIVE.match(head, span[1]) if span else None
    inner = _noun_phrase_before(head)
    return None if clause is None or (inner and inner[0] <= clause.end() + 1) else span


def _is_place(words: list[re.Match[str]]) -> bool:
    """Whether a phrase is headed by a word for a place ("the village of Tal", "Tal city"), which says nothing."""
    lower = [word[0].lower() for word in words]
    head = lower[lower.index("of") - 1] if "of" in lower else lower[-1]
    return head in _WORDS["places"]


def names_speaker(words: str) -> bool:
    """Whether words hold a name or a noun for somebody who speaks ("reported" stands for nobody named).

    A pronoun names nobody: its cue tells whom it stands for.
    """
    if _PRONOUN.fullmatch(words):
        return False
    return any(_speaks(word[0]) for word in _WORD.finditer(words)) or _REPORTED.fullmatch(words) is not None


def _of_speaker(word: str) -> bool:
    lower = word.lower()
    if lower in _WORDS["days"]:
        return False
    return (
        _speaks(word)
        or lower in _WORDS["links"]
        or lower in _WORDS["places"]
        or lower in _WORDS["beside"]
        or lower.endswith("-based")
    )


def _speaks(word: str) -> bool:
    lower = re.sub(r"['’]s?$", "", word.lower())
    if lower in _WORDS["links"] or lower in _WORDS["days"]:
        return False
    return (
        lower in _WORDS["nouns"]
        or lower.removesuffix("s") in _WORDS["nouns"]
        or (word[:1].isupper() and not _SAYS.fullmatch(word.lower()))
    )
