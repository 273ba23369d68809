"""`histor export`: incidents as files that other programs read."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import click

from histor.cli.choices import Wanted, chosen, ledger_option, wanted_options
from histor.cli.terminal import is_terminal, say, write_export
from histor.errors import RecordError
from histor.record.article import Article
from histor.record.reading import Reading

EPILOG: Final = """\b
Examples:
  histor export --layout csv --out incidents.csv
  histor export --layout geojson --country ML --out mali.geojson
  histor read article.txt --format jsonl | histor export - --layout csv

\b
Layouts: jsonl (one reading a line), csv (one row an incident),
assertions-csv (one row a value, with its quote and speakers), parquet,
geojson (one point an incident). Names of victims, suspects and private
witnesses are left out unless --names.
"""
LAYOUTS: Final = ("jsonl", "csv", "assertions-csv", "parquet", "geojson")
BINARY: Final = ("parquet",)


@click.command("export", epilog=EPILOG)
@click.argument("source", type=click.Choice(["-"]), required=False, metavar="[-]")
@click.option("--layout", type=click.Choice(LAYOUTS), default="jsonl", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file, whole or not at all.")
@click.option("--names", is_flag=True, help="Leave the names of private people in.")
@wanted_options(foreground=False)
@ledger_option
@click.pass_context
def command(
    context: click.Context,
    source: str | None,
    layout: str,
    out: Path | None,
    names: bool,
    wanted: Wanted,
    ledger: Path | str | None,
) -> None:
    """Write the ledger's incidents, or (with `-`) the readings on standard input, in a layout for other programs."""
    if layout in BINARY and out is None and is_terminal(sys.stdout):
        raise click.UsageError(f"{layout} is binary: name a file with --out")
    if source and (ledger or not wanted.everything):
        raise click.UsageError("filters and --ledger are for the ledger, not for readings on standard input")
    with ExitStack() as stack:
        if source:
            readings = _piped_readings()
        else:
            from histor.ledger.open import open_ledger

            kept = stack.enter_context(open_ledger(ledger or context.obj.ledger, read_only=True))
            readings = chosen(kept, wanted)
        incidents = write_export(layout, readings, out, names=names)
    if out is not None and is_terminal(sys.stderr):
        say(f"{incidents:,} incident{'' if incidents == 1 else 's'} in {out}")


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
