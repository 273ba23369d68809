"""Choosing one value of what does not change while news comes in: when, where, of what kind, against whom."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

from histor.assemble.resolution.conflicts import (
    MOST_COMPARED,
    PARTS,
    class_relation,
    days,
    place_relation,
    place_within,
    precision,
    same_place,
    span_relation,
    span_within,
    worst,
)
from histor.assemble.resolution.policies import RULES, Rule, by_value, heard, strength
from histor.assemble.resolution.witnesses import Saying, Witness, independent, sayings, speaker_of
from histor.record.codebook import KINDS, TARGET_CLASSES, WEAPON_CLASSES, Slot
from histor.record.incident import Conflict, Policy, Resolved, Support
from histor.record.judgement import Field
from histor.record.values import Place, TimeSpan

MOST_KINDS: Final = 3
"""The codebook's limit; range_all has none."""
ENOUGH: Final = 0.5
"""Share of the commonest class's lineages from which another class is the incident's too."""


def resolved(
    field: Field,
    value: object,
    policy: Policy,
    said: Sequence[Saying],
    backing: Sequence[Saying],
    conflict: Conflict,
) -> Resolved:
    """The value with the accounts that give it, and all other values said with theirs, the best supported first."""
    accounts = _accounts(backing)
    others = by_value(saying for saying in said if saying.witness.account not in accounts)
    ranked = sorted(others.items(), key=lambda group: (strength(group[1]), repr(group[0])), reverse=True)
    return Resolved(
        field,
        value,
        policy,
        accounts,
        independent(saying.witness for saying in backing),
        len({saying.voice for saying in backing}),
        tuple(Support(other, _accounts(group), independent(one.witness for one in group)) for other, group in ranked),
        conflict,
    )


def _accounts(said: Sequence[Saying]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(saying.witness.account for saying in said))


def resolve_date(witnesses: Sequence[Witness], policy: Policy) -> Resolved:
    """The most precise span with which most spans agree; by `range_all`, from the earliest to the latest day."""
    said = _said(witnesses, "date", lambda account: account.date)
    rule = RULES[policy]
    value: Any = None
    if said and rule.whole:
        value = TimeSpan(min(s.value.earliest for s in said), max(s.value.latest for s in said))  # type: ignore[attr-defined]
    elif said:
        value = _narrowed(heard(rule, said), span_within, lambda span: -days(span))
    backing = [saying for saying in said if rule.whole or saying.value == value]
    return resolved("date", value, policy, said, backing, worst((s.value for s in said), span_relation))


def resolve_place(witnesses: Sequence[Witness], policy: Policy) -> Resolved:
    """The most specific place that most of the places named contain."""
    said = _said(witnesses, "place", lambda account: account.place)
    value: Any = None
    if said:
        value = _narrowed(heard(RULES[policy], said), place_within, _specific)
    backing = [saying for saying in said if same_place(saying.value, value)]  # type: ignore[arg-type]
    return resolved("place", value, policy, said, backing, worst((s.value for s in said), place_relation))


def _specific(place: Place) -> tuple[int, bool]:
    return precision(place), place.lat is not None


def _narrowed(said: Sequence[Saying], within: Callable[[Any, Any], bool], exactness: Callable[[Any], Any]) -> object:
    """Of the values said, the one that lies within the values of the most lineages; then the most precise one."""
    groups = by_value(said)
    if len(groups) == 1:
        return next(iter(groups))
    if len(groups) > MOST_COMPARED:
        best = sorted(groups, key=lambda value: (strength(groups[value]), repr(value)), reverse=True)
        groups = {value: groups[value] for value in best[:MOST_COMPARED]}

    def rank(value: object) -> tuple[Any, ...]:
        around = [saying for other, group in groups.items() if within(value, other) for saying in group]
        lineages, telling, _ = strength(around)
        return lineages, telling, exactness(value), strength(groups[value]), repr(value)

    return max(groups, key=rank)


