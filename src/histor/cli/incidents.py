"""`histor incidents`: find and list what is in the ledger."""

import json
import sys
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

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
from histor.cli.terminal import console, is_terminal, shown_json, write_export

if TYPE_CHECKING:
    from rich.table import Table

    from histor.ledger.store import Ledger

EPILOG: Final = """\b
Examples:
  histor incidents --country ML --from 2024-01-01 --min-killed 5
  histor incidents --min-sources 3 --conflict contradictory
  histor incidents --text "market bomb" --accounts --format csv > found.csv

\b
One line an incident, however many articles tell of it; with --accounts one
line for each article's account. `histor show ID` shows all that is known.
jsonl has a row for each line; with --accounts, jsonl and csv are laid out as
`histor export` lays them out.
"""
TABLE_ROWS: Final = 100
"""Lines of a table unless --limit says otherwise; files have no such limit."""


@click.command("incidents", epilog=EPILOG)
@wanted_options(foreground=True)
@merged_options
@click.option("--accounts", is_flag=True, help="List each article's account apart.")
@click.option("--limit", type=click.IntRange(1), help=f"How many at most.  [default: {TABLE_ROWS} in a table]")
@click.option("--format", "layout", type=click.Choice(["auto", "table", "jsonl", "csv"]), default="auto",
              show_default=True, help="auto: a table on a terminal, in a pipe jsonl.")  # fmt: skip
@ledger_option
@click.pass_context
def command(
    context: click.Context,
    wanted: Wanted,
    merged: WantedMerged,
    accounts: bool,
    limit: int | None,
    layout: str,
    ledger: Path | str | None,
) -> None:
    """Find incidents in the ledger by day, country, kind, actor, deaths, sources and words; the newest first."""
    from histor.ledger.open import open_ledger

    if layout == "auto":
        layout = "table" if is_terminal(sys.stdout) else "jsonl"
    if accounts and not merged.everything:
        raise click.UsageError(
            "--accounts lists single articles: it goes with no filter on articles, sources, conflict"
        )
    with open_ledger(ledger or context.obj.ledger, read_only=True) as kept:
        if accounts:
            _accounts(kept, wanted, limit, layout)
        else:
            _incidents(kept, wanted, merged, limit, layout)


def _accounts(ledger: "Ledger", wanted: Wanted, limit: int | None, layout: str) -> None:
    from histor.cli.drawing import incident_table
    from histor.cli.phrases import line_of

    if layout != "table":
        from histor.export.layouts import write

        write_export(layout, partial(write, layout, chosen(ledger, wanted, limit)), None)
        return
    most = limit or TABLE_ROWS
    rows = ledger.accounts(wanted.filter(most + 1))
    _print(incident_table(line_of(row.id, row) for row in islice(rows, most)), rows, most)


def _incidents(ledger: "Ledger", wanted: Wanted, merged: WantedMerged, limit: int | None, layout: str) -> None:
    from histor.cli.incident_list import LIST, incidents_table, row_to_json
    from histor.export.layouts import write_csv

    say_what_waits(ledger)
    most = limit or (TABLE_ROWS if layout == "table" else None)
    rows = ledger.merging.incidents(merged.filter(wanted, most + 1 if most else None))
    if layout == "table":
        assert most is not None
        _print(incidents_table(islice(rows, most)), rows, most)
    elif layout == "csv":
        write_export(layout, partial(write_csv, LIST, islice(rows, most)), None)
    else:
        for row in islice(rows, most):
            line = json.dumps(row_to_json(row), ensure_ascii=False, separators=(",", ":"))
            click.echo(shown_json(line) if is_terminal(sys.stdout) else line)


def _print(table: "Table", rest: Iterator[object], most: int) -> None:
    screen = console()
    screen.print(table if table.row_count else "No incident in the ledger is like that.")
    if next(rest, None) is not None:
        screen.print(f"and more: a filter shows fewer, --limit more than {most}")
