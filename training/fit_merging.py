"""Learn the weights of merging from labelled pairs, and the table of common words.

    python training/fit_merging.py words TEXTS.jsonl ... --out src/histor/assemble/common_words.tsv
    python training/fit_merging.py fit --gold ../shared/gold --guns ../shared/data/gun_violence --read READINGS \
        --out src/histor/assemble/weights.json

READINGS is a folder with train.jsonl, dev.jsonl and gv.jsonl, which `histor read --format jsonl` printed for the
articles of gold/train, gold/dev and gun_violence. Needs numpy, scipy and scikit-learn beside Histor; a minute.

A logistic regression over the levels of the features; products of features and boosted trees were no better. Order is
imposed where reason demands it: a level that says more for one incident never weighs less (DESCENDS), so that noise in
a few hundred clusters cannot make "same weapon" a reason against. A cluster counts by its size, not by its number of
pairs.
"""

import argparse
import json
import math
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize

from histor.assemble.candidates import keys_of, pairs_of
from histor.assemble.columns import columns_of
from histor.assemble.comparison import weights_from
from histor.assemble.features import FEATURES, levels_of
from histor.assemble.folding import fold
from histor.assemble.profiles import WORD
from merging_data import FOLDS, Corpus, coded, gold_corpus, guns_corpus, read_corpus

VERSION = "1"
"""What the features are; the version in the file adds a checksum of the weights."""
LINK = 0.15
"""Mean chance from which clusters are joined; from 0.1 to 0.25 the scores out of fold differ by less than a point."""
REACH = 0.19
"""Chance from which two accounts count as hanging together: only within such components are clusters sought. From 0.15
to 0.4 the scores out of fold differ by less than a point, and the biggest component of gun_violence shrinks from 793
accounts to 74; 0.19 is the most at which the sample articles, one of whose days is misread, are merged exactly."""
PENALTY = 1.6
"""How strongly weights are drawn to 0 (L2); chosen by the scores out of fold."""
SHARES = {"gold": 1.0, "read": 1.0, "guns": 0.3}
"""What a pair of each corpus counts: gun_violence has many, and of one kind and country."""
NEAR_MISS = 3.0
SEEN_OF_GUNS = 0.15
"""Share of the unlike pairs of gun_violence that are used, each for as many as it stands for."""
COMMON = 10
"""A word stands in the table if so many texts use it."""

DESCENDS: dict[str, dict[str, str]] = {
    "date": {
        "within days": "same day",
        "within a month": "within days",
        "within a year": "within a month",
        "within years": "within a year",
        "1 day apart": "same day",
        "2-3 days apart": "1 day apart",
        "4-7 days apart": "2-3 days apart",
        "weeks apart": "4-7 days apart",
        "months apart": "weeks apart",
        "years apart": "months apart",
        "unknown": "same day",
    },
    "place": {
        "within 5 km": "same place",
        "within 30 km": "within 5 km",
        "within 100 km": "within 30 km",
        "same area": "same place",
        "one within the other's area": "same place",
        "same country named": "same area",
        "one within the other's country": "one within the other's area",
        "elsewhere in one province": "within 30 km",
        "elsewhere in one country": "within 100 km",
        "other country": "elsewhere in one country",
        "same name, far apart": "same place",
        "cannot be compared": "same place",
        "unknown": "same place",
    },
    "place_names": {"related": "shared", "unknown": "shared", "different": "unknown"},
    "kinds": {"shared": "same", "one unspecified": "shared", "related": "shared", "different": "related"},
    "actors": {"related": "same", "unknown": "same", "different": "unknown"},
    "victims": {
        "same last name": "same name",
        "same family name": "same last name",
        "unknown": "same name",
        "other names": "unknown",
    },
    "persons": {
        "same last name": "same name",
        "same family name": "same last name",
        "unknown": "same name",
        "other names": "unknown",
    },
    "swapped": {"no": "yes"},
    "targets": {"unknown": "shared", "different": "unknown"},
    "weapons": {"unknown": "shared", "different": "unknown"},
    "aggregate": {"neither": "both", "one": "neither"},
    "suicide": {"neither": "both", "one": "neither"},
    "stage": {"one": "both accomplished"},
    "published": {
        "2 days": "same day",
        "10 days": "2 days",
        "60 days": "10 days",
        "more": "60 days",
        "unknown": "same day",
    },
    "words": {**{str(step - 1): str(step) for step in range(8, 1, -1)}, "none": "1", "unknown": "8"},
    "rare": {str(step - 1): str(step) for step in range(5, 0, -1)},
}
TOLL = {
    "equal, three or more": "equal, ten or more",
    "equal, small": "equal, three or more",
    "near": "equal, ten or more",
    "near, small": "equal, small",
    "compatible": "equal, ten or more",
    "unknown": "compatible",
    "grown with time": "unknown",
    "apart": "grown with time",
    "far apart": "apart",
}
DESCENDS |= {"killed": TOLL, "wounded": TOLL}
"""Feature -> level -> a level that weighs no less."""

