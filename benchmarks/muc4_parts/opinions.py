"""What the heads think of one article, as plain numbers: the ground on which templates are laid."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from muc4_parts.articles import Story
from muc4_parts.fillers import Filler, Floats, Ints


@dataclass(frozen=True, slots=True)
class Opinion:
    """Chances for the fillers of one article.

    right [n]: fills its role in some template; kinds [n, types]: in a template of that type, if right; told
    [types]: the article has a template of the type; same and together [n, n]: two fillers are one entity, or share a
    template, if both are right.
    """

    story: Story
    fillers: tuple[Filler, ...]
    sentences: Ints
    right: Floats
    kinds: Floats
    told: Floats
    same: Floats
    together: Floats


def square(count: int, pairs: Ints, chances: Floats) -> Floats:
    """Chances of pairs (i < j) as a symmetric matrix [count, count] with ones on the diagonal."""
    matrix = np.eye(count, dtype=np.float32)
    matrix[pairs[:, 0], pairs[:, 1]] = matrix[pairs[:, 1], pairs[:, 0]] = chances
    return matrix


def joined(likeness: Floats, members: Sequence[int], cut: float) -> list[list[int]]:
    """Members in groups: the two groups of the highest mean likeness join until none is above `cut`."""
    groups = [[member] for member in members]
    while len(groups) > 1:
        best, left, right = max(
            (float(likeness[np.ix_(a, b)].mean()), -i, -j)
            for i, a in enumerate(groups)
            for j, b in enumerate(groups[:i])
        )
        if best <= cut:
            break
        groups[-right] += groups.pop(-left)
    return groups
