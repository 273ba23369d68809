"""Finds the regions that accounts lie in: what hangs together so that its incidents must be found together.

A region is a component of accounts by comparisons of the first reach or more; one that grows too large is left, and
the component by the next, firmer reach is sought instead. The same rule, over a whole archive in memory, is
`assemble.clustering.regions`; here only the accounts around a few are looked at.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from histor.ledger.merging.bulk import among
from histor.ledger.merging.judging import standing_verdicts
from histor.ledger.merging.tables import comparisons, judgements, memberships, past_comparisons, profiles
from histor.ledger.query import account_id

Verdict = tuple[int, int, int]
"""Two accounts and the number of a person's judgement on them."""


@dataclass(frozen=True, slots=True)
class Reach:
    """By which scores accounts hang together, weakest first, and how many are too many for all steps but the last."""

    steps: Sequence[float]
    most: int


@dataclass(slots=True)
class Known:
    """What one merge has learned of components: for each account the first step at which its own may be small enough.

    Comparisons that are added only make components larger; once one has ended, all is forgotten.
    """

    steps: bytearray = field(default_factory=bytearray)
    moment: tuple[int, int] = (-1, -1)

    def refresh(self, connection: Connection) -> None:
        """Forget what may hold no more, and make room for accounts that are new."""
        ended = connection.execute(select(func.coalesce(func.max(past_comparisons.c.id), 0))).scalar_one()
        judged = connection.execute(select(func.coalesce(func.max(judgements.c.number), 0))).scalar_one()
        if self.moment != (ended, judged):
            self.moment, self.steps = (ended, judged), bytearray()
        accounts = connection.execute(select(func.coalesce(func.max(profiles.c.id), 0))).scalar_one()
        self.steps.extend(bytes(accounts + 1 - len(self.steps)))


@dataclass(slots=True)
class Land:
    """What was read of the accounts around some: whatever is here of one is here whole."""

    articles: dict[int, str] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    near: dict[int, list[tuple[int, float]]] = field(default_factory=dict)
    together: dict[int, set[Verdict]] = field(default_factory=dict)
    apart: dict[int, set[Verdict]] = field(default_factory=dict)
    homes: dict[int, int] = field(default_factory=dict)
    """The incident of each account until now."""
    there: set[int] = field(default_factory=set)
    """Accounts that were told until now."""
    settled_by: dict[int, int] = field(default_factory=dict)
    """The step at which the region of an account was found when it was last settled."""

    def read(self, connection: Connection, wanted: Iterable[int]) -> None:
        """Read accounts with their comparisons, verdicts and incidents, those that are not here."""
        fresh = [account for account in wanted if account not in self.articles]
        if fresh:
            self._read_accounts(connection, fresh)
            self.read_steps(connection, fresh)
            self._read_comparisons(connection, fresh)
            self._read_verdicts(connection, fresh)

    def read_steps(self, connection: Connection, wanted: Iterable[int]) -> None:
        """Read the steps at which accounts were settled last."""
        chosen = among(connection, wanted)
        query = select(memberships.c.profile, memberships.c.step)
        query = query.join_from(chosen, memberships, memberships.c.profile == chosen.c.value)
        self.settled_by |= {row.profile: row.step for row in connection.execute(query)}

    def _read_accounts(self, connection: Connection, fresh: list[int]) -> None:
        chosen = among(connection, fresh)
        query = (
            select(profiles.c.id, profiles.c.article_id, profiles.c.account_id, profiles.c.present,
                   memberships.c.incident, memberships.c.present)
            .join_from(chosen, profiles, profiles.c.id == chosen.c.value)
            .outerjoin(memberships, memberships.c.profile == profiles.c.id)
        )  # fmt: skip
        for number, article, name, present, incident, there in connection.execute(query):
            self.articles[number] = article
            self.names[number] = account_id(article, name)
            if not present:
                self.gone.add(number)
            if incident is not None:
                self.homes[number] = incident
            if there:
                self.there.add(number)

    def _read_comparisons(self, connection: Connection, fresh: list[int]) -> None:
        for account in fresh:
            self.near[account] = []
        for here, other in ((comparisons.c.first, comparisons.c.second), (comparisons.c.second, comparisons.c.first)):
            chosen = among(connection, fresh)
            query = select(here, other, comparisons.c.score).join_from(chosen, comparisons, here == chosen.c.value)
            for account, neighbour, score in connection.execute(query):
                self.near[account].append((neighbour, score))

    def _read_verdicts(self, connection: Connection, fresh: list[int]) -> None:
        kinds = {"same": self.together, "different": self.apart}
        judged: set[int] = set()
        for row in standing_verdicts(connection, fresh):
            judged |= {row.first, row.second}
            if row.verdict in kinds:
                for account in (row.first, row.second):
                    kinds[row.verdict].setdefault(account, set()).add((row.first, row.second, row.number))
        chosen = among(connection, judged)
        query = select(profiles.c.id).join_from(chosen, profiles, profiles.c.id == chosen.c.value)
        self.gone.update(connection.execute(query.where(profiles.c.present.is_(False))).scalars())

    def ties(self, account: int, reach: float) -> Iterable[int]:
        """The accounts that one hangs together with, by the machine's scores or a person's word."""
        if account in self.gone:
            return
        yield from (other for other, score in self.near[account] if score >= reach)
        said = (second if first == account else first for first, second, _ in self.together.get(account, ()))
        yield from (other for other in said if other not in self.gone)


