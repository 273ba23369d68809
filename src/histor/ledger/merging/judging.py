"""Persons' judgements: only ever added, taken back by a withdrawal, which can be taken back in turn."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, and_, insert, or_, select, union, update

from histor.errors import LedgerError, RecordError
from histor.ledger.keep import now
from histor.ledger.merging.bulk import among, next_number
from histor.ledger.merging.marks import mark_unsettled
from histor.ledger.merging.naming import account_ids, incident_id, incident_number, profile_number
from histor.ledger.merging.tables import comparers, comparisons, incidents, judgements, memberships
from histor.record.judgement import MACHINE, Judgement, Verdict


def judge(connection: Connection, judgement: Judgement) -> Judgement:
    """Keep a person's judgement; as it was kept.

    Raises:
        LedgerError: no such accounts.
        RecordError: it is the machine's, has no name or reason, or is a withdrawal.
    """
    if judgement.withdraws is not None:
        raise RecordError("a judgement is taken back with undo")
    pair = profile_number(connection, judgement.first), profile_number(connection, judgement.second)
    return _add(connection, [(*pair, judgement.verdict)], judgement.by, judgement.reasons)[0]


def join(connection: Connection, given: Sequence[str], by: str, reason: str) -> tuple[Judgement, ...]:
    """Hold all accounts of these incidents together, in one act: each is the same as the first's founding account.

    Raises:
        LedgerError: no such incident, or less than two.
    """
    numbers = list(dict.fromkeys(_current(connection, name) for name in given))
    if len(numbers) < 2:
        raise LedgerError(f"to join takes two incidents or more that are apart ({', '.join(given)})")
    founder = connection.execute(select(incidents.c.owner).where(incidents.c.number == numbers[0])).scalar_one()
    others = [account for number in numbers for account in _members(connection, number) if account != founder]
    return _add(connection, [(founder, account, "same") for account in others], by, (reason,))


def split(connection: Connection, given: str, accounts: Sequence[str], by: str, reason: str) -> tuple[Judgement, ...]:
    """Part accounts from the rest of their incident and hold them together, in one act.

    Raises:
        LedgerError: no such incident, an account that is not of it, or nothing would be left.
    """
    number = _current(connection, given)
    members = _members(connection, number)
    leaving = sorted({profile_number(connection, account) for account in accounts})
    if strangers := [a for a in accounts if profile_number(connection, a) not in members]:
        raise LedgerError(
            f"{', '.join(strangers)}: not of incident {incident_id(number)} (histor show lists its accounts)"
        )
    rest = [account for account in members if account not in leaving]
    if not leaving or not rest:
        raise LedgerError(f"incident {incident_id(number)}: to split takes some of its accounts, not all of them")
    held = [(leaving[0], account, "same") for account in leaving[1:]]
    return _add(connection, [*held, *((leaving[0], account, "different") for account in rest)], by, (reason,))


def _current(connection: Connection, given: str) -> int:
    number = incident_number(connection, given)
    row = connection.execute(select(incidents).where(incidents.c.number == number)).one()
    while row.forwards_to is not None:
        row = connection.execute(select(incidents).where(incidents.c.number == row.forwards_to)).one()
    if row.state != "current":
        raise LedgerError(f"incident {given} was retracted: no account tells of it any more")
    return int(row.number)


def _members(connection: Connection, number: int) -> list[int]:
    here = memberships.c.incident == number, memberships.c.present
    return list(
        connection.execute(select(memberships.c.profile).where(*here).order_by(memberships.c.profile)).scalars()
    )


def _add(
    connection: Connection, verdicts: Iterable[tuple[int, int, Verdict | str]], by: str, reasons: tuple[str, ...]
) -> tuple[Judgement, ...]:
    _check_person(by)
    act = next_number(connection, judgements)
    rows: list[dict[str, Any]] = [
        {"number": act + place, "act": act, "first": min(pair), "second": max(pair), "verdict": verdict, "by": by,
         "reasons": list(reasons), "made_at": now(), "withdraws": None, "stands": True}
        for place, (*pair, verdict) in enumerate(verdicts)
    ]  # fmt: skip
    ids = account_ids(connection, {row[side] for row in rows for side in ("first", "second")})
    kept = tuple(_judgement(row, ids) for row in rows)  # refuses a person without a name or a reason
    connection.execute(insert(judgements), rows)
    _stand(connection, [(row["first"], row["second"]) for row in rows], f"judgement {act} by {by}")
    return kept


def undo(connection: Connection, number: int, by: str, reason: str) -> Judgement:
    """Take back all that was judged in one act, be it itself a taking back; the withdrawal.

    Raises:
        LedgerError: no such judgement, or it is taken back already.
    """
    _check_person(by)
    row = connection.execute(select(judgements).where(judgements.c.number == number)).first()
    if row is None:
        raise LedgerError(f"no judgement {number} (histor show --judgements lists them)")
    if not in_force(connection, row.act):
        raise LedgerError(f"judgement {number} is taken back already")
    withdrawal = next_number(connection, judgements)
    values = {**row._mapping, "number": withdrawal, "act": withdrawal, "by": by, "reasons": [reason],
              "made_at": now(), "withdraws": row.act, "stands": False}  # fmt: skip
    kept = _judgement(values, account_ids(connection, [row.first, row.second]))
    connection.execute(insert(judgements), values)
    root = row
    while root.withdraws is not None:
        root = connection.execute(select(judgements).where(judgements.c.act == root.withdraws).limit(1)).one()
    touched = select(judgements.c.first, judgements.c.second).where(judgements.c.act == root.act)
    done = "put back" if in_force(connection, root.act) else "taken back"
    why = f"judgement {root.act} {done} by {by}"
    _stand(connection, [(pair.first, pair.second) for pair in connection.execute(touched)], why)
    return kept


def _check_person(by: str) -> None:
    if by == MACHINE:
        raise RecordError("judgements by hand are a person's: say by whom it is")


def in_force(connection: Connection, act: int) -> bool:
    """Whether an act is not taken back, or its taking back is."""
    backs = connection.execute(select(judgements.c.act).where(judgements.c.withdraws == act)).scalars().all()
    return not any(in_force(connection, back) for back in backs)


def _stand(connection: Connection, pairs: Iterable[tuple[int, int]], why: str) -> None:
    """Find which judgement of each pair stands: the newest in force. The accounts are settled anew."""
    touched = set()
    for first, second in sorted(set(pairs)):
        here = and_(judgements.c.first == first, judgements.c.second == second, judgements.c.withdraws.is_(None))
        rows = connection.execute(select(judgements).where(here).order_by(judgements.c.number.desc())).all()
        standing = next((row.number for row in rows if in_force(connection, row.act)), None)
        connection.execute(update(judgements).where(here).values(stands=judgements.c.number == standing))
        touched |= {first, second}
    mark_unsettled(connection, touched, why)


def standing_verdicts(connection: Connection, numbers: Iterable[int]) -> Sequence[Row[Any]]:
    """The persons' judgements that stand and touch these accounts: number, first, second, verdict."""
    chosen = list(numbers)
    columns = (judgements.c.number, judgements.c.first, judgements.c.second, judgements.c.verdict)
    sides = []
    for side in (judgements.c.first, judgements.c.second):
        ours = among(connection, chosen)
        sides.append(select(*columns).join_from(ours, judgements, side == ours.c.value).where(judgements.c.stands))
    return connection.execute(union(*sides).order_by("number")).all()


