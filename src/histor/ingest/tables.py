"""Tables with one article a row: CSV (comma, semicolon, tab or bar) and Parquet. Columns are named as in JSON lines."""

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

from histor.errors import IngestError
from histor.ingest.encodings import head_encoding
from histor.ingest.found import Document, Found, found_in_row
from histor.ingest.options import IngestOptions
from histor.record.reading import Failure

_COLUMNS: Final = ("id", "title", "text", "published", "publisher", "url", "language")
_DELIMITERS: Final = ",;\t|"
_HEAD: Final = 131_072
_ROWS_AT_ONCE: Final = 32


def read_csv(document: Document, options: IngestOptions) -> Iterator[Found | Failure]:
    """One article per row below the header; rows count from 1. A bad row is a Failure and the others go on.

    Raises:
        IngestError: no column 'text', or a line over the size limit.
    """
    limit = options.limits.document_bytes
    csv.field_size_limit(limit)
    encoding = head_encoding(document.stream.peek(_HEAD), document.name, options.encoding)
    lines = _lines(io.TextIOWrapper(document.stream, encoding, errors="replace", newline=""), document.name, limit)
    header_line = next(lines, "").removeprefix("\ufeff")
    delimiter = max(_DELIMITERS, key=header_line.count)
    header = [cell.strip().lower() for cell in next(csv.reader([header_line], delimiter=delimiter), [])]
    _require_text(header, document.name)
    rows = csv.reader(lines, delimiter=delimiter)
    number = 0
    while True:
        number += 1
        name = f"{document.name}:{number}"
        try:
            cells = next(rows, None)
            if cells is None:
                return
            if cells:
                yield found_in_row(dict(zip(header, cells, strict=False)), name)
        except IngestError as error:
            if error.source == document.name:
                raise
            yield Failure(error.source, error.reason, error.remedy)
        except csv.Error as error:
            yield Failure(name, f"not a CSV row ({error})", "look for a quote that is not closed")


def _lines(stream: io.TextIOWrapper, name: str, limit: int) -> Iterator[str]:
    while line := stream.readline(limit + 1):
        if len(line) > limit:
            raise IngestError(name, f"a line is longer than {limit:,} characters", "is it a CSV file?")
        yield line


def read_parquet(document: Document, options: IngestOptions) -> Iterator[Found | Failure]:
    """One article per row; rows count from 1. Only the columns that Histor knows are read, a few rows at a time.

    Raises:
        IngestError: pyarrow is not installed, not Parquet, no column 'text', or rows too large for the limits.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise IngestError(document.name, "reading Parquet needs pyarrow", "pip install 'histor[parquet]'") from None
    if not document.stream.seekable():
        raise IngestError(document.name, "Parquet cannot be read from a pipe", "name the file itself")
    try:
        file = pq.ParquetFile(document.stream)
        columns = [name for name in file.schema_arrow.names if name in _COLUMNS]
        _require_text(columns, document.name)
        number = 0
        for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE, columns=columns, use_threads=False):
            if batch.nbytes > _ROWS_AT_ONCE * options.limits.document_bytes:
                raise IngestError(
                    document.name, f"its rows near {number} are too large", "give each article a row of its own"
                )
            for row in _rows(batch):
                number += 1
                yield _parquet_row(row, f"{document.name}:{number}")
    except (pa.ArrowException, OSError) as error:  # damage is either, by where it lies
        raise IngestError(document.name, f"not a Parquet file ({str(error)[:200]})", "it may be damaged") from None


def _rows(batch: Any) -> Iterator[dict[str, Any]]:
    yield from batch.to_pylist()


def _parquet_row(row: dict[str, Any], name: str) -> Found | Failure:
    try:
        return found_in_row(row, name)
    except IngestError as error:
        return Failure(error.source, error.reason, error.remedy)


def _require_text(header: list[str], name: str) -> None:
    if "text" not in header:
        listed = ", ".join(repr(cell[:40]) for cell in header[:10]) or "none"
        raise IngestError(name, f"no column 'text'; its columns are {listed}", "rename the column with the story")
