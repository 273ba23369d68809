"""Values told by an incident's other words: "air strikes" names the weapon, "killed three officers" who was hit.

Only for incidents in which no span of the slot was marked; the words that tell are the evidence.
"""

import re
from dataclasses import replace

from histor.read.classes import ClassTable, matches
from histor.read.draft import Draft, IncidentDraft, Mark, Tools
from histor.record.codebook import Status
from histor.record.evidence import Evidence

WEAPON_WORDS = ("mention", "killed", "wounded", "perpetrator_person")
TARGET_WORDS = ("killed", "wounded", "kidnapped", "victim")
_ATTACKERS = re.compile(
    r"\b(?:gunmen|attackers|assailants|assassins|militants|insurgents|kidnappers|abductors|captors|hijackers|robbers|raiders"
    r"|bandits|hoodlums|thugs"
    r"|(?:armed|masked|unknown|unidentified) (?:men|gunmen|groups?|gangs?|attackers|assailants|militants|persons"
    r"|people)"
    r"|(?:men|gunmen) in (?:police|army|military)? ?uniforms?)\b",
    re.IGNORECASE,
)
"""Attackers told of as a band; a lone attacker, or people charged, are persons only (CODEBOOK.md, Hard cases)."""
WEAPON_OF_KIND = {
    "air_strike": "air_munition",
    "drone_strike": "drone",
    "chemical_attack": "chemical",
    "vehicle_ramming": "vehicle",
}
UNIDENTIFIED = "unidentified"
NOT_HIT = frozenset({"perpetrator"})
"""Groups of casualties that say nothing of whom the attackers meant to hit."""


def glean_classes(draft: Draft, tools: Tools) -> None:
    """Fill weapon and target of incidents that have none marked; bombs of an air strike are air munitions."""
    for incident in draft.incidents:
        if not incident.of("weapon"):
            _glean(draft, incident, "weapon", "weapons", WEAPON_WORDS)
        if not incident.of("weapon"):
            _by_kind(incident)
        if not incident.of("target"):
            _glean(draft, incident, "target", "targets", TARGET_WORDS)
        if incident.kinds[0] == "air_strike":
            for mark in incident.of("weapon"):
                if mark.value == "explosive":
                    mark.value = "air_munition"
                    mark.why.append("rule explosives of an air strike")


def _by_kind(incident: IncidentDraft) -> None:
    """The weapon that the kind of incident is named for, in the words that name the incident."""
    weapon = WEAPON_OF_KIND.get(incident.kinds[0])
    mentions = incident.of("mention")
    if weapon and mentions:
        why = ["rule the kind's own weapon"]
        incident.marks.append(replace(mentions[0], tag="weapon", value=weapon, status=None, group=None, why=why))


def glean_perpetrators(draft: Draft, tools: Tools) -> None:
    """Attackers described but not named ("gunmen") are an unidentified perpetrator (CODEBOOK.md, Slots)."""
    for incident in draft.incidents:
        if incident.of("perpetrator"):
            continue
        for mark in [*incident.of("perpetrator_person"), *incident.anchors]:
            if band := _band(draft, mark):
                status: Status = mark.status or "stated"
                why = ["rule a band of attackers, in the words around"]
                told = replace(mark, tag="perpetrator", evidence=band, value=UNIDENTIFIED, status=status, group=None)
                incident.marks.append(replace(told, why=why, said_by=mark.said_by))
                break


def _band(draft: Draft, mark: Mark) -> Evidence | None:
    """The band of attackers a mark names, or for an anchor the one its sentence names before it."""
    evidence = mark.evidence
    begin, end = evidence.start, evidence.end
    if mark.tag != "perpetrator_person":
        begin, _ = draft.sentence_bounds(evidence)
    match = _ATTACKERS.search(draft.article.part(evidence.part), begin, end)
    return draft.article.quote(evidence.part, *match.span()) if match else None


def _glean(draft: Draft, incident: IncidentDraft, slot: str, table: ClassTable, sources: tuple[str, ...]) -> None:
    for tag in sources:
        for mark in incident.of(tag):
            if mark.group in NOT_HIT and slot == "target":
                continue
            found = matches(table, mark.evidence.quote)
            if found:
                label, start, end = found[0]
                incident.marks.append(_told(draft, mark, slot, label, start, end))
                return


def _told(draft: Draft, mark: Mark, slot: str, label: str, start: int, end: int) -> Mark:
    begin, words = mark.evidence.start, draft.article.part(mark.evidence.part)
    while begin + end < len(words) and words[begin + end].isalnum():
        end += 1
    evidence: Evidence = draft.article.quote(mark.evidence.part, begin + start, begin + end)
    why = [f"list of {slot}s, in the words of a {mark.tag}"]
    return replace(
        mark, tag=slot, evidence=evidence, value=label, status=None, group=None, place=None, time=None, why=why
    )
