"""The article's own bottom line for killed and wounded (CODEBOOK.md, Numbers and Hard cases)."""

from histor.read.draft import Draft, IncidentDraft, Mark, Tools
from histor.record.codebook import Slot
from histor.record.values import Quantity, Toll

WHOLE = frozenset({"all"})
OFFICIAL = 0.5
"""Least chance at which a figure is taken for the incident's own without comparing; tuned on gold/dev."""


def bottom_lines(draft: Draft, tools: Tools) -> None:
    """Work out killed and wounded of every incident."""
    for incident in draft.incidents:
        incident.killed = _bottom_line(incident, "killed")
        incident.wounded = _bottom_line(incident, "wounded")


def _bottom_line(incident: IncidentDraft, slot: Slot) -> Toll | None:
    figures = [mark for mark in incident.of(slot) if isinstance(mark.value, Quantity)]
    if not figures:
        return None
    chosen = max(figures, key=lambda mark: (round(mark.bottom, 2), _size(mark)))
    incident.why[slot] = f"figure {chosen.evidence.quote!r} chosen with {chosen.bottom:.2f}"
    parts = _parts(figures, chosen)
    if len(parts) > 1:
        incident.why[slot] = "sum of " + " + ".join(repr(mark.evidence.quote) for mark in parts)
        return _summed(parts)
    return _toll(chosen)


def _parts(figures: list[Mark], chosen: Mark) -> list[Mark]:
    """Figures of different groups, none of them for all, none likely the total alone: they add up."""
    if chosen.bottom >= OFFICIAL or chosen.group in WHOLE:
        return [chosen]
    by_group: dict[str, Mark] = {}
    for mark in figures:
        if mark.group in (None, "all", "child", "woman"):
            return [chosen]
        by_group.setdefault(str(mark.group), mark)
    return list(by_group.values())


def _size(mark: Mark) -> int:
    value = mark.value
    return (value.low or value.high or 0) if isinstance(value, Quantity) else 0


def _toll(mark: Mark) -> Toll:
    value = mark.value
    assert isinstance(value, Quantity)
    return Toll(value.low, mark.best, value.high)


def _summed(parts: list[Mark]) -> Toll:
    values = [mark.value for mark in parts if isinstance(mark.value, Quantity)]
    lows, highs = [value.low for value in values], [value.high for value in values]
    bests = [mark.best for mark in parts]
    return Toll(
        sum(low or 0 for low in lows),
        None if None in bests else sum(best or 0 for best in bests),
        None if None in highs else sum(high or 0 for high in highs),
    )
