"""Tables as Parquet, typed, for data frames and query engines."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO, Final

from histor.errors import ExportError
from histor.export.table import Cell, Entry, Table

ROWS_AT_ONCE: Final = 4096
"""Rows of one row group, which is what is held in memory."""


def write(table: Table[Entry], entries: Iterable[Entry], out: BinaryIO) -> None:
    """The rows of a table, text as UTF-8 strings, counts as 64-bit integers.

    Raises:
        ExportError: pyarrow is not installed.
    """
    arrow, arrow_parquet = _pyarrow()
    types = {
        "code": arrow.string(),
        "text": arrow.string(),
        "integer": arrow.int64(),
        "number": arrow.float64(),
        "flag": arrow.bool_(),
    }
    schema = arrow.schema([(column.name, types[column.type]) for column in table.columns])
    with arrow_parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        rows = (row for entry in entries for row in table.rows(entry))
        for batch in _batches(rows):
            columns = [list(column) for column in zip(*batch, strict=True)]
            writer.write_table(arrow.table(columns, schema=schema))


def _batches(rows: Iterator[list[Cell]]) -> Iterator[list[list[Cell]]]:
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        yield batch


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise ExportError("the layout parquet needs pyarrow; install it with: pip install 'histor[parquet]'") from None
    return pyarrow, pyarrow.parquet
