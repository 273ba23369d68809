"""Analysts' corrections: only ever added, taken back by a withdrawal, which can be taken back in turn."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, insert, select, update

from histor.errors import LedgerError
from histor.ledger.keep import now
from histor.ledger.merging.bulk import among, next_number
from histor.ledger.merging.marks import mark_incidents_of
from histor.ledger.merging.naming import account_ids, incident_number, profile_number
from histor.ledger.merging.tables import corrections, memberships
from histor.record.judgement import Correction
from histor.record.judgement_wire import field_from_json


def correct(connection: Connection, correction: Correction) -> Correction:
    """Keep a correction; as it was kept.

    Raises:
        LedgerError: no such account.
        RecordError: a value that the field cannot have.
    """
    field_from_json(correction.field, correction.value)
    number = next_number(connection, corrections)
    values: dict[str, Any] = {
        "number": number,
        "profile": profile_number(connection, correction.account),
        "field": correction.field,
        "value": correction.value,
        "by": correction.by,
        "reason": correction.reason,
        "made_at": now(),
        "withdraws": None,
        "stands": True,
    }
    connection.execute(insert(corrections), values)
    mark_incidents_of(connection, [values["profile"]], f"correction {number} by {correction.by}")
    return _correction(values, {values["profile"]: correction.account})


def withdraw(connection: Connection, number: int, by: str, reason: str) -> Correction:
    """Take back a correction, or a taking back; the withdrawal.

    Raises:
        LedgerError: no such correction, or it is taken back already.
    """
    row = connection.execute(select(corrections).where(corrections.c.number == number)).first()
    if row is None:
        raise LedgerError(f"no correction {number} (histor show lists those of an incident)")
    if not _in_force(connection, number):
        raise LedgerError(f"correction {number} is taken back already")
    taken = next_number(connection, corrections)
    values = {**row._mapping, "number": taken, "by": by, "reason": reason, "made_at": now(), "withdraws": number,
              "stands": False}  # fmt: skip
    kept = _correction(values, account_ids(connection, [row.profile]))
    connection.execute(insert(corrections), values)
    root = row
    while root.withdraws is not None:
        root = connection.execute(select(corrections).where(corrections.c.number == root.withdraws)).one()
    stands = _in_force(connection, root.number)
    connection.execute(update(corrections).where(corrections.c.number == root.number).values(stands=stands))
    why = f"correction {root.number} {'put back' if stands else 'taken back'} by {by}"
    mark_incidents_of(connection, [row.profile], why)
    return kept


def _in_force(connection: Connection, number: int) -> bool:
    backs = connection.execute(select(corrections.c.number).where(corrections.c.withdraws == number)).scalars().all()
    return not any(_in_force(connection, back) for back in backs)


def list_corrections(connection: Connection, incident: str | None) -> list[Correction]:
    """Corrections and withdrawals in their order: all, or those on accounts of an incident."""
    query = select(corrections).order_by(corrections.c.number)
    if incident is not None:
        number = incident_number(connection, incident)
        query = query.join(memberships, memberships.c.profile == corrections.c.profile)
        query = query.where(memberships.c.incident == number)
    rows = connection.execute(query).all()
    ids = account_ids(connection, {row.profile for row in rows})
    return [_correction(dict(row._mapping), ids) for row in rows]


def standing_corrections(connection: Connection, accounts: Iterable[int]) -> dict[int, list[Correction]]:
    """The corrections in force, by account, in their order."""
    chosen = among(connection, accounts)
    query = select(corrections).join_from(chosen, corrections, corrections.c.profile == chosen.c.value)
    rows = connection.execute(query.where(corrections.c.stands).order_by(corrections.c.number)).all()
    ids = account_ids(connection, {row.profile for row in rows}) if rows else {}
    found: dict[int, list[Correction]] = {}
    for row in rows:
        found.setdefault(row.profile, []).append(_correction(dict(row._mapping), ids))
    return found


def _correction(row: dict[str, Any], ids: dict[int, str]) -> Correction:
    return Correction(
        ids[row["profile"]],
        row["field"],
        row["value"],
        row["by"],
        row["reason"],
        row["made_at"],
        row["number"],
        row["withdraws"],
    )
