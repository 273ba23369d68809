"""The third step of a merge: accounts linked with one another are clustered, and the incidents follow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Protocol

from sqlalchemy import Connection, Row, delete, select, update

from histor.ledger.merging.bulk import among, insert_new, insert_rows, next_number
from histor.ledger.merging.changes import Turn, change_rows, entries_of
from histor.ledger.merging.comparing import touching
from histor.ledger.merging.judging import standing_verdicts
from histor.ledger.merging.marks import mark_unresolved
from histor.ledger.merging.tables import changes, incidents, memberships, profiles, uncompared, unsettled
from histor.ledger.query import account_id

Edge = tuple[int, int, float]
Verdicts = list[tuple[int, int, int]]
"""Pairs of accounts, each with the number of a person's judgement."""


@dataclass(slots=True)
class Group:
    """Accounts that are one incident: those told now, and those gone that were with them."""

    present: list[int]
    gone: list[int] = field(default_factory=list)
    incident: int = 0

    @property
    def accounts(self) -> list[int]:
        """All of them."""
        return self.present + self.gone


class Cluster(Protocol):
    """Accounts into clusters: pure, and no matter in what order anything is given."""

    def __call__(
        self, accounts: Mapping[int, str], edges: Iterable[Edge], together: Verdicts, apart: Verdicts
    ) -> Sequence[Sequence[int]]:
        """`accounts` says of which article each is."""


@dataclass(slots=True)
class Region:
    """Accounts that are linked, directly or through others, or were in one incident; nothing outside touches them."""

    articles: dict[int, str] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    edges: dict[tuple[int, int], float] = field(default_factory=dict)
    together: Verdicts = field(default_factory=list)
    apart: Verdicts = field(default_factory=list)
    gone: set[int] = field(default_factory=set)
    homes: dict[int, int] = field(default_factory=dict)
    """The incident of each account until now."""
    there: set[int] = field(default_factory=set)
    """Accounts that were told until now."""


def settle(connection: Connection, limit: int, reach: float, cluster: Cluster) -> int | None:
    """Settle up to `limit` marked accounts with all they are linked to; how many incidents changed, None if no mark.

    Accounts still to be compared wait, unless others draw them in.
    """
    waiting = select(uncompared.c.profile)
    marks = select(unsettled.c.profile).where(unsettled.c.profile.not_in(waiting)).order_by(unsettled.c.profile)
    seeds = connection.execute(marks.limit(limit)).scalars().all()
    if not seeds:
        return None
    region = read_region(connection, seeds, reach)
    clusters = cluster(
        {number: article for number, article in region.articles.items() if number not in region.gone},
        ((first, second, score) for (first, second), score in region.edges.items()),
        region.together,
        region.apart,
    )
    return _write(connection, region, clusters)


def read_region(connection: Connection, seeds: Iterable[int], reach: float) -> Region:
    """All that these accounts are linked to, by scores of `reach` or more, persons' "same", or a common incident."""
    region = Region()
    frontier = set(seeds)
    while frontier:
        _read_accounts(connection, region, frontier)
        reached = _read_edges(connection, region, frontier, reach)
        reached |= _read_verdicts(connection, region, frontier)
        reached |= _read_homes(connection, region, frontier)
        frontier = reached - region.articles.keys()
    inside = region.articles.keys()
    region.edges = {pair: score for pair, score in region.edges.items() if pair[0] in inside and pair[1] in inside}
    return region


def _read_accounts(connection: Connection, region: Region, frontier: set[int]) -> None:
    chosen = among(connection, frontier)
    columns = (profiles.c.id, profiles.c.article_id, profiles.c.account_id, profiles.c.present)
    for row in connection.execute(select(*columns).join_from(chosen, profiles, profiles.c.id == chosen.c.value)):
        region.articles[row.id] = row.article_id
        region.names[row.id] = account_id(row.article_id, row.account_id)
        if not row.present:
            region.gone.add(row.id)


def _read_edges(connection: Connection, region: Region, frontier: set[int], reach: float) -> set[int]:
    reached = set()
    for row in connection.execute(touching(connection, frontier)):
        region.edges[row.first, row.second] = row.score
        if row.score >= reach:
            reached |= {row.first, row.second}
    return reached


def _read_verdicts(connection: Connection, region: Region, frontier: set[int]) -> set[int]:
    reached = set()
    for row in standing_verdicts(connection, frontier):
        if row.verdict == "same":
            region.together.append((row.first, row.second, row.number))
            reached |= {row.first, row.second}
        elif row.verdict == "different":
            region.apart.append((row.first, row.second, row.number))
    return reached


def _read_homes(connection: Connection, region: Region, frontier: set[int]) -> set[int]:
    """Note the incidents of accounts; all accounts of these incidents."""
    chosen = among(connection, frontier)
    homes = select(memberships.c.incident).join_from(chosen, memberships, memberships.c.profile == chosen.c.value)
    numbers = among(connection, set(connection.execute(homes).scalars()))
    mates = select(memberships).join_from(numbers, memberships, memberships.c.incident == numbers.c.value)
    reached = set()
    for row in connection.execute(mates):
        region.homes[row.profile] = row.incident
        reached.add(row.profile)
        if row.present:
            region.there.add(row.profile)
    return reached


