"""Whether a value's score is the chance that it is right: reliability, and what abstaining costs and brings.

    python benchmarks/calibration.py [--write] [--json FILE]

Reads ../shared/gold/articles-dev.jsonl, none of which the model was trained on, with nothing left out. A value is right
if the coding has it, with the same slot and value, for the incident that the value's own is matched with; each value of
an unmatched incident is wrong. The curves (histor.read.calibration) are fitted on nine tenths of the articles and held
against the last tenth, ten times over: every figure printed is on articles the curves have not seen. --write fits
them on all and writes calibration.json beside the model; --json writes the figures. Exit 0 without doing anything where
the shared folder is absent.
"""

import argparse
import itertools
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from histor.evaluate.assignment import best_pairs
from histor.evaluate.coding import CodedAssertion, Coding, coding_from_json
from histor.evaluate.gold import load_gold
from histor.evaluate.likeness import likeness, same_value
from histor.ingest.options import IngestOptions
from histor.ingest.sources import open_sources
from histor.read.accounts import reading_of
from histor.read.calibration import Calibration, Grounds
from histor.read.chances import NO_VALUES, grounds
from histor.read.draft import Draft
from histor.read.encoder import CALIBRATION, model_digest
from histor.read.reader import Reader, load_reader
from histor.record.article import Article
from histor.record.values import Quantity
from histor.record.wire import reading_to_json
from histor.settings import Settings

SHARED: Final = Path(__file__).parents[1] / ".." / "shared" / "gold"
FOLDS: Final = 10
BINS: Final = 10
LEAST: Final = 0.25
"""Least chance a value is kept at: below it three in four are wrong."""
CLAIMS: Final = {"perpetrator": 0.4, "killed": 0.4, "wounded": 0.4}
"""The same for what is worst to get wrong: who did it, and how many were hurt."""
COVERAGES: Final = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
PULL_SLOT, PULL_WEIGHT = 1.0, 0.1
"""Ridge: how strongly an intercept and a weight are drawn to zero, so that a slot with few values is not overfitted."""
WEIGHTS: Final = len(Grounds._fields)
SURER: Final = ("marked", "ahead", "beside", "repeated")
"""Grounds by which a score must not fall, whatever a handful of articles says."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Value:
    """One value read: its slot, what speaks for it, and whether it is right."""

    document: str
    slot: str
    grounds: Grounds
    right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """Values with scores in [low, high): how many, their mean score, and the share that is right."""

    low: float
    high: float
    values: int
    score: float
    right: float


@dataclass(frozen=True, slots=True)
class Kept:
    """The likeliest values that are a share of all: their least score and the share of them that is right."""

    coverage: float
    least: float
    right: float


@dataclass(frozen=True, slots=True)
class Figures:
    """The whole result. `error` is the expected calibration error, `brier` the mean squared error of the scores."""

    values: int
    right: float
    error: float
    brier: float
    bins: tuple[Bin, ...]
    kept: tuple[Kept, ...]


def values_of(reader: Reader, articles: Path, gold: Path) -> list[Value]:
    """Every value read in the gold's articles."""
    codings = load_gold(gold)
    found: list[Value] = []
    for article in open_sources([str(articles)], IngestOptions()):
        if isinstance(article, Article) and article.id in codings:
            found += _values(reader.drafted(article), codings[article.id], reader)
    return found


def _values(draft: Draft, gold: Coding, reader: Reader) -> Iterator[Value]:
    document = draft.article.id
    read = coding_from_json(reading_to_json(reading_of(draft, reader.made_by)), document)
    weights = [[likeness(one, other) for other in read.incidents] for one in gold.incidents]
    partner = {column: row for row, column in best_pairs(weights)}
    index = {id(mark): number for number, mark in enumerate(draft.marks)}
    for column, incident in enumerate(draft.incidents):
        coded = gold.incidents[partner[column]].assertions if column in partner else ()
        for mark in incident.marks:
            if mark.readable and mark.tag not in NO_VALUES and mark.value is not None:
                right = any(other.slot == mark.tag and _agree(other, mark.value) for other in coded)
                yield Value(document, mark.tag, grounds(draft, incident, mark, index), right)


def _agree(coded: CodedAssertion, value: str | Quantity) -> bool:
    if isinstance(value, str):
        return value == coded.value if coded.slot == "date" else same_value(coded.slot, coded.name, value)
    return isinstance(coded.value, Quantity) and (coded.value.low, coded.value.high) == (value.low, value.high)


