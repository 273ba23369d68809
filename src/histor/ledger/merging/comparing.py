"""The second step of a merge: accounts that share a key are handed out to be compared, and what came out is kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, delete, func, insert, select, tuple_

from histor.ledger.keep import now
from histor.ledger.merging.bulk import among, insert_new, insert_rows, listed, next_number
from histor.ledger.merging.marks import (
    COMPARER,
    count_entering,
    counter,
    entered,
    mark_uncompared,
    mark_unsettled,
    set_counter,
)
from histor.ledger.merging.tables import (
    arrivals,
    block_keys,
    comparers,
    comparisons,
    crowded_keys,
    memberships,
    past_comparisons,
    profiles,
    uncompared,
)
from histor.ledger.tables import readings, standing

Numbers = NDArray[np.int64]
_SHIFT: Final = 32
"""A pair is one number: the lower account in the upper half."""


class Likeness(NamedTuple):
    """What the machine made of a pair: the chance that the two are one, and the pattern of its reasons."""

    score: float
    pattern: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Accounts to be compared (`numbers`) and all that share a key with them.

    `features[i]` belongs to one account; `first` and `second` are places in it, of accounts of different articles.
    `moment` tells whether accounts were entered since; `crowded` are keys found to be shared by too many. `later` are
    pairs (as one number each) that are compared when the other account's turn comes.
    """

    numbers: tuple[int, ...]
    accounts: Numbers
    features: list[bytes]
    first: Numbers
    second: Numbers
    crowded: tuple[int, ...]
    moment: int
    later: Numbers


def next_uncompared(connection: Connection, limit: int, after: tuple[str, int] = ("", 0)) -> list[tuple[str, int]]:
    """Accounts to be compared, with their day, in order of days; those after one of them."""
    here = tuple_(uncompared.c.day, uncompared.c.profile)
    query = select(uncompared).where(here > tuple_(*after)).order_by(uncompared.c.day, uncompared.c.profile)
    return [(row.day, row.profile) for row in connection.execute(query.limit(limit))]


def read_batch(connection: Connection, numbers: tuple[int, ...], cap: int) -> Batch:
    """All pairs of these accounts with others, through keys that at most `cap` accounts share.

    A pair with an account that is still to be compared, and stands behind in the order of days, is left to that one.
    """
    moment = entered(connection)
    keys, owners = _keys(connection, numbers)
    blocks = _blocks(connection, _distinct(keys))
    sizes = np.array([row.size for row in blocks], np.int64)
    crowded = tuple(row.key for row in blocks if row.size > cap)
    live = [row for row in blocks if row.size <= cap]
    codes = _pairs(keys, owners, live, sizes[sizes <= cap])
    accounts, first, second = _apart(codes)
    rows = _features(connection, accounts)
    later = _later(rows, np.isin(accounts, np.array(numbers, np.int64)), first, second)
    keep = _of_two_articles(rows, first, second) & ~later
    features = [row.features for row in rows]
    return Batch(numbers, accounts, features, first[keep], second[keep], crowded, moment, codes[later])


