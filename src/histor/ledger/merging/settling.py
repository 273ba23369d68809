"""The third step of a merge: accounts linked with one another are clustered, and the incidents follow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Protocol

from sqlalchemy import Connection, Row, delete, select, update

from histor.ledger.merging.bulk import among, insert_new, insert_rows, next_number
from histor.ledger.merging.changes import Turn, change_rows, entries_of
from histor.ledger.merging.marks import mark_unresolved, waits_for_comparing
from histor.ledger.merging.regions import Known, Land, Reach, Region, Verdict, find_regions
from histor.ledger.merging.tables import changes, incidents, memberships, profiles, unsettled

Edge = tuple[int, int, float]
Verdicts = Sequence[Verdict]


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


def settle(connection: Connection, limit: int, reach: Reach, known: Known, cluster: Cluster) -> int | None:
    """Settle up to `limit` marked accounts with all of their regions; how many incidents changed, None if no mark.

    Accounts still to be compared wait, unless others draw them in. `known` goes from one call to the next.
    """
    marks = (
        select(unsettled.c.profile)
        .join(profiles, profiles.c.id == unsettled.c.profile)
        .where(~waits_for_comparing())
        .order_by(unsettled.c.profile)
    )
    seeds = connection.execute(marks.limit(limit)).scalars().all()
    if not seeds:
        return None
    land = Land()
    regions = find_regions(connection, land, seeds, reach, known)
    clusters = [members for region in regions for members in _clusters(land, region, cluster)]
    return _write(connection, land, regions, clusters)


def _clusters(land: Land, region: Region, cluster: Cluster) -> Sequence[Sequence[int]]:
    """The clusters of one region's accounts that are told now."""
    inside = set(region.accounts) - land.gone
    edges = [(a, b, score) for a in sorted(inside) for b, score in land.near[a] if a < b and b in inside]
    together, apart = (
        sorted({verdict for account in inside for verdict in said.get(account, ())})
        for said in (land.together, land.apart)
    )
    return cluster({account: land.articles[account] for account in sorted(inside)}, edges, together, apart)


def _write(connection: Connection, land: Land, regions: Sequence[Region], clusters: Sequence[Sequence[int]]) -> int:
    """Memberships, incidents and the log for the clusters of whole regions; how many incidents changed."""
    steps = {account: region.step for region in regions for account in region.accounts}
    groups = _with_gone(land, sorted(steps.keys() & land.gone), clusters)
    known = _owned(connection, steps)
    _name(connection, groups, known)
    turns = _turns(land, groups, known)
    marks = _take_marks(connection, steps)
    entries = entries_of(
        turns, {mark.profile: mark.why for mark in marks}, {mark.profile for mark in marks if mark.told}
    )
    rows = change_rows(connection, entries, land.names)
    _write_incidents(connection, groups, known, turns, {row["incident"]: row for row in rows})
    insert_rows(connection, changes, rows)
    _move(connection, land, groups, steps)
    mark_unresolved(connection, (entry.incident for entry in entries if turns[entry.incident].after))
    return len(entries)


def _with_gone(land: Land, gone: Sequence[int], clusters: Sequence[Sequence[int]]) -> list[Group]:
    """Clusters by their first account. A gone account goes with the first of those it was with that are there; those
    gone together with all of their incident are a group for themselves."""
    groups = [Group(sorted(members)) for members in sorted(map(sorted, clusters))]
    heirs: dict[int, Group] = {}
    for group in groups:
        for account in group.present:
            if account in land.homes:
                heirs.setdefault(land.homes[account], group)
    for account in gone:
        if home := land.homes.get(account):
            if home not in heirs:
                heirs[home] = Group([])
                groups.append(heirs[home])
            heirs[home].gone.append(account)
    return groups


def _owned(connection: Connection, accounts: Iterable[int]) -> Sequence[Any]:
    """The incidents, whatever their state, that accounts founded."""
    chosen = among(connection, accounts)
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


def _turns(land: Land, groups: Sequence[Group], known: Sequence[Row[Any]]) -> dict[int, Turn]:
    turns: dict[int, Turn] = {}
    home_now = {account: group.incident for group in groups for account in group.accounts}
    for account in land.there & home_now.keys():
        home = land.homes[account]
        turns.setdefault(home, Turn(home)).before.add(account)
    for group in groups:
        turns.setdefault(group.incident, Turn(group.incident)).after.update(group.present)
    for row in known:
        turn = turns.setdefault(row.number, Turn(row.number))
        turn.into = None if home_now[row.owner] == row.number else home_now[row.owner]
    return turns


def _take_marks(connection: Connection, accounts: Iterable[int]) -> Sequence[Row[Any]]:
    """The marks of accounts; those of accounts that are still to be compared stay for another time."""
    chosen = among(connection, accounts)
    marks = connection.execute(
        select(unsettled, waits_for_comparing().label("waits"))
        .join_from(chosen, unsettled, unsettled.c.profile == chosen.c.value)
        .join(profiles, profiles.c.id == unsettled.c.profile)
    ).all()
    done = select(among(connection, [mark.profile for mark in marks if not mark.waits]).c.value)
    connection.execute(delete(unsettled).where(unsettled.c.profile.in_(done)))
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


def _move(connection: Connection, land: Land, groups: Sequence[Group], steps: Mapping[int, int]) -> None:
    """Write who is where now."""
    now_in = {account: (group.incident, True, steps[account]) for group in groups for account in group.present}
    now_in |= {account: (group.incident, False, steps[account]) for group in groups for account in group.gone}
    before = {
        account: (home, account in land.there, land.settled_by[account])
        for account, home in land.homes.items()
        if account in steps
    }
    moved = [account for account in now_in if before.get(account) != now_in[account]]
    old = select(among(connection, [account for account in moved if account in before]).c.value)
    connection.execute(delete(memberships).where(memberships.c.profile.in_(old)))
    insert_new(connection, memberships, [(account, *now_in[account]) for account in sorted(moved)])
