"""From what speaks for a value to the chance that it is right.

One logistic curve with an intercept per slot (Platt scaling with more than one score), fitted by
benchmarks/calibration.py on articles that the model was not trained on.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

from histor.errors import ModelError
from histor.read.encoder import CALIBRATION

_EDGE = 0.01
"""Chances nearer to 0 or 1 are taken as this near: beyond it the tagger's figures mean nothing."""


class Grounds(NamedTuple):
    """What speaks for one value of one incident.

    `marked` is the tagger's chance, 0 to 1; `ahead` how much better the value links to this incident than to the next
    best, -1 to 1; `beside` whether words that name the incident stand in its sentence; `repeated` how often the
    incident has this value, `rivals` how many values of the slot, `incidents` how many the article tells: 1 or more.
    """

    marked: float
    ahead: float
    beside: bool
    repeated: int
    rivals: int
    incidents: int

    def row(self) -> tuple[float, ...]:
        """The numbers that the curve weighs, one a field."""
        kept = min(max(self.marked, _EDGE), 1.0 - _EDGE)
        counts = (math.log(max(count, 1)) for count in (self.repeated, self.rivals, self.incidents))
        return (math.log(kept / (1.0 - kept)), self.ahead, float(self.beside), *counts)


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted curves: an intercept per slot, a weight per ground, and by slot the least chance to be kept."""

    intercepts: Mapping[str, float]
    weights: Mapping[str, float]
    least: Mapping[str, float]

    @classmethod
    def load(cls, folder: Path) -> Self | None:
        """The calibration of a model folder; None for a model that has none yet, whose scores stay the tagger's.

        Raises:
            ModelError: the file is damaged.
        """
        path = folder / CALIBRATION
        if not path.exists():
            return None
        try:
            row = json.loads(path.read_text("utf-8"))
            intercepts = {str(slot): float(value) for slot, value in row["intercepts"].items()}
            weights = {name: float(row["weights"][name]) for name in Grounds._fields}
            least = {str(slot): float(value) for slot, value in row["least"].items()}
            return cls(intercepts, weights, least)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(f"{path}: {error!r}; reinstall histor or fit the curves anew") from None

    def chance(self, slot: str, grounds: Grounds) -> float:
        """The chance, 0 to 1, that a value of the slot is right."""
        weighed = zip(self.weights.values(), grounds.row(), strict=True)
        drawn = self.intercepts.get(slot, 0.0) + sum(weight * ground for weight, ground in weighed)
        return 1.0 / (1.0 + math.exp(-drawn))

    def shortfall(self, slot: str, chance: float) -> str | None:
        """What a value of this chance falls short of, in words; None for one that is given, as of a slot without curve.

        Such as "chance 0.1832, below 0.25".
        """
        least = self.least.get(slot, 0.0)
        return None if chance >= least else f"chance {chance:g}, below {least:g}"
