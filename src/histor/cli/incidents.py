"""`histor incidents`: find and list what is in the ledger."""

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from histor.cli.choices import Wanted, chosen, ledger_option, wanted_options
from histor.cli.terminal import console, is_terminal, write_export

if TYPE_CHECKING:
    from histor.ledger.query import AccountRow

EPILOG: Final = """\b
Examples:
  histor incidents --country ML --from 2024-01-01 --min-killed 5
  histor incidents --kind kidnapping --actor "red dawn" --all
  histor incidents --text "market bomb" --format csv > found.csv

\b
`histor show ID` shows an incident of the list with all its evidence.
csv and jsonl are laid out as `histor export` lays them out.
"""
TABLE_ROWS: Final = 100
"""Lines of a table unless --limit says otherwise; files have no such limit."""


@click.command("incidents", epilog=EPILOG)
@wanted_options(foreground=True)
@click.option("--limit", type=click.IntRange(1), help=f"How many at most.  [default: {TABLE_ROWS} in a table]")
@click.option("--format", "layout", type=click.Choice(["auto", "table", "jsonl", "csv"]), default="auto",
              show_default=True, help="auto: a table on a terminal, in a pipe jsonl.")  # fmt: skip
@ledger_option
@click.pass_context
def command(context: click.Context, wanted: Wanted, limit: int | None, layout: str, ledger: Path | None) -> None:
    """Find incidents in the ledger by day, country, kind, actor, deaths and words; the newest first."""
    from histor.ledger.open import open_ledger

    if layout == "auto":
        layout = "table" if is_terminal(sys.stdout) else "jsonl"
    with open_ledger(ledger or context.obj.ledger, read_only=True) as kept:
        if layout == "table":
            most = limit or TABLE_ROWS
            _print_table(kept.accounts(wanted.filter(most + 1)), most)
        else:
            write_export(layout, chosen(kept, wanted, limit), None, names=False)


def _print_table(rows: "Iterator[AccountRow]", most: int) -> None:
    from histor.cli.drawing import incident_table
    from histor.cli.phrases import line_of

    lines = [line_of(row.id, row) for row in islice(rows, most)]
    screen = console()
    screen.print(incident_table(lines) if lines else "No incident in the ledger is like that.")
    if next(rows, None) is not None:
        screen.print(f"and more: a filter shows fewer, --limit more than {most}")
