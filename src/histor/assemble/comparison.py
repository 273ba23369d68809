"""How likely two accounts are of one incident, and why: features in levels, weights learned from labelled pairs.

The score is a logistic model over the levels of the features (weights.json, made by training/fit_merging.py): Fellegi
and Sunter's (1969) sum of agreement weights without their assumption that the features are independent. The levels of a
pair, one letter each, are its pattern: score and reasons follow from it.
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
    """The model: `version`, the mean chance from which clusters of accounts are joined (`link`), the chance from which
    two accounts hang together at all (`reach`), the sum's start, and for each feature a weight for each level, 0 for
    one that is no reason for or against."""

    version: str
    link: float
    reach: float
    start: float
    levels: tuple[NDArray[np.float64], ...]

    def chances(self, levels: Levels) -> NDArray[np.float64]:
        """The chance of each row of levels, to six decimals."""
        total = np.full(len(levels), self.start)
        for place, table in enumerate(self.levels):
            total += table[levels[:, place]]
        return np.asarray(np.round(1 / (1 + np.exp(-total)), 6))


def weights_from(row: dict[str, Any]) -> Weights:
    """The model in a JSON object, by the names of features and levels.

    Raises:
        RecordError: not the features and levels of this version.
    """
    try:
        tables = tuple(np.array([row["levels"][f.name][level] for level in f.levels], np.float64) for f in FEATURES)
        return Weights(row["version"], row["link"], row["reach"], row["start"], tables)
    except KeyError as error:
        raise RecordError(f"weights of merging: no {error}; make them again with training/fit_merging.py") from None


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
        scores[part] = weights().chances(levels)
    return Scored(scores, patterns.view(f"S{len(FEATURES)}").ravel())


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
        weight = weights().levels[place][level]
        if words := words_of(feature.name, feature.levels[level], first, second):
            told.append((abs(weight), words if weight >= 0 else f"but {words}"))
    return tuple(words for _, words in sorted(told, key=lambda reason: -reason[0]))
