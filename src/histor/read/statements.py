"""What people say about the incidents: claims, denials, threats and the rest, with who says them."""

import re
from collections.abc import Iterator
from dataclasses import replace

from histor.read.cues import names_speaker
from histor.read.draft import Draft, IncidentDraft, Mark, Tools
from histor.read.encoding import TAG_INDEX
from histor.read.speakers import chain, marked_speakers, told
from histor.read.speech import acts_of
from histor.read.when.times import find_times
from histor.read.wording import likeliest_kind
from histor.record.assertion import Statement
from histor.record.codebook import MAX_STATEMENTS, StatementKind
from histor.record.evidence import Evidence, Speaker

SAID = 0.32
"""Least score of a statement that the tagger marks; tuned on gold/dev."""
LOOSE = {"other": 0.6, "explain": 0.6}
"""Least score of kinds that no words tell, most often false."""
ACT = 0.05
"""Least chance, by the tagger, of words inside an act of speech."""
FEWEST = 3
"""Words at least: less is a scrap."""
SHORT, LONGEST = 8, 25
"""Words: fewer than SHORT and the statement grows to the end of its clause, to at most LONGEST."""
BESIDE = 30
"""Characters between a speaker and the day that tells when he spoke ("said late on Tuesday")."""
ABOUT = 0.4
"""Least chance that a statement is about an incident."""


def statements_of(draft: Draft, tools: Tools) -> None:
    """Keep the likeliest statements that have a speaker, in text order; an article without incidents has none.

    A clause whose own verb is an act of speech is one where the tagger does not rule it out; other words only where
    the tagger is sure.
    """
    if not draft.incidents:
        return
    kept: list[Statement] = []
    for statement in sorted((*_acts(draft), *_marked(draft)), key=lambda s: -s.score):
        if not any(statement.evidence.overlaps(other.evidence) for other in kept):
            kept.append(statement)
    kept = kept[:MAX_STATEMENTS]
    draft.statements = sorted(kept, key=lambda s: (s.evidence.part == "text", s.evidence.start))


def _marked(draft: Draft) -> Iterator[Statement]:
    """The statements that the tagger marks."""
    index = {id(mark): number for number, mark in enumerate(draft.marks)}
    speakers = marked_speakers(draft)
    for mark in _whole(draft, draft.tagged("statement")):
        mark.evidence = _clause(draft, mark.evidence)
        said_by = chain(draft, mark, speakers, index)
        if mark.score < SAID or not said_by or len(mark.evidence.quote.split()) < FEWEST:
            continue
        kind = _kind(mark)
        if mark.score < LOOSE.get(kind, SAID):
            continue
        why = f"model {mark.score:.2f}, kind {mark.labels['statement'].max():.2f}; " + "; ".join(mark.why)
        yield _statement(draft, mark, kind, said_by, _about(draft, mark, index), why)


def _acts(draft: Draft) -> Iterator[Statement]:
    """The clauses whose own verb is an act of speech, each with the subject of the verb for its speaker."""
    index = {id(mark): number for number, mark in enumerate(draft.marks)}
    speakers, marked = marked_speakers(draft), draft.tagged("statement")
    for begin, end in draft.sentences:
        for act in acts_of(draft.article.text[begin:end]):
            evidence = draft.article.quote("text", begin + act.start, begin + act.end)
            chance = _chance(draft, evidence)
            if chance < ACT or len(evidence.quote.split()) < FEWEST:
                continue
            beside = max((m for m in marked if m.evidence.overlaps(evidence)), key=lambda m: m.score, default=None)
            mark = replace(beside or draft.incidents[0].anchors[0], tag="statement", evidence=evidence, why=[])
            mark.score = round((1 + chance) / 2, 4)
            said_by: tuple[Speaker, ...] = ()
            if act.speaker:
                said_by = (Speaker(draft.article.quote("text", begin + act.speaker[0], begin + act.speaker[1])),)
            elif beside:
                said_by = chain(draft, beside, speakers, index)
            else:
                said_by = told(draft, mark)
            if said_by and names_speaker(said_by[-1].quote):
                about = _about(draft, beside, index) if beside else None
                yield _statement(draft, mark, act.kind, said_by, about, f"act of speech, model {chance:.2f}")


def _statement(
    draft: Draft, mark: Mark, kind: StatementKind, said_by: tuple[Speaker, ...], about: IncidentDraft | None, why: str
) -> Statement:
    return Statement(
        kind=kind,
        speaker=said_by[-1].quote,
        about=f"i{draft.incidents.index(about) + 1}" if about else None,
        evidence=mark.evidence,
        date=_day_said(draft, mark, said_by[-1].evidence),
        said_by=said_by[:-1],
        score=mark.score,
        why=why,
    )


def _chance(draft: Draft, evidence: Evidence) -> float:
    """How likely the tagger holds these words to be inside a statement, on the mean."""
    at = draft.sight.encoded.tokens_of(evidence.part, evidence.start, evidence.end)
    if at is None:
        return 0.0
    return float(draft.sight.tags[at[0] : at[1] + 1, TAG_INDEX["statement"], 1:].sum(axis=1).mean())


def _kind(mark: Mark) -> StatementKind:
    """The kind whose own verb the statement holds ("accused", "denied"), else the likeliest one."""
    if _UNCLAIMED.search(mark.evidence.quote):
        return "other"
    told: list[StatementKind] = [kind for kind, verb in _VERBS if verb.search(mark.evidence.quote)]
    return told[0] if told else likeliest_kind(mark.evidence.quote, mark.labels["statement"])


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
