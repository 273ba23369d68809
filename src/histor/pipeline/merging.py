"""Merges: takes new accounts from the ledger, has them compared, clustered and resolved, and has the outcome kept.

Each step works in batches of one transaction and leaves marks in the ledger for what is still to do, so a merge that
is stopped at any moment goes on where it was. An incident's accounts follow from profiles, comparisons and persons'
judgements alone: whatever the order in which articles come, and however often they are merged, it ends the same.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from histor.assemble.candidates import CAP, keys_of
from histor.assemble.clustering import MOST, cluster, steps
from histor.assemble.columns import columns_of
from histor.assemble.comparison import compare_all, weights
from histor.assemble.lineage import sketch_of
from histor.assemble.profiles import profile_of
from histor.assemble.resolution import POLICY_VERSION
from histor.ledger.merging.comparing import Batch, Likeness
from histor.ledger.merging.entering import Arrival, Featured, Prepared, account_digest
from histor.ledger.merging.regions import Known, Reach
from histor.ledger.merging.resolving import Columns, Mark, summary
from histor.ledger.query import account_id
from histor.pipeline.crew import Crew
from histor.pipeline.incidents import resolve_dossier
from histor.pipeline.packing import layout_version, pack, unpack
from histor.record.reading import Failure

if TYPE_CHECKING:
    from histor.ledger.merging.merged import Merging
    from histor.ledger.store import Ledger

ARTICLES: Final = 200
ACCOUNTS: Final = 2000
SEEDS: Final = 1000
INCIDENTS: Final = 200
"""What one batch of each step takes; none holds the ledger for more than about a second."""
MOST_OF_A_REASON: Final = 300
"""Characters kept of an error nobody foresaw."""
WORTH_KEEPING: Final = 0.05
"""Pairs that the machine gives a smaller chance are not kept: to clustering they count as nothing."""

Progress = Callable[[str, int], None]
"""Told the step ("entering", "comparing", "settling", "resolving") and how much of it was done in this merge."""


@dataclass(frozen=True, slots=True)
class MergeOutcome:
    """What a merge did: accounts entered, accounts compared and in how many pairs, of which so many were kept;
    incidents that changed, summaries made, and incidents that could not be resolved."""

    entered: int = 0
    compared: int = 0
    pairs: int = 0
    kept: int = 0
    changed: int = 0
    resolved: int = 0
    failed: int = 0


def merge(ledger: "Ledger", again: bool = False, progress: Progress | None = None, workers: int = 1) -> MergeOutcome:
    """Merge all that is new in the ledger; with `again`, compare everything again.

    Everything is compared again also where an older version of the weights made the judgements that stand. Several
    processes may merge one ledger at once. With two `workers` or more, so many processes help to make ready, to compare
    and to resolve.

    Raises:
        LedgerError: the ledger can no longer be written; what was merged until then is kept.
    """
    with Crew(ledger, workers) as crew:
        foreman = _Foreman(ledger, crew, progress or (lambda step, done: None))
        foreman.merging.use_version(version(), again=again)
        foreman.merging.use_policies(POLICY_VERSION)
        while foreman.merging.waiting():
            foreman.enter()
            foreman.compare()
            foreman.settle_and_resolve()
    return MergeOutcome(**foreman.done)


def version() -> str:
    """What the machine's judgements depend on beside the accounts: the weights, the columns, and the cap of keys."""
    return f"{weights().version}/{layout_version()}/{CAP}/{MOST}"


def prepare(arrivals: Sequence[Arrival]) -> list[Prepared]:
    """Arrivals made ready to be entered: for each account what it is compared by, for each article its sketch."""
    told = [(arrival, place) for arrival in arrivals for place in range(len(arrival.reading.incidents))]
    profiles = [
        profile_of(arrival.reading.article, account, account_id(arrival.reading.article.id, account.id))
        for arrival, place in told
        for account in [arrival.reading.incidents[place]]
    ]
    features = pack(columns_of(profiles))
    ready: dict[int, list[Featured]] = {arrival.reading_id: [] for arrival in arrivals}
    for (arrival, place), profile, packed in zip(told, profiles, features, strict=True):
        account = arrival.reading.incidents[place]
        day = profile.date.earliest if profile.date else profile.published or ""
        digest = account_digest(arrival.reading, account)
        ready[arrival.reading_id].append(Featured(account.id, place, day[:10], digest, packed, keys_of(profile)))
    return [
        Prepared(
            arrival.marks,
            arrival.reading_id,
            arrival.reading.article.id,
            tuple(ready[arrival.reading_id]),
            sketch_of(arrival.reading.article) if arrival.reading.incidents else None,
        )
        for arrival in arrivals
    ]


