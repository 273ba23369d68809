"""Tables as CSV: RFC 4180, UTF-8, a heading, and no cell that a spreadsheet would run as a formula."""

import csv
import io
import re
from collections.abc import Iterable
from typing import BinaryIO

from histor.export.table import Cell, Entry, Table

# What spreadsheets take for the start of a formula (OWASP, CSV injection), also in full width or after blanks.
_FORMULA = re.compile(r"[\t\r\n]|[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]*[=+\-@＝＋－＠]")


def write(table: Table[Entry], entries: Iterable[Entry], out: BinaryIO) -> None:
    """The rows of a table, one line each."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(column.name for column in table.columns)
    for entry in entries:
        writer.writerows([_printed(cell) for cell in row] for row in table.rows(entry))
    text.detach()


def _printed(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return neutral(cell) if isinstance(cell, str) else str(cell)


def neutral(cell: str) -> str:
    """Text that no spreadsheet takes for a formula: one that begins like a formula gets an apostrophe before it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell
