"""Figures of the dead and wounded: each account's bottom line with attackers apart, and what superseded what."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from histor.assemble.resolution.witnesses import Witness, speaker_of
from histor.record.assertion import Assertion
from histor.record.codebook import Group
from histor.record.values import Quantity, Toll

TollSlot = Literal["killed", "wounded"]
TOLL_SLOTS: Final[tuple[TollSlot, ...]] = ("killed", "wounded")
WHOLE: Final[frozenset[Group | None]] = frozenset({None, "all"})
_APART: Final[tuple[Group, ...]] = ("civilian", "security", "armed_group", "other")
"""Groups beside the attackers that never count one person twice; children and women are counted among the others."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One account's figure for a slot: of the victims, or of the attackers. `speaker` is folded, "" if none."""

    witness: Witness
    toll: Toll
    group: Group
    speaker: str

    @property
    def printed(self) -> bool:
        """Whether a number is printed; "dozens" prints none."""
        return self.toll.best is not None


def victims(witness: Witness, slot: TollSlot) -> Figure | None:
    """The account's bottom line without the attackers, where the article lets them be told apart.

    It does where it gives parts and no total of its own: by the codebook the bottom line is then the parts' sum, with
    the attackers shot dead. A printed total is taken as printed.
    """
    account = witness.testimony.account
    toll = getattr(account, slot)
    if toll is None or toll == Toll(None, None, None):
        return None
    said = account.values(slot)
    dead = attackers(witness, slot)
    others = [assertion for assertion in said if assertion.group != "perpetrator"]
    if dead is not None and not others:
        return None
    speaker = next(filter(None, map(speaker_of, bottom_line(said, toll))), "")
    in_parts = not any(assertion.group in WHOLE for assertion in others)
    if dead is not None and in_parts and _counts_attackers(toll, others):
        toll = _less(toll, dead.toll)
    return Figure(witness, toll, "all", speaker)


def attackers(witness: Witness, slot: TollSlot) -> Figure | None:
    """The largest figure that the account gives for the attackers."""
    said = [a for a in witness.testimony.account.values(slot) if a.group == "perpetrator"]
    if not said:
        return None
    largest = max(said, key=lambda one: (_size(one), one.evidence))
    return Figure(witness, toll_of(largest), "perpetrator", speaker_of(largest))


def _counts_attackers(toll: Toll, others: Sequence[Assertion]) -> bool:
    """Whether the bottom line has the attackers in it: it is more than the other groups together."""
    parts = [max((_size(a) for a in others if a.group == group), default=0) for group in _APART]
    return (toll.best or toll.low or 0) > sum(parts)


def _less(toll: Toll, dead: Toll) -> Toll:
    """The toll without the attackers; as it was where the bounds do not allow it."""
    pairs = ((toll.low, dead.low), (toll.best, dead.best), (toll.high, dead.high))
    left = [None if one is None or other is None else one - other for one, other in pairs]
    known = [bound for bound in left if bound is not None]
    return Toll(*left) if known and known == sorted(known) and known[0] >= 0 else toll


def toll_of(assertion: Assertion) -> Toll:
    """What one count says by itself; best is the number printed, None for "dozens" and for "10 to 15"."""
    quantity = assertion.value
    assert isinstance(quantity, Quantity)
    low, high = quantity.low, quantity.high
    if low is None or high is None:
        vague = _VAGUE.search(assertion.evidence.quote) and not _NUMBER.search(assertion.evidence.quote)
        return Toll(low, None if vague else (high if low is None else low), high)
    return Toll(low, low if low == high else high if quantity.approx else None, high)


_VAGUE: Final = re.compile(r"\b(?:dozens|scores|hundreds|thousands|tens|several|some|many|number of)\b", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\d")


def _size(assertion: Assertion) -> int:
    quantity = assertion.value
    return (quantity.low or quantity.high or 0) if isinstance(quantity, Quantity) else 0


def bottom_line(said: Sequence[Assertion], toll: Toll | None) -> list[Assertion]:
    """The assertions that the bottom line repeats: those with its bounds, of all people where there are such."""
    if toll is None:
        return []
    same = [a for a in said if isinstance(a.value, Quantity) and _repeats(a.value, toll) and a.group != "perpetrator"]
    return [a for a in same if a.group in WHOLE] or same


def _repeats(quantity: Quantity, toll: Toll) -> bool:
    exact = quantity.low == quantity.high == toll.best and toll.best is not None
    return exact or (quantity.low, quantity.high) == (toll.low, toll.high)