NEUTRAL = {
    "kinds": "one unspecified",
    "swapped": "no",
    "aggregate": "neither",
    "foreground": "one",
    "suicide": "neither",
    "stage": "both accomplished",
    "published": "10 days",
    "words": "3",
    "rare": "1",
}
"""The level of a feature that is no reason for or against and weighs 0; elsewhere "unknown"."""


@dataclass
class Sample:
    """A corpus as pairs: rows of accounts, their levels, whether labels are known and equal, and what a pair counts."""

    corpus: Corpus
    labels: np.ndarray
    pairs: np.ndarray
    levels: np.ndarray
    known: np.ndarray
    same: np.ndarray
    counts: np.ndarray

    @property
    def folds(self) -> np.ndarray:
        """The folds of both accounts of each pair."""
        return np.array(self.corpus.folds)[self.pairs]


def sample_of(corpus: Corpus) -> Sample:
    """The candidate pairs of a corpus; accounts of one article are no pair."""
    columns = columns_of(corpus.profiles)
    pairs = pairs_of([keys_of(profile) for profile in corpus.profiles])
    pairs = pairs[columns.article[pairs[:, 0]] != columns.article[pairs[:, 1]]]
    labels = coded(corpus.labels)
    first, second = labels[pairs].T
    known = (first >= 0) & (second >= 0)
    same = known & (first == second)
    sizes = np.bincount(labels[labels >= 0], minlength=len(labels))
    counts = np.where(same, np.maximum(0.1, 2 / np.maximum(1, sizes[first] - 1)), 1.0)
    missed = set(corpus.near_misses)
    counts[[(one, other) in missed for one, other in pairs.tolist()]] = NEAR_MISS
    if corpus.name == "guns":
        drawn = np.random.default_rng(0).random(len(pairs)) < SEEN_OF_GUNS
        counts = np.where(same, counts, np.where(drawn, counts / SEEN_OF_GUNS, 0.0))
    levels = levels_of(columns, pairs[:, 0], pairs[:, 1])
    return Sample(corpus, labels, pairs, levels, known, same, counts * SHARES[corpus.name] * known)


def fit(samples: Sequence[Sample], left_out: Sequence[int] = (), link: float = LINK) -> dict[str, Any]:
    """Weights learned from the pairs of which neither account is in a fold left out, as weights.json holds them."""
    rows, answers, counts = [], [], []
    for sample in samples:
        taught = (sample.counts > 0) & ~np.isin(sample.folds, left_out).any(axis=1)
        rows.append(sample.levels[taught])
        answers.append(sample.same[taught])
        counts.append(sample.counts[taught])
    design = _design(np.concatenate(rows))
    weights = _regress(design, np.concatenate(answers).astype(float), np.concatenate(counts))
    return _as_json(weights, link)


def out_of_fold(samples: Sequence[Sample]) -> list[np.ndarray]:
    """The chance of each pair of each sample by weights that were learned without the folds of its two accounts."""
    chances = [np.zeros(len(sample.pairs)) for sample in samples]
    for one in range(FOLDS):
        for other in range(one, FOLDS):
            model = weights_from(fit(samples, (one, other)))
            for sample, found in zip(samples, chances, strict=True):
                here = (np.sort(sample.folds, axis=1) == (one, other)).all(axis=1)
                found[here] = model.chances(sample.levels[here])
    return chances


def _places() -> dict[tuple[str, str], int]:
    """Where each level stands among the weights."""
    return {key: at for at, key in enumerate((f.name, level) for f in FEATURES for level in f.levels)}


