"""Accounts into clusters, one for each incident: average linkage that heeds what persons have judged.

Two clusters are joined while the mean score over all their pairs reaches the threshold, the highest mean first; a pair
that was not compared counts as 0, so that a chain of likely pairs does not join what as a whole is unlikely. Scores
are whole millionths, whose sums are exact: the outcome depends on the set of the inputs alone.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

K = TypeVar("K", int, str)
MOST: Final = 1000
"""Accounts weighed together; a component of more is looked at as the parts that hold together more firmly."""
FIRMER: Final = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
"""Scores by which components that are too large are taken apart, step by step; what 0.8 holds together stays whole."""
_UNIT: Final = 1_000_000
_SAME: Final = 2.0
"""The strength of a person's "same": above every score."""


def cluster(
    accounts: Mapping[K, str],
    edges: Iterable[tuple[K, K, float]],
    together: Iterable[tuple[K, K, int]] = (),
    apart: Iterable[tuple[K, K, int]] = (),
    link: float = 0.5,
    reach: float = 0.0,
    most: int = MOST,
) -> list[tuple[K, ...]]:
    """Each account in exactly one cluster; clusters and their members sorted.

    `accounts` says of which article each is: accounts of one article are never joined but by a person. `edges` are
    machine scores, 0 to 1; of several for one pair the highest counts. `together` and `apart` are persons' judgements
    with their numbers: the newest (highest) holds, and one that contradicts newer ones, be it through others, is passed
    over. Judgements and edges about accounts that are not among `accounts` are passed over too.

    Only accounts of one region (see `regions`) can become one cluster: weaker edges between regions count for nothing,
    or a large archive would be one component and no article could be added without looking at all of it.
    """
    kept, same = list(edges), list(together)
    partition = _Partition(accounts)
    partition.obey(same, apart)
    partition.weigh(_within(accounts, kept, same, steps(reach), most))
    partition.join(round(link * _UNIT))
    return sorted(tuple(sorted(members)) for members in partition.members.values())


def steps(reach: float) -> tuple[float, ...]:
    """The scores by which accounts hang together: `reach` first, then those by which too large components part."""
    return (reach, *(firmer for firmer in FIRMER if firmer > reach))


def _within(
    accounts: Iterable[K],
    edges: Sequence[tuple[K, K, float]],
    together: Iterable[tuple[K, K, int]],
    reaches: Sequence[float],
    most: int,
) -> Iterator[tuple[K, K, float]]:
    """The edges inside regions."""
    place = {account: at for at, account in enumerate(sorted(accounts))}
    here = [(a, b, score) for a, b, score in edges if a in place and b in place]
    ties = [(place[a], place[b], score) for a, b, score in here]
    ties += [(place[a], place[b], _SAME) for a, b, _ in together if a in place and b in place]
    pairs = np.array([tie[:2] for tie in ties], np.int64).reshape(-1, 2)
    label = regions(pairs, np.array([tie[2] for tie in ties]), len(place), reaches, most)
    return ((a, b, score) for a, b, score in here if label[place[a]] == label[place[b]])


def regions(
    ties: NDArray[np.int64], strengths: NDArray[np.float64], count: int, reaches: Sequence[float], most: int
) -> NDArray[np.int64]:
    """For each of `count` accounts the lowest account of its region; `ties` has rows (first, second).

    A region is a component by ties of the weakest of `reaches`, unless it has more than `most` accounts: then its
    regions are those of its components by the next reach, and so on; by the last they may be of any size. So a
    region depends only on the ties of its accounts, and however dense an archive is, it is looked at in pieces.
    """
    label = np.zeros(count, np.int64)
    wide = np.ones(count, bool)
    for reach in reaches:
        strong = ties[(strengths >= reach) & wide[ties].all(axis=1)]
        label = np.where(wide, components(strong, count), label)
        wide &= np.bincount(label, minlength=count)[label] > most
    return label


