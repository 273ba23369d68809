"""Shows incidents: takes all that the ledger knows of one, finds its lineages, and resolves its values."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from histor.assemble.lineage import lineages
from histor.assemble.resolution import resolve
from histor.record.incident import Change, Incident, Policy
from histor.record.judgement import Correction, Judgement

if TYPE_CHECKING:  # brings the database
    from histor.ledger.merging.resolving import Dossier
    from histor.ledger.store import Ledger


@dataclass(frozen=True, slots=True)
class IncidentView:
    """One incident with its past. `asked` is the id asked for; where it was merged since, `through` are the ids it
    forwards through, and `id` the last of them. `incident` is None once it is retracted: no account tells of it."""

    asked: str
    id: str
    state: Literal["current", "retracted"]
    through: tuple[str, ...]
    incident: Incident | None
    changes: tuple[Change, ...]
    judgements: tuple[Judgement, ...]
    corrections: tuple[Correction, ...]


def view_incident(ledger: "Ledger", given: str, policy: Policy | None = None) -> IncidentView:
    """An incident by its id, also one that it had before it was merged; by the ledger's policy or another.

    Raises:
        LedgerError: there is no such incident.
    """
    merging = ledger.merging
    place = merging.find(given)
    incident = None
    judged: dict[int | None, Judgement] = {}
    if place.state == "current":
        incident = resolve_dossier(merging.dossier(place.id), policy)
        accounts = [testimony.account_id for testimony in incident.testimonies]
        judged = {one.number: one for account in accounts for one in merging.judgements(account=account)}
    return IncidentView(
        place.asked,
        place.id,
        place.state,
        place.through,
        incident,
        tuple(merging.changes_of(place.id)),
        tuple(judged[number] for number in sorted(judged, key=lambda number: number or 0)),
        tuple(merging.corrections(place.id)),
    )


def resolve_dossier(dossier: "Dossier", policy: Policy | None = None) -> Incident:
    """The incident of a dossier, by the ledger's policy or another."""
    return resolve(
        dossier.incident,
        dossier.testimonies,
        lineages(dossier.sketches),
        policy or dossier.policy,
        dossier.corrections,
        score=weakest_link((one.account_id for one in dossier.testimonies), dossier.links),
    )


def weakest_link(accounts: Iterable[str], links: Iterable[tuple[str, str, float]]) -> float:
    """The lowest score that is needed to hold the accounts together: 1 for a single one, 0 where no links do."""
    home = {account: account for account in accounts}
    apart = len(home) - 1
    weakest = 1.0
    for first, second, score in sorted(links, key=lambda link: (-link[2], link)):
        if not apart:
            break
        one, other = _find(home, first), _find(home, second)
        if one != other:
            home[max(one, other)] = min(one, other)
            weakest, apart = score, apart - 1
    return 0.0 if apart > 0 else weakest


def _find(home: dict[str, str], account: str) -> str:
    while home[account] != account:
        home[account] = account = home[home[account]]
    return account
