"""`histor read`: articles in, incident records out."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from histor.cli.choices import LedgerPlace, day
from histor.cli.merge import fitting, merge_all
from histor.cli.printing import FORMATS, Output, Pair, print_readings
from histor.cli.terminal import is_terminal
from histor.cli.watch import Watch
from histor.pipeline.reading import read_sources
from histor.settings import Settings

if TYPE_CHECKING:
    from histor.ledger.store import Ledger

EPILOG: Final = """\b
Examples:
  histor read article.txt --published 2024-03-05
  histor read articles.jsonl page.html archive.warc.gz folder/
  histor read article.txt --format html --out article.html
  cat story.txt | histor read - --format jsonl | histor export - --layout csv

\b
In a pipe the output is JSON lines and nothing is kept, so that `read` is a
filter. Records and tables are kept in the ledger too, unless --no-ledger.
Exit code: 0 all read, 1 some could not be read, 2 wrong usage.
"""
FOR_PEOPLE: Final = ("record", "table")


@click.command("read", epilog=EPILOG)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--format",
    "layout",
    type=click.Choice(["auto", *FORMATS]),
    default="auto",
    show_default=True,
    help="auto: on a terminal the record of one article or a table of many; in a pipe jsonl.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Write to this file (html: a folder gets a page each).")
@click.option(
    "--published", metavar="DAY", callback=day, help="Publication day (YYYY-MM-DD) of articles that name none."
)
@click.option("--publisher", help="Publisher of articles that name none.")
@click.option("--language", metavar="CODE", help="Language (ISO 639-1) of articles that name none.")
@click.option("--encoding", metavar="NAME", help="Encoding of the sources, where it is found out wrongly.")
@click.option("--fetch", is_flag=True, help="Allow http(s) sources to be fetched from the network.")
@click.option("--text", is_flag=True, help="json, jsonl: put the article's text in too.")
@click.option("--why", is_flag=True, help="Say which rule or score decided each value.")
@click.option("--doubtful", is_flag=True, help="record, json, jsonl: put in what was too doubtful to be given, too.")
@click.option("--ledger", type=LedgerPlace(), metavar="PLACE", help="Keep the readings in this ledger (a file or URL).")
@click.option("--no-ledger", is_flag=True, help="Keep nothing.")
@click.option("--no-merge", is_flag=True, help="Leave merging into incidents to histor merge.")
@click.option("--again", is_flag=True, help="Read again what the ledger has already.")
@click.pass_context
def command(
    context: click.Context,
    sources: tuple[str, ...],
    layout: str,
    out: Path | None,
    published: str | None,
    publisher: str | None,
    language: str | None,
    encoding: str | None,
    fetch: bool,
    text: bool,
    why: bool,
    doubtful: bool,
    ledger: Path | str | None,
    no_ledger: bool,
    no_merge: bool,
    again: bool,
) -> None:
    """Read articles: text, HTML, JSON lines, CSV, Parquet, PDF, feeds, WARC, folders; `-` is standard input."""
    from histor.ingest.options import IngestOptions
    from histor.read.reader import load_reader

    settings: Settings = context.obj
    options = IngestOptions(published, publisher, language, encoding, allow_urls=fetch)
    on_terminal = out is None and is_terminal(sys.stdout)
    if layout == "auto" and not on_terminal:
        layout = "jsonl"
    # What is printed while reading would run through a progress bar on the same terminal.
    watch = Watch(progress=layout in ("auto", "table") or not on_terminal)
    with _ledger(settings, layout, ledger, no_ledger) as kept:
        reader = load_reader(settings.model, settings.threads)
        try:
            readings = watch.readings(read_sources(reader, sources, options, kept, again=again))
            if layout == "auto":
                layout, readings = _record_or_table(readings)
            print_readings(layout, readings, Output(out, text, why, doubtful))
        finally:  # after Ctrl-C too: a person wants to know how far it came
            watch.sum_up(kept.where if kept else None)
        if kept and not no_merge:
            merge_all(kept, fitting(kept, settings.threads))
    context.exit(1 if watch.failed else 0)


def _record_or_table(readings: Iterator[Pair]) -> tuple[str, Iterator[Pair]]:
    first = list(islice(readings, 2))
    return ("record" if len(first) < 2 else "table"), chain(first, readings)


def _ledger(
    settings: Settings, layout: str, named: Path | str | None, none: bool
) -> "AbstractContextManager[Ledger | None]":
    """The ledger to keep readings in: the one named, the usual one for output that people look at, or none."""
    if named and none:
        raise click.UsageError("--ledger and --no-ledger exclude each other")
    if none or (named is None and layout not in ("auto", *FOR_PEOPLE)):
        return nullcontext()
    from histor.ledger.open import open_ledger

    return open_ledger(named or settings.ledger)
