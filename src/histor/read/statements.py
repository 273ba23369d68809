"""What people say about the incidents: claims, denials, threats and the rest, with who says them."""

from histor.read.draft import Draft, IncidentDraft, Mark, Tools
from histor.read.encoding import ANCHORS
from histor.read.labels import STATEMENT_LABELS
from histor.read.speakers import chain, told
from histor.record.assertion import Statement
from histor.record.codebook import MAX_STATEMENTS, StatementKind

SAID = 0.5
"""Least score of a statement; tuned on gold/dev."""
ABOUT = 0.4
"""Least chance that a statement is about an incident."""


def statements_of(draft: Draft, tools: Tools) -> None:
    """Keep the likeliest statements that have a speaker, in text order."""
    index = {id(mark): number for number, mark in enumerate(draft.marks)}
    speakers = draft.tagged("speaker")
    found = []
    for mark in draft.tagged("statement"):
        said_by = chain(draft, mark, speakers, index) or told(draft, mark)
        if mark.score < SAID or not said_by:
            continue
        about = _about(draft, mark, index)
        kind: StatementKind = STATEMENT_LABELS[int(mark.labels["statement"].argmax())]
        found.append(
            Statement(
                kind=kind,
                speaker=said_by[-1].quote,
                about=f"i{draft.incidents.index(about) + 1}" if about else None,
                evidence=mark.evidence,
                said_by=said_by[:-1],
                score=mark.score,
                why=f"model {mark.score:.2f}, kind {mark.labels['statement'].max():.2f}; " + "; ".join(mark.why),
            )
        )
    kept = sorted(found, key=lambda s: -s.score)[:MAX_STATEMENTS]
    draft.statements = sorted(kept, key=lambda s: (s.evidence.part == "text", s.evidence.start))


def _about(draft: Draft, mark: Mark, index: dict[int, int]) -> IncidentDraft | None:
    best, chosen = ABOUT, None
    for incident in draft.incidents:
        rows = [index[id(anchor)] for anchor in incident.marks if anchor.tag in ANCHORS]
        chance = float(draft.links[index[id(mark)], rows].mean()) if rows else 0.0
        if chance > best:
            best, chosen = chance, incident
    return chosen