def _design(levels: np.ndarray) -> sp.csr_matrix:
    """One row per pair, a 1 for each level that it has, and for the start."""
    starts = np.cumsum([0, *(len(feature.levels) for feature in FEATURES)])
    table = np.column_stack([levels.astype(np.int64) + starts[:-1], np.full(len(levels), starts[-1])])
    ends = np.arange(0, table.size + 1, table.shape[1])
    return sp.csr_matrix((np.ones(table.size), table.ravel(), ends), shape=(len(levels), int(starts[-1]) + 1))


def _steps(size: int) -> tuple[sp.csr_matrix, list[tuple[float | None, float | None]]]:
    """Weights as sums of steps down from the level above: the matrix from steps to weights, and the steps' bounds."""
    single = _places()
    lowered, bounds = sp.identity(size, format="lil"), [(None, None)] * size
    for (feature, level), at in single.items():
        above = DESCENDS.get(feature, {}).get(level)
        if above is None:
            continue
        bounds[at] = (None, 0.0)
        while above is not None:
            lowered[at, single[feature, above]] = 1.0
            above = DESCENDS[feature].get(above)
    return lowered.tocsr(), bounds


def _regress(design: sp.csr_matrix, answers: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Logistic regression with L2 under the order of levels (L-BFGS-B over the steps)."""
    lowered, bounds = _steps(design.shape[1])
    penalty = np.full(design.shape[1], PENALTY)
    penalty[-1] = 0.0

    def loss(steps: np.ndarray) -> tuple[float, np.ndarray]:
        weights = lowered @ steps
        sums = design @ weights
        missed = 1 / (1 + np.exp(-sums)) - answers
        value = counts @ (np.logaddexp(0, sums) - answers * sums) + penalty @ weights**2
        return float(value), lowered.T @ (design.T @ (counts * missed) + 2 * penalty * weights)

    start = np.zeros(design.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 400, "maxfun": 600})
    return np.asarray(lowered @ found.x)


def _as_json(weights: np.ndarray, link: float) -> dict[str, Any]:
    """Weights by the names of features and levels, the neutral level of each feature at 0."""
    single = _places()
    start = float(weights[-1])
    rows: dict[str, dict[str, float]] = {}
    for feature in FEATURES:
        zero = weights[single[feature.name, NEUTRAL.get(feature.name, "unknown")]]
        start += float(zero)
        rows[feature.name] = {v: round(float(weights[single[feature.name, v]] - zero), 3) for v in feature.levels}
    model = {"link": link, "reach": REACH, "start": round(start, 3), "levels": rows}
    return {"version": f"{VERSION}-{zlib.crc32(json.dumps(model).encode()):08x}", **model}


def corpora(gold: Path, guns: Path, read: Path) -> list[Corpus]:
    """The three corpora, from the folders named on the command line."""
    return [
        gold_corpus(gold),
        read_corpus(gold, {part: read / f"{part}.jsonl" for part in ("train", "dev")}),
        guns_corpus(guns, read / "gv.jsonl"),
    ]


def common_words(paths: Sequence[Path]) -> str:
    """The table of common words from files of JSON lines with "title" and "text"."""
    used: Counter[str] = Counter()
    texts = 0
    for path in paths:
        for line in path.open(encoding="utf-8"):
            row = json.loads(line)
            parts = (row.get(name) or "" for name in ("title", "article_title", "text", "article_content"))
            used.update({fold(word) for word in WORD.findall(" ".join(parts))})
            texts += 1
    head = f"""\
# Words that many news texts use, with the logarithm of (texts / texts that use it), folded as folding.fold does.
# Counted over {texts} public news texts in English by training/fit_merging.py words; counts are facts, no text is here.
"""
    rows = sorted((word, math.log(texts / times)) for word, times in used.items() if word and times >= COMMON)
    return head + "".join(f"{word}\t{weight:.1f}\n" for word, weight in rows)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    words = commands.add_parser("words")
    words.add_argument("texts", nargs="+", type=Path)
    words.add_argument("--out", type=Path, required=True)
    learn = commands.add_parser("fit")
    for name in ("gold", "guns", "read", "out"):
        learn.add_argument(f"--{name}", type=Path, required=True)
    learn.add_argument("--link", type=float, default=LINK)
    options = parser.parse_args()
    if options.command == "words":
        options.out.write_text(common_words(options.texts), "utf-8")
        return
    row = fit([sample_of(corpus) for corpus in corpora(options.gold, options.guns, options.read)], link=options.link)
    options.out.write_text(json.dumps(row, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
