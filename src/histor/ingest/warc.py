"""Web archives (.warc, .warc.gz): every page, text or PDF that was fetched is an article. Records by fastwarc."""

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from histor.errors import IngestError
from histor.ingest import feed, html, pdf, text
from histor.ingest.compressed import MAGIC, decoded_body, members, unchunked
from histor.ingest.found import Document, Found, failures_kept
from histor.ingest.options import IngestOptions
from histor.record.reading import Failure

_READERS: Final = {
    "text/html": html.read,
    "application/xhtml+xml": html.read,
    "text/plain": text.read,
    "application/pdf": pdf.read,
    "application/rss+xml": feed.read,
    "application/atom+xml": feed.read,
}
_FRAME_BYTES: Final = 65_536
"""Room for a record's HTTP header beside its document."""


def read(document: Document, options: IngestOptions) -> Iterator[Found | Failure]:
    """The articles of an archive, named "archive:offset" by the record's offset in the file.

    Records of other types (pictures, scripts, requests) and answers other than 200 are passed over. A damaged gzip
    member is a Failure, and reading goes on at the next one.

    Raises:
        IngestError: fastwarc is not installed.
    """
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError:
        raise IngestError(document.name, "reading WARC needs fastwarc", "pip install 'histor[warc]'") from None
    wanted = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion

    def records(stream: Any) -> Iterator[Any]:
        return iter(ArchiveIterator(stream, record_types=wanted, stream_detect=False, fsspec_args=False))

    if not document.stream.peek(len(MAGIC)).startswith(MAGIC):
        yield from _articles(records(_Plain(document.stream)), document.name, None, options)
        return
    for member in members(document.stream, options.limits):
        place = f"{document.name}:{member.offset}"
        for item in failures_kept(_articles(records(member), document.name, member.offset, options), place):
            if not member.damage:
                yield item
        member.drain()
        if member.damage:
            yield Failure(place, f"{member.damage}; going on after it", "fetch the archive again")


class _Plain:
    """An uncompressed stream as fastwarc wants it: with a position, also where it is a pipe."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._given = 0

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._given += len(data)
        return data

    def tell(self) -> int:
        return self._given


def _articles(
    records: Iterator[Any], archive: str, offset: int | None, options: IngestOptions
) -> Iterator[Found | Failure]:
    """The articles of a run of records; `offset` is that of their gzip member, None where they stand uncompressed."""
    for record in records:
        name = f"{archive}:{record.stream_pos if offset is None else offset}"
        yield from failures_kept(_article(record, name, options), name)


def _article(record: Any, name: str, options: IngestOptions) -> Iterator[Found | Failure]:
    status = record.http_headers.status_code if record.is_http else 200
    kind = record.http_content_type if record.is_http else record.headers.get("Content-Type", "text/plain")
    reader = _READERS.get((kind or "").split(";")[0].strip().lower())
    if reader is None or status != 200:
        return
    limit = options.limits.document_bytes
    if record.content_length > limit + _FRAME_BYTES:
        raise IngestError(name, f"the record is larger than {limit:,} bytes", "it is no article")
    body = record.reader.read(limit + 1)
    charset = None
    if record.is_http:
        charset = record.http_charset
        if "chunked" in (record.http_headers.get("Transfer-Encoding") or "").lower():
            body = unchunked(body)
        body = decoded_body(body, record.http_headers.get("Content-Encoding") or "", name, limit)
    yield from reader(Document.of(body, name, record.headers.get("WARC-Target-URI"), charset), options)
