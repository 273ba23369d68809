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
        if others := _others_beside(chosen, whole):
            incident.why[slot] = f"sum of {chosen.evidence.quote!r} + {others.evidence.quote!r}, told in one sentence"
            return combine([_toll(chosen), _toll(others)])
        incident.why[slot] = f"figure {chosen.evidence.quote!r}, chosen with {chosen.bottom:.2f} of {len(figures)}"
        return _toll(chosen)
    incident.why[slot] = "sum of " + " + ".join(repr(mark.evidence.quote) for mark in parts)
    return combine([_toll(mark) for mark in parts])


def _others_beside(chosen: Mark, figures: list[Mark]) -> Mark | None:
    """The figure for "others" or "more" that the sentence of a figure adds to it ("15 died and six others were shot
    dead")."""
    added = [
        mark
        for mark in figures
        if mark.evidence.part == chosen.evidence.part == "text"
        and mark.spot.sentence == chosen.spot.sentence
        and chosen.evidence.end <= mark.evidence.start <= chosen.evidence.end + BESIDE
        and _MORE[chosen.tag].search(mark.evidence.quote)
        and _size(mark) != _size(chosen)
        and None not in (mark.best, chosen.best)
    ]
    return added[0] if len(added) == 1 else None


BESIDE = 150
"""Characters after a figure in which its sentence adds another."""
_ADDED = r"\b(?:others?|another|(?<!no )more(?! than)|additional|further)\b"
_MORE = {
    "killed": re.compile(rf"{_ADDED}.*\b(?:kill|die|dead|death|slain|lost their)|\b(?:kill|slay)\w* .*{_ADDED}"),
    "wounded": re.compile(rf"{_ADDED}.*\b(?:wound|injur|hurt)|\b(?:wound|injur|hurt)\w* .*{_ADDED}"),
}
"""A figure for others that tells its own harm: "six others were killed"; bare "others" may be the wounded."""


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
