"""What kind of incident each cluster is, whether the article is news of it, and which clusters are incidents at all."""

import re

import numpy as np

from histor.read.draft import Draft, IncidentDraft, Mark, Tools
from histor.read.encoder import Floats
from histor.read.encoding import ANCHORS
from histor.read.features import incident_features
from histor.read.labels import FLAG_LABELS, KIND_LABELS, STAGE_LABELS
from histor.record.codebook import MAX_INCIDENTS, Kind

SECOND_KIND = 0.25
"""Least chance for a second or third kind; tuned on gold/dev."""
NAMED = 0.6
"""Least score of the best anchor: below it the cluster is no incident; tuned on gold/dev."""
FLAG = {"foreground": 0.5, "aggregate": 0.5, "suicide": 0.5}
PARTICULARS = ("date", "place", "victim", "killed", "wounded", "kidnapped", "perpetrator", "perpetrator_person")
"""A background incident is coded only with one of these (CODEBOOK.md, What is an incident)."""


def judge_incidents(draft: Draft, tools: Tools) -> None:
    """Give each incident its kinds, stage and flags."""
    if not draft.incidents:
        return
    kinds, stages, flags = tools.encoder.incidents(np.stack(_pooled(draft)))
    for row, incident in enumerate(draft.incidents):
        incident.kinds = _kinds(kinds[row])
        incident.stage = STAGE_LABELS[int(stages[row].argmax())]
        for name, chance in zip(FLAG_LABELS, flags[row], strict=True):
            setattr(incident, name, bool(chance >= FLAG[name]))
        incident.score = round(max(mark.score for mark in incident.anchors), 4)
        incident.why = {
            "kind": f"model {kinds[row].max():.2f}",
            "stage": f"model {stages[row].max():.2f}",
            "foreground": f"model {flags[row][0]:.2f}",
            "aggregate": f"model {flags[row][1]:.2f}",
        }


def _pooled(draft: Draft) -> list[Floats]:
    """The incident head's inputs, laid out as in training: anchors' mean, first anchor, all marks' mean, features."""
    index = {id(mark): number for number, mark in enumerate(draft.marks)}
    spots = [mark.spot for mark in draft.marks]
    rows = []
    for rank, incident in enumerate(draft.incidents):
        anchors = [mark for mark in incident.marks if mark.tag in ANCHORS]
        members = [index[id(mark)] for mark in incident.marks]
        features = incident_features(spots, members, len(draft.sight.encoded), rank, len(draft.incidents))
        means = [np.mean([mark.vector for mark in group], axis=0) for group in (anchors, incident.marks)]
        rows.append(np.concatenate([means[0], anchors[0].vector, means[1], features]).astype(np.float32))
    return rows


def _kinds(chances: Floats) -> tuple[Kind, ...]:
    ranked = [int(label) for label in np.argsort(-chances, kind="stable")[:3]]
    return tuple(KIND_LABELS[label] for place, label in enumerate(ranked) if not place or chances[label] >= SECOND_KIND)


def keep_incidents(draft: Draft, tools: Tools) -> None:
    """Leave out clusters too faint to be incidents and background without a particular; order and cap the rest."""
    kept = [incident for incident in draft.incidents if incident.score >= NAMED and _coded(incident)]
    kept = [incident for incident in kept if not _of_labour(draft, incident)]
    kept = sorted(kept, key=lambda incident: (not incident.foreground, -incident.score))[:MAX_INCIDENTS]
    if kept and not any(incident.foreground for incident in kept):
        first = min(kept, key=lambda incident: incident.begins)
        first.foreground, first.why["foreground"] = True, "rule: the first told, none else is news"
    draft.incidents = sorted(kept, key=lambda incident: (not incident.foreground, incident.begins))


def _of_labour(draft: Draft, incident: IncidentDraft) -> bool:
    """Whether all words that name it tell of a stoppage of work: a general strike harms nobody."""
    return all(_stops_work(draft, mark) for mark in incident.anchors)


def _stops_work(draft: Draft, mark: Mark) -> bool:
    start, end = mark.evidence.start, mark.evidence.end
    words = draft.article.part(mark.evidence.part)
    return any(
        match.start() < end and start < match.end()
        for match in _STOPPAGE.finditer(words, max(start - BESIDE, 0), end + BESIDE)
    )


BESIDE = 30
"""Characters around the words that name an incident in which it shows that they name a stoppage."""
_STOPPAGE = re.compile(
    r"\b(?:(?:general|hunger|labou?r|wildcat|sympathy|solidarity|indefinite|bus|taxi|rail|transport|nationwide|national)"
    r"|(?:workers|teachers|doctors|nurses|drivers|miners|students|lawyers|traders|union|unions)['’]?s?)"
    r" (?:\w+ )?strikes?\b(?! (?:on|against|killed))"
    r"|\bstrike (?:action|ballot|call|notice)s?\b|\b(?:on|going on|went on|go on|off) strike\b"
    r"|\b(?:staged?|called|began|begun|held|joined) an? (?:\w+[- ]){0,3}strike\b|\bwalk-?outs?\b|\bwalk(?:ed|ing) off"
    r" (?:the|their) jobs?\b",
    re.IGNORECASE,
)


def _coded(incident: IncidentDraft) -> bool:
    return incident.foreground or bool(incident.of(*PARTICULARS))
