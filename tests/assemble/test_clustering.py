"""Clusters: an outcome of the set of the inputs, which heeds what persons have judged and does not chain."""

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from histor.assemble.clustering import cluster, components, regions, steps

Pair = tuple[int, int]
Edge = tuple[int, int, float]

ACCOUNTS = st.integers(0, 11)
PAIRS = st.tuples(ACCOUNTS, ACCOUNTS)
EDGES = st.lists(st.tuples(ACCOUNTS, ACCOUNTS, st.floats(0, 1)), max_size=40)
JUDGED = st.lists(PAIRS, max_size=8, unique_by=lambda pair: frozenset(pair))


def each_alone(count: int = 12) -> dict[int, str]:
    """Accounts, each in an article of its own."""
    return {account: f"article {account}" for account in range(count)}


def numbered(pairs: list[Pair]) -> list[tuple[int, int, int]]:
    """Judgements on pairs of different accounts, each newer than the one before it."""
    return [(a, b, number) for number, (a, b) in enumerate(pairs) if a != b]


def home(clusters: list[tuple[int, ...]]) -> dict[int, int]:
    """The number of each account's cluster."""
    return {account: number for number, members in enumerate(clusters) for account in members}


@given(EDGES, JUDGED, JUDGED, st.randoms())
def test_the_order_of_the_inputs_does_not_matter(
    edges: list[Edge], same: list[Pair], different: list[Pair], random: Random
) -> None:
    together, apart = numbered(same), numbered(different)
    before = cluster(each_alone(), edges, together, apart)
    turned, accounts = [(b, a, score) for a, b, score in edges], list(each_alone().items())
    random.shuffle(turned)
    random.shuffle(together)
    random.shuffle(apart)
    random.shuffle(accounts)
    assert cluster(dict(accounts), turned, together, apart) == before


@given(EDGES, JUDGED, JUDGED)
def test_every_account_is_in_one_cluster(edges: list[Edge], same: list[Pair], different: list[Pair]) -> None:
    clusters = cluster(each_alone(), edges, numbered(same), numbered(different))
    assert sorted(account for members in clusters for account in members) == list(range(12))


@given(EDGES, JUDGED)
def test_what_persons_join_is_joined(edges: list[Edge], same: list[Pair]) -> None:
    at = home(cluster(each_alone(), edges, numbered(same)))
    assert all(at[a] == at[b] for a, b in same)


@given(EDGES, JUDGED)
def test_what_persons_part_is_parted(edges: list[Edge], different: list[Pair]) -> None:
    at = home(cluster(each_alone(), edges, apart=numbered(different)))
    assert all(at[a] != at[b] for a, b in different if a != b)


def test_of_contradicting_judgements_the_newest_holds() -> None:
    assert cluster(each_alone(2), [], [(0, 1, 1)], [(0, 1, 2)]) == [(0,), (1,)]
    assert cluster(each_alone(2), [], [(0, 1, 2)], [(0, 1, 1)]) == [(0, 1)]


def test_a_judgement_that_newer_ones_contradict_through_others_is_passed_over() -> None:
    assert cluster(each_alone(3), [], [(0, 1, 1), (1, 2, 3)], [(0, 2, 2)]) == [(0,), (1, 2)]


def test_a_chain_of_likely_pairs_is_not_joined_whole() -> None:
    chain = [(account, account + 1, 0.6) for account in range(9)]
    assert max(map(len, cluster(each_alone(10), chain, link=0.5))) == 2


def test_weak_edges_join_only_what_stronger_ones_hold_together() -> None:
    edges = [(0, 1, 0.8), (1, 2, 0.2), (0, 2, 0.2), (3, 4, 0.2)]
    assert cluster(each_alone(5), edges, link=0.15, reach=0.3) == [(0, 1), (2,), (3,), (4,)]
    assert cluster(each_alone(5), [*edges, (2, 3, 0.4)], link=0.15, reach=0.3) == [(0, 1), (2, 3), (4,)]
    assert cluster(each_alone(5), edges, link=0.15) == [(0, 1, 2), (3, 4)]
    assert cluster(each_alone(5), edges, together=[(3, 4, 1)], link=0.15, reach=0.3) == [(0, 1), (2,), (3, 4)]


def test_a_component_that_is_too_large_is_weighed_in_its_firmer_parts() -> None:
    edges = [(0, 1, 0.9), (1, 2, 0.25), (2, 3, 0.9)]
    ties, strengths = np.array([edge[:2] for edge in edges]), np.array([edge[2] for edge in edges])
    assert regions(ties, strengths, 5, steps(0.2), most=4).tolist() == [0, 0, 0, 0, 4]
    assert regions(ties, strengths, 5, steps(0.2), most=3).tolist() == [0, 0, 2, 2, 4]
    assert regions(ties, strengths, 5, steps(0.2), most=1).tolist() == [0, 0, 2, 2, 4], "what 0.8 holds stays whole"
    loose = [*edges, (0, 2, 0.25), (0, 3, 0.25), (1, 3, 0.25)]
    assert cluster(each_alone(4), loose, link=0.2, reach=0.2, most=4) == [(0, 1, 2, 3)]
    assert cluster(each_alone(4), loose, link=0.2, reach=0.2, most=3) == [(0, 1), (2, 3)]
    assert cluster(each_alone(4), loose, [(1, 2, 1)], link=0.2, reach=0.2, most=3) == [(0, 1, 2, 3)]


@given(EDGES, JUDGED, st.floats(0, 1))
def test_components_can_be_clustered_one_by_one(edges: list[Edge], same: list[Pair], reach: float) -> None:
    whole = cluster(each_alone(), edges, numbered(same), link=0.2, reach=reach)
    strong = [(a, b) for a, b, score in edges if score >= reach] + list(same)
    label = components(np.array(strong, np.int64).reshape(-1, 2), 12)
    parts = [
        cluster({a: str(a) for a in range(12) if label[a] == part}, edges, numbered(same), link=0.2, reach=reach)
        for part in sorted(set(label.tolist()))
    ]
    assert sorted(found for part in parts for found in part) == whole


def test_accounts_of_one_article_stay_apart_unless_a_person_joins_them() -> None:
    accounts = {0: "one", 1: "one", 2: "other"}
    edges = [(0, 1, 1.0), (0, 2, 0.9), (1, 2, 0.8)]
    assert cluster(accounts, edges) == [(0, 2), (1,)]
    assert cluster(accounts, edges, together=[(0, 1, 1)]) == [(0, 1, 2)]


@given(st.lists(PAIRS, max_size=12))
def test_components_are_what_edges_connect(pairs: list[Pair]) -> None:
    label = components(np.array(pairs, np.int64).reshape(-1, 2), 12).tolist()
    joined = cluster(each_alone(), [], numbered(pairs))
    assert label == [next(members[0] for members in joined if account in members) for account in range(12)]
