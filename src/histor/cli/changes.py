"""`histor changes`: what became of incidents, for programs that follow the ledger."""

import json
import sys
from pathlib import Path
from typing import Final

import click

from histor.cli.choices import ledger_option
from histor.cli.person import in_words
from histor.cli.terminal import is_terminal, shown_line

EPILOG: Final = """\b
Examples:
  histor changes --since 2024-03-05
  histor changes --since 1204 --format jsonl

\b
Events: created, updated, merged (its id forwards to `into`), split, retracted
(a tombstone: no account tells of it any more). Numbers only grow, so the
last number seen is the next --since.
"""


@click.command("changes", epilog=EPILOG)
@click.option("--since", default="0", metavar="T", show_default="the beginning",
              help="After this entry's number, or from this moment on (ISO 8601, UTC).")  # fmt: skip
@click.option("--limit", type=click.IntRange(1), help="How many at most.")
@click.option("--format", "layout", type=click.Choice(["auto", "table", "jsonl"]), default="auto", show_default=True,
              help="auto: a table on a terminal, in a pipe jsonl.")  # fmt: skip
@ledger_option
@click.pass_context
def command(context: click.Context, since: str, limit: int | None, layout: str, ledger: Path | str | None) -> None:
    """Print the ledger's update log: incidents created, updated, merged, split and retracted."""
    from histor.ledger.open import open_ledger
    from histor.record.incident_wire import change_to_json

    table = layout == "table" or (layout == "auto" and is_terminal(sys.stdout))
    with open_ledger(ledger or context.obj.ledger, read_only=True) as kept:
        for change in kept.merging.changes(int(since) if since.isdecimal() else since, limit):
            if table:
                click.echo(shown_line(f"{change.number:>6}  {change.at[:19]}  {in_words(change)}"))
            else:
                click.echo(json.dumps(change_to_json(change), ensure_ascii=False, separators=(",", ":")))