def components(edges: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """For each of `count` accounts the lowest account that it is connected with; `edges` has rows (first, second)."""
    label = np.arange(count)
    while len(edges):
        low = label[edges].min(axis=1)
        before = label.copy()
        for column in (0, 1):
            np.minimum.at(label, label[edges[:, column]], low)
        while not np.array_equal(label, label[label]):
            label = label[label]
        if np.array_equal(before, label):
            break
    return label


@dataclass(slots=True)
class _Partition(Generic[K]):
    """Clusters in the making, each known by its least member."""

    accounts: Mapping[K, str]
    home: dict[K, K] = field(init=False)
    members: dict[K, list[K]] = field(init=False)
    articles: dict[K, set[str]] = field(init=False)
    foes: dict[K, set[K]] = field(init=False)
    sums: dict[K, dict[K, int]] = field(init=False)

    def __post_init__(self) -> None:
        self.home = {account: account for account in self.accounts}
        self.members = {account: [account] for account in self.accounts}
        self.articles = {account: {article} for account, article in self.accounts.items()}
        self.foes = {account: set() for account in self.accounts}
        self.sums = {account: {} for account in self.accounts}

    def obey(self, together: Iterable[tuple[K, K, int]], apart: Iterable[tuple[K, K, int]]) -> None:
        """Persons' judgements, the newest first; of equally new ones "different" first, then by the accounts."""
        judged = [(-number, 1, min(a, b), max(a, b)) for a, b, number in together]
        judged += [(-number, 0, min(a, b), max(a, b)) for a, b, number in apart]
        for _, same, first, second in sorted(judged):
            if first not in self.home or second not in self.home:
                continue
            one, other = self.home[first], self.home[second]
            if one == other:
                continue
            if not same:
                self.foes[one].add(other)
                self.foes[other].add(one)
            elif other not in self.foes[one]:
                self._unite(one, other)

    def weigh(self, edges: Iterable[tuple[K, K, float]]) -> None:
        """Sums of scores between clusters."""
        best: dict[tuple[K, K], int] = {}
        for a, b, score in edges:
            if a in self.home and b in self.home:
                pair = min(a, b), max(a, b)
                best[pair] = max(best.get(pair, 0), round(score * _UNIT))
        for (a, b), score in best.items():
            one, other = self.home[a], self.home[b]
            if one != other:
                self.sums[one][other] = self.sums[other][one] = self.sums[one].get(other, 0) + score

    def join(self, link: int) -> None:
        """Join the two clusters with the highest mean until none reaches `link`; ties go to the least members."""
        met = ((one, other) for one in self.sums for other in self.sums[one] if one < other)
        heap = [entry for one, other in met for entry in self._entry(one, other, link)]
        heapq.heapify(heap)
        while heap:
            mean, one, other = heapq.heappop(heap)
            if other not in self.sums.get(one, ()) or mean != self._mean(one, other):
                continue
            if not self.articles[one].isdisjoint(self.articles[other]) or other in self.foes[one]:
                continue
            kept = self._unite(one, other)
            for neighbour in self.sums[kept]:
                for entry in self._entry(min(kept, neighbour), max(kept, neighbour), link):
                    heapq.heappush(heap, entry)

    def _mean(self, one: K, other: K) -> float:
        """The mean score of two clusters, negative so that a heap gives the highest first."""
        return -self.sums[one][other] / (len(self.members[one]) * len(self.members[other]))

    def _entry(self, one: K, other: K, link: int) -> Sequence[tuple[float, K, K]]:
        mean = self._mean(one, other)
        return [(mean, one, other)] if -mean >= link else []

    def _unite(self, one: K, other: K) -> K:
        """Make one cluster of two, known by the lesser of their names."""
        kept, gone = min(one, other), max(one, other)
        for account in self.members[gone]:
            self.home[account] = kept
        self.members[kept] += self.members.pop(gone)
        self.articles[kept] |= self.articles.pop(gone)
        for foe in self.foes.pop(gone):
            self.foes[foe].discard(gone)
            self.foes[foe].add(kept)
            self.foes[kept].add(foe)
        for neighbour, score in self.sums.pop(gone).items():
            del self.sums[neighbour][gone]
            if neighbour != kept:
                self.sums[kept][neighbour] = self.sums[neighbour][kept] = self.sums[kept].get(neighbour, 0) + score
        return kept
