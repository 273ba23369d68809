"""The best one-to-one matching of two short lists (Kuhn 1955, as shortest augmenting paths with potentials)."""

import math
from collections.abc import Sequence


def best_pairs(weights: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Pairs (row, column) of the matching with the greatest total weight; pairs that weigh nothing are left out.

    `weights` is rows x columns, none negative. Rows enter in order and ties fall to the lower column, so the same
    weights always give the same pairs. Cubic in the longer side, which is at most the codebook's 8 incidents here.
    """
    rows, columns = len(weights), len(weights[0]) if weights else 0
    if not columns:
        return []
    size = max(rows, columns)
    cost = [[0.0] * size for _ in range(size)]
    for row, line in enumerate(weights):
        cost[row][:columns] = [-weight for weight in line]
    owner = _cheapest(cost)
    pairs = [(owner[column], column) for column in range(columns)]
    return [(row, column) for row, column in pairs if row < rows and weights[row][column] > 0]


def _cheapest(cost: list[list[float]]) -> list[int]:
    """The row that owns each column in the cheapest complete matching of a square matrix."""
    size = len(cost)
    row_price, column_price = [0.0] * size, [0.0] * (size + 1)
    # Column `size` is a waiting room: the row that looks for a place stands there until a path frees one.
    owner = [-1] * (size + 1)
    for row in range(size):
        owner[size] = row
        slack, came_from, seen = [math.inf] * size, [size] * size, [False] * (size + 1)
        here = size
        while owner[here] != -1:
            seen[here] = True
            holder = owner[here]
            for column in range(size):
                reduced = cost[holder][column] - row_price[holder] - column_price[column]
                if not seen[column] and reduced < slack[column]:
                    slack[column], came_from[column] = reduced, here
            following = min((column for column in range(size) if not seen[column]), key=slack.__getitem__)
            _shift(slack[following], seen, owner, slack, row_price, column_price)
            here = following
        while here != size:
            owner[here] = owner[came_from[here]]
            here = came_from[here]
    return owner[:size]


def _shift(
    step: float,
    seen: list[bool],
    owner: list[int],
    slack: list[float],
    row_price: list[float],
    column_price: list[float],
) -> None:
    """Move the prices so that the nearest unseen column is reached at no cost."""
    for column, was_seen in enumerate(seen):
        if was_seen:
            row_price[owner[column]] += step
            column_price[column] -= step
        elif column < len(slack):
            slack[column] -= step