def list_judgements(connection: Connection, account: str | None, number: int | None) -> list[Judgement]:
    """Persons' judgements in their order: all, or those about an account, or those of the act a number belongs to."""
    query = select(judgements).order_by(judgements.c.number)
    if account is not None:
        found = profile_number(connection, account)
        query = query.where(or_(judgements.c.first == found, judgements.c.second == found))
    if number is not None:
        act = select(judgements.c.act).where(judgements.c.number == number).scalar_subquery()
        query = query.where(judgements.c.act == act)
    rows = connection.execute(query).all()
    ids = account_ids(connection, {side for row in rows for side in (row.first, row.second)})
    return [_judgement(dict(row._mapping), ids) for row in rows]


def of_pair(connection: Connection, first: str, second: str, link: float) -> list[Judgement]:
    """All that was judged of a pair: the machine's standing judgement, if it is kept, then persons' in their order.

    The machine's verdict is "same" for scores of `link` or more.
    """
    low, high = sorted((profile_number(connection, first), profile_number(connection, second)))
    ids = account_ids(connection, [low, high])
    found: list[Judgement] = []
    machine = (
        select(comparisons, comparers.c.version)
        .join_from(comparisons, comparers, comparers.c.id == comparisons.c.comparer)
        .where(comparisons.c.first == low, comparisons.c.second == high)
    )
    for row in connection.execute(machine):
        verdict: Verdict = "same" if row.score >= link else "different"
        found.append(Judgement(ids[low], ids[high], verdict, MACHINE, (row.pattern,), row.score, row.version))
    here = and_(judgements.c.first == low, judgements.c.second == high)
    persons = connection.execute(select(judgements).where(here).order_by(judgements.c.number))
    return found + [_judgement(dict(row._mapping), ids) for row in persons]


def _judgement(row: dict[str, Any], ids: dict[int, str]) -> Judgement:
    return Judgement(
        ids[row["first"]],
        ids[row["second"]],
        row["verdict"],
        row["by"],
        tuple(row["reasons"]),
        made_at=row["made_at"],
        number=row["number"],
        withdraws=row["withdraws"],
    )
