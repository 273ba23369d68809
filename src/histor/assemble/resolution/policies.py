"""The policies by which one value is chosen of those said, and the version of them all.

A policy decides whose word counts and which toll stands. What does not change while news comes in (date, place, kinds,
targets ...) is chosen by the number of lineages among those whose word counts; docs/why/lineage-and-resolution.md has
the table.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from histor.assemble.resolution.witnesses import CREDIBLE, Saying, independent
from histor.record.incident import Policy

POLICY_VERSION: Final = "1"
"""Goes up whenever the same accounts resolve to other values."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a policy chooses. `heard`: whose word counts, of those who say anything of the field; `toll`: which figure
    stands; `whole`: dates and classes take in everything said instead of what most say."""

    heard: Literal["all", "best grade", "credible"]
    toll: Literal["newest", "most", "lowest", "range"]
    whole: bool = False


RULES: Final[Mapping[Policy, Rule]] = {
    "latest_reliable": Rule("best grade", "newest"),
    "majority": Rule("all", "most"),
    "min_credible": Rule("credible", "lowest"),
    "low_best_high": Rule("all", "range"),
    "range_all": Rule("all", "range", whole=True),
}


def heard(rule: Rule, said: Sequence[Saying]) -> list[Saying]:
    """Those whose word counts by the rule; all of them where it would leave none."""
    best = min((saying.witness.rank for saying in said), default=0)
    last = {"all": best, "best grade": best, "credible": max(best, CREDIBLE)}[rule.heard]
    return [saying for saying in said if rule.heard == "all" or saying.witness.rank <= last]


def by_value(said: Iterable[Saying]) -> dict[object, list[Saying]]:
    """The sayings of each value."""
    groups: dict[object, list[Saying]] = {}
    for saying in said:
        groups.setdefault(saying.value, []).append(saying)
    return groups


Strength = tuple[int, int, str]


def strength(said: Iterable[Saying]) -> Strength:
    """How much stands behind a value: lineages, those of them that tell it as their news, and the newest day."""
    every = [saying.witness for saying in said]
    return (
        independent(every),
        independent(one for one in every if not one.recalled),
        max((one.published for one in every), default=""),
    )
