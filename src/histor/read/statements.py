"""What people say about the incidents: claims, denials, threats and the rest, with who says them."""

import re

from histor.read.draft import Draft, IncidentDraft, Mark, Tools
from histor.read.labels import STATEMENT_LABELS
from histor.read.speakers import chain, marked_speakers
from histor.read.when.times import find_times
from histor.record.assertion import Statement
from histor.record.codebook import MAX_STATEMENTS, StatementKind
from histor.record.evidence import Evidence

SAID = 0.5
"""Least score of a statement; tuned on gold/dev."""
FEWEST = 3
"""Words at least: less is a scrap."""
SHORT, LONGEST = 8, 25
"""Words: fewer than SHORT and the statement grows to the end of its clause, to at most LONGEST."""
BESIDE = 30
"""Characters between a speaker and the day that tells when he spoke ("said late on Tuesday")."""
ABOUT = 0.4
"""Least chance that a statement is about an incident."""


def statements_of(draft: Draft, tools: Tools) -> None:
    """Keep the likeliest statements that have a speaker, in text order; an article without incidents has none."""
    if not draft.incidents:
        return
    index = {id(mark): number for number, mark in enumerate(draft.marks)}
    speakers = marked_speakers(draft)
    found = []
    for mark in _whole(draft, draft.tagged("statement")):
        mark.evidence = _clause(draft, mark.evidence)
        said_by = chain(draft, mark, speakers, index)
        if mark.score < SAID or not said_by or len(mark.evidence.quote.split()) < FEWEST:
            continue
        about = _about(draft, mark, index)
        kind = _kind(mark)
        found.append(
            Statement(
                kind=kind,
                speaker=said_by[-1].quote,
                about=f"i{draft.incidents.index(about) + 1}" if about else None,
                evidence=mark.evidence,
                date=_day_said(draft, mark, said_by[-1].evidence),
                said_by=said_by[:-1],
                score=mark.score,
                why=f"model {mark.score:.2f}, kind {mark.labels['statement'].max():.2f}; " + "; ".join(mark.why),
            )
        )
    kept: list[Statement] = []
    for statement in sorted(found, key=lambda s: -s.score):
        if not any(statement.evidence.overlaps(other.evidence) for other in kept):
            kept.append(statement)
    kept = kept[:MAX_STATEMENTS]
    draft.statements = sorted(kept, key=lambda s: (s.evidence.part == "text", s.evidence.start))


def _kind(mark: Mark) -> StatementKind:
    """The kind whose own verb the statement holds ("accused", "denied"), else the span head's."""
    if _UNCLAIMED.search(mark.evidence.quote):
        return "other"
    told: list[StatementKind] = [kind for kind, verb in _VERBS if verb.search(mark.evidence.quote)]
    return told[0] if told else STATEMENT_LABELS[int(mark.labels["statement"].argmax())]


_UNCLAIMED = re.compile(
    r"\b(?:no (?:\w+ ){0,3}(?:group|one|organi[sz]ation|militants?|side)|nobody|none|neither|not|yet to)\b"
    r"[^.;]*\bclaim\w* responsibility"
    r"|\bno (?:\w+ )?claims? of responsibility",
    re.IGNORECASE,
)
"""That nobody claimed it is no claim: to code one would put words into a mouth."""
_VERBS: tuple[tuple[StatementKind, re.Pattern[str]], ...] = (
    ("claim_responsibility", re.compile(r"\bclaim(?:ed|s|ing) responsibility", re.IGNORECASE)),
    ("deny_responsibility", re.compile(r"\bden(?:ied|ies|ying)\b", re.IGNORECASE)),
    ("accuse", re.compile(r"\b(?:accus|blam)(?:ed|es|ing)\b", re.IGNORECASE)),
    ("condole", re.compile(r"\bcondol", re.IGNORECASE)),
    ("condemn", re.compile(r"\bcondemn(?:ed|s|ing)?\b", re.IGNORECASE)),
    ("announce", re.compile(r"\b(?:announc(?:ed|es)|declared)\b", re.IGNORECASE)),
    ("demand", re.compile(r"\bdemand(?:ed|s|ing)\b", re.IGNORECASE)),
)
"""Verbs that name a kind: right in four of five statements of gold/train that hold one."""


def _whole(draft: Draft, marks: list[Mark]) -> list[Mark]:
    """Statements cut in pieces by the tagger, each joined to its likeliest piece: only a space stands between."""
    joined: list[Mark] = []
    for mark in marks:
        before = joined[-1].evidence if joined else None
        if before and before.part == mark.evidence.part and before.end <= mark.evidence.start <= before.end + 1:
            whole = draft.article.quote(before.part, before.start, mark.evidence.end)
            if mark.score > joined[-1].score:
                joined[-1] = mark
            joined[-1].evidence = whole
        else:
            joined.append(mark)
    return joined


def _clause(draft: Draft, evidence: Evidence) -> Evidence:
    """A statement cut short by the tagger, grown to the end of its clause; the codebook allows about 25 words."""
    words = evidence.quote.split()
    if len(words) >= SHORT:
        return evidence
    _, stop = draft.sentence_bounds(evidence)
    part = draft.article.part(evidence.part)
    pause = _PAUSE.search(part, evidence.end, stop)
    rest = re.match(rf"(?:\s*\S+){{0,{LONGEST - len(words)}}}", part[evidence.end : pause.start() if pause else stop])
    return draft.article.quote(evidence.part, evidence.start, evidence.end + len(rest[0].rstrip() if rest else ""))


_PAUSE = re.compile(r"[;:\"“”\n]|(?<!\b[A-Za-z])\.(?!\w)|,\s")


def _day_said(draft: Draft, mark: Mark, speaker: Evidence) -> str | None:
    """The day told beside the speaker and outside the statement ("the minister said on Tuesday")."""
    if speaker.part != "text":
        return None
    begin, end = draft.sentence_bounds(speaker)
    near = []
    for match in find_times(draft.article.text[begin:end], draft.published):
        start, stop = begin + match.start, begin + match.end
        gap = max(start - speaker.end, speaker.start - stop)
        outside = mark.evidence.part != "text" or stop <= mark.evidence.start or mark.evidence.end <= start
        if match.value.granularity == "day" and outside and 0 <= gap <= BESIDE:
            near.append((gap, match.value.span.earliest))
    return min(near)[1] if near else None


def _about(draft: Draft, mark: Mark, index: dict[int, int]) -> IncidentDraft | None:
    best, chosen = ABOUT, None
    for incident in draft.incidents:
        rows = [index[id(anchor)] for anchor in incident.anchors]
        chance = float(draft.links[index[id(mark)], rows].mean()) if rows else 0.0
        if chance > best:
            best, chosen = chance, incident
    return chosen
