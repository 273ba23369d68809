"""The update log: what became of incidents, worked out from who was where before and is now; and read back."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from histor.errors import LedgerError
from histor.ledger.keep import now
from histor.ledger.merging.bulk import next_number
from histor.ledger.merging.naming import incident_id
from histor.ledger.merging.tables import changes
from histor.record.incident import Change, Event

AT_ONCE: Final = 500
_MOST_WHYS: Final = 5


@dataclass(slots=True)
class Turn:
    """One incident before and after: its accounts (none where it was or is not current), and where it forwards."""

    number: int
    before: set[int] = field(default_factory=set)
    after: set[int] = field(default_factory=set)
    into: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A change about to be written, in numbers; the number in the log is given when it is."""

    incident: int
    event: Event
    why: str
    into: int | None = None
    others: tuple[int, ...] = ()
    joined: tuple[int, ...] = ()
    left: tuple[int, ...] = ()


def entries_of(turns: Mapping[int, Turn], whys: Mapping[int, str], told: Collection[int]) -> list[Entry]:
    """What is to be logged, by incident; `whys` are reasons by account, `told` are accounts that say something else."""
    was = {account: turn.number for turn in turns.values() for account in turn.before}
    now_in = {account: turn.number for turn in turns.values() for account in turn.after}
    into: dict[int, set[int]] = {}
    for turn in turns.values():
        if turn.into is not None and turn.before:
            into.setdefault(turn.into, set()).add(turn.number)
    found = [_entry(turns[number], was, now_in, into.get(number, set()), whys, told) for number in sorted(turns)]
    return [entry for entry in found if entry is not None]


def _entry(
    turn: Turn,
    was: Mapping[int, int],
    now_in: Mapping[int, int],
    merged: set[int],
    whys: Mapping[int, str],
    told: Collection[int],
) -> Entry | None:
    joined, left = turn.after - turn.before, turn.before - turn.after
    came = {was[account] for account in joined if account in was} - {turn.number}
    went = {now_in[account] for account in left if account in now_in} - {turn.number}
    event = _event(turn, merged, went)
    if event is None or (event == "updated" and not joined and not left and turn.after.isdisjoint(told)):
        return None
    why = _reasons(whys, turn.before | turn.after) or _reasons(whys, whys)
    others = tuple(sorted((came | went | merged) - {turn.into}))
    return Entry(turn.number, event, why, turn.into, others, tuple(sorted(joined)), tuple(sorted(left)))


def _event(turn: Turn, merged: set[int], went: set[int]) -> Event | None:
    if not turn.before:
        return "created" if turn.after else None
    if not turn.after:
        return "retracted" if turn.into is None else "merged"
    if merged:
        return "merged"
    return "split" if went else "updated"


def _reasons(whys: Mapping[int, str], accounts: Iterable[int]) -> str:
    reasons = sorted({whys[account] for account in accounts if whys.get(account)})
    more = f"; and {len(reasons) - _MOST_WHYS} more" if len(reasons) > _MOST_WHYS else ""
    return "; ".join(reasons[:_MOST_WHYS]) + more


def change_rows(connection: Connection, entries: Iterable[Entry], names: Mapping[int, str]) -> list[dict[str, Any]]:
    """Rows for the log, numbered on from its last; `names` has the ids of accounts."""
    number, at = next_number(connection, changes), now()
    return [
        {
            "number": number + place,
            "at": at,
            "incident": entry.incident,
            "event": entry.event,
            "into": entry.into,
            "others": list(entry.others),
            "joined": [names[account] for account in entry.joined],
            "left": [names[account] for account in entry.left],
            "why": entry.why,
        }
        for place, entry in enumerate(entries)
    ]


def stream_changes(connection: Connection, since: str | int, limit: int | None) -> Iterator[Change]:
    """The log after an entry's number, or from a moment on (ISO 8601; a day, or date and time in UTC), oldest first.

    Raises:
        LedgerError: not a moment.
    """
    after = changes.c.number > since if isinstance(since, int) else changes.c.at >= moment(since)
    query = select(changes).where(after).order_by(changes.c.number).limit(limit)
    for row in connection.execute(query.execution_options(yield_per=AT_ONCE)):
        yield change_from_row(row)


def changes_of(connection: Connection, incident: int) -> list[Change]:
    """What became of one incident, oldest first."""
    query = select(changes).where(changes.c.incident == incident).order_by(changes.c.number)
    return [change_from_row(row) for row in connection.execute(query)]


def moment(given: str) -> str:
    """A moment as the log writes it; without a zone it is UTC.

    Raises:
        LedgerError: not ISO 8601.
    """
    try:
        parsed = dt.datetime.fromisoformat(given)
    except ValueError:
        raise LedgerError(f"{given!r} is not a moment (write it as 2026-01-31 or 2026-01-31T12:00:00Z)") from None
    return parsed.replace(tzinfo=parsed.tzinfo or dt.UTC).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def change_from_row(row: Row[Any]) -> Change:
    """The change of a row of `changes`."""
    return Change(
        number=row.number,
        at=row.at,
        incident=incident_id(row.incident),
        event=row.event,
        into=None if row.into is None else incident_id(row.into),
        others=tuple(map(incident_id, row.others)),
        joined=tuple(row.joined),
        left=tuple(row.left),
        why=row.why,
    )
