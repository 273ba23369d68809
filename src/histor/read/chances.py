"""The chance of each value to be right, and values that are likelier wrong left out: abstain rather than invent."""

from collections.abc import Mapping

import numpy as np

from histor.read.calibration import Calibration, Grounds
from histor.read.draft import Draft, IncidentDraft, Mark, Tools

NO_VALUES = ("mention", "speaker", "statement")
"""Tags of marks that carry no value."""
GLEANED = 0.9
"""What stands for a link where a rule took the value from the incident's own words."""
WORTH_REVIEW = 0.05
"""Least chance at which a value left out is put before a person."""


def calibrate(draft: Draft, tools: Tools) -> None:
    """Give every value its chance to be right, and leave out those under the least: they are for a person to review."""
    curves = tools.calibration
    if curves is None:
        return
    index = {id(mark): number for number, mark in enumerate(draft.marks)}
    for incident in draft.incidents:
        for mark in incident.marks:
            if mark.tag not in NO_VALUES:
                incident.chances[id(mark)] = round(curves.chance(mark.tag, grounds(draft, incident, mark, index)), 4)
    for incident in draft.incidents:
        _leave_out(incident, curves)


def _leave_out(incident: IncidentDraft, curves: Calibration) -> None:
    kept = []
    for mark in incident.marks:
        chance = incident.chances.get(id(mark), 1.0)
        short = curves.shortfall(mark.tag, chance)
        if short is None:
            kept.append(mark)
        elif mark.readable and chance >= WORTH_REVIEW:
            incident.doubtful.append((mark, short))
    incident.marks = kept


def grounds(draft: Draft, incident: IncidentDraft, mark: Mark, index: Mapping[int, int]) -> Grounds:
    """What speaks for a value of an incident; `index` has the row of each of the draft's marks by its id."""
    values = incident.of(mark.tag)
    here = _linked(draft, incident, mark, index)
    others = [_linked(draft, other, mark, index) for other in draft.incidents if other is not incident]
    return Grounds(
        marked=mark.score,
        ahead=here - max(others, default=0.0) if id(mark) in index else GLEANED,
        beside=any(_same_sentence(anchor, mark) for anchor in incident.anchors if anchor is not mark),
        repeated=sum(other.value == mark.value for other in values),
        rivals=len(values),
        incidents=len(draft.incidents),
    )


def _linked(draft: Draft, incident: IncidentDraft, mark: Mark, index: Mapping[int, int]) -> float:
    anchors = [index[id(anchor)] for anchor in incident.anchors if anchor is not mark]
    if id(mark) not in index:
        return 0.0
    return float(np.mean(draft.links[index[id(mark)], anchors])) if anchors else GLEANED


def _same_sentence(one: Mark, other: Mark) -> bool:
    return one.spot.sentence == other.spot.sentence and one.spot.in_title == other.spot.in_title
