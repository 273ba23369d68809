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
NAMED_BANDS = frozenset({"bandits"})
"""Bands that go by their noun: "the bandits" of a region are known there, "armed bandits" are anybody."""
NOT_HIT = frozenset({"perpetrator"})
"""Groups of casualties that say nothing of whom the attackers meant to hit."""


def drop_bystanders(draft: Draft, tools: Tools) -> None:
    """Leave out as perpetrators who is told of beside the deed: whoever holds the place or is fought there; "no group".

    And attackers without a name beside a named perpetrator, or told of again: in 63 of 76 incidents of the gold that
    have them they stand alone, in 72 once.
    """
    for incident in draft.incidents:
        marks = incident.of("perpetrator")
        left_out = [mark for mark in marks if _beside_the_deed(draft, incident, mark)]
        acting = [mark for mark in marks if mark not in left_out and mark.status != "denied"]
        unnamed = [mark for mark in acting if mark.value == UNIDENTIFIED]
        if len(unnamed) < len(acting):
            left_out += unnamed
        elif unnamed:
            first = min(unnamed, key=lambda mark: (mark.spot.in_title, mark.spot.first))
            left_out += [mark for mark in unnamed if mark is not first]
        left_out += [mark for mark in incident.of("perpetrator_person") if _accused_of_else(draft, mark)]
        incident.marks = [mark for mark in incident.marks if not any(mark is other for other in left_out)]


def _accused_of_else(draft: Draft, mark: Mark) -> bool:
    """Whether the person is accused, right after the name, of something that is no violence: often the victim is."""
    told = _ACCUSED.match(draft.article.part(mark.evidence.part), mark.evidence.end)
    return told is not None and not _VIOLENCE.search(told[1])


_ACCUSED = re.compile(r",?\s+(?:\w+\s+){0,2}?(?:accused|suspected|charged|convicted)\s+(?:of|with)\s+([^.;]{0,100})")
_VIOLENCE = re.compile(
    r"\b(?:kill|murder|manslaughter|homicide|attack|assault|bomb|explo|blast|shoot|shot|fir(?:ed|ing)|stab|beat"
    r"|rap(?:e|ing)|tortur|abduct|kidnap|hostage|arson|assassin|massacre|terror|war crime|genocide|atrocit"
    r"|against humanity|violen|weapon|arm|involve|role|link|behind|plot|plan|conspir|carr|respons|master|aid|abet"
    r"|order|part in|crime|deed|incident|it\b)",
    re.IGNORECASE,
)
"""What makes an accusation one of the deed; anything vague counts as it."""


def _beside_the_deed(draft: Draft, incident: IncidentDraft, mark: Mark) -> bool:
    words, start = draft.article.part(mark.evidence.part), mark.evidence.start
    before = words[max(start - BEFORE, 0) : start]
    fought = incident.kinds[0] != "armed_clash" and _FOUGHT.search(before)
    holds = _HOLDS.match(words, mark.evidence.end) or _HELD.search(mark.evidence.quote)
    return bool(fought or holds or _HOLDING.search(before) or _NONE.search(before))


BEFORE = 60
"""Characters before a perpetrator in which stands what makes it none."""
_THE = r"(?:(?:the|an?|so-called|President|their|its|powerful)\s+)*$"
_HOLDERS = (
    r"(?:(?:[A-Z][\w'’-]*(?: [A-Z][\w'’-]*){0,2},? (?:and|or) )"
    r"|(?:\w+ ){0,2}(?:groups?|fighters|militants|forces|members) "
    r"(?:of|from) )?"
)
"""Who holds a place beside the one marked: "held by X and Y", "held by fighters of Y"."""
_HOLDING = re.compile(
    rf"\b(?:(?:held|controlled|occupied|run|ruled|governed|dominated|administered) by"
    rf"|under (?:the )?(?:full )?(?:control|rule)"
    rf" of|in the hands of|stronghold of|recaptured from|retaken? from|liberated? from)\s+{_HOLDERS}{_THE}"
    rf"|\b(?:commanded|loss of life for)\s+{_THE}",
    re.IGNORECASE,
)
_HELD = re.compile(r"[- ](?:held|controlled|occupied|ruled|run|dominated)\b(?! by)", re.IGNORECASE)
_HOLDS = re.compile(
    r"['’]?s?(?:[- ](?:held|controlled|occupied|ruled|run|dominated)\b(?! by)"
    r"|(?:[ -](?:main|last|key|former|de facto|\w+-held))? "
    r"(?:strongholds?|bastions?|territor(?:y|ies)|hideouts?|enclaves?|control\b(?! of)"
    r"|headquarters|capital))\b",
    re.IGNORECASE,
)
"""After the name of whoever holds a place: "X-held", "X strongholds"."""
_FOUGHT = re.compile(rf"\b(?:fighting|battling|against|government of)\s+{_THE}", re.IGNORECASE)
_NONE = re.compile(r"\b(?:no|any|neither|whether)\s+(?:\w+\s+)?$", re.IGNORECASE)


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
    """Attackers described but not named ("gunmen") are an unidentified perpetrator where they are first told of
    (CODEBOOK.md, Slots)."""
    for incident in draft.incidents:
        told_of = incident.of("perpetrator")
        if any(mark.value != UNIDENTIFIED for mark in told_of):
            continue
        for mark in [*incident.of("perpetrator_person"), *incident.anchors]:
            if band := _band(draft, mark):
                if any(_begins(mark.evidence) <= _begins(band) for mark in told_of):
                    break
                incident.marks = [mark for mark in incident.marks if not any(mark is other for other in told_of)]
                status: Status = mark.status or "stated"
                why = ["rule a band of attackers, in the words around"]
                name = band.quote.lower() if band.quote.lower() in NAMED_BANDS else UNIDENTIFIED
                told = replace(mark, tag="perpetrator", evidence=band, value=name, status=status, group=None)
                incident.marks.append(replace(told, why=why, said_by=mark.said_by))
                break


def _begins(evidence: Evidence) -> tuple[bool, int]:
    return evidence.part == "title", evidence.start


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
