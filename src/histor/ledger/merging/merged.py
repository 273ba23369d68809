"""The door to the merging half of a ledger: steps for the foreman of merging, acts for persons, views for readers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal

from sqlalchemy import select

from histor.errors import LedgerError
from histor.ledger.database import Database
from histor.ledger.merging import (
    choosing,
    comparing,
    correcting,
    entering,
    judging,
    listing,
    marks,
    resolving,
    settling,
)
from histor.ledger.merging.changes import changes_of, stream_changes
from histor.ledger.merging.choosing import GradeRow, PolicyRow
from histor.ledger.merging.comparing import Batch, Likeness
from histor.ledger.merging.entering import Arrival, Prepared
from histor.ledger.merging.listing import IncidentFilter, IncidentRow
from histor.ledger.merging.naming import PREFIX, incident_id, incident_number, profile_number
from histor.ledger.merging.regions import Known, Reach
from histor.ledger.merging.resolving import Columns, Dossier, Mark
from histor.ledger.merging.settling import Cluster
from histor.ledger.merging.tables import incidents, memberships
from histor.record.incident import Change
from histor.record.judgement import Correction, Judgement

DOSSIERS_AT_ONCE: Final = 100
"""How many incidents are held in memory, with all that was read of them, while many are handed out."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an incident's id leads: `through` are the ids it forwards through, `id` the last. Retracted: it is no more,
    because no account tells of it."""

    asked: str
    id: str
    state: Literal["current", "retracted"]
    through: tuple[str, ...] = ()


class Merging:
    """Incidents, and all that makes them. Made by `Ledger.merging`.

    What persons judge, correct and choose is written at once; incidents follow with the next merge.

    Raises:
        LedgerError: from every method, when the database cannot be read or written.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    # What readers ask.

    def incidents(self, wanted: IncidentFilter | None = None) -> Iterator[IncidentRow]:
        """The incidents that the filter asks for, newest first, as they are fetched."""
        with self._database.read() as connection:
            yield from listing.stream_incidents(connection, wanted or IncidentFilter())

    def incident_dossiers(self, wanted: IncidentFilter | None = None) -> Iterator[tuple[IncidentRow, Dossier]]:
        """The same, each with all that it is resolved from, of one moment."""
        with self._database.read() as connection:
            rows = listing.stream_incidents(connection, wanted or IncidentFilter())
            while batch := {int(row.id.removeprefix(PREFIX)): row for row in islice(rows, DOSSIERS_AT_ONCE)}:
                found = {one.number: one for one in resolving.read_dossiers(connection, batch)}
                yield from ((row, found[number]) for number, row in batch.items() if number in found)

    def find(self, given: str) -> Place:
        """Where an incident's id leads.

        Raises:
            LedgerError: there is no such incident.
        """
        with self._database.read() as connection:
            number = incident_number(connection, given)
            through: list[str] = []
            while True:
                row = connection.execute(select(incidents).where(incidents.c.number == number)).one()
                if row.forwards_to is None:
                    return Place(given, incident_id(number), row.state, tuple(through))
                number = row.forwards_to
                through.append(incident_id(number))

    def incident_of(self, account: str) -> str | None:
        """The incident of an account; None while it is not settled.

        Raises:
            LedgerError: no such account among those merged.
        """
        with self._database.read() as connection:
            number = profile_number(connection, account)
            query = select(memberships.c.incident).where(memberships.c.profile == number, memberships.c.present)
            found = connection.execute(query).scalar()
        return None if found is None else incident_id(found)

    def members(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Every current incident with its accounts, as they are fetched."""
        with self._database.read() as connection:
            yield from listing.stream_members(connection)

    def dossier(self, incident: str) -> Dossier:
        """All that a current incident is resolved from.

        Raises:
            LedgerError: no such incident, or it is not current.
        """
        with self._database.read() as connection:
            found = resolving.read_dossiers(connection, [incident_number(connection, incident)])
        if not found:
            raise LedgerError(f"incident {incident} has no accounts (it was merged or retracted)")
        return found[0]

    def changes(self, since: str | int = 0, limit: int | None = None) -> Iterator[Change]:
        """The update log: entries after a number, or from a moment on (ISO 8601, UTC unless it says otherwise).

        Raises:
            LedgerError: not a moment.
        """
        with self._database.read() as connection:
            yield from stream_changes(connection, since, limit)

    def changes_of(self, incident: str) -> list[Change]:
        """What became of one incident, oldest first.

        Raises:
            LedgerError: there is no such incident.
        """
        with self._database.read() as connection:
            return changes_of(connection, incident_number(connection, incident))

    # What persons do.

    def judge(self, judgement: Judgement) -> Judgement:
        """Keep a person's judgement on two accounts; as it was kept, with its number.

        Raises:
            LedgerError: no such accounts among those merged.
            RecordError: it is not a person's.
        """
        return self._database.write(lambda connection: judging.judge(connection, judgement))

    def join(self, given: Sequence[str], by: str, reason: str) -> tuple[Judgement, ...]:
        """Hold all accounts of these incidents together, in one act.

        Raises:
            LedgerError: less than two current incidents.
        """
        return self._database.write(lambda connection: judging.join(connection, given, by, reason))

    def split(self, incident: str, accounts: Sequence[str], by: str, reason: str) -> tuple[Judgement, ...]:
        """Part accounts from the rest of their incident, in one act; they stay together.

        Raises:
            LedgerError: accounts that are not of the incident, or none or all of it.
        """
        return self._database.write(lambda connection: judging.split(connection, incident, accounts, by, reason))

    def undo(self, number: int, by: str, reason: str) -> Judgement:
        """Take back the act that a judgement belongs to; the withdrawal, which can be taken back by its own number.

        Raises:
            LedgerError: no such judgement, or taken back already.
        """
        return self._database.write(lambda connection: judging.undo(connection, number, by, reason))

    def judgements(self, *, account: str | None = None, number: int | None = None) -> list[Judgement]:
        """Persons' judgements in their order: all, those on an account, or all of the act that a number belongs to."""
        with self._database.read() as connection:
            return judging.list_judgements(connection, account, number)

    def judgements_of(self, first: str, second: str, link: float) -> list[Judgement]:
        """All that was judged of two accounts: the machine's (its reason is the pattern), then persons'."""
        with self._database.read() as connection:
            return judging.of_pair(connection, first, second, link)

    def correct(self, correction: Correction) -> Correction:
        """Keep an analyst's correction; as it was kept, with its number.

        Raises:
            LedgerError: no such account among those merged.
            RecordError: a value that the field cannot have.
        """
        return self._database.write(lambda connection: correcting.correct(connection, correction))

    def withdraw(self, number: int, by: str, reason: str) -> Correction:
        """Take back a correction; the withdrawal, which can be taken back by its own number.

        Raises:
            LedgerError: no such correction, or taken back already.
        """
        return self._database.write(lambda connection: correcting.withdraw(connection, number, by, reason))

    def corrections(self, incident: str | None = None) -> list[Correction]:
        """Corrections and withdrawals in their order: all, or those of an incident's accounts."""
        with self._database.read() as connection:
            return correcting.list_corrections(connection, incident)

    def grade(self, publisher: str, grade: str, by: str, reason: str) -> GradeRow:
        """Grade a publisher A to F, whatever the case of its name.

        Raises:
            LedgerError: not a grade, or a publisher, name or reason is missing.
        """
        return self._database.write(lambda connection: choosing.set_grade(connection, publisher, grade, by, reason))

    def grades(self, publisher: str | None = None) -> list[GradeRow]:
        """Grades in the order they were given, all or a publisher's; the last one stands."""
        with self._database.read() as connection:
            return choosing.list_grades(connection, publisher)

    def choose_policy(self, policy: str, by: str, reason: str) -> PolicyRow:
        """Choose the policy by which this ledger resolves values.

        Raises:
            LedgerError: not a policy, or a name or reason is missing.
        """
        return self._database.write(lambda connection: choosing.set_policy(connection, policy, by, reason))

    def policies(self) -> list[PolicyRow]:
        """Policies in the order they were chosen, the default first; the last one stands."""
        with self._database.read() as connection:
            return choosing.policies(connection)

    # What the foreman does, step by step.

    def use_version(self, version: str, *, again: bool = False) -> bool:
        """Compare by this version of the weights from now on; whether everything is compared again."""
        return self._database.write(lambda connection: comparing.use_version(connection, version, again=again))

    def use_policies(self, version: str) -> None:
        """Resolve by this version of the policies from now on; incidents resolved by an older one are resolved anew."""
        self._database.write(lambda connection: choosing.use_policies(connection, version))

    def waiting(self) -> bool:
        """Whether there is anything to merge."""
        with self._database.read() as connection:
            return marks.waiting(connection)

    def arrivals(self, limit: int, after: int = 0) -> list[int]:
        """Marks, above `after`, of articles with new standing readings."""
        with self._database.read() as connection:
            return entering.next_arrivals(connection, limit, after)

    def arrived(self, numbers: Sequence[int]) -> list[Arrival]:
        """The articles of these marks with their readings."""
        with self._database.read() as connection:
            return entering.read_arrivals(connection, numbers)

    def enter(self, prepared: Sequence[Prepared], cap: int) -> int:
        """Give accounts their profiles; how many. `cap`: how many may share a key before it tells nothing."""
        return self._database.write(lambda connection: entering.enter(connection, prepared, cap))

    def uncompared(self, limit: int, after: tuple[str, int] = ("", 0)) -> list[tuple[str, int]]:
        """Accounts to be compared, each with its day, in order of days; those after one of them."""
        with self._database.read() as connection:
            return comparing.next_uncompared(connection, limit, after)

    def batch(self, numbers: tuple[int, ...], cap: int) -> Batch:
        """These accounts in pairs with all that share a key with them."""
        with self._database.read() as connection:
            return comparing.read_batch(connection, numbers, cap)

    def keep_batch(self, batch: Batch, likenesses: Mapping[tuple[int, int], Likeness], link: float) -> bool:
        """Keep what comparing a batch gave; False, and nothing kept, if accounts were entered since it was read."""
        return self._database.write(lambda connection: comparing.keep_batch(connection, batch, likenesses, link))

    def settle(self, limit: int, reach: Reach, known: Known, cluster: Cluster) -> int | None:
        """Find the incidents of up to `limit` accounts anew; how many incidents changed, None when there is no more.

        `known` is empty at first and goes from one call of a merge to the next."""
        return self._database.write(lambda connection: settling.settle(connection, limit, reach, known, cluster))

    def unresolved(self, limit: int, after: int = 0) -> list[Mark]:
        """Incidents above `after` whose summary is to be made anew."""
        with self._database.read() as connection:
            return resolving.next_unresolved(connection, limit, after)

    def dossiers(self, numbers: Iterable[int]) -> list[Dossier]:
        """All that values of incidents are resolved from, by their numbers, without texts and readings; none for those
        that have no accounts."""
        with self._database.read() as connection:
            return resolving.read_dossiers(connection, numbers, whole=False)

    def keep_summaries(self, resolved: Mapping[Mark, Columns | None]) -> int:
        """Keep the summaries of incidents (None: there is none), but for those marked again since."""
        return self._database.write(lambda connection: resolving.keep_summaries(connection, resolved))
