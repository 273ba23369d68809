"""Find incidents: a filter as SQL, and the rows it gives as they come."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, false, select, tuple_

from histor.errors import LedgerError
from histor.ledger.merging.changes import moment
from histor.ledger.merging.naming import incident_id
from histor.ledger.merging.tables import (
    current,
    incident_kinds,
    incidents,
    least_killed,
    memberships,
    newest_first,
    profiles,
)
from histor.ledger.query import CHUNK, AccountFilter, Attribution, account_id, plain_conditions
from histor.ledger.rows import date_from_row, killed_from_row, place_from_row, wounded_from_row
from histor.ledger.tables import assertions, readings
from histor.ledger.words import article_words, has_words, name_folded, words_of
from histor.record.codebook import STATUS_SLOTS, Kind, Stage
from histor.record.incident import CONFLICTS, Conflict, Grade
from histor.record.values import Place, TimeSpan, Toll


@dataclass(frozen=True, slots=True)
class IncidentFilter(AccountFilter):
    """Which incidents to find: as accounts are, by the incident's resolved values; what is not given is not asked.

    `actor` and `text` are sought in all of its accounts and their articles. `conflict` finds incidents of which some
    value has a conflict at least so grave; `updated_since` is a moment (ISO 8601, in UTC unless it says otherwise).

    Raises:
        LedgerError: besides what AccountFilter refuses, not a conflict, or not a moment.
    """

    min_articles: int | None = None
    min_independent: int | None = None
    conflict: Conflict | None = None
    updated_since: str | None = None

    def __post_init__(self) -> None:
        AccountFilter.__post_init__(self)
        for name, number in (("min_articles", self.min_articles), ("min_independent", self.min_independent)):
            if number is not None and not 0 <= number < 2**31:
                raise LedgerError(f"{name} is {number} (it must be 0 or more)")
        if self.conflict is not None and self.conflict not in CONFLICTS:
            raise LedgerError(f"{self.conflict!r} is not a conflict (there are {', '.join(CONFLICTS)})")
        if self.updated_since is not None:
            moment(self.updated_since)


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One current incident, for a list. `perpetrators` have each name's strongest status; `updated_at` is UTC."""

    id: str
    kinds: tuple[Kind, ...]
    foreground: bool
    aggregate: bool
    suicide: bool
    stage: Stage
    date: TimeSpan | None
    place: Place | None
    killed: Toll | None
    wounded: Toll | None
    perpetrators: tuple[Attribution, ...]
    accounts: int
    articles: int
    independent: int
    grade: Grade
    conflict: Conflict
    score: float
    policy: str
    updated_at: str


def select_incidents(wanted: IncidentFilter) -> Select[Any]:
    """The current incidents that the filter asks for, newest first, undated last."""
    return (
        select(incidents)
        .where(current, *_conditions(wanted))
        .order_by(newest_first, incidents.c.number)
        .limit(wanted.limit)
        .offset(wanted.offset or None)
    )


def _conditions(wanted: IncidentFilter) -> Iterator[ColumnElement[bool]]:
    yield from plain_conditions(incidents, wanted)
    if wanted.kind is not None:
        yield incidents.c.number.in_(select(incident_kinds.c.incident).where(incident_kinds.c.kind == wanted.kind))
    if wanted.actor is not None:
        yield incidents.c.number.in_(_named(wanted.actor))
    if wanted.text is not None:
        words = words_of(wanted.text)
        yield incidents.c.number.in_(_worded(words)) if words else false()
    yield from _thresholds(wanted)


def _thresholds(wanted: IncidentFilter) -> Iterator[ColumnElement[bool]]:
    """Asked apart, or the database would rather walk all incidents in order than sort the few."""
    asked = (
        (least_killed, wanted.min_killed),
        (incidents.c.articles, wanted.min_articles),
        (incidents.c.independent, wanted.min_independent),
        (incidents.c.conflict, None if wanted.conflict is None else CONFLICTS.index(wanted.conflict)),
        (incidents.c.updated_at, None if wanted.updated_since is None else moment(wanted.updated_since)),
    )
    for column, least in asked:
        if least is not None:
            yield incidents.c.number.in_(select(incidents.c.number).where(current, column >= least))


def _named(actor: str) -> Select[Any]:
    said = select(assertions.c.reading_id, assertions.c.account).where(
        assertions.c.slot.in_(sorted(STATUS_SLOTS)),
        assertions.c.folded.contains(name_folded(actor), autoescape=True),
    )
    return (
        select(memberships.c.incident)
        .join_from(memberships, profiles, profiles.c.id == memberships.c.profile)
        .where(memberships.c.present.is_(True), tuple_(profiles.c.reading_id, profiles.c.position).in_(said))
    )


def _worded(words: list[str]) -> Select[Any]:
    found = select(article_words.c.rowid).where(has_words(words))
    return (
        select(memberships.c.incident)
        .join_from(readings, profiles, profiles.c.reading_id == readings.c.id)
        .join(memberships, memberships.c.profile == profiles.c.id)
        .where(readings.c.version.in_(found), memberships.c.present.is_(True))
    )


def stream_incidents(connection: Connection, wanted: IncidentFilter) -> Iterator[IncidentRow]:
    """The incidents found, as they are fetched."""
    for row in connection.execute(select_incidents(wanted).execution_options(yield_per=CHUNK)):
        yield incident_row(row)


def incident_row(row: Row[Any]) -> IncidentRow:
    """The row of a list for a row of `incidents` that is resolved."""
    return IncidentRow(
        id=incident_id(row.number),
        kinds=tuple(row.kinds),
        foreground=row.foreground,
        aggregate=row.aggregate,
        suicide=row.suicide,
        stage=row.stage,
        date=date_from_row(row),
        place=place_from_row(row),
        killed=killed_from_row(row),
        wounded=wounded_from_row(row),
        perpetrators=tuple(Attribution(name, status) for name, status in row.perpetrators),
        accounts=row.accounts,
        articles=row.articles,
        independent=row.independent,
        grade=row.grade,
        conflict=CONFLICTS[row.conflict],
        score=row.score,
        policy=row.policy,
        updated_at=row.updated_at,
    )


def stream_members(connection: Connection) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every current incident with its accounts, as they are fetched."""
    query = (
        select(memberships.c.incident, profiles.c.article_id, profiles.c.account_id)
        .join_from(memberships, profiles, profiles.c.id == memberships.c.profile)
        .where(memberships.c.present.is_(True))
        .order_by(memberships.c.incident, memberships.c.profile)
    )
    rows = connection.execute(query.execution_options(yield_per=CHUNK))
    for number, members in groupby(rows, key=lambda row: int(row.incident)):
        yield incident_id(number), tuple(account_id(row.article_id, row.account_id) for row in members)
