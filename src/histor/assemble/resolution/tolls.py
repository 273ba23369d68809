"""The toll of an incident: one figure by the policy, and every figure in the course of time.

A later figure takes the place of an earlier one of the same lineage or by the same speaker, never of another's. A
figure of an article that only recalls the incident supersedes none and stands where another lineage gives the same,
or nobody else a figure: such articles round ("more than 100"), yet may have the final toll.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from histor.assemble.resolution.choosing import resolved
from histor.assemble.resolution.conflicts import bounds, toll_relation, worst
from histor.assemble.resolution.figures import (
    TOLL_SLOTS,
    WHOLE,
    Figure,
    TollSlot,
    attackers,
    bottom_line,
    toll_of,
    victims,
)
from histor.assemble.resolution.policies import RULES, by_value, heard, strength
from histor.assemble.resolution.witnesses import Saying, Witness, speaker_of
from histor.record.codebook import Group
from histor.record.incident import Conflict, Policy, Relation, Resolved, TollPoint
from histor.record.judgement import Field
from histor.record.values import Quantity, Toll

_AFRESH: Final[frozenset[Relation]] = frozenset({"original", "follows"})
"""What reports anew; a copy or a rewriting may come late with an old figure."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A figure as one of those that follow each other: `keys` are the lineage and the speaker it is compared within."""

    keys: tuple[Hashable, ...]
    value: Hashable
    witness: Witness
    printed: bool


def superseded(turns: Sequence[Turn]) -> list[str | None]:
    """For each figure the account whose later one took its place, or None where it stands.

    A figure's day is the last on which it was reported anew, or else the first on which it was given at all. A figure
    that is recalled, or that prints no number ("dozens"), takes no other's place, and none of an unknown day does.
    """
    given: dict[tuple[Hashable, Hashable], tuple[str, str]] = {}
    standing: dict[Hashable, set[Hashable]] = {}
    for turn in sorted((turn for turn in turns if turn.witness.published), key=_day):
        for key in turn.keys:
            if turn.witness.testimony.relation in _AFRESH or (key, turn.value) not in given:
                given[key, turn.value] = _day(turn)
            if turn.printed and not turn.witness.recalled:
                standing.setdefault(key, set()).add(turn.value)
    return [_successor(turn, given, standing) if turn.witness.published else None for turn in turns]


def _day(turn: Turn) -> tuple[str, str]:
    return turn.witness.published, turn.witness.account


def _successor(
    turn: Turn,
    given: Mapping[tuple[Hashable, Hashable], tuple[str, str]],
    standing: Mapping[Hashable, Collection[Hashable]],
) -> str | None:
    """The account of the next figure within the turn's lineage or by its speaker that is newer than its own."""
    later = [
        given[key, value]
        for key in turn.keys
        for value in standing.get(key, ())
        if value != turn.value and given[key, value][0] > given[key, turn.value][0]
    ]
    return min(later)[1] if later else None


def resolve_toll(field: Field, witnesses: Sequence[Witness], policy: Policy) -> Resolved:
    """The victims' or the attackers' toll by the policy; the conflict is between the figures that stand."""
    slot, group = TOLL_FIELDS[field]
    take = attackers if group == "perpetrator" else victims
    figures = [figure for one in witnesses if (figure := take(one, slot)) is not None]
    if not figures:
        return resolved(field, None, policy, (), (), "none")
    said = [_saying(figure) for figure in figures]
    standing = _standing(figures)
    rule = RULES[policy]
    if rule.toll == "range":
        every = [*_tolls(said), *_aside(witnesses, slot, group)] if rule.whole else _tolls(standing)
        best = _newest(heard(RULES["latest_reliable"], standing)).best
        value, backing = spread(every, best), said if rule.whole else standing
    else:
        choose = {"newest": _newest, "most": _most, "lowest": _lowest}[rule.toll]
        value = choose(heard(rule, standing))
        backing = [saying for saying in said if saying.value == value]
    dead = [figure.toll for one in witnesses if group == "all" and (figure := attackers(one, slot))]
    return resolved(field, value, policy, said, backing, worst(_tolls(standing), _relation(dead)))


