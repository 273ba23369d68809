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
_UNIT: Final = 1_000_000


def cluster(
    accounts: Mapping[K, str],
    edges: Iterable[tuple[K, K, float]],
    together: Iterable[tuple[K, K, int]] = (),
    apart: Iterable[tuple[K, K, int]] = (),
    link: float = 0.5,
    reach: float = 0.0,
) -> list[tuple[K, ...]]:
    """Each account in exactly one cluster; clusters and their members sorted.

    `accounts` says of which article each is: accounts of one article are never joined but by a person. `edges` are
    machine scores, 0 to 1; of several for one pair the highest counts. `together` and `apart` are persons' judgements
    with their numbers: the newest (highest) holds, and one that contradicts newer ones, be it through others, is passed
    over. Judgements and edges about accounts that are not among `accounts` are passed over too.

    Only what hangs together by edges of `reach` or more, or by a person's "same", can become one cluster: weaker edges
    between such components count for nothing, or a large archive would be one component and no article could be added
    without looking at all of it.
    """
    kept, same = list(edges), list(together)
    partition = _Partition(accounts)
    partition.obey(same, apart)
    partition.weigh(_within(accounts, kept, same, reach))
    partition.join(round(link * _UNIT))
    return sorted(tuple(sorted(members)) for members in partition.members.values())


def _within(
    accounts: Iterable[K], edges: Sequence[tuple[K, K, float]], together: Iterable[tuple[K, K, int]], reach: float
) -> Iterator[tuple[K, K, float]]:
    """The edges inside the components that edges of `reach` or more and persons' "same" make."""
    place = {account: at for at, account in enumerate(sorted(accounts))}
    ties = [(place[a], place[b]) for a, b, score in edges if score >= reach and a in place and b in place]
    ties += [(place[a], place[b]) for a, b, _ in together if a in place and b in place]
    label = components(np.array(ties, np.int64).reshape(-1, 2), len(place))
    return ((a, b, s) for a, b, s in edges if a in place and b in place and label[place[a]] == label[place[b]])


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
