"""Tables as CSV: RFC 4180, UTF-8, a heading, and no cell that a spreadsheet would run as a formula."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from histor.export.columns import (
    ASSERTION_COLUMNS,
    INCIDENT_COLUMNS,
    Cell,
    Column,
    Row,
    assertion_rows,
    cells,
    incident_rows,
)
from histor.export.privacy import Cleared

# What spreadsheets take for the start of a formula (OWASP, CSV injection), also in full width or after blanks.
_FORMULA = re.compile(r"[\t\r\n]|[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]*[=+\-@＝＋－＠]")


def write_incidents(entries: Iterable[Cleared], out: BinaryIO) -> None:
    """One row per incident (columns.INCIDENT_COLUMNS)."""
    _write(entries, out, INCIDENT_COLUMNS, incident_rows)


def write_assertions(entries: Iterable[Cleared], out: BinaryIO) -> None:
    """One row per assertion (columns.ASSERTION_COLUMNS)."""
    _write(entries, out, ASSERTION_COLUMNS, assertion_rows)


def _write(
    entries: Iterable[Cleared],
    out: BinaryIO,
    columns: tuple[Column[Row], ...],
    rows: Callable[[Cleared], Iterator[Row]],
) -> None:
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(column.name for column in columns)
    for cleared in entries:
        writer.writerows([_printed(cell) for cell in cells(columns, row, cleared)] for row in rows(cleared))
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