def _keys(connection: Connection, numbers: Sequence[int]) -> tuple[Numbers, Numbers]:
    """The keys of accounts that are present, and whose each is; sorted by key."""
    chosen = among(connection, numbers)
    query = select(profiles.c.id, profiles.c.blocks).join_from(chosen, profiles, profiles.c.id == chosen.c.value)
    rows = connection.execute(query.where(profiles.c.present.is_(True))).all()
    keys = np.frombuffer(b"".join(row.blocks for row in rows), "<i8").astype(np.int64)
    owners = np.repeat(np.array([row.id for row in rows], np.int64), [len(row.blocks) // 8 for row in rows])
    order = np.argsort(keys, kind="stable")
    return keys[order], owners[order]


def _blocks(connection: Connection, keys: Numbers) -> Sequence[Row[Any]]:
    """Keys that two accounts or more share, with how many and which, sorted by key; known crowded ones left out."""
    chosen = among(connection, keys.tolist())
    known = set(
        connection.execute(
            select(crowded_keys.c.key).join_from(chosen, crowded_keys, crowded_keys.c.key == chosen.c.value)
        ).scalars()
    )
    if known:
        chosen = among(connection, (key for key in keys.tolist() if key not in known))
    size = func.count().label("size")
    query = (
        select(block_keys.c.key, size, listed(connection, block_keys.c.profile).label("members"))
        .join_from(chosen, block_keys, block_keys.c.key == chosen.c.value)
        .group_by(block_keys.c.key)
        .having(size > 1)
    )
    return sorted(connection.execute(query).all(), key=lambda row: int(row.key))


def _pairs(keys: Numbers, owners: Numbers, blocks: Sequence[Row[Any]], sizes: Numbers) -> Numbers:
    """Each pair of an owner of a key with another account of the key's block, once, as one number."""
    if not blocks:
        return np.empty(0, np.int64)
    members = np.array(",".join(row.members for row in blocks).split(","), np.int64)
    starts = np.cumsum(sizes) - sizes
    block_key = np.array([row.key for row in blocks], np.int64)
    place = np.searchsorted(block_key, keys)
    shared = (place < len(block_key)) & (block_key[np.minimum(place, len(block_key) - 1)] == keys)
    place, owners = place[shared], owners[shared]
    counts = sizes[place]
    ends = np.cumsum(counts)
    others = members[np.repeat(starts[place] - (ends - counts), counts) + np.arange(ends[-1] if len(ends) else 0)]
    ours = np.repeat(owners, counts)
    different = ours != others
    ours, others = ours[different], others[different]
    return _distinct(np.minimum(ours, others) << _SHIFT | np.maximum(ours, others))


def _distinct(numbers: Numbers) -> Numbers:
    """The numbers, sorted and each once. For millions, numpy's own `unique` takes sixty times as long."""
    ordered: Numbers = np.sort(numbers)
    distinct: Numbers = ordered[np.diff(ordered, prepend=ordered[:1] - 1) != 0]
    return distinct


def _apart(codes: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """The accounts in pairs, and the pairs as places among them."""
    first, second = codes >> _SHIFT, codes & ((1 << _SHIFT) - 1)
    accounts = _distinct(np.concatenate([first, second]))
    return accounts, np.searchsorted(accounts, first), np.searchsorted(accounts, second)


def _features(connection: Connection, accounts: Numbers) -> Sequence[Any]:
    chosen = among(connection, accounts.tolist())
    waits = uncompared.c.profile.is_not(None).label("waits")
    marked = (uncompared.c.day == profiles.c.day) & (uncompared.c.profile == profiles.c.id)
    return connection.execute(
        select(profiles.c.id, profiles.c.article_id, profiles.c.day, profiles.c.features, waits)
        .join_from(chosen, profiles, profiles.c.id == chosen.c.value)
        .outerjoin(uncompared, marked)
        .order_by(profiles.c.id)
    ).all()


def _later(rows: Sequence[Any], ours: NDArray[np.bool_], first: Numbers, second: Numbers) -> NDArray[np.bool_]:
    """The pairs of one of our accounts with another whose turn is still to come."""
    if not rows:
        return np.empty(0, np.bool_)
    order = np.lexsort((np.arange(len(rows)), np.array([row.day for row in rows])))
    rank = np.argsort(order)
    waits = np.array([row.waits for row in rows], np.bool_) & ~ours
    behind = rank[second] > rank[first]
    return (ours[first] & waits[second] & behind) | (ours[second] & waits[first] & ~behind)


def _of_two_articles(rows: Sequence[Any], first: Numbers, second: Numbers) -> NDArray[np.bool_]:
    places: dict[str, int] = {}
    article = np.array([places.setdefault(row.article_id, len(places)) for row in rows], np.int64)
    return article[first] != article[second] if len(rows) else np.empty(0, np.bool_)


def keep_batch(
    connection: Connection, batch: Batch, likenesses: Mapping[tuple[int, int], Likeness], link: float
) -> bool:
    """Keep what a batch's comparison gave: the pairs worth keeping. False, and nothing kept, if it is out of date.

    Accounts whose links (scores of `link` or more) are others than before are marked to be settled anew.
    """
    if batch.moment != entered(connection):
        return False
    comparer = counter(connection, COMPARER)
    before = _standing(connection, batch.numbers)
    fresh = {pair: (*likeness, comparer) for pair, likeness in likenesses.items()}
    left = _left(batch, [pair for pair in before if pair not in fresh])
    ended = [pair for pair, row in before.items() if fresh.get(pair) != row and pair not in left]
    begun = [pair for pair, row in fresh.items() if before.get(pair) != row]
    _end(connection, ended)
    insert_new(connection, comparisons, [(*pair, *fresh[pair]) for pair in begun])
    other = {*ended, *begun}
    linked = [pair for pair in other if max(before.get(pair, (0.0,))[0], fresh.get(pair, (0.0,))[0]) >= link]
    told_apart = {number for pair in other for number in pair} & set(batch.numbers)
    mark_unsettled(connection, told_apart.union(*linked), "")
    _crowd(connection, batch)
    done = select(among(connection, batch.numbers).c.value)
    connection.execute(delete(uncompared).where(uncompared.c.profile.in_(done)))
    return True


def _left(batch: Batch, pairs: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of the pairs that are compared later."""
    codes = np.array([first << _SHIFT | second for first, second in pairs], np.int64)
    return {pair for pair, left in zip(pairs, np.isin(codes, batch.later).tolist(), strict=True) if left}


def use_version(connection: Connection, version: str, *, again: bool) -> bool:
    """Compare by this version from now on; whether everything is therefore compared again, as with `again`."""
    found = connection.execute(select(comparers.c.id).where(comparers.c.version == version)).scalar()
    if found is None:
        found = next_number(connection, comparers)
        connection.execute(insert(comparers).values(id=found, version=version))
    before = counter(connection, COMPARER)
    if before != found:
        set_counter(connection, COMPARER, found)
    if again or before not in (0, found):
        compare_all_again(connection)
        return True
    return False


def within(connection: Connection, numbers: Iterable[int]) -> Sequence[Any]:
    """The comparisons (first, second, score) of these accounts with others of the same incident.

    Most lead out of it, so the database leaves those out.
    """
    ours = among(connection, numbers)
    other = memberships.alias()
    theirs = select(other.c.incident).where(other.c.profile == comparisons.c.second).scalar_subquery()
    query = (
        select(comparisons.c.first, comparisons.c.second, comparisons.c.score)
        .join_from(ours, memberships, memberships.c.profile == ours.c.value)
        .join(comparisons, comparisons.c.first == memberships.c.profile)
        .where(memberships.c.incident == theirs)
    )
    return connection.execute(query).all()


def _standing(connection: Connection, numbers: Sequence[int]) -> dict[tuple[int, int], tuple[float, str, int]]:
    """The comparisons of these accounts."""
    found = {}
    for side in (comparisons.c.first, comparisons.c.second):
        ours = among(connection, numbers)
        query = select(comparisons).join_from(ours, comparisons, side == ours.c.value)
        found.update({(row[0], row[1]): (row[2], row[3], row[4]) for row in connection.execute(query).all()})
    return found


def _end(connection: Connection, pairs: Sequence[tuple[int, int]]) -> None:
    """Put comparisons among those of the past."""
    for begin in range(0, len(pairs), 200):
        chosen = tuple_(comparisons.c.first, comparisons.c.second).in_(pairs[begin : begin + 200])
        ended = [{**row._mapping, "ended_at": now()} for row in connection.execute(select(comparisons).where(chosen))]
        insert_rows(connection, past_comparisons, ended)
        connection.execute(delete(comparisons).where(chosen))


def _crowd(connection: Connection, batch: Batch) -> None:
    """Remember keys that are shared by too many; accounts compared because of them are to be compared without."""
    chosen = among(connection, batch.crowded)
    known = select(crowded_keys.c.key).join_from(chosen, crowded_keys, crowded_keys.c.key == chosen.c.value)
    new = set(batch.crowded) - set(connection.execute(known).scalars())
    if new:
        insert_new(connection, crowded_keys, [(key,) for key in sorted(new)])
        mark_uncompared(connection, _members(connection, new))


def _members(connection: Connection, keys: Iterable[int]) -> list[int]:
    chosen = among(connection, keys)
    query = select(block_keys.c.profile).join_from(chosen, block_keys, block_keys.c.key == chosen.c.value).distinct()
    return list(connection.execute(query).scalars())


def forget_keys(connection: Connection, rows: Sequence[Row[Any]], cap: int) -> None:
    """Take accounts out of their blocks; a block that is crowded no more has its accounts compared again."""
    for row in rows:
        keys = np.frombuffer(row.blocks, "<i8").tolist()
        connection.execute(delete(block_keys).where(block_keys.c.profile == row.id, block_keys.c.key.in_(keys)))
        crowded = connection.execute(select(crowded_keys.c.key).where(crowded_keys.c.key.in_(keys))).scalars().all()
        for key in crowded:
            members = _members(connection, [key])
            if len(members) <= cap:
                connection.execute(delete(crowded_keys).where(crowded_keys.c.key == key))
                mark_uncompared(connection, members)


def forget_comparisons(connection: Connection, numbers: Sequence[int]) -> None:
    """Put the comparisons of accounts that are gone among those of the past; who was compared is settled anew."""
    pairs = sorted(_standing(connection, numbers))
    _end(connection, pairs)
    mark_unsettled(connection, {number for pair in pairs for number in pair}, "")


def compare_all_again(connection: Connection) -> None:
    """Have every account of every article made ready and compared again."""
    connection.execute(delete(crowded_keys))
    connection.execute(delete(uncompared))
    present = profiles.c.present.is_(True)
    connection.execute(
        insert(uncompared).from_select(["day", "profile"], select(profiles.c.day, profiles.c.id).where(present))
    )
    articles = select(readings.c.article_id).where(standing).order_by(readings.c.id)
    connection.execute(delete(arrivals))
    connection.execute(insert(arrivals).from_select(["article_id"], articles))
    count_entering(connection)