TOLL_FIELDS: Final[Mapping[Field, tuple[TollSlot, Group]]] = {
    "killed": ("killed", "all"),
    "wounded": ("wounded", "all"),
    "attackers_killed": ("killed", "perpetrator"),
    "attackers_wounded": ("wounded", "perpetrator"),
}


def _saying(figure: Figure) -> Saying:
    return Saying(figure.witness, figure.toll, figure.speaker)


def _tolls(said: Iterable[Saying]) -> list[Toll]:
    return [_toll(saying) for saying in said]


def _toll(saying: Saying) -> Toll:
    assert isinstance(saying.value, Toll)
    return saying.value


def _keys(witness: Witness, speaker: str, *what: str) -> tuple[Hashable, ...]:
    lineage = ("lineage", witness.lineage, *what)
    return (lineage, ("speaker", speaker, *what)) if speaker else (lineage,)


def _standing(figures: Sequence[Figure]) -> list[Saying]:
    """The figures that still stand: not superseded, with a number printed, and recalled only where others agree."""
    turns = [Turn(_keys(one.witness, one.speaker), one.toll, one.witness, one.printed) for one in figures]
    left = [figure for figure, by in zip(figures, superseded(turns), strict=True) if by is None]
    left = left or list(figures)  # each took another's place, by lineage one way and by speaker the other
    left = [figure for figure in left if figure.printed] or left
    told = [figure for figure in left if not figure.witness.recalled]
    lineages: dict[Toll, set[str]] = {}
    for figure in figures:
        lineages.setdefault(figure.toll, set()).add(figure.witness.lineage)
    return [_saying(one) for one in left if not (told and one.witness.recalled) or len(lineages[one.toll]) > 1]


def _newest(said: Sequence[Saying]) -> Toll:
    """The figure given last, of one day the one that most lineages give; made exact by a figure within it: after "more
    than 260" on a later day, 264 still holds. An earlier figure far above is not what the later one rounds."""
    groups = by_value(said)
    if len(groups) == 1:
        return _toll(said[0])
    last = _toll(
        max(said, key=lambda one: (one.witness.published, strength(groups[one.value]), _exactness(_toll(one))))
    )
    low, high = bounds(last)
    finer = [
        toll
        for toll in _tolls(said)
        if low <= bounds(toll)[0] and bounds(toll)[1] <= high and _number(toll) <= ROUNDED * _number(last)
    ]
    # Of two that are open, the higher: with "at least 70" and "at least 86" both hold from 86.
    return max(
        [last, *finer], key=lambda toll: (-_span(toll), _open_from(toll), strength(groups[toll]), _exactness(toll))
    )


def _open_from(toll: Toll) -> int:
    return (toll.low or 0) if toll.high is None else 0


ROUNDED: Final = 1.5
"""How much more than the number of a round figure ("more than 100") the exact one may be."""


def _most(said: Sequence[Saying]) -> Toll:
    """The figure of the most lineages; of as many, the one that most others allow, then the newest."""
    groups = by_value(said)

    def rank(toll: Toll) -> tuple[object, ...]:
        lineages, telling, newest = strength(groups[toll])
        allowed = strength(one for one in said if toll_relation(toll, _toll(one)) != "contradictory")
        return lineages, telling, allowed[0], newest, _exactness(toll)

    return max(dict.fromkeys(_tolls(said)), key=rank)


def _lowest(said: Sequence[Saying]) -> Toll:
    """The figure with the lowest number."""
    return min(_tolls(said), key=lambda toll: (_number(toll), *map(_open, (toll.low, toll.best, toll.high))))


def _number(toll: Toll) -> int:
    return next((bound for bound in (toll.best, toll.low, toll.high) if bound is not None), 0)


