"""What is chosen for the whole ledger: grades of publishers, and the policy by which values are resolved."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from sqlalchemy import Connection, Row, insert, select

from histor.errors import LedgerError
from histor.ledger.keep import now
from histor.ledger.merging.bulk import next_number
from histor.ledger.merging.marks import POLICIES_USED, counter, mark_unresolved, set_counter
from histor.ledger.merging.tables import choices, grades, incidents, memberships, profiles
from histor.ledger.tables import articles, readings
from histor.record.incident import GRADES, POLICIES, Grade, Policy

POLICY: Final = "policy"
DEFAULT_POLICY: Final[Policy] = "latest_reliable"
UNGRADED: Final[Grade] = "F"


@dataclass(frozen=True, slots=True)
class GradeRow:
    """A grade given to a publisher, by whom, why and when (UTC)."""

    publisher: str
    grade: Grade
    by: str
    reason: str
    made_at: str
    number: int


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A policy chosen for the ledger; `number` is the choice's version, 0 while none was chosen."""

    policy: Policy
    by: str
    reason: str
    made_at: str
    number: int


def set_grade(connection: Connection, publisher: str, grade: str, by: str, reason: str) -> GradeRow:
    """Grade a publisher, whatever the case of its name; incidents it tells of are resolved anew.

    Raises:
        LedgerError: not a grade, or no name.
    """
    if grade not in GRADES or not publisher.strip() or not by.strip() or not reason.strip():
        raise LedgerError(
            f"grade {grade!r} of {publisher!r} by {by!r}: it takes a publisher, one of {', '.join(GRADES)}, a person "
            "and a reason"
        )
    number = next_number(connection, grades)
    row = GradeRow(publisher, grade, by, reason, now(), number)
    values = {"number": number, "publisher": publisher, "folded": folded(publisher), "grade": grade, "by": by}
    connection.execute(insert(grades), {**values, "reason": reason, "made_at": row.made_at})
    names = select(articles.c.publisher).where(articles.c.publisher.is_not(None)).distinct()
    spelled = [name for name in connection.execute(names).scalars() if folded(name) == folded(publisher)]
    found = (
        select(memberships.c.incident)
        .join_from(memberships, profiles, profiles.c.id == memberships.c.profile)
        .join(readings, readings.c.id == profiles.c.reading_id)
        .join(articles, articles.c.version == readings.c.version)
        .where(articles.c.publisher.in_(spelled))
        .distinct()
    )
    mark_unresolved(connection, connection.execute(found).scalars(), f"{publisher} graded {grade} by {by}")
    return row


def list_grades(connection: Connection, publisher: str | None) -> list[GradeRow]:
    """Grades in the order they were given, all or those of one publisher."""
    query = select(grades).order_by(grades.c.number)
    if publisher is not None:
        query = query.where(grades.c.folded == folded(publisher))
    return [_grade(row) for row in connection.execute(query)]


def grades_of(connection: Connection, publishers: Iterable[str | None]) -> dict[str | None, Grade]:
    """The standing grade of each publisher; F, cannot be judged, where none was given."""
    names = {name: folded(name) for name in publishers if name is not None}
    query = select(grades.c.folded, grades.c.grade).where(grades.c.folded.in_(sorted(set(names.values()))))
    standing = {row.folded: row.grade for row in connection.execute(query.order_by(grades.c.number))}
    return {None: UNGRADED, **{name: standing.get(short, UNGRADED) for name, short in names.items()}}


def folded(publisher: str) -> str:
    """A publisher's name without its case and outer spaces."""
    return publisher.casefold().strip()


def _grade(row: Row[tuple[object, ...]]) -> GradeRow:
    return GradeRow(row.publisher, row.grade, row.by, row.reason, row.made_at, row.number)


def set_policy(connection: Connection, policy: str, by: str, reason: str) -> PolicyRow:
    """Choose the ledger's policy; every incident is resolved anew, and the old choices are kept.

    Raises:
        LedgerError: not a policy, or no name.
    """
    if policy not in POLICIES or not by.strip() or not reason.strip():
        raise LedgerError(f"policy {policy!r} by {by!r}: it takes one of {', '.join(POLICIES)}, a person and a reason")
    row = PolicyRow(policy, by, reason, now(), next_number(connection, choices))
    values = {"number": row.number, "name": POLICY, "value": policy, "by": by, "reason": reason}
    connection.execute(insert(choices), {**values, "made_at": row.made_at})
    _resolve_all(connection, f"policy {policy} chosen by {by}")
    return row


def use_policies(connection: Connection, version: str) -> None:
    """Resolve by this version of the policies from now on; what an older one resolved is resolved anew."""
    before, now_used = counter(connection, POLICIES_USED), crc32(version.encode()) + 1
    if before != now_used:
        set_counter(connection, POLICIES_USED, now_used)
    if before not in (0, now_used):
        _resolve_all(connection, f"policies of version {version}")


def _resolve_all(connection: Connection, why: str) -> None:
    current = select(incidents.c.number).where(incidents.c.state == "current")
    mark_unresolved(connection, connection.execute(current).scalars(), why)


def policies(connection: Connection) -> list[PolicyRow]:
    """Policies in the order they were chosen, the default first; the last one stands."""
    rows = connection.execute(select(choices).where(choices.c.name == POLICY).order_by(choices.c.number))
    default = PolicyRow(DEFAULT_POLICY, "", "the default", "", 0)
    return [default, *(PolicyRow(row.value, row.by, row.reason, row.made_at, row.number) for row in rows)]
