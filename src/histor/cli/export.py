"""`histor export`: incidents as files that other programs read."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import click

from histor.cli.choices import (
    Wanted,
    WantedMerged,
    chosen,
    ledger_option,
    merged_options,
    say_what_waits,
    wanted_options,
)
from histor.cli.terminal import is_terminal, say, write_export
from histor.errors import RecordError
from histor.record.article import Article
from histor.record.incident import POLICIES, Policy
from histor.record.reading import Reading

if TYPE_CHECKING:
    from histor.ledger.store import Ledger

EPILOG: Final = """\b
Examples:
  histor export --layout csv --out incidents.csv
  histor export --layout geojson --country ML --out mali.geojson
  histor export --merged --min-sources 2 --policy low_best_high --layout csv
  histor read article.txt --format jsonl | histor export - --layout csv

\b
Layouts: jsonl (one reading a line), csv (one row an incident of an article),
assertions-csv (one row a value, with its quote and speakers), parquet,
geojson (one point an incident). With --merged all but assertions-csv, with
one line, row or point for each incident, however many articles tell of it;
filters hold against its values by the ledger's own policy.
Names of victims, suspects and private witnesses are left out unless --names.
"""
LAYOUTS: Final = ("jsonl", "csv", "assertions-csv", "parquet", "geojson")
OF_READINGS_ONLY: Final = ("assertions-csv",)
BINARY: Final = ("parquet",)
Write = Callable[[Path | BinaryIO], int]


@click.command("export", epilog=EPILOG)
@click.argument("source", type=click.Choice(["-"]), required=False, metavar="[-]")
@click.option("--layout", type=click.Choice(LAYOUTS), default="jsonl", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file, whole or not at all.")
@click.option("--names", is_flag=True, help="Leave the names of private people in.")
@click.option("--merged", "as_merged", is_flag=True, help="Write merged incidents, not each article's accounts.")
@click.option("--policy", type=click.Choice(POLICIES), help="Resolve them by this policy, not the ledger's.")
@wanted_options(foreground=False)
@merged_options
@ledger_option
@click.pass_context
def command(
    context: click.Context,
    source: str | None,
    layout: str,
    out: Path | None,
    names: bool,
    as_merged: bool,
    policy: Policy | None,
    wanted: Wanted,
    merged: WantedMerged,
    ledger: Path | str | None,
) -> None:
    """Write the ledger's incidents, or (with `-`) the readings on standard input, in a layout for other programs."""
    if layout in BINARY and out is None and is_terminal(sys.stdout):
        raise click.UsageError(f"{layout} is binary: name a file with --out")
    if source and (ledger or as_merged or not wanted.everything):
        raise click.UsageError("filters, --merged and --ledger are for the ledger, not for readings on standard input")
    if as_merged and layout in OF_READINGS_ONLY:
        raise click.UsageError(f"{layout} is of single readings; --merged --layout jsonl has the assertions too")
    if not as_merged and (policy or not merged.everything):
        raise click.UsageError("--policy and filters on articles, sources, conflict and changes go with --merged")
    with ExitStack() as stack:
        if source:
            write = _readings(layout, _piped_readings(), names)
        else:
            from histor.ledger.open import open_ledger

            kept = stack.enter_context(open_ledger(ledger or context.obj.ledger, read_only=True))
            if as_merged:
                write = _merged(layout, kept, wanted, merged, policy, names)
            else:
                write = _readings(layout, chosen(kept, wanted), names)
        incidents = write_export(layout, write, out)
    if out is not None and is_terminal(sys.stderr):
        say(f"{incidents:,} incident{'' if incidents == 1 else 's'} in {out}")


def _readings(layout: str, readings: Iterator[tuple[Article, Reading]], names: bool) -> Write:
    from histor.export.layouts import write

    return partial(write, layout, readings, names=names)


def _merged(
    layout: str, ledger: "Ledger", wanted: Wanted, merged: WantedMerged, policy: Policy | None, names: bool
) -> Write:
    from histor.export.layouts import write_merged
    from histor.pipeline.exporting import merged_incidents

    say_what_waits(ledger)
    return partial(write_merged, layout, merged_incidents(ledger, merged.filter(wanted), policy), names=names)


def _piped_readings() -> Iterator[tuple[Article, Reading]]:
    """The readings on standard input, one a line; empty lines are passed over.

    Raises:
        RecordError: a line is no reading; the message has its number.
    """
    from histor.record.wire import reading_from_line

    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        try:
            reading = reading_from_line(line)
        except RecordError as error:
            remedy = "pipe in what `histor read --format jsonl` writes"
            raise RecordError(f"standard input, line {number}: {error} ({remedy})") from None
        yield reading.article, reading
