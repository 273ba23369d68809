"""Which marks belong to one incident, and who speaks which value: pairs of marks scored by the pair head."""

import numpy as np

from histor.read.draft import Draft, IncidentDraft, Mark, Tools
from histor.read.encoder import Floats
from histor.read.encoding import ANCHORS
from histor.read.features import pair_features

JOIN = 0.5
"""Least mean chance at which two groups of anchors are one incident (average linkage); tuned on gold/dev."""
ATTACH = 0.5
"""Least chance at which a value belongs to an incident; below it, the best one takes it if above ATTACH_BEST."""
ATTACH_BEST = 0.25
MOST_ANCHORS = 120
SPEAKER_REACH = 3
"""Sentences between a value and its speaker at most."""


def score_pairs(draft: Draft, tools: Tools) -> None:
    """Score every pair of marks that may be of one incident or speaker and value."""
    count = len(draft.marks)
    draft.links = np.zeros((count, count), dtype=np.float32)
    draft.says = np.zeros((count, count), dtype=np.float32)
    pairs = _pairs(draft)
    if not len(pairs):
        return
    vectors = np.stack([mark.vector for mark in draft.marks])
    features = pair_features([mark.spot for mark in draft.marks], pairs)
    scores = tools.encoder.pairs(vectors, pairs, features)
    a, b = pairs[:, 0], pairs[:, 1]
    draft.links[a, b] = draft.links[b, a] = scores[:, 0]
    draft.says[a, b] = draft.says[b, a] = scores[:, 1]


def _pairs(draft: Draft) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Index pairs, the earlier mark first (title before text), as the pair head was trained."""
    marks = draft.marks
    order = sorted(range(len(marks)), key=lambda i: (not marks[i].spot.in_title, *_at(marks[i])))
    pairs = []
    for x, i in enumerate(order):
        for j in order[x + 1 :]:
            a, b = marks[i], marks[j]
            speakers = (a.tag == "speaker") + (b.tag == "speaker")
            linkable = not speakers and (a.tag in ANCHORS or b.tag in ANCHORS)
            near = abs(a.spot.sentence - b.spot.sentence) <= SPEAKER_REACH and a.spot.in_title == b.spot.in_title
            if linkable or (speakers == 1 and near):
                pairs.append((i, j))
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _at(mark: Mark) -> tuple[int, int, int]:
    return mark.spot.first, mark.spot.last, mark.spot.tag


def group_incidents(draft: Draft, tools: Tools) -> None:
    """Cluster the anchors into incidents by average linkage, then attach the other values."""
    index = {id(mark): number for number, mark in enumerate(draft.marks)}
    anchors = sorted(draft.tagged(*ANCHORS), key=lambda mark: -mark.score)[:MOST_ANCHORS]
    numbers = sorted(index[id(mark)] for mark in anchors)
    for cluster in average_linkage(draft.links[np.ix_(numbers, numbers)], JOIN):
        members = [draft.marks[numbers[row]] for row in cluster]
        draft.incidents.append(IncidentDraft(members, list(members)))
    draft.incidents.sort(key=lambda incident: incident.begins)
    for number, mark in enumerate(draft.marks):
        if mark.tag not in ANCHORS and mark.tag not in ("speaker", "statement"):
            _attach(draft, mark, number, index)
    for incident in draft.incidents:
        incident.marks.sort(key=lambda mark: index[id(mark)])
        for mark in incident.marks:
            mark.incidents.append(incident)


def _attach(draft: Draft, mark: Mark, number: int, index: dict[int, int]) -> None:
    chances = [
        float(np.mean([draft.links[number, index[id(anchor)]] for anchor in incident.anchors]))
        for incident in draft.incidents
    ]
    if not chances:
        return
    best = max(chances)
    for incident, chance in zip(draft.incidents, chances, strict=True):
        if chance >= ATTACH or (chance == best and best >= ATTACH_BEST):
            incident.marks.append(mark)
            mark.why.append(f"linked {chance:.2f}")


def average_linkage(chances: Floats, least: float) -> list[list[int]]:
    """Clusters of row numbers: the two groups with the highest mean chance join while it is at least `least`.

    Ties go to the pair that stands first, so the same chances always give the same clusters.
    """
    clusters = [[row] for row in range(len(chances))]
    sums = chances.astype(np.float64).copy()
    np.fill_diagonal(sums, -1.0)
    sizes = np.ones(len(chances))
    while len(clusters) > 1:
        means = sums / np.outer(sizes, sizes)
        np.fill_diagonal(means, -1.0)
        a, b = sorted(divmod(int(means.argmax()), len(clusters)))
        if means[a, b] < least:
            break
        clusters[a] += clusters.pop(b)
        sums[a] += sums[b]
        sums[:, a] += sums[:, b]
        sums = np.delete(np.delete(sums, b, 0), b, 1)
        sizes[a] += sizes[b]
        sizes = np.delete(sizes, b)
    return [sorted(cluster) for cluster in clusters]