def fit(values: Sequence[Value]) -> Calibration:
    """The curves that make the values likeliest: logistic regression with ridge, by Newton's method."""
    slots = sorted({value.slot for value in values})
    rows = np.array([[value.slot == slot for slot in slots] + list(value.grounds.row()) for value in values], float)
    right = np.array([value.right for value in values], float)
    pull = np.diag([PULL_SLOT] * len(slots) + [PULL_WEIGHT] * WEIGHTS)
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (chance - right) + pull @ weights
        weights -= np.linalg.solve((rows.T * (chance * (1 - chance))) @ rows + pull, slope)
    intercepts = {slot: round(float(weight), 4) for slot, weight in zip(slots, weights, strict=False)}
    named = zip(Grounds._fields, weights[-WEIGHTS:], strict=True)
    signed = {name: max(weight, 0.0) if name in SURER else weight for name, weight in named}
    least = {slot: CLAIMS.get(slot, LEAST) for slot in slots}
    return Calibration(intercepts, {name: round(float(weight), 4) for name, weight in signed.items()}, least)


def held_out_scores(values: Sequence[Value]) -> Floats:
    """The score of each value by curves fitted without its article's tenth."""
    documents = sorted({value.document for value in values})
    fold = {document: number % FOLDS for number, document in enumerate(documents)}
    scores = np.zeros(len(values))
    for number in range(FOLDS):
        curves = fit([value for value in values if fold[value.document] != number])
        for row, value in enumerate(values):
            if fold[value.document] == number:
                scores[row] = curves.chance(value.slot, value.grounds)
    return scores


def figures_of(scores: Floats, right: NDArray[np.bool_]) -> Figures:
    """Reliability by bins of scores, and the share right among the likeliest values."""
    edges = np.linspace(0, 1, BINS + 1)
    bins = []
    for low, high in itertools.pairwise(edges):
        inside = (scores >= low) & ((scores < high) | (high == 1.0))
        if inside.any():
            bins.append(Bin(low, high, int(inside.sum()), float(scores[inside].mean()), float(right[inside].mean())))
    order = np.argsort(-scores, kind="stable")
    kept = []
    for coverage in COVERAGES:
        top = order[: max(round(coverage * len(order)), 1)]
        kept.append(Kept(coverage, float(scores[top[-1]]), float(right[top].mean())))
    return Figures(
        values=len(scores),
        right=float(right.mean()),
        error=sum(row.values * abs(row.score - row.right) for row in bins) / len(scores),
        brier=float(((scores - right) ** 2).mean()),
        bins=tuple(bins),
        kept=tuple(kept),
    )


def table(figures: Figures, before: Figures) -> str:
    """The figures as text; `before` are those of the tagger's own scores."""
    lines = [f"{figures.values} values, {figures.right:.1%} right", "", "score       values  mean  right"]
    lines += [
        f"{row.low:.1f} to {row.high:.1f}  {row.values:6d}  {row.score:.2f}   {row.right:.2f}" for row in figures.bins
    ]
    lines += ["", f"calibration error {figures.error:.3f} (the tagger's own scores: {before.error:.3f})"]
    lines += [f"Brier score {figures.brier:.3f} ({before.brier:.3f})", "", "kept  least score  right"]
    lines += [f"{row.coverage:4.0%}  {row.least:11.2f}  {row.right:.2f}" for row in figures.kept]
    return "\n".join(lines)


def write(curves: Calibration, folder: Path) -> None:
    """Put the curves beside the model and the new digest into its card."""
    row: Mapping[str, object] = asdict(curves)
    (folder / CALIBRATION).write_text(json.dumps(row, indent=1) + "\n", "utf-8")
    card = json.loads((folder / "model.json").read_text("utf-8"))
    card["digest"] = model_digest(folder)
    (folder / "model.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: always 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=SHARED, help="folder with dev/ and articles-dev.jsonl")
    parser.add_argument("--write", action="store_true", help="fit on all and write the curves beside the model")
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args(arguments)
    gold, articles = options.gold / "dev", options.gold / "articles-dev.jsonl"
    if not (gold.is_dir() and articles.is_file()):
        print(f"calibration: skipped, no gold at {options.gold} (it is not part of the project)")
        return 0
    settings = Settings.from_environment(os.environ)
    reader = load_reader(settings.model, settings.threads)
    reader.tools = replace(reader.tools, calibration=None)
    values = values_of(reader, articles, gold)
    right = np.array([value.right for value in values], dtype=np.bool_)
    figures = figures_of(held_out_scores(values), right)
    print(table(figures, figures_of(np.array([value.grounds.marked for value in values]), right)))
    if options.json:
        options.json.write_text(json.dumps(asdict(figures), indent=2) + "\n", "utf-8")
    if options.write:
        write(fit(values), reader.tools.encoder.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
