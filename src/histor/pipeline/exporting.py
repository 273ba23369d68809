"""Hands merged incidents out, resolved by the ledger's policy or another, with all that their privacy depends on."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from histor.export.merged_privacy import Merged
from histor.pipeline.incidents import resolve_dossier
from histor.record.incident import Policy

if TYPE_CHECKING:  # brings the database
    from histor.ledger.merging.listing import IncidentFilter
    from histor.ledger.store import Ledger


def merged_incidents(
    ledger: "Ledger", wanted: "IncidentFilter | None" = None, policy: Policy | None = None
) -> Iterator[Merged]:
    """The incidents that a filter asks for, newest first, a few at a time, as the ledger had them at one moment.

    The filter holds against the values by the ledger's own policy; `policy` chooses the values that are handed out.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    for row, dossier in ledger.merging.incident_dossiers(wanted):
        yield Merged(resolve_dossier(dossier, policy), dossier.readings, row.updated_at)
