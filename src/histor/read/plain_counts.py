"""Counts told so plainly that a rule finds them: "no one was injured", "officers shot him dead" (CODEBOOK.md, Numbers).

The tagger was shown few of them. Of 35 places of the gold's training articles that tell of nobody so, 30 are coded.
"""

import re
from bisect import bisect_right
from dataclasses import replace

from histor.read.draft import Draft, IncidentDraft, Mark, Tools
from histor.read.speakers import told
from histor.record.codebook import Group
from histor.record.values import Quantity

_NO = r"\bno (?!details|word|information)(?:\w+ ){0,2}?"
_NOBODY = r"\b(?:no ?one|nobody|none)(?: of \w+ \w+)? (?:was|were|had been|has been|have been) (?:\w+ )?"
_NONE_KILLED = re.compile(rf"{_NO}(?:deaths|fatalities|casualties)\b|{_NOBODY}killed\b|\bno ?one died\b", re.IGNORECASE)
_NONE_HURT = re.compile(
    rf"{_NO}injuries\b|{_NO}(?:was|were) (?:\w+ )?(?:injured|hurt|wounded|harmed)\b"
    rf"|{_NOBODY}(?:injured|hurt|wounded|harmed)\b",
    re.IGNORECASE,
)
_HIM = re.compile(r"\b(?:shot|stabbed|beat|hacked|clubbed) (?:him|her) (?:dead|to death)\b", re.IGNORECASE)
"""A pronoun for one person."""
_GUARDS = re.compile(
    r"\b(?:police\w*|officers?|soldiers?|troops|guards?|security|gendarmes?|marines?|forces)\b", re.IGNORECASE
)
"""Who stops an attacker: the one they shoot is he."""
_PHRASES = (("killed", _NONE_KILLED, 0), ("wounded", _NONE_HURT, 0), ("killed", _HIM, 1))
NEAR = 3
"""Sentences at most between the words that name an incident and such a phrase."""


def glean_plain_counts(draft: Draft, tools: Tools) -> None:
    """Add each such count to the incident told nearest; nobody only where it has no count of that harm."""
    for slot, phrase, count in _PHRASES:
        for match in phrase.finditer(draft.article.text):
            sentence = max(bisect_right(draft.sentences, match.start(), key=lambda span: span[0]) - 1, 0)
            near = [(_apart(incident, sentence), incident) for incident in draft.incidents]
            apart, incident = min(near, key=lambda row: row[0], default=(NEAR + 1, None))
            if incident and apart <= NEAR and _new(incident.of(slot), count, match):
                incident.marks.append(_counted(draft, incident, slot, match, sentence, count))


def _new(marks: list[Mark], count: int, match: re.Match[str]) -> bool:
    """Whether an incident's counts leave room for this one: of other words, and nobody only where there are none."""
    there = [mark for mark in marks if mark.evidence.part == "text"]
    overlaps = any(mark.evidence.start < match.end() and match.start() < mark.evidence.end for mark in there)
    return not overlaps and (count > 0 or not marks)


def _apart(incident: IncidentDraft, sentence: int) -> int:
    """Sentences from the nearest words that name the incident to a sentence."""
    return min(abs(anchor.spot.sentence - sentence) for anchor in incident.anchors)


def _counted(draft: Draft, incident: IncidentDraft, slot: str, match: re.Match[str], sentence: int, count: int) -> Mark:
    named = min(incident.anchors, key=lambda anchor: (abs(anchor.spot.sentence - sentence), anchor.spot.first))
    start, _ = draft.sentences[sentence]
    stopped = count and _GUARDS.search(draft.article.text, start, match.start())
    group: Group = "perpetrator" if stopped else "all"
    mark = replace(
        named,
        tag=slot,
        evidence=draft.article.quote("text", match.start(), match.end()),
        spot=replace(named.spot, sentence=sentence, in_title=False),
        value=Quantity(count, count),
        best=count,
        readable=True,
        group=group,
        said_by=(),
        why=["rule a plain phrase"],
    )
    mark.said_by = told(draft, mark)
    return mark
