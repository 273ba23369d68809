"""Average linkage: what belongs together joins, and the same chances give the same clusters."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from histor.read.links import average_linkage

CHANCES = st.integers(0, 12).flatmap(
    lambda n: arrays(np.float32, (n, n), elements=st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]))
)


def symmetric(chances: np.ndarray) -> np.ndarray:
    return np.maximum(chances, chances.T)


def chances_of(count: int, *pairs: tuple[int, int, float]) -> np.ndarray:
    table = np.zeros((count, count), np.float32)
    for a, b, chance in pairs:
        table[a, b] = table[b, a] = chance
    return table


def test_rows_that_are_likely_together_join_and_others_stay_apart() -> None:
    table = chances_of(5, (0, 2, 0.9), (2, 4, 0.8), (0, 4, 0.7), (1, 3, 0.6), (0, 1, 0.3))
    assert average_linkage(table, 0.4) == [[0, 2, 4], [1, 3]]


def test_one_likely_pair_does_not_chain_two_groups() -> None:
    table = chances_of(4, (0, 1, 0.9), (2, 3, 0.9), (1, 2, 0.8))
    assert average_linkage(table, 0.4) == [[0, 1], [2, 3]]


def test_a_pair_at_the_least_chance_joins() -> None:
    assert average_linkage(chances_of(2, (0, 1, 0.5)), 0.5) == [[0, 1]]
    assert average_linkage(chances_of(2, (0, 1, 0.49)), 0.5) == [[0], [1]]


def test_of_equal_pairs_the_one_that_stands_first_joins() -> None:
    assert average_linkage(chances_of(3, (0, 1, 0.6), (1, 2, 0.6)), 0.4) == [[0, 1], [2]]


def test_a_row_says_nothing_of_itself() -> None:
    assert average_linkage(np.eye(3, dtype=np.float32), 0.4) == [[0], [1], [2]]


@given(CHANCES, st.sampled_from([0.2, 0.4, 0.6]))
def test_every_row_is_in_one_cluster_and_no_two_clusters_should_still_join(raw: np.ndarray, least: float) -> None:
    table = symmetric(raw)
    clusters = average_linkage(table, least)
    assert sorted(row for cluster in clusters for row in cluster) == list(range(len(table)))
    assert clusters == sorted(clusters)
    for number, one in enumerate(clusters):
        for other in clusters[number + 1 :]:
            assert table[np.ix_(one, other)].mean() < least + 1e-6


@given(CHANCES)
def test_the_same_chances_give_the_same_clusters_and_are_left_as_they_are(raw: np.ndarray) -> None:
    table = symmetric(raw)
    before = table.copy()
    assert average_linkage(table, 0.4) == average_linkage(table.copy(), 0.4)
    assert np.array_equal(table, before)


@given(st.permutations(range(6)))
def test_the_order_of_rows_does_not_matter_where_no_chances_are_equal(order: list[int]) -> None:
    table = chances_of(
        6, (0, 1, 0.91), (1, 2, 0.72), (0, 2, 0.63), (3, 4, 0.84), (4, 5, 0.35), (3, 5, 0.46), (2, 3, 0.2)
    )
    plain = {frozenset(cluster) for cluster in average_linkage(table, 0.4)}
    shuffled = average_linkage(table[np.ix_(order, order)], 0.4)
    assert {frozenset(order[row] for row in cluster) for cluster in shuffled} == plain