def likenesses(batch: Batch) -> dict[tuple[int, int], Likeness]:
    """What the machine makes of a batch's pairs, by the accounts' numbers; those worth keeping."""
    scored = compare_all(unpack(batch.features), batch.first, batch.second)
    keep = np.flatnonzero(scored.scores >= WORTH_KEEPING)
    first = batch.accounts[batch.first[keep]].tolist()
    second = batch.accounts[batch.second[keep]].tolist()
    scores = scored.scores[keep].tolist()
    patterns = [pattern.decode("ascii") for pattern in scored.patterns[keep].tolist()]
    pairs = zip(first, second, scores, patterns, strict=True)
    return {(min(a, b), max(a, b)): Likeness(score, pattern) for a, b, score, pattern in pairs}


def _prepared(merging: "Merging", marks: Sequence[int]) -> list[Prepared]:
    return prepare(merging.arrived(marks))


def _compared(merging: "Merging", numbers: tuple[int, ...]) -> tuple[Batch, dict[tuple[int, int], Likeness]]:
    batch = merging.batch(numbers, CAP)
    return replace(batch, features=[]), likenesses(batch)


def _resolved(merging: "Merging", marks: Sequence[Mark]) -> tuple[dict[Mark, Columns | None], list[Failure]]:
    """Summaries by mark, none for incidents that are no more; where something unforeseen stands in one, the rest
    goes on."""
    by_number = {mark.incident: mark for mark in marks}
    found: dict[Mark, Columns | None] = dict.fromkeys(marks)
    failures = []
    for dossier in merging.dossiers(by_number):
        try:
            found[by_number[dossier.number]] = summary(resolve_dossier(dossier))
        except Exception as error:
            reason = f"it cannot be resolved: {type(error).__name__}: {str(error)[:MOST_OF_A_REASON]}"
            failures.append(Failure(dossier.incident, reason, "a fault in Histor; please report it", stage="merge"))
    return found, failures


class _Foreman:
    """The steps of one merge, and how much each has done."""

    def __init__(self, ledger: "Ledger", crew: Crew, progress: Progress) -> None:
        self._ledger = ledger
        self._crew = crew
        self.merging = ledger.merging
        self.done = dict.fromkeys(("entered", "compared", "pairs", "kept", "changed", "resolved", "failed"), 0)
        self._progress = progress
        self._link = weights().link
        self._reach, self._known = Reach(steps(weights().reach), MOST), Known()

    def enter(self) -> None:
        """Give accounts of new readings their profiles."""
        for prepared in self._crew.each(_prepared, self._arrivals()):
            self._count("entering", entered=self.merging.enter(prepared, CAP))

    def compare(self) -> None:
        """Compare new accounts with all that share a key with them."""
        for batch, found in self._crew.each(_compared, self._uncompared()):
            if self.merging.keep_batch(batch, found, self._link):
                self._count("comparing", compared=len(batch.numbers), pairs=len(batch.first), kept=len(found))

    def settle_and_resolve(self) -> None:
        """Find the incidents of accounts whose links are new or others, and make the summaries of those that changed:
        helpers resolve while the foreman settles."""
        for summaries, failures in self._crew.each(_resolved, self._unresolved()):
            kept = self.merging.keep_summaries(summaries)
            for failure in failures:
                self._ledger.fail(failure)
            self._count("resolving", resolved=kept, failed=len(failures))

    def _arrivals(self) -> Iterator[list[int]]:
        after = 0
        while marks := self.merging.arrivals(ARTICLES, after):
            after = marks[-1]
            yield marks

    def _uncompared(self) -> Iterator[tuple[int, ...]]:
        after = "", 0
        while waiting := self.merging.uncompared(ACCOUNTS, after):
            after = waiting[-1]
            yield tuple(number for _, number in waiting)

    def _unresolved(self) -> Iterator[list[Mark]]:
        """Incidents to be resolved; where there are no more, accounts are settled until there are."""
        after = 0
        while (marks := self.merging.unresolved(INCIDENTS, after)) or self._settled():
            if marks:
                after = marks[-1].incident
                yield marks

    def _settled(self) -> bool:
        """Settle some accounts; False if none was left."""
        changed = self.merging.settle(SEEDS, self._reach, self._known, self._cluster)
        self._count("settling", changed=changed or 0)
        return changed is not None

    def _cluster(
        self,
        accounts: Mapping[int, str],
        edges: Iterable[tuple[int, int, float]],
        together: Iterable[tuple[int, int, int]],
        apart: Iterable[tuple[int, int, int]],
    ) -> Sequence[Sequence[int]]:
        return cluster(accounts, edges, together, apart, self._link, self._reach.steps[0])

    def _count(self, step: str, **done: int) -> None:
        for name, number in done.items():
            self.done[name] += number
        self._progress(step, self.done[next(iter(done))])
