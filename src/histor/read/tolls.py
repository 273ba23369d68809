"""The article's own bottom line for killed and wounded (CODEBOOK.md, Numbers and Hard cases)."""

import re

from histor.read.draft import Draft, IncidentDraft, Mark, Tools
from histor.read.how_many.quantities import combine, toll_of
from histor.record.codebook import Slot
from histor.record.values import Quantity, Toll

APART = ("civilian", "security", "armed_group", "perpetrator", "other")
"""Groups that never count the same person twice; children and women are counted among the others."""
_SHARE = re.compile(
    r"\bof the (?:\w+ )?(?:wounded|injured|victims|dead|survivors|hospitali[sz]ed|kidnapped)\b", re.IGNORECASE
)
"""Words that make a figure a share of another ("three of the wounded died")."""
CLEARLY = 0.25
"""How much likelier the span head must find one figure than the largest, to be preferred; tuned on gold/dev."""


def bottom_lines(draft: Draft, tools: Tools) -> None:
    """Work out killed and wounded of every incident."""
    for incident in draft.incidents:
        incident.killed = _bottom_line(incident, "killed")
        incident.wounded = _bottom_line(incident, "wounded")


def _bottom_line(incident: IncidentDraft, slot: Slot) -> Toll | None:
    """A figure for all; else the sum of groups that are apart; else the only group's figure."""
    figures = [mark for mark in incident.of(slot) if isinstance(mark.value, Quantity)]
    figures = [mark for mark in figures if not _SHARE.search(mark.evidence.quote)] or figures
    whole = [mark for mark in figures if mark.group in (None, "all")]
    groups = [[mark for mark in figures if mark.group == group] for group in APART]
    parts = [_official(group) for group in groups if group]
    if not figures:
        return None
    if whole or len(parts) < 2:
        chosen = _official(whole or figures)
        incident.why[slot] = f"figure {chosen.evidence.quote!r}, chosen with {chosen.bottom:.2f} of {len(figures)}"
        return _toll(chosen)
    incident.why[slot] = "sum of " + " + ".join(repr(mark.evidence.quote) for mark in parts)
    return combine([_toll(mark) for mark in parts])


def _official(figures: list[Mark]) -> Mark:
    """The largest figure, unless the span head clearly prefers another (a corrected or an earlier toll is larger)."""
    largest = max(figures, key=lambda mark: (_size(mark), mark.bottom))
    likeliest = max(figures, key=lambda mark: mark.bottom)
    return likeliest if likeliest.bottom >= largest.bottom + CLEARLY else largest


def _size(mark: Mark) -> int:
    value = mark.value
    return (value.low or value.high or 0) if isinstance(value, Quantity) else 0


def _toll(mark: Mark) -> Toll:
    assert isinstance(mark.value, Quantity)
    return toll_of(mark.value, mark.best)
