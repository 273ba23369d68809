"""What the pair and incident heads are told besides the spans' vectors. Shared with training.

A span stands here as (first token, last token, tag, sentence number, normalised words, in title).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from histor.read.encoding import ANCHORS, TAG_INDEX

PAIR_FEATURES = 10
INCIDENT_FEATURES = 9
ANCHOR_IDS = tuple(TAG_INDEX[tag] for tag in ANCHORS)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a span stands, in tokens and sentences; the title is sentence -1."""

    first: int
    last: int
    tag: int
    sentence: int
    words: str
    in_title: bool


def pair_features(spots: Sequence[Spot], pairs: NDArray[np.int64]) -> NDArray[np.float32]:
    """[pairs, PAIR_FEATURES]: distance, sentences between, same words, titles, and the mentions standing between."""
    table = np.array([(s.first, s.last, s.sentence, s.in_title, s.tag == 0) for s in spots], dtype=np.float32)
    table = table.reshape(-1, 5)
    mentions = np.sort(table[table[:, 4] > 0][:, 0])
    a, b = table[pairs[:, 0]], table[pairs[:, 1]]
    gap = np.maximum(b[:, 0] - a[:, 1], 0)
    apart = np.abs(b[:, 2] - a[:, 2])
    between = np.searchsorted(mentions, b[:, 0], "left") - np.searchsorted(mentions, a[:, 1], "right")
    words = [spot.words for spot in spots]
    same = np.array([words[i] == words[j] for i, j in pairs], dtype=np.float32)
    return np.stack(
        [
            np.tanh(gap / 30),
            np.log1p(gap) / 6,
            (apart == 0).astype(np.float32),
            (apart == 1).astype(np.float32),
            np.tanh(apart / 5),
            same,
            a[:, 3],
            b[:, 3],
            np.log1p(np.maximum(between, 0)) / 2,
            (a[:, 1] >= b[:, 0]).astype(np.float32),
        ],
        axis=1,
    ).astype(np.float32)


def incident_features(
    spots: Sequence[Spot], members: Sequence[int], tokens: int, rank: int, incidents: int
) -> NDArray[np.float32]:
    """[INCIDENT_FEATURES] for one incident: where it begins, how much is told of it, its rank by first mention."""
    anchors = [spots[i] for i in members if spots[i].tag in ANCHOR_IDS]
    first = min((spot.first for spot in anchors if not spot.in_title), default=0)
    last = max((spot.last for spot in anchors), default=0)
    return np.array(
        [
            first / max(tokens, 1),
            np.log1p(first) / 7,
            (last - first) / max(tokens, 1),
            float(any(spot.in_title for spot in anchors)),
            np.log1p(len(anchors)) / 3,
            np.log1p(len(members)) / 4,
            rank / 8,
            float(rank == 0),
            np.log1p(incidents) / 3,
        ],
        dtype=np.float32,
    )
