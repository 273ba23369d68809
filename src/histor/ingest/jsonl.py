"""JSON lines: one article a line, {"id", "title", "text", "published", "publisher", "url", "language"}."""

import codecs
import io
import json
from collections.abc import Iterator
from typing import Any

from histor.errors import IngestError
from histor.ingest.encodings import decode, head_encoding
from histor.ingest.found import Document, Found, found_in_row
from histor.ingest.options import IngestOptions
from histor.record.reading import Failure


def read(document: Document, options: IngestOptions) -> Iterator[Found | Failure]:
    """One article per line; a bad line is a Failure named by its number, and the others go on. Blank lines count."""
    for number, line in enumerate(_lines(document, options), start=1):
        name = f"{document.name}:{number}"
        try:
            if line is None:
                limit = options.limits.document_bytes
                raise IngestError(
                    name, f"the line is larger than {limit:,} bytes", "give each article a line of its own"
                )
            if number == 1 and isinstance(line, bytes):
                line = line.removeprefix(codecs.BOM_UTF8)
            if line.strip():
                yield found_in_row(_row(line, name), name)
        except IngestError as error:
            yield Failure(error.source, error.reason, error.remedy)


def _lines(document: Document, options: IngestOptions) -> Iterator[bytes | str | None]:
    """The lines, without loading more than one; None for a line over the limit.

    Bytes are left for each line to decode, so that one line in another encoding harms no other; only encodings
    in which a line feed is more than one byte, or that the user named, are decoded as a stream.
    """
    stream = document.stream
    encoding = head_encoding(stream.peek(4096)[:4096], document.name, options.encoding)
    if options.encoding or encoding.startswith(("utf-16", "utf-32")):
        wrapped = io.TextIOWrapper(stream, encoding, errors="replace", newline="\n")
        yield from _bounded(wrapped, options.limits.document_bytes)
    else:
        yield from _bounded(stream, options.limits.document_bytes)


def _bounded(stream: io.BufferedReader | io.TextIOWrapper, limit: int) -> Iterator[bytes | str | None]:
    while line := stream.readline(limit + 1):
        if len(line) <= limit:
            yield line
            continue
        while line and line[-1:] not in (b"\n", "\n"):
            line = stream.readline(limit)
        yield None


def _row(line: bytes | str, name: str) -> dict[str, Any]:
    import msgspec

    try:
        row = msgspec.json.decode(line)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        row = _row_with_patience(line, name)
    if isinstance(row, list):
        remedy = "write one object a line, for example with: jq -c '.[]' articles.json > articles.jsonl"
        raise IngestError(name, "a JSON list, not one object a line", remedy)
    if not isinstance(row, dict):
        raise IngestError(name, "not a JSON object", "each line is one object with a field 'text'")
    return row


def _row_with_patience(line: bytes | str, name: str) -> Any:
    """What strict JSON in UTF-8 refuses and files have all the same: lone surrogates, other encodings, NaN, tabs."""
    text = decode(line, name) if isinstance(line, bytes) else line.removeprefix("\ufeff")
    try:
        return json.loads(text, strict=False)
    except RecursionError:
        raise IngestError(name, "JSON nested too deep") from None
    except ValueError as error:
        raise IngestError(name, f"not JSON ({error})"[:300], "each line is one object with a field 'text'") from None
