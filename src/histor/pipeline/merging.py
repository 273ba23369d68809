"""Merges: takes new accounts from the ledger, has them compared, clustered and resolved, and has the outcome kept.

Each step works in batches of one transaction and leaves marks in the ledger for what is still to do, so a merge that
is stopped at any moment goes on where it was. An incident's accounts follow from profiles, comparisons and persons'
judgements alone: whatever the order in which articles come, and however often they are merged, it ends the same.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from histor.assemble.candidates import CAP, keys_of
from histor.assemble.clustering import cluster
from histor.assemble.columns import columns_of
from histor.assemble.comparison import compare_all, weights
from histor.assemble.lineage import sketch_of
from histor.assemble.profiles import profile_of
from histor.ledger.merging.comparing import Batch, Likeness
from histor.ledger.merging.entering import Arrival, Featured, Prepared, account_digest
from histor.ledger.merging.resolving import Dossier
from histor.ledger.query import account_id
from histor.pipeline.incidents import resolve_dossier
from histor.pipeline.packing import layout_version, pack, unpack
from histor.record.incident import Incident
from histor.record.reading import Failure

if TYPE_CHECKING:
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
    processes may merge one ledger at once.

    Raises:
        LedgerError: the ledger can no longer be written; what was merged until then is kept.
    """
    foreman = _Foreman(ledger, progress or (lambda step, done: None))
    foreman.merging.use_version(version(), again=again)
    while foreman.merging.waiting():
        foreman.enter()
        foreman.compare()
        foreman.settle()
        foreman.resolve()
    return MergeOutcome(**foreman.done)


def version() -> str:
    """What the machine's judgements depend on beside the accounts: the weights, the columns, and the cap of keys."""
    return f"{weights().version}/{layout_version()}/{CAP}"


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


class _Foreman:
    """The steps of one merge, and how much each has done."""

    def __init__(self, ledger: "Ledger", progress: Progress) -> None:
        self._ledger = ledger
        self.merging = ledger.merging
        self.done = dict.fromkeys(("entered", "compared", "pairs", "kept", "changed", "resolved", "failed"), 0)
        self._progress = progress
        self._link = weights().link

    def enter(self) -> None:
        """Give accounts of new readings their profiles."""
        while arrivals := self.merging.arrivals(ARTICLES):
            self._count("entering", entered=self.merging.enter(prepare(arrivals), CAP))

    def compare(self) -> None:
        """Compare new accounts with all that share a key with them."""
        while numbers := self.merging.uncompared(ACCOUNTS):
            batch = self.merging.batch(numbers, CAP)
            found = likenesses(batch)
            if self.merging.keep_batch(batch, found, self._link):
                self._count("comparing", compared=len(numbers), pairs=len(batch.first), kept=len(found))

    def settle(self) -> None:
        """Find the incidents of accounts whose links are new or others."""
        while (changed := self.merging.settle(SEEDS, self._link, self._cluster)) is not None:
            self._count("settling", changed=changed)

    def resolve(self) -> None:
        """Make the summaries of incidents that changed."""
        while marks := self.merging.unresolved(INCIDENTS):
            dossiers = self.merging.dossiers(mark.incident for mark in marks)
            found = {dossier.number: self._resolved(dossier) for dossier in dossiers}
            kept = self.merging.keep_summaries({mark: found.get(mark.incident) for mark in marks})
            self._count("resolving", resolved=kept)

    def _resolved(self, dossier: Dossier) -> Incident | None:
        """The incident; None, and a failure kept, where something unforeseen stands in it: the others go on."""
        try:
            return resolve_dossier(dossier)
        except Exception as error:
            reason = f"{type(error).__name__}: {str(error)[:MOST_OF_A_REASON]}"
            remedy = "a fault in Histor; please report it"
            self._ledger.fail(Failure(dossier.incident, f"it cannot be resolved: {reason}", remedy, stage="merge"))
            self._count("resolving", failed=1)
            return None

    def _cluster(
        self,
        accounts: Mapping[int, str],
        edges: Iterable[tuple[int, int, float]],
        together: Iterable[tuple[int, int, int]],
        apart: Iterable[tuple[int, int, int]],
    ) -> Sequence[Sequence[int]]:
        return cluster(accounts, edges, together, apart, self._link)

    def _count(self, step: str, **done: int) -> None:
        for name, number in done.items():
            self.done[name] += number
        self._progress(step, self.done[next(iter(done))])
