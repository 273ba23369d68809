"""Analysts' corrections: which of them stand, and a field with its correction in the policy's place."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from histor.record.incident import Resolved, Support
from histor.record.judgement import Correction, Field
from histor.record.judgement_wire import field_from_json


def standing(corrections: Sequence[Correction], accounts: Collection[str]) -> dict[Field, Correction]:
    """The newest correction of each field among those that go with the accounts and are not withdrawn.

    A correction that `withdraws` another sets no value itself; withdrawing it in turn brings the other back.
    """
    newest = sorted(corrections, key=_age, reverse=True)
    withdrawn: set[int] = set()
    found: dict[Field, Correction] = {}
    for one in newest:
        if one.number in withdrawn:
            continue
        if one.withdraws is not None:
            withdrawn.add(one.withdraws)
        elif one.account in accounts:
            found.setdefault(one.field, one)
    return found


def _age(one: Correction) -> tuple[int, str, str, str]:
    return one.number if one.number is not None else -1, one.made_at, one.account, repr((one.field, one.value, one.by))


def corrected(resolved: Resolved, correction: Correction | None, lineages: Mapping[str, str]) -> Resolved:
    """The field with the analyst's value in place of the policy's, and the accounts held against it.

    `lineages` has each account's lineage. The speakers behind another value than the policy's are not told apart.
    """
    if correction is None:
        return resolved
    value = field_from_json(resolved.field, correction.value)
    said = [Support(resolved.value, resolved.support, resolved.independent)] if resolved.support else []
    said += resolved.alternatives
    giving = [one for one in said if _gives(one.value, value)]
    support = tuple(account for one in giving for account in one.accounts)
    independent = len({lineages[account] for account in support})
    return replace(
        resolved,
        value=value,
        support=support,
        independent=independent,
        voices=resolved.voices if support == resolved.support else independent,
        alternatives=tuple(one for one in said if one not in giving),
        corrected=correction,
    )


def _gives(said: object, value: object) -> bool:
    if isinstance(said, tuple) and isinstance(value, tuple):
        return bool(set(said) & set(value))
    return said == value
