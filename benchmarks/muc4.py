"""MUC-4, the outside check: templates of attacks by the reader's encoder with heads of its own.

    python benchmarks/muc4.py train [--data ../shared/data/muc4] [--to benchmarks/muc4_model]
    python benchmarks/muc4.py predict ARTICLES.json --out PRED.jsonl
    python benchmarks/muc4.py score [GOLD.json] [PRED.jsonl]

`train` needs training/requirements.txt; it takes some 50 minutes of processor time. `predict` needs only what histor
needs: it reads JSON lines with `docid` and `doctext` and writes JSON lines with `docid` and `templates`. `score` prints
the three metrics as JSON, by the shared scorer where ../shared is there; without a file of predictions it makes them.
On the dev articles its exit code is 1 when a metric is below its floor in floors.json.
See muc4.md for the data, the protocol, the figures and what was tried.
"""

import argparse
import importlib.util
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Final

from floors import broken
from histor.errors import HistorError, IngestError
from muc4_parts.articles import read_stories
from muc4_parts.seeing import MODEL_DIR, Eye
from muc4_parts.templates import Cuts, lay_templates

SHARED: Final = Path(__file__).parents[1] / ".." / "shared"
DATA: Final = SHARED / "data" / "muc4"
SCORER: Final = SHARED / "bench" / "muc4_score.py"
CHECKPOINT: Final = Path(__file__).parents[1] / "build" / "muc4.pt"


def predict(articles: Path, out: Path, threads: int = 2) -> int:
    """Write the templates of all articles; returns how many articles there were."""
    eye, cuts, lines = Eye(threads=threads), Cuts(), []
    for story in read_stories(articles, keyed=False):
        row = {"docid": story.name, "templates": lay_templates(eye.look(story), cuts)}
        lines.append(json.dumps(row))
    try:
        out.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    except OSError as error:
        raise IngestError(str(out), str(error), "name a file in a folder that exists") from None
    return len(lines)


def score(gold: Path, predicted: Path | None) -> dict[str, float]:
    """F1 of the three metrics, by the shared scorer."""
    scorer = _scorer()
    with tempfile.TemporaryDirectory() as scratch:
        if predicted is None:
            predicted = Path(scratch) / "predicted.jsonl"
            predict(gold, predicted)
        key, answer = scorer.load(gold), scorer.load(predicted)
    rows = [(key[name], answer.get(name, [])) for name in key]
    filled = sum(scorer.ree(*row) for row in rows).sum(0)
    mentions = sum(scorer.rme(*row) for row in rows)
    return {
        "CEAF-REE": float(scorer.prf(filled[0], filled[1], filled[0], filled[2])[2]),
        "template": float(scorer.prf(*sum(scorer.templates(*row) for row in rows))[2]),
        "CEAF-RME": float(scorer.prf(mentions[0], mentions[1], mentions[0], mentions[2])[2]),
    }


def _scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("muc4_score", SCORER) if SCORER.exists() else None
    if spec is None or spec.loader is None:
        raise IngestError(str(SCORER), "no scorer here", "put the shared folder beside the project")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def train(data: Path, folder: Path) -> None:
    """Train, export, and print the size of what is shipped."""
    from muc4_parts.exporting import export
    from muc4_parts.learning import Settings, fit
    from train import ROOMY_MALLOC

    if "MALLOC_TOP_PAD_" not in os.environ:
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ROOMY_MALLOC})
    settings = Settings()
    export(fit(data, CHECKPOINT, settings), settings, folder)
    print(f"{sum(path.stat().st_size for path in folder.glob('*.onnx')) / 1e6:.1f} MB in {folder}")


def _hold(figures: dict[str, float]) -> int:
    """1 when a figure on the dev articles is below its floor."""
    below = broken("muc4", figures)
    for line in below:
        print(line, file=sys.stderr)
    return 1 if below else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """The door; the exit code is 1 where an input or the model is at fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    training = commands.add_parser("train", help="build the model from the training articles")
    training.add_argument("--data", type=Path, default=DATA)
    training.add_argument("--to", type=Path, default=MODEL_DIR)
    predicting = commands.add_parser("predict", help="write templates for articles")
    predicting.add_argument("articles", type=Path)
    predicting.add_argument("--out", type=Path, required=True)
    predicting.add_argument("--threads", type=int, default=2)
    scoring = commands.add_parser("score", help="F1 of the three metrics as JSON")
    scoring.add_argument("gold", type=Path, nargs="?", default=DATA / "dev.json")
    scoring.add_argument("predicted", type=Path, nargs="?")
    options = parser.parse_args(arguments)
    try:
        if options.command == "train":
            train(options.data, options.to)
        elif options.command == "predict":
            print(f"{predict(options.articles, options.out, options.threads)} articles read")
        else:
            figures = score(options.gold, options.predicted)
            print(json.dumps(figures, indent=1))
            return _hold(figures) if options.gold == DATA / "dev.json" else 0
    except HistorError as error:
        print(f"muc4: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