def _write(connection: Connection, region: Region, clusters: Sequence[Sequence[int]]) -> int:
    """Memberships, incidents and the log for the clusters of a region; how many incidents changed."""
    groups = _with_gone(region, clusters)
    known = _owned(connection, region)
    _name(connection, groups, known)
    turns = _turns(region, groups, known)
    marks = _take_marks(connection, region)
    entries = entries_of(
        turns, {mark.profile: mark.why for mark in marks}, {mark.profile for mark in marks if mark.told}
    )
    rows = change_rows(connection, entries, region.names)
    _write_incidents(connection, groups, known, turns, {row["incident"]: row for row in rows})
    insert_rows(connection, changes, rows)
    _move(connection, region, groups)
    mark_unresolved(connection, (entry.incident for entry in entries if turns[entry.incident].after))
    return len(entries)


def _with_gone(region: Region, clusters: Sequence[Sequence[int]]) -> list[Group]:
    """Clusters by their first account. A gone account goes with the first of those it was with that are there; those
    gone together with all of their incident are a group for themselves."""
    groups = [Group(sorted(members)) for members in sorted(map(sorted, clusters))]
    heirs: dict[int, Group] = {}
    for group in groups:
        for account in group.present:
            if account in region.homes:
                heirs.setdefault(region.homes[account], group)
    for account in sorted(region.gone & region.homes.keys()):
        home = region.homes[account]
        if home not in heirs:
            heirs[home] = Group([])
            groups.append(heirs[home])
        heirs[home].gone.append(account)
    return groups


def _owned(connection: Connection, region: Region) -> Sequence[Any]:
    """The incidents, whatever their state, that accounts of the region founded."""
    chosen = among(connection, region.articles)
    columns = (incidents.c.number, incidents.c.owner, incidents.c.state, incidents.c.forwards_to)
    query = select(*columns).join_from(chosen, incidents, incidents.c.owner == chosen.c.value)
    return connection.execute(query.order_by(incidents.c.number)).all()


def _name(connection: Connection, groups: Sequence[Group], known: Sequence[Row[Any]]) -> None:
    """Give each group the oldest incident that an account of it founded, else a new one of its first account."""
    founded: dict[int, int] = {}
    for row in known:
        founded.setdefault(row.owner, row.number)
    fresh = count(next_number(connection, incidents))
    for group in groups:
        old = [founded[account] for account in group.accounts if account in founded]
        group.incident = min(old) if old else next(fresh)


def _turns(region: Region, groups: Sequence[Group], known: Sequence[Row[Any]]) -> dict[int, Turn]:
    turns: dict[int, Turn] = {}
    for account in region.there:
        home = region.homes[account]
        turns.setdefault(home, Turn(home)).before.add(account)
    home_now = {account: group.incident for group in groups for account in group.accounts}
    for group in groups:
        turns.setdefault(group.incident, Turn(group.incident)).after.update(group.present)
    for row in known:
        turn = turns.setdefault(row.number, Turn(row.number))
        turn.into = None if home_now[row.owner] == row.number else home_now[row.owner]
    return turns


def _take_marks(connection: Connection, region: Region) -> Sequence[Row[Any]]:
    """The marks of the region's accounts; those of accounts that are still to be compared stay for another time."""
    chosen = among(connection, region.articles)
    marks = connection.execute(
        select(unsettled).join_from(chosen, unsettled, unsettled.c.profile == chosen.c.value)
    ).all()
    done = select(among(connection, [mark.profile for mark in marks]).c.value)
    waiting = select(uncompared.c.profile)
    connection.execute(delete(unsettled).where(unsettled.c.profile.in_(done), unsettled.c.profile.not_in(waiting)))
    return marks


def _write_incidents(
    connection: Connection,
    groups: Sequence[Group],
    known: Sequence[Row[Any]],
    turns: Mapping[int, Turn],
    logged: Mapping[int, Mapping[str, Any]],
) -> None:
    there = {row.number for row in known}
    new = [group for group in groups if group.incident not in there]
    insert_rows(connection, incidents, [_new_row(group, logged[group.incident]) for group in new])
    states = {group.incident: "current" if group.present else "retracted" for group in groups}
    for row in known:
        into = turns[row.number].into
        state = states[row.number] if into is None else "merged"
        values: dict[str, Any] = {"state": state, "forwards_to": into}
        if row.number in logged:
            entry = logged[row.number]
            values |= {"updated_at": entry["at"], "last_change": entry["number"]}
        if len(values) > 2 or (row.state, row.forwards_to) != (state, into):
            connection.execute(update(incidents).where(incidents.c.number == row.number).values(values))


def _new_row(group: Group, entry: Mapping[str, Any]) -> dict[str, Any]:
    plain = dict.fromkeys(("foreground", "aggregate", "suicide", "resolved", "killed_told", "wounded_told"), False)
    return {
        **plain,
        "number": group.incident,
        "owner": group.present[0],
        "state": "current",
        "updated_at": entry["at"],
        "last_change": entry["number"],
        "articles": 0,
        "independent": 0,
        "accounts": len(group.present),
        "score": 0.0,
    }


def _move(connection: Connection, region: Region, groups: Sequence[Group]) -> None:
    """Write who is where now."""
    now_in = {account: (group.incident, True) for group in groups for account in group.present}
    now_in |= {account: (group.incident, False) for group in groups for account in group.gone}
    before = {account: (home, account in region.there) for account, home in region.homes.items()}
    moved = [account for account in now_in if before.get(account) != now_in[account]]
    old = select(among(connection, [account for account in moved if account in before]).c.value)
    connection.execute(delete(memberships).where(memberships.c.profile.in_(old)))
    insert_new(connection, memberships, [(account, *now_in[account]) for account in sorted(moved)])
