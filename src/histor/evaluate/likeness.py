"""Which coded incidents tell of the same thing: places, dates and tolls compared, and a likeness of two incidents."""

import math
from typing import Final

from histor.evaluate.coding import CodedIncident
from histor.evaluate.names import UNIDENTIFIED, canonical, overlap, plain, same_name
from histor.record.codebook import Kind, Slot
from histor.record.values import Place, Toll

EARTH_DIAMETER_KM: Final = 12742
SAME_TOWN_KM, SAME_AREA_KM, NEAR_KM = 30, 50, 150

FAMILIES: Final[tuple[frozenset[Kind], ...]] = (
    frozenset({"bombing", "shelling"}),
    frozenset({"air_strike", "drone_strike"}),
    frozenset({"armed_assault", "armed_clash", "assassination"}),
    frozenset({"kidnapping", "hostage_taking", "hijacking"}),
    frozenset({"arson", "looting"}),
    frozenset({"vehicle_ramming"}),
    frozenset({"beating", "sexual_violence", "mob_violence"}),
    frozenset({"chemical_attack"}),
)
"""Kinds that reporters name for one another; "attack" may stand for any."""


def distance(one: Place, other: Place) -> float | None:
    """Kilometres along the great circle, or None where a coordinate is missing."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    a, b, c, d = (math.radians(degrees) for degrees in (one.lat, one.lon, other.lat, other.lon))
    half_chord = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return EARTH_DIAMETER_KM * math.asin(math.sqrt(min(1, half_chord)))


def same_place(gold: Place, found: Place) -> bool:
    """Whether the place found would count as right: within 30 km for towns and sites, by name or area otherwise."""
    if gold.country and found.country and gold.country != found.country:
        return False
    apart = distance(gold, found)
    if {gold.kind, found.kind} <= {"site", "town"} and apart is not None:
        return apart <= SAME_TOWN_KM
    if "country" in (gold.kind, found.kind):
        return gold.kind == found.kind
    if same_name(gold.name, found.name):
        return True
    return gold.kind == found.kind and apart is not None and apart <= SAME_AREA_KM


def near_place(gold: Place, found: Place) -> bool:
    """Whether two places may be told of the same incident: same, or in one country and not far apart."""
    if same_place(gold, found):
        return True
    if not gold.country or gold.country != found.country:
        return False
    apart = distance(gold, found)
    if apart is not None:
        return apart <= NEAR_KM
    return same_name(gold.admin1 or "", found.admin1 or "") or "country" in (gold.kind, found.kind)


def same_toll(gold: Toll, found: Toll) -> bool:
    """Whether the best figures agree; where neither printed one ("dozens"), whether the bounds do."""
    if gold.best is None and found.best is None:
        return (gold.low, gold.high) == (found.low, found.high)
    return gold.best == found.best


def names(incident: CodedIncident, slot: Slot) -> list[str]:
    """The different values of one slot: classes as they stand, names told apart by `same_name`.

    Denied perpetrators are left out, and unidentified ones where somebody is named.
    """
    found: list[str] = []
    for assertion in incident.of_slot(slot):
        if slot == "perpetrator" and assertion.status == "denied":
            continue
        if not any(same_value(slot, assertion.name, other) for other in found):
            found.append(assertion.name)
    if slot == "perpetrator" and len(found) > 1:
        found = [name for name in found if canonical(plain(name)) != UNIDENTIFIED] or found[:1]
    return found


def same_value(slot: Slot, one: str, other: str) -> bool:
    """Whether two values of a slot agree: classes must be equal, names may differ as names do."""
    return one == other if slot in ("target", "weapon") else same_name(one, other)


def likeness(gold: CodedIncident, found: CodedIncident) -> float:
    """How strongly two incidents look like one, or 0 where fewer than two independent grounds say so.

    The grounds, one point each: family of kind, date, place, somebody involved, words that name the incident, a toll.
    Exact agreement of kind, date and place adds half a point each; dates that exclude each other take one away.
    """
    dates_meet = gold.date is not None and found.date is not None and gold.date.overlaps(found.date)
    places = (gold.place, found.place) if gold.place and found.place else None
    grounds = sum(
        (
            _kin(gold, found),
            dates_meet,
            places is not None and near_place(*places),
            _share_somebody(gold, found),
            _share_mention(gold, found),
            _share_toll(gold, found),
        )
    )
    if grounds < 2:
        return 0.0
    finer = 0.5 * bool(set(gold.kinds) & set(found.kinds))
    finer += 0.5 * (places is not None and same_place(*places))
    if gold.date and found.date:
        finer += 0.5 * (gold.date == found.date) if dates_meet else -1.0
    return grounds + finer


def _kin(gold: CodedIncident, found: CodedIncident) -> bool:
    if "attack" in gold.kinds + found.kinds:
        return True
    return any(not family.isdisjoint(gold.kinds) and not family.isdisjoint(found.kinds) for family in FAMILIES)


def _share_somebody(gold: CodedIncident, found: CodedIncident) -> bool:
    named: tuple[Slot, ...] = ("perpetrator", "victim")
    if any(same_name(one, other) for slot in named for one in names(gold, slot) for other in names(found, slot)):
        return True
    printed: tuple[Slot, ...] = ("target", "perpetrator_person", "victim")
    return any(
        overlap(one.words.quote, other.words.quote) >= 0.5
        for slot in printed
        for one in gold.of_slot(slot)
        for other in found.of_slot(slot)
    )


def _share_mention(gold: CodedIncident, found: CodedIncident) -> bool:
    ours = [words for mention in gold.mentions if (words := plain(mention.quote))]
    theirs = [words for mention in found.mentions if (words := plain(mention.quote))]
    return any(one in other or other in one for one in ours for other in theirs)


def _share_toll(gold: CodedIncident, found: CodedIncident) -> bool:
    """A toll of one says too little: it must be of more than one person."""
    tolls = ((gold.killed, found.killed), (gold.wounded, found.wounded))
    return any(
        one is not None and other is not None and same_toll(one, other) and (one.best or 0) > 1 for one, other in tolls
    )
