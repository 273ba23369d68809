"""`histor incidents`: find and list what is in the ledger."""

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import fields
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from histor.cli.choices import Wanted, chosen, ledger_option, wanted_options
from histor.cli.terminal import console, is_terminal, say, shown_json, write_export
from histor.record.incident import CONFLICTS

if TYPE_CHECKING:
    from rich.table import Table

    from histor.ledger.merging.listing import IncidentFilter
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
@click.option("--min-articles", type=click.IntRange(1), metavar="N", help="Told by at least so many articles.")
@click.option("--min-sources", "min_independent", type=click.IntRange(1), metavar="N",
              help="Told by at least so many independent sources.")  # fmt: skip
@click.option("--conflict", type=click.Choice(CONFLICTS[1:]), help="With a conflict at least so grave.")
@click.option("--updated-since", metavar="T", help="Changed since this moment (ISO 8601, UTC).")
@click.option("--accounts", is_flag=True, help="List each article's account apart.")
@click.option("--limit", type=click.IntRange(1), help=f"How many at most.  [default: {TABLE_ROWS} in a table]")
@click.option("--format", "layout", type=click.Choice(["auto", "table", "jsonl", "csv"]), default="auto",
              show_default=True, help="auto: a table on a terminal, in a pipe jsonl.")  # fmt: skip
@ledger_option
@click.pass_context
def command(
    context: click.Context,
    /,
    wanted: Wanted,
    accounts: bool,
    limit: int | None,
    layout: str,
    ledger: Path | str | None,
    **merged: Any,
) -> None:
    """Find incidents in the ledger by day, country, kind, actor, deaths, sources and words; the newest first."""
    from histor.ledger.open import open_ledger

    if layout == "auto":
        layout = "table" if is_terminal(sys.stdout) else "jsonl"
    if accounts and any(merged.values()):
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
        write_export(layout, chosen(ledger, wanted, limit), None, names=False)
        return
    most = limit or TABLE_ROWS
    rows = ledger.accounts(wanted.filter(most + 1))
    _print(incident_table(line_of(row.id, row) for row in islice(rows, most)), rows, most)


def _incidents(ledger: "Ledger", wanted: Wanted, merged: dict[str, Any], limit: int | None, layout: str) -> None:
    from histor.cli.incident_list import COLUMNS, cells, incidents_table, row_to_json

    if ledger.merging.waiting():
        say("Some articles are not merged yet: histor merge")
    most = limit or (TABLE_ROWS if layout == "table" else None)
    rows = ledger.merging.incidents(_filter(wanted, merged, most + 1 if most else None))
    if layout == "table":
        assert most is not None
        _print(incidents_table(islice(rows, most)), rows, most)
    elif layout == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(cells(row) for row in islice(rows, most))
    else:
        for row in islice(rows, most):
            line = json.dumps(row_to_json(row), ensure_ascii=False, separators=(",", ":"))
            click.echo(shown_json(line) if is_terminal(sys.stdout) else line)


def _filter(wanted: Wanted, merged: dict[str, Any], limit: int | None) -> "IncidentFilter":
    from histor.ledger.merging.listing import IncidentFilter

    asked = {field.name: getattr(wanted, field.name) for field in fields(wanted)}
    return IncidentFilter(**asked, **merged, limit=limit)


def _print(table: "Table", rest: Iterator[object], most: int) -> None:
    screen = console()
    screen.print(table if table.row_count else "No incident in the ledger is like that.")
    if next(rest, None) is not None:
        screen.print(f"and more: a filter shows fewer, --limit more than {most}")
