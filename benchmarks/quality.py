"""Quality that can fail: the real pipeline on the reviewed gold, held against pinned floors.

    python benchmarks/quality.py [--per-article] [--raise]

Reads ../shared/gold/articles-dev.jsonl through ingest and the reader, scores the readings against the codings beside
it and compares each F1 with floors.json. Exit 1 below a floor, when an article could not be read, or when the gold is
not the one that the floors were pinned on; exit 0 without doing anything where the shared folder is absent. --raise
writes higher floors where they are beaten and never a lower one; to lower a floor, edit the file and say why.

How the gold was made: coded article by article with a large language model following the codebook, then reviewed and
corrected whole by the same means; no human coder has checked it.
"""

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from histor.errors import HistorError
from histor.evaluate.coding import Coding, coding_from_json
from histor.evaluate.gold import load_articles, load_gold
from histor.evaluate.scores import Scores, score
from histor.evaluate.table import document_lines, table
from histor.ingest.options import IngestOptions
from histor.pipeline.reading import read_sources
from histor.read.reader import load_reader
from histor.record.reading import Failure
from histor.record.wire import reading_to_json
from histor.settings import Settings

SHARED: Final = Path(__file__).parents[1] / ".." / "shared" / "gold"
FLOORS: Final = Path(__file__).with_name("floors.json")
MARGIN: Final = 1.0
"""Points that a raised floor stays under the figure measured: int8 kernels round differently on other processors."""


@dataclass(frozen=True, slots=True)
class Floors:
    """F1 in percent that each measure must reach, and the fingerprint of the gold on which they were pinned."""

    gold: str
    measures: Mapping[str, float]

    def broken(self, figures: Mapping[str, float]) -> list[str]:
        """A line for each measure that is below its floor or was not taken."""
        return [
            f"{measure}: F1 {figures[measure]:.1f} is below its floor {floor:.1f}"
            if measure in figures
            else f"{measure}: has a floor of {floor:.1f} but was not measured"
            for measure, floor in self.measures.items()
            if figures.get(measure, -1.0) < floor
        ]

    def raised(self, figures: Mapping[str, float]) -> "Floors":
        """Each floor as near under its figure as `MARGIN` allows, and none lower than it was."""
        measures = {
            measure: max(floor, round(figures.get(measure, 0.0) - MARGIN, 1))
            for measure, floor in self.measures.items()
        }
        return replace(self, measures=measures)


def load_floors(path: Path) -> Floors:
    """The floors in a file."""
    row = json.loads(path.read_text("utf-8"))
    return Floors(row["gold"], row["floors"])


def save_floors(path: Path, floors: Floors) -> None:
    """Write the floors, in the layout that `load_floors` reads; what other benchmarks keep there stays."""
    others = json.loads(path.read_text("utf-8")) if path.exists() else {}
    row = {**others, "gold": floors.gold, "floors": dict(floors.measures)}
    path.write_text(json.dumps(row, indent=2) + "\n", "utf-8")


def fingerprint(gold: Path, articles: Path) -> str:
    """SHA-256 (hex) over the articles and the codings in name order."""
    digest = hashlib.sha256()
    for path in (articles, *sorted(gold.glob("*.json"))):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def measure(gold: Path, articles: Path) -> tuple[Scores, list[Failure]]:
    """Read and score every article; failures count as unread and are handed on."""
    settings = Settings.from_environment(os.environ)
    reader = load_reader(settings.model, settings.threads)
    found: dict[str, Coding] = {}
    failures: list[Failure] = []
    for outcome in read_sources(reader, [str(articles)], IngestOptions()):
        if isinstance(outcome, Failure):
            failures.append(outcome)
        else:
            article, reading = outcome
            found[article.id] = coding_from_json(reading_to_json(reading), article.id)
    return score(load_gold(gold), found, load_articles(articles)), failures


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 all floors held or nothing to measure, 1 otherwise."""
    options = _options(arguments)
    gold, articles = options.gold / "dev", options.gold / "articles-dev.jsonl"
    if not (gold.is_dir() and articles.is_file()):
        print(f"quality: skipped, no gold at {options.gold} (it is not part of the project)")
        return 0
    floors = load_floors(options.floors)
    if fingerprint(gold, articles) != floors.gold:
        print(f"quality: the gold is not the one that {options.floors.name} was pinned on.", file=sys.stderr)
        print(f'Look at what changed, then write "gold": "{fingerprint(gold, articles)}" there.', file=sys.stderr)
        return 1
    try:
        scores, failures = measure(gold, articles)
    except HistorError as error:
        print(f"quality: {error}", file=sys.stderr)
        return 1
    print(table(scores))
    if options.per_article:
        print("\n".join(document_lines(scores)))
    figures = {name: tally.f1 for name, tally in scores.total.items()}
    problems = [f"{failure.source}: not read: {failure.reason}" for failure in failures] + floors.broken(figures)
    for problem in problems:
        print(f"quality: {problem}", file=sys.stderr)
    if options.raise_floors and not problems:
        save_floors(options.floors, floors.raised(figures))
    return 1 if problems else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=SHARED, help="folder with dev/ and articles-dev.jsonl")
    parser.add_argument("--floors", type=Path, default=FLOORS)
    parser.add_argument("--per-article", action="store_true", help="a line for each article too, the weakest first")
    parser.add_argument("--raise", dest="raise_floors", action="store_true", help="raise the floors that are beaten")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