def _open(bound: int | None) -> tuple[bool, int]:
    return bound is None, bound or 0


def _span(toll: Toll) -> float:
    low, high = bounds(toll)
    return high - low


def _exactness(toll: Toll) -> tuple[object, ...]:
    """Narrow before wide, then larger before smaller: an order for figures that are otherwise alike."""
    return -_span(toll), _number(toll), *map(_open, (toll.low, toll.best, toll.high))


def spread(tolls: Iterable[Toll], best: int | None) -> Toll:
    """From the lowest to the highest number said; open where the outermost number is an open one ("at least 40")."""
    every = list(tolls)
    lows = [toll.low for toll in every if toll.low is not None]
    highs = [toll.high for toll in every if toll.high is not None]
    below = [_number(toll) for toll in every if toll.low is None]
    above = [max(toll.low or 0, toll.best or 0) for toll in every if toll.high is None]
    low = min(lows, default=None)
    high = max(highs, default=None)
    return Toll(
        None if low is None or min(below, default=low) < low else low,
        best,
        None if high is None or max(above, default=high) > high else high,
    )


def _aside(witnesses: Sequence[Witness], slot: TollSlot, group: Group) -> Iterator[Toll]:
    """Figures that an account gives beside its bottom line: of another speaker, of an earlier day."""
    groups = WHOLE if group == "all" else {group}
    for one in witnesses:
        yield from (toll_of(said) for said in one.testimony.account.values(slot) if said.group in groups)


def _relation(attackers: Sequence[Toll]) -> Callable[[Toll, Toll], Conflict]:
    """Two figures are compatible where one counts the attackers and the other does not."""
    numbers = {toll.best for toll in attackers} - {None}

    def relation(one: Toll, other: Toll) -> Conflict:
        found = toll_relation(one, other)
        counted = one.best is not None and other.best is not None and abs(one.best - other.best) in numbers
        return "compatible" if found == "contradictory" and counted else found

    return relation


def series(witnesses: Sequence[Witness]) -> tuple[TollPoint, ...]:
    """Every figure of the dead and wounded with its day and speaker, in the order of the days, unknown days last."""
    found = [point for one in witnesses for slot in TOLL_SLOTS for point in _points(one, slot)]
    turns = [turn for turn, _ in found]
    points = [
        point if by is None else replace(point, superseded_by=by)
        for (_, point), by in zip(found, superseded(turns), strict=True)
    ]
    return tuple(sorted(points, key=lambda point: (point.as_of or "9999", point.slot)))


def _points(witness: Witness, slot: TollSlot) -> Iterator[tuple[Turn, TollPoint]]:
    account = witness.testimony.account
    said, toll = account.values(slot), getattr(account, slot)
    line = bottom_line(said, toll)
    for one in said:
        quantity, group = one.value, one.group or "all"
        assert isinstance(quantity, Quantity)
        turn = Turn(_keys(witness, speaker_of(one), slot, group), quantity, witness, toll_of(one).best is not None)
        names = tuple(speaker.quote for speaker in one.said_by)
        yield turn, _point(witness, slot, quantity, group, one in line, names, one.evidence.quote)
    if toll is not None and not line:
        quantity = Quantity(toll.low, toll.high)
        parts = dict.fromkeys(one.evidence.quote for one in said if one.group not in WHOLE)
        turn = Turn(_keys(witness, "", slot, "all"), quantity, witness, toll.best is not None)
        yield turn, _point(witness, slot, quantity, "all", True, (), " + ".join(parts))


def _point(
    witness: Witness,
    slot: TollSlot,
    quantity: Quantity,
    group: Group,
    total: bool,
    speaker: tuple[str, ...],
    quote: str,
) -> TollPoint:
    day, account = witness.published or None, witness.account
    return TollPoint(day, slot, quantity, group, total, speaker, account, witness.lineage, quote, witness.recalled)
