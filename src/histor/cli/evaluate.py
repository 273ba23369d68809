"""`histor evaluate`: how good readings are, held against gold codings."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from histor.cli.terminal import shown
from histor.cli.watch import Watch
from histor.pipeline.reading import read_sources
from histor.settings import Settings

if TYPE_CHECKING:
    from histor.evaluate.coding import Coding
    from histor.evaluate.scores import Scores
    from histor.record.article import Article

EPILOG: Final = """\b
Examples:
  histor evaluate gold/ readings.jsonl
  histor evaluate gold/ readings.jsonl --articles articles.jsonl
  histor evaluate gold/ --read articles.jsonl --format json

\b
GOLD and PREDICTED are folders of DOC.json files or files of JSON lines;
what `histor read --format jsonl` prints serves as PREDICTED as it is.
"""


@click.command("evaluate", epilog=EPILOG)
@click.argument("gold", type=click.Path(exists=True, path_type=Path))
@click.argument("predicted", type=click.Path(exists=True, path_type=Path), required=False)
@click.option("--read", "read_here", metavar="ARTICLES", help="Read these articles now and score that.")
@click.option(
    "--articles",
    type=click.Path(exists=True, path_type=Path),
    help="Hold every predicted quote against these articles too (JSON lines).",
)
@click.option("--per-article", is_flag=True, help="A line for each article as well, the weakest first.")
@click.option("--format", "layout", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_context
def command(
    context: click.Context, gold: Path, predicted: Path | None, read_here: str | None, articles: Path | None,
    per_article: bool, layout: str,
) -> None:  # fmt: skip
    """Score PREDICTED readings (or --read articles) against GOLD codings: precision, recall and F1 by slot."""
    from histor.evaluate.gold import load_articles, load_gold, load_predictions
    from histor.evaluate.scores import score

    if (predicted is None) == (read_here is None):
        raise click.UsageError("name either PREDICTED readings or --read ARTICLES")
    wanted = load_gold(gold)
    against: Mapping[str, Article] | None = load_articles(articles) if articles else None
    failed = 0
    if read_here is not None:
        found, originals, failed = _read(context.obj, read_here)
        against = against or originals
    else:
        found = load_predictions(Path(str(predicted)))
    _print(score(wanted, found, against), layout, per_article)
    context.exit(1 if failed else 0)


def _read(settings: Settings, source: str) -> "tuple[dict[str, Coding], dict[str, Article], int]":
    """Codings and articles by id, and how many articles could not be read."""
    from histor.evaluate.coding import coding_from_json
    from histor.ingest.options import IngestOptions
    from histor.read.reader import load_reader
    from histor.record.wire import reading_to_json

    watch = Watch(progress=True)
    reader = load_reader(settings.model, settings.threads)
    codings: dict[str, Coding] = {}
    originals: dict[str, Article] = {}
    for article, reading in watch.readings(read_sources(reader, [source], IngestOptions())):
        codings[article.id] = coding_from_json(reading_to_json(reading), article.id)
        originals[article.id] = article
    return codings, originals, watch.failed


def _print(scores: "Scores", layout: str, per_article: bool) -> None:
    from histor.evaluate.table import document_lines, rows, table

    if layout == "json":
        result: dict[str, object] = {"measures": rows(scores), "missing": list(scores.missing)}
        if per_article:
            result["articles"] = {
                doc: {measure: tally.f1 for measure, tally in tallies.items()}
                for doc, tallies in scores.by_document.items()
            }
        click.echo(json.dumps(result, indent=2))
        return
    click.echo(shown(table(scores)))
    if per_article:
        click.echo()
        for line in document_lines(scores):
            click.echo(shown(line))
