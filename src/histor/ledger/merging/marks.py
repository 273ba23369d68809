"""What the next merge has to do, marked by whoever gives it reason to."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, select, update

from histor.ledger.merging.bulk import among, insert_new
from histor.ledger.merging.tables import (
    arrivals,
    counters,
    memberships,
    profiles,
    uncompared,
    unresolved,
    unsettled,
)

_ENTERED: Final = "profiles"
_MARKS: Final = "marks"
COMPARER: Final = "comparer"
POLICIES_USED: Final = "policies"


def mark_uncompared(connection: Connection, numbers: Iterable[int]) -> None:
    """Have accounts compared that are present, unless they are marked already."""
    chosen = among(connection, numbers)
    rows = (
        select(profiles.c.day, profiles.c.id)
        .join_from(chosen, profiles, profiles.c.id == chosen.c.value)
        .where(profiles.c.present.is_(True), ~waits_for_comparing())
        .distinct()
    )
    connection.execute(insert(uncompared).from_select(["day", "profile"], rows))


def waits_for_comparing() -> ColumnElement[bool]:
    """Whether the account of a row of `profiles` is still to be compared.

    Asked for each row by the whole key: PostgreSQL would go through a long list of marks anew for each row.
    """
    marked = (uncompared.c.day == profiles.c.day) & (uncompared.c.profile == profiles.c.id)
    return exists().where(marked).correlate(profiles)


def mark_unsettled(connection: Connection, numbers: Iterable[int], why: str, *, told: bool = False) -> None:
    """Have the incidents of accounts found anew; `told` if what the accounts say is another. An older mark stays."""
    insert_new(connection, unsettled, [(number, why, told) for number in sorted(set(numbers))])


def mark_told(connection: Connection, numbers: Iterable[int], why: str) -> None:
    """Have the incidents of accounts found anew, because what the accounts say is another; an older mark gives way."""
    chosen = list(numbers)
    connection.execute(delete(unsettled).where(unsettled.c.profile.in_(select(among(connection, chosen).c.value))))
    mark_unsettled(connection, chosen, why, told=True)


def mark_unresolved(connection: Connection, numbers: Iterable[int], why: str = "") -> None:
    """Have the summaries of incidents made anew; with `why` the log tells of it where they turn out different."""
    chosen = sorted(set(numbers))
    here = unresolved.c.incident.in_(select(among(connection, chosen).c.value))
    older = {row.incident: row.why for row in connection.execute(select(unresolved).where(here))}
    connection.execute(delete(unresolved).where(here))
    mark = _count(connection, _MARKS)
    insert_new(connection, unresolved, [(number, why or older.get(number, ""), mark) for number in chosen])


def mark_incidents_of(connection: Connection, chosen: Iterable[int], why: str) -> None:
    """Have the summaries of the incidents of these accounts made anew."""
    accounts = among(connection, chosen)
    found = select(memberships.c.incident).join_from(accounts, memberships, memberships.c.profile == accounts.c.value)
    mark_unresolved(connection, connection.execute(found).scalars(), why)


def count_entering(connection: Connection) -> None:
    """Let work done beside the lock know that accounts have changed."""
    _count(connection, _ENTERED)


def _count(connection: Connection, name: str) -> int:
    value = counter(connection, name) + 1
    set_counter(connection, name, value)
    return value


def entered(connection: Connection) -> int:
    """How often accounts have changed."""
    return counter(connection, _ENTERED)


def counter(connection: Connection, name: str) -> int:
    """A counter's value; 0 while it was never set."""
    return connection.execute(select(counters.c.value).where(counters.c.name == name)).scalar() or 0


def set_counter(connection: Connection, name: str, value: int) -> None:
    """Set a counter."""
    changed = update(counters).where(counters.c.name == name).values(value=value)
    if connection.execute(changed).rowcount == 0:
        connection.execute(insert(counters).values(name=name, value=value))


def waiting(connection: Connection) -> bool:
    """Whether there is anything to merge."""
    tables = (arrivals, uncompared, unsettled, unresolved)
    return any(connection.execute(select(table).limit(1)).first() is not None for table in tables)