def _said(witnesses: Sequence[Witness], slot: Slot, value: Callable[[Any], Any]) -> list[Saying]:
    """What each account's own field says, with the innermost speaker of its first assertion that names one."""
    found = []
    for one in witnesses:
        said = value(one.testimony.account)
        if said is not None:
            speakers = (speaker_of(assertion) for assertion in one.testimony.account.values(slot))
            found.append(Saying(one, said, next(filter(None, speakers), "")))
    return found


def resolve_kinds(witnesses: Sequence[Witness], policy: Policy) -> Resolved:
    """The kinds that most lineages give, primary ones first; "attack" only where nothing more specific is said."""
    said = [Saying(one, one.testimony.account.kinds) for one in witnesses]
    rule = RULES[policy]
    value = _classes(said, rule, KINDS)
    value = value if rule.whole else value[:MOST_KINDS]
    return resolved("kinds", value, policy, said, _sharing(said, value), worst((s.value for s in said), class_relation))


def resolve_classes(field: Field, witnesses: Sequence[Witness], policy: Policy) -> Resolved:
    """The classes of targets or weapons that most lineages name; empty where none does."""
    slot, order = _CLASSES[field]
    named: dict[str, list[Any]] = {}
    for one, assertion in sayings(witnesses, slot):
        named.setdefault(one.account, [one, [], ""])
        named[one.account][1].append(assertion.value)
        named[one.account][2] = named[one.account][2] or speaker_of(assertion)
    place = _place_in(order)
    said = [Saying(one, tuple(sorted(set(values), key=place)), speaker) for one, values, speaker in named.values()]
    value = _classes(said, RULES[policy], order)
    return resolved(field, value, policy, said, _sharing(said, value), worst((s.value for s in said), class_relation))


_CLASSES: Final[dict[Field, tuple[Slot, tuple[str, ...]]]] = {
    "targets": ("target", TARGET_CLASSES),
    "weapons": ("weapon", WEAPON_CLASSES),
}


@cache
def _place_in(order: tuple[str, ...]) -> Callable[[str], tuple[int, str]]:
    """Where a class stands in the codebook; what it does not have comes last."""
    at = {name: number for number, name in enumerate(order)}
    return lambda name: (at.get(name, len(at)), name)


def _classes(said: Sequence[Saying], rule: Rule, order: tuple[str, ...]) -> tuple[str, ...]:
    """Classes by the number of lineages that give them, primary or not; those with too few are left out."""
    every = [(saying.witness.lineage, _names(saying)) for saying in heard(rule, said)]
    finer = {PARTS[name]: name for _, names in every for name in names if name in PARTS}
    given = Counter(
        name for _, name in {(lineage, finer.get(name, name)) for lineage, names in every for name in names}
    )
    primary = Counter(
        name for _, name in {(lineage, finer.get(name, name)) for lineage, names in every for name in names[:1]}
    )
    if given.keys() - {"attack"}:
        del given["attack"]
    most = max(given.values(), default=0)
    place = _place_in(order)
    kept = [name for name, votes in given.items() if rule.whole or votes >= ENOUGH * most]
    return tuple(sorted(kept, key=lambda name: (-primary[name], -given[name], place(name))))


def _names(saying: Saying) -> tuple[str, ...]:
    assert isinstance(saying.value, tuple)
    return saying.value


def _sharing(said: Sequence[Saying], value: tuple[str, ...]) -> list[Saying]:
    return [saying for saying in said if set(_names(saying)) & set(value)]


def resolve_choice(field: Field, witnesses: Sequence[Witness], policy: Policy) -> Resolved:
    """Stage, suicide and aggregate by the number of lineages; of as many, suicide rather than not, else the newest."""
    said = [Saying(one, getattr(one.testimony.account, field)) for one in witnesses]
    groups = by_value(heard(RULES[policy], said))

    def rank(value: object) -> tuple[Any, ...]:
        behind = strength(groups[value])
        return behind[0], value is True, behind, repr(value)

    value = max(groups, key=rank) if len(groups) > 1 else next(iter(groups))
    conflict: Conflict = "none"
    if len({saying.value for saying in said}) > 1:
        conflict = "contradictory" if field == "stage" else "compatible"
    return resolved(field, value, policy, said, [saying for saying in said if saying.value == value], conflict)
