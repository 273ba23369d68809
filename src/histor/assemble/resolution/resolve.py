"""The incident that its accounts tell of, by one policy."""

from collections.abc import Sequence
from typing import Any

from histor.assemble.resolution.attributions import attributions, resolve_perpetrators
from histor.assemble.resolution.choosing import (
    resolve_choice,
    resolve_classes,
    resolve_date,
    resolve_kinds,
    resolve_place,
)
from histor.assemble.resolution.corrections import corrected, standing
from histor.assemble.resolution.policies import POLICY_VERSION
from histor.assemble.resolution.tolls import TOLL_FIELDS, resolve_toll, series
from histor.assemble.resolution.witnesses import RANK, Witness, complete, witness
from histor.errors import RecordError
from histor.record.incident import Attribution, Incident, Lineage, Policy, Resolved, Testimony
from histor.record.judgement import FIELDS, Correction, Field


def resolve(
    incident_id: str,
    testimonies: Sequence[Testimony],
    lineages: Sequence[Lineage],
    policy: Policy,
    corrections: Sequence[Correction] = (),
    *,
    score: float = 1.0,
) -> Incident:
    """The incident with one value per field by the policy, and all that was said beside it.

    Lineages may have articles that are none of the testimonies'; an article in none is a lineage of its own.
    Corrections are those of any of the accounts, withdrawn ones among them. `score` is the weakest link that holds
    the accounts together.

    Raises:
        RecordError: there is no testimony.
    """
    if not testimonies:
        raise RecordError(f"incident {incident_id}: it has no account left to be resolved from; retract it")
    told, found = complete(testimonies, lineages)
    witnesses = tuple(map(witness, told))
    fixed = standing(corrections, {one.account_id for one in told})
    lineage = {one.account: one.lineage for one in witnesses}
    values = [corrected(_resolved(field, witnesses, policy), fixed.get(field), lineage) for field in FIELDS]
    by_field: dict[Any, Any] = {one.field: one.value for one in values}
    names = by_field.pop("perpetrators")
    return Incident(
        id=incident_id,
        foreground=any(one.account.foreground for one in told),
        perpetrators=_first(attributions(witnesses), names if "perpetrators" in fixed else ()),
        resolved=tuple(values),
        tolls=series(witnesses),
        testimonies=told,
        lineages=found,
        grade=min((one.grade for one in told), key=RANK.__getitem__),
        score=score,
        policy=f"{policy}/{POLICY_VERSION}",
        **by_field,
    )


def _resolved(field: Field, witnesses: Sequence[Witness], policy: Policy) -> Resolved:
    if field in TOLL_FIELDS:
        return resolve_toll(field, witnesses, policy)
    if field in ("targets", "weapons"):
        return resolve_classes(field, witnesses, policy)
    if field in ("suicide", "stage", "aggregate"):
        return resolve_choice(field, witnesses, policy)
    chosen = {
        "kinds": resolve_kinds,
        "date": resolve_date,
        "place": resolve_place,
        "perpetrators": resolve_perpetrators,
    }
    return chosen[field](witnesses, policy)


def _first(said: Sequence[Attribution], names: Sequence[str]) -> tuple[Attribution, ...]:
    """The analyst's names before all others that are said; one that nobody says has nothing said of it."""
    known = {one.name: one for one in said}
    chosen = [known.get(name, Attribution(name, ())) for name in names]
    return (*chosen, *(one for one in said if one.name not in names))
