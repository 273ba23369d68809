"""`histor doubtful`: what readings left out for its low chance, for a person to work through."""

import json
import math
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from histor.cli import phrases
from histor.cli.choices import ledger_option
from histor.cli.terminal import console, is_terminal, shown_json, shown_line, write_export
from histor.export import table as flat
from histor.record.codebook import SLOTS, Slot

if TYPE_CHECKING:
    from rich.table import Table

    from histor.ledger.doubtful import DoubtfulRow

EPILOG: Final = """\b
Examples:
  histor doubtful --slot killed --min-chance 0.2
  histor doubtful --article a-3f2b90c1d4e5f607
  histor doubtful --format csv > to-review.csv

\b
One line a value, with its account's id, its chance of being right, the words
it stands in and who says it. `histor show ACCOUNT --doubtful` shows it in its
article. A value that is right after all is taken over by a correction, which
names the account, or the incident that it is merged into:
  histor correct ACCOUNT killed 14 --because "the clinic's count is meant"
Names of private people are not withheld here: this list is for review, not for
publication.
"""
TABLE_ROWS: Final = 100
"""Lines of a table unless --limit says otherwise; files have no such limit."""


def chance(context: click.Context, option: click.Parameter, given: float) -> float:
    """Check that a chance is one; it is used as given.

    Raises:
        BadParameter: it is not from 0 to 1.
    """
    if math.isnan(given) or not 0 <= given <= 1:
        raise click.BadParameter(f"{given} is no chance; write one from 0 to 1, as 0.2", context, option)
    return given


@click.command("doubtful", epilog=EPILOG)
@click.option("--slot", type=click.Choice(SLOTS), metavar="SLOT", help=f"Of this slot: {', '.join(SLOTS)}.")
@click.option("--min-chance", type=float, default=0.0, metavar="P", callback=chance,
              help="With at least this chance of being right, 0 to 1.")  # fmt: skip
@click.option("--article", metavar="ID", help="Of this article.")
@click.option("--limit", type=click.IntRange(1), help=f"How many at most.  [default: {TABLE_ROWS} in a table]")
@click.option("--format", "layout", type=click.Choice(["auto", "table", "json", "jsonl", "csv"]), default="auto",
              show_default=True, help="auto: a table on a terminal, in a pipe jsonl.")  # fmt: skip
@ledger_option
@click.pass_context
def command(
    context: click.Context,
    slot: Slot | None,
    min_chance: float,
    article: str | None,
    limit: int | None,
    layout: str,
    ledger: Path | str | None,
) -> None:
    """List the values that were too doubtful for the record and are kept for review; of the newest articles first."""
    from histor.ledger.doubtful import DoubtfulFilter
    from histor.ledger.open import open_ledger

    if layout == "auto":
        layout = "table" if is_terminal(sys.stdout) else "jsonl"
    most = limit or (TABLE_ROWS if layout == "table" else None)
    wanted = DoubtfulFilter(slot, min_chance, article, most + 1 if most else None)
    with open_ledger(ledger or context.obj.ledger, read_only=True) as kept:
        rows = kept.doubtful(wanted)
        if layout == "table":
            _print_table(rows, limit or TABLE_ROWS)
        else:
            _WRITERS[layout](islice(rows, most))


def _print_table(rows: "Iterator[DoubtfulRow]", most: int) -> None:
    table = _table(islice(rows, most))
    screen = console()
    screen.print(table if table.row_count else "No value in the ledger is left out like that.")
    if next(rows, None) is not None:
        screen.print(f"and more: a filter shows fewer, --limit more than {most}")


def _table(rows: "Iterable[DoubtfulRow]") -> "Table":
    """One line a value: the account's id, slot, value, chance, words and who says it."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from histor.cli.drawing import said_by, slot_mark

    table = Table(
        box=box.SIMPLE_HEAD, show_edge=False, expand=True, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim"
    )
    table.add_column("account", overflow="fold", max_width=24)
    table.add_column("slot", no_wrap=True)
    table.add_column("value", ratio=3, min_width=10)
    table.add_column("chance", justify="right", no_wrap=True)
    table.add_column("words", ratio=5, min_width=14)
    table.add_column("who says it", ratio=3, min_width=12)
    for row in rows:
        told = row.assertion
        words = (phrases.value_of(told), f"{told.score:.2f}", f"“{told.evidence.quote}”")
        account, value, score, quote = (Text(shown_line(word)) for word in (row.account, *words))
        table.add_row(account, slot_mark(told), value, score, quote, said_by(told))
    return table


_COLUMNS: "Final[tuple[flat.Column[DoubtfulRow], ...]]" = (
    flat.Column("account", "code", "the account's id in the ledger", lambda row: row.account),
    flat.Column("slot", "code", "what it is a value of", lambda row: row.assertion.slot),
    flat.Column("value", "text", "the value in words", lambda row: phrases.value_of(row.assertion)),
    flat.Column("chance", "number", "the chance that it is right, 0 to 1", lambda row: row.assertion.score),
    flat.Column("quote", "text", "the words it was read from", lambda row: row.assertion.evidence.quote),
    flat.Column("said_by", "text", "who says it, outermost first", lambda row: phrases.chain(row.assertion.said_by)),
    flat.Column("why", "text", "what it fell short of, and what decided", lambda row: row.assertion.why),
    flat.Column("part", "code", "text or title of the article", lambda row: row.assertion.evidence.part),
    flat.Column("start", "integer", "where the words begin in it", lambda row: row.assertion.evidence.start),
    flat.Column("end", "integer", "where they end", lambda row: row.assertion.evidence.end),
    flat.Column("published", "code", "the article's day", lambda row: row.published),
    flat.Column("publisher", "text", "its publisher", lambda row: row.publisher),
    flat.Column("title", "text", "its title", lambda row: row.title),
    flat.Column("url", "text", "its address", lambda row: row.url),
)
_LIST: "Final[flat.Table[DoubtfulRow]]" = flat.Table(_COLUMNS, lambda row: iter([flat.cells(_COLUMNS, row, str)]))
"""The list as a table for programs."""


def _row_to_json(row: "DoubtfulRow") -> dict[str, Any]:
    """A line of the list as a JSON object: its account, the head of its article, and the value as readings have it."""
    from histor.record.wire import assertion_to_json

    head = {name: getattr(row, name) for name in ("account", "published", "publisher", "title", "url")}
    return {**head, **assertion_to_json(row.assertion, why=True)}


def _print_jsonl(rows: "Iterable[DoubtfulRow]") -> None:
    for row in rows:
        line = json.dumps(_row_to_json(row), ensure_ascii=False, separators=(",", ":"))
        click.echo(shown_json(line) if is_terminal(sys.stdout) else line)


def _print_json(rows: "Iterable[DoubtfulRow]") -> None:
    clean = shown_json if is_terminal(sys.stdout) else str
    before = "[\n"
    for row in rows:
        click.echo(before + clean(json.dumps(_row_to_json(row), indent=2, ensure_ascii=False)), nl=False)
        before = ",\n"
    click.echo("[]" if before == "[\n" else "\n]")


def _write_csv(rows: "Iterable[DoubtfulRow]") -> None:
    from histor.export.layouts import write_csv

    write_export("csv", partial(write_csv, _LIST, rows), None)


_WRITERS: Final = {"json": _print_json, "jsonl": _print_jsonl, "csv": _write_csv}
