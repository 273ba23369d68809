"""How likely two accounts are of one incident, and why: features in levels, weights learned from labelled pairs.

The score is a logistic model over the levels of each feature and of a few pairs of features (weights.json, made by
training/fit_merging.py), which is Fellegi and Sunter's (1969) sum of agreement weights without their assumption that
the features are independent. The levels of a pair, one letter each, are its pattern: score and reasons follow from it.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from histor.assemble.columns import Columns, columns_of
from histor.assemble.features import FEATURES, Levels, Rows, levels_of
from histor.assemble.reasons import words_of
from histor.errors import RecordError
from histor.record.profile import Profile

CHUNK: Final = 1 << 13
"""Pairs compared at once, so that what is worked on stays near the processor."""
_FIRST: Final = ord("a")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two accounts held side by side: the chance that they are of one incident (0 to 1), the levels of the features
    as a pattern, and the reasons in words, the strongest first."""

    score: float
    pattern: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """Many pairs compared: one score and one pattern (bytes of ASCII) per pair, in their order."""

    scores: NDArray[np.float64]
    patterns: NDArray[np.bytes_]


@dataclass(frozen=True, slots=True)
class Weights:
    """The model: `version`, the chance from which two accounts are linked, the sum's start, a weight for each level of
    each feature, and tables for pairs of features (places in FEATURES)."""

    version: str
    link: float
    start: float
    single: tuple[NDArray[np.float64], ...]
    paired: tuple[tuple[int, int, NDArray[np.float64]], ...]

    def sum(self, levels: Levels) -> NDArray[np.float64]:
        """The log-odds of each row of levels."""
        total = np.full(len(levels), self.start)
        for place, table in enumerate(self.single):
            total += table[levels[:, place]]
        for one, other, table in self.paired:
            total += table[levels[:, one], levels[:, other]]
        return total


def weights_from(row: dict[str, Any]) -> Weights:
    """The model in a JSON object, by the names of features and levels; a level that is not named weighs nothing.

    Raises:
        RecordError: a feature or level that this version does not know.
    """
    names = [feature.name for feature in FEATURES]
    levels = {feature.name: feature.levels for feature in FEATURES}
    try:
        single = {name: np.zeros(len(levels[name])) for name in names}
        for name, weights in row["single"].items():
            for level, weight in weights.items():
                single[name][levels[name].index(level)] = weight
        paired = []
        for pair, cells in row["paired"].items():
            one, other = pair.split("*")
            table = np.zeros((len(levels[one]), len(levels[other])))
            for cell, weight in cells.items():
                first, second = cell.split("*")
                table[levels[one].index(first), levels[other].index(second)] = weight
            paired.append((names.index(one), names.index(other), table))
        return Weights(row["version"], row["link"], row["start"], tuple(single.values()), tuple(paired))
    except (KeyError, ValueError) as error:
        raise RecordError(f"weights of merging: {error}; make them again with training/fit_merging.py") from None


@cache
def weights() -> Weights:
    """The weights that come with Histor."""
    return weights_from(json.loads((files("histor.assemble") / "weights.json").read_text("utf-8")))


def compare(first: Profile, second: Profile) -> Comparison:
    """Two accounts held side by side. Which of them comes first makes no difference to score and pattern."""
    scored = compare_all(columns_of((first, second)), np.array([0]), np.array([1]))
    pattern = scored.patterns[0].decode("ascii")
    return Comparison(float(scored.scores[0]), pattern, reasons_of(pattern, first, second))


def compare_all(columns: Columns, first: Rows, second: Rows) -> Scored:
    """Pairs of rows of `columns`: `first[i]` with `second[i]`. The same scores as `compare` gives one by one."""
    scores = np.empty(len(first))
    patterns = np.empty((len(first), len(FEATURES)), np.uint8)
    for begin in range(0, len(first), CHUNK):
        part = slice(begin, begin + CHUNK)
        levels = levels_of(columns, first[part], second[part])
        patterns[part] = levels + _FIRST
        scores[part] = scores_of(levels)
    return Scored(scores, patterns.view(f"S{len(FEATURES)}").ravel())


def scores_of(levels: Levels, model: Weights | None = None) -> NDArray[np.float64]:
    """The chance for each row of levels, to six decimals."""
    return np.round(1 / (1 + np.exp(-(model or weights()).sum(levels))), 6)


def reasons_of(pattern: str, first: Profile | None = None, second: Profile | None = None) -> tuple[str, ...]:
    """The reasons behind a pattern in words, the strongest first; those against begin with "but ". With both profiles
    the names, days and figures are given.

    Raises:
        RecordError: the pattern was written by another version.
    """
    levels = [ord(letter) - _FIRST for letter in pattern]
    known = len(levels) == len(FEATURES) and all(
        0 <= level < len(feature.levels) for level, feature in zip(levels, FEATURES, strict=True)
    )
    if not known:
        raise RecordError(f"pattern {pattern!r}: it was written by another version; compare the accounts again")
    told = []
    for place, (level, feature) in enumerate(zip(levels, FEATURES, strict=True)):
        weight = weights().single[place][level]
        if words := words_of(feature.name, feature.levels[level], first, second):
            told.append((abs(weight), words if weight >= 0 else f"but {words}"))
    return tuple(words for _, words in sorted(told, key=lambda reason: -reason[0]))
