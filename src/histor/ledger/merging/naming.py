"""Names for numbers: accounts by their id in the ledger, incidents by theirs."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, select

from histor.errors import LedgerError
from histor.ledger.merging.bulk import among
from histor.ledger.merging.tables import incidents, profiles
from histor.ledger.query import account_id, split_account_id

PREFIX: Final = "i-"


def incident_id(number: int) -> str:
    """The id of an incident: "i-17"."""
    return f"{PREFIX}{number}"


def incident_number(connection: Connection, given: str) -> int:
    """The number in an incident's id.

    Raises:
        LedgerError: there is no such incident.
    """
    digits = given.removeprefix(PREFIX)
    if given.startswith(PREFIX) and digits.isascii() and digits.isdigit() and len(digits) < 10:
        found = connection.execute(select(incidents.c.number).where(incidents.c.number == int(digits))).scalar()
        if found is not None and incident_id(found) == given:
            return int(found)
    raise LedgerError(f"no incident {given!r} (histor incidents lists what is there; histor merge makes incidents)")


def profile_number(connection: Connection, given: str) -> int:
    """The number of an account by its id.

    Raises:
        LedgerError: no such account, or it is not merged yet.
    """
    article, account = split_account_id(given)
    here = profiles.c.article_id == article, profiles.c.account_id == account, profiles.c.present.is_(True)
    found = connection.execute(select(profiles.c.id).where(*here)).scalar()
    if found is None:
        raise LedgerError(f"no account {given!r} among those merged (run histor merge first, or check the id)")
    return int(found)


def account_ids(connection: Connection, numbers: Iterable[int]) -> dict[int, str]:
    """The ids of accounts, as they are or, for those gone, last were."""
    chosen = among(connection, set(numbers))
    columns = (profiles.c.id, profiles.c.article_id, profiles.c.account_id)
    query = select(*columns).join_from(chosen, profiles, profiles.c.id == chosen.c.value)
    return {row.id: account_id(row.article_id, row.account_id) for row in connection.execute(query)}
