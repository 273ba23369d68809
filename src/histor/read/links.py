"""Which marks belong to one incident, and who speaks which value: pairs of marks scored by the pair head."""

import numpy as np

from histor.read.draft import Draft, IncidentDraft, Mark, Tools
from histor.read.encoder import Floats
from histor.read.encoding import ANCHORS
from histor.read.features import pair_features
from histor.record.values import TimeSpan

JOIN = 0.4
"""Least mean chance at which two groups of anchors are one incident (average linkage); tuned on gold/dev."""
ATTACH = 0.6
"""Least chance at which a value belongs to an incident; below it, the best one takes it if above ATTACH_BEST."""
ATTACH_BEST = 0.25
OTHER_TIME = 0.4
"""What is left of a link between anchors of sentences that tell of different days; by gold/dev and the samples."""
SURE = 0.4
"""Least score of a mark to be attached at all; fainter ones only fill what an incident lacks."""
FILL = 0.2
"""Least chance for a value that fills an incident without any of its tag; tuned on gold/dev."""
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
    chances = draft.links[np.ix_(numbers, numbers)] * _same_time(draft, [draft.marks[number] for number in numbers])
    for cluster in average_linkage(chances, JOIN):
        members = [draft.marks[numbers[row]] for row in cluster]
        draft.incidents.append(IncidentDraft(members, list(members)))
    draft.incidents.sort(key=lambda incident: incident.begins)
    values = [m for m in draft.marks if m.tag not in ANCHORS and m.tag not in ("speaker", "statement")]
    for mark in values:
        if mark.score >= SURE:
            _attach(draft, mark, index)
    for tag in ("date", "place"):
        for incident in draft.incidents:
            if not incident.of(tag):
                _fill(draft, incident, [mark for mark in values if mark.tag == tag and mark.readable], index)
    for incident in draft.incidents:
        incident.marks.sort(key=lambda mark: index[id(mark)])


def _same_time(draft: Draft, anchors: list[Mark]) -> Floats:
    """[anchors, anchors]: 1, or OTHER_TIME where the two stand in sentences that tell of days apart.

    "In March 2021 a bomb killed four" is another incident than the one on Tuesday, however alike the words.
    """
    days: dict[tuple[bool, int], list[TimeSpan]] = {}
    for mark in draft.tagged("date"):
        if mark.time:
            days.setdefault((mark.spot.in_title, mark.spot.sentence), []).append(mark.time)
    told = [days.get((anchor.spot.in_title, anchor.spot.sentence), []) for anchor in anchors]
    factors = np.ones((len(anchors), len(anchors)), dtype=np.float32)
    for i, mine in enumerate(told):
        for j in range(i):
            if mine and told[j] and not any(one.overlaps(other) for one in mine for other in told[j]):
                factors[i, j] = factors[j, i] = OTHER_TIME
    return factors


def _attach(draft: Draft, mark: Mark, index: dict[int, int]) -> None:
    """Give a value to every incident it likely belongs to, or to the likeliest."""
    chances = [_chance(draft, mark, incident, index) for incident in draft.incidents]
    best = max(chances, default=0.0)
    for incident, chance in zip(draft.incidents, chances, strict=True):
        if chance >= ATTACH or (chance == best and best >= ATTACH_BEST):
            incident.marks.append(mark)
            mark.why.append(f"linked {chance:.2f}")


def _fill(draft: Draft, incident: IncidentDraft, marks: list[Mark], index: dict[int, int]) -> None:
    """Give an incident without any value of a tag the likeliest one of the article's, if likely enough."""
    chances = [(_chance(draft, mark, incident, index), mark) for mark in marks]
    chance, mark = max(chances, key=lambda row: row[0], default=(0.0, None))
    if mark is not None and chance >= FILL:
        incident.marks.append(mark)
        mark.why.append(f"filled {chance:.2f}")


def _chance(draft: Draft, mark: Mark, incident: IncidentDraft, index: dict[int, int]) -> float:
    row = draft.links[index[id(mark)]]
    return float(np.mean([row[index[id(anchor)]] for anchor in incident.anchors]))


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