@dataclass(slots=True)
class Region:
    """Accounts whose incidents are found together, and the step at which they hang together."""

    accounts: list[int]
    step: int


def find_regions(connection: Connection, land: Land, seeds: Iterable[int], reach: Reach, known: Known) -> list[Region]:
    """The regions of these accounts, of all that were in one incident with any account found, and of those whose
    region is another now because it has grown too large."""
    known.refresh(connection)
    found: list[Region] = []
    placed: set[int] = set()
    waiting = set(seeds)
    while waiting:
        for step in range(len(reach.steps)):
            starts = sorted(account for account in waiting if known.steps[account] <= step)
            for region in _Survey(connection, land, reach, step, known).regions(starts):
                found.append(region)
                placed.update(region.accounts)
            waiting = {account for account in waiting | _widened(land, known, step) if account not in placed}
        waiting = _mates(connection, land, placed) - placed
    return found


def _widened(land: Land, known: Known, step: int) -> set[int]:
    """Accounts whose region was found at this step, at which their component has grown too large."""
    return {account for account, settled in land.settled_by.items() if settled == step and known.steps[account] > step}


def _mates(connection: Connection, land: Land, placed: set[int]) -> set[int]:
    """All accounts of the incidents that accounts were in until now."""
    chosen = among(connection, {land.homes[account] for account in placed if account in land.homes})
    query = select(memberships.c.profile).join_from(chosen, memberships, memberships.c.incident == chosen.c.value)
    return set(connection.execute(query).scalars())


class _Survey:
    """Components of one step, grown from some accounts all at once and given up where they are too large."""

    def __init__(self, connection: Connection, land: Land, reach: Reach, step: int, known: Known) -> None:
        self._connection = connection
        self._land = land
        self._step, self._reach = step, reach.steps[step]
        self._most = reach.most if step + 1 < len(reach.steps) else float("inf")
        self._known = known.steps
        self._parent: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}
        self._wide: set[int] = set()

    def regions(self, starts: Sequence[int]) -> list[Region]:
        """The components that are small enough; of the others all that was seen is noted."""
        frontier = [account for account in starts if self._see(account)]
        while frontier:
            going_on = self._going_on(frontier)
            self._land.read(self._connection, going_on)
            frontier = [tie for account in going_on for tie in self._tied(account)]
        for root in self._wide:
            for account in self._members[root]:
                self._known[account] = max(self._known[account], self._step + 1)
        small = (members for root, members in self._members.items() if root not in self._wide)
        return [Region(sorted(members), self._step) for members in small]

    def _going_on(self, frontier: Sequence[int]) -> list[int]:
        """Those from which to look further: in what is too large only those settled before it was."""
        wide = [account for account in frontier if self._root(account) in self._wide]
        self._land.read_steps(self._connection, wide)
        left = {account for account in wide if self._land.settled_by.get(account) != self._step}
        return [account for account in frontier if account not in left]

    def _tied(self, account: int) -> Iterator[int]:
        """The accounts that this one hangs together with and that are to be looked at, too."""
        for other in self._land.ties(account, self._reach):
            if self._see(other):
                yield other
            self._join(account, other)

    def _see(self, account: int) -> bool:
        """Note an account; whether it is new and not known to lie in too large a component."""
        if account in self._parent:
            return False
        self._parent[account] = account
        self._members[account] = [account]
        if self._known[account] > self._step:
            self._wide.add(account)
            return False
        return True

    def _root(self, account: int) -> int:
        while self._parent[account] != account:
            self._parent[account] = account = self._parent[self._parent[account]]
        return account

    def _join(self, one: int, other: int) -> None:
        one, other = self._root(one), self._root(other)
        if one == other:
            return
        if len(self._members[one]) < len(self._members[other]):
            one, other = other, one
        self._parent[other] = one
        self._members[one] += self._members.pop(other)
        if other in self._wide or len(self._members[one]) > self._most:
            self._wide.discard(other)
            self._wide.add(one)
