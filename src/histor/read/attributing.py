"""Who did it, told so plainly that a rule finds it: "X claimed responsibility", "X denied involvement", "Y blamed X".

For incidents that have no such attribution marked. The sentence tells which incident, or the one told right before.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from histor.read.cues import subject_of
from histor.read.draft import Draft, IncidentDraft, Mark, Tools
from histor.read.speakers import told
from histor.read.who.actors import actor_context, canonical_actor, find_actors
from histor.read.who.naming import GROUP_NOUN, name_beside
from histor.read.who.phrases import ActorName
from histor.record.codebook import Status
from histor.record.evidence import Speaker

_CLAIMS: Final = re.compile(
    r"\bclaim(?:s|ed|ing)?(?: \w+){0,2} (?:responsibility|credit)\b|\b(?:takes?|took|taken|accept(?:s|ed)|admitted)"
    r"(?: \w+)? responsibility\b|\bsa(?:ys?|id) (?:that )?(?:it|they)(?: \w+)? (?:behind|responsible|carried out)\b"
)
_DENIES: Final = re.compile(
    r"\bden(?:ies|ied|ying)(?: (?:any|all|its|their|having|that|it|they|the|being|direct))*"
    r" (?:responsib|involve|role|carr(?:ied|ying) out|behind|was behind|were behind|had carried)\w*"
)
_BLAMES: Final = re.compile(r"\b(?:accus(?:es|ed)|blam(?:es|ed)(?: [^.;,]{3,60}? on)?)\s+(?:the )?")
_OWN: Final[tuple[tuple[Status, re.Pattern[str]], ...]] = (("claimed", _CLAIMS), ("denied", _DENIES))
NEAR: Final = 2
"""Sentences back in which the incident is named that a sentence without one speaks of."""


class _Found(NamedTuple):
    start: int
    end: int
    status: Status
    why: str


def glean_attributions(draft: Draft, tools: Tools) -> None:
    """Add each such attribution to its incident, unless the incident has it."""
    for number, (begin, end) in enumerate(draft.sentences):
        for found in _attributions(draft, draft.article.text[begin:end], begin):
            incident = _incident(draft, number, found.start)
            mark = _mark(draft, incident, number, found) if incident else None
            if incident and mark and _new(incident, mark):
                incident.marks.append(mark)


def _attributions(draft: Draft, sentence: str, begin: int) -> Iterator[_Found]:
    for status, cue in _OWN:
        for match in cue.finditer(sentence):
            subject = subject_of(sentence, match.start())
            if subject and not subject[2]:
                yield _Found(begin + subject[0], begin + subject[1], status, match[0])
    blames = list(_BLAMES.finditer(sentence))
    context = actor_context(draft.article.text, draft.country)
    actors = {actor.start: actor for actor in find_actors(sentence, context)} if blames else {}
    for match in blames:
        accused = actors.get(match.end()) or actors.get(match.end() - len("the "))
        if accused and subject_of(sentence, match.start()):
            yield _Found(begin + accused.start, begin + accused.end, "accused", match[0])


def _incident(draft: Draft, number: int, at: int) -> IncidentDraft | None:
    """The incident named in a sentence, nearest to `at`; else the one named last in the sentences right before."""
    named = [
        (anchor.spot.sentence, anchor.evidence.start, incident)
        for incident in draft.incidents
        for anchor in incident.anchors
        if not anchor.spot.in_title and number - NEAR <= anchor.spot.sentence <= number
    ]
    here = [row for row in named if row[0] == number]
    if here:
        return min(here, key=lambda row: abs(row[1] - at))[2]
    return max(named, key=lambda row: row[1])[2] if named else None


def _mark(draft: Draft, incident: IncidentDraft, number: int, found: _Found) -> Mark | None:
    start, end = name_beside(draft.article.text, found.start, found.end) or (found.start, found.end)
    evidence = draft.article.quote("text", start, end)
    actor = canonical_actor(evidence.quote, actor_context(draft.article.text, draft.country), start)
    if not _names_who(actor, evidence.quote, found.status):
        return None
    anchor = incident.anchors[0]
    mark = replace(
        anchor,
        tag="perpetrator",
        evidence=evidence,
        spot=replace(anchor.spot, sentence=number, in_title=False),
        value=actor.name,
        readable=True,
        status=found.status,
        group=None,
        said_by=(),
        why=[f"rule {found.why!r}"],
    )
    own = found.status != "accused"
    mark.said_by = (Speaker(draft.article.quote("text", found.start, found.end)),) if own else told(draft, mark)
    return mark


def _names_who(actor: ActorName, words: str, status: Status) -> bool:
    """Whether an actor may stand for those words: no group for its country, no lone name that may be a lawyer's."""
    if actor.kind == "state":
        return not GROUP_NOUN.search(words)
    if actor.kind == "organisation" and actor.rule.startswith("name as printed"):
        return status == "claimed"
    return actor.kind in ("group", "organisation")


def _new(incident: IncidentDraft, mark: Mark) -> bool:
    return not any(
        (other.value == mark.value and other.status == mark.status) or other.evidence.overlaps(mark.evidence)
        for other in incident.of("perpetrator")
    )
