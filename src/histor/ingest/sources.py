"""The door: whatever the user names -> articles, and a failure for whatever cannot be one."""

import io
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, cast

from histor.errors import IngestError
from histor.ingest import feed, folder, html, jsonl, pdf, tables, text, warc
from histor.ingest.compressed import MAGIC, inflated
from histor.ingest.found import Document, Found, complete, failures_kept
from histor.ingest.options import IngestOptions
from histor.record.article import Article
from histor.record.reading import Failure

_Reader = Callable[[Document, IngestOptions], Iterator[Found | Failure]]


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file: the endings of its names, how its bytes begin (None: it cannot be told), how it is read."""

    name: str
    endings: tuple[str, ...]
    begins: re.Pattern[bytes] | None
    read: _Reader
    media_types: tuple[str, ...] = ()


def _begins(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"(?:\xef\xbb\xbf)?\s*" + pattern, re.IGNORECASE)


def _opens(tags: bytes) -> re.Pattern[bytes]:
    return _begins(rb"(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)*<(?:" + tags + rb")\b")


_FEED: Final = _opens(rb"rss|feed|rdf:RDF")
_PAGE: Final = _opens(rb"!doctype html|html|head|body|meta|main|article|section|div|h1|p")
_ROWS: Final = _begins(rb'\{\s*["}]|\[\s*\{')
_TEXT: Final = Format("plain text", (".txt", ".text", ".md"), None, text.read, ("text/plain",))

# A new format is one file with a `read`, one line here and one test. The first whose beginning fits is taken.
FORMATS: Final = (
    Format("PDF", (".pdf",), _begins(rb"%PDF-"), pdf.read, ("application/pdf",)),
    Format("Parquet", (".parquet", ".pq"), _begins(rb"PAR1"), tables.read_parquet),
    Format("WARC", (".warc", ".warc.gz"), _begins(rb"WARC/\d"), warc.read),
    Format("feed", (".rss", ".atom", ".xml"), _FEED, feed.read, ("application/rss+xml", "application/atom+xml")),
    Format("HTML", (".html", ".htm", ".xhtml"), _PAGE, html.read, ("text/html", "application/xhtml+xml")),
    Format("JSON lines", (".jsonl", ".ndjson", ".json"), _ROWS, jsonl.read, ("application/jsonl",)),
    Format("CSV", (".csv", ".tsv"), None, tables.read_csv, ("text/csv",)),
    _TEXT,
)
_GZIP: Final = ".gz"
_ZIP: Final = b"PK\x03\x04"
_FOREIGN: Final = {
    ".zip": "unpack it and name the folder",
    ".tar": "unpack it and name the folder",
    ".tgz": "unpack it and name the folder",
    ".7z": "unpack it and name the folder",
    ".bz2": "decompress it first, or use gzip",
    ".xz": "decompress it first, or use gzip",
    ".zst": "decompress it first, or use gzip",
    ".docx": "save it as PDF, HTML or plain text",
    ".doc": "save it as PDF, HTML or plain text",
    ".odt": "save it as PDF, HTML or plain text",
    ".rtf": "save it as PDF, HTML or plain text",
    ".xlsx": "save it as CSV",
}
_HEAD: Final = 2_048


def open_sources(sources: Iterable[str], options: IngestOptions | None = None) -> Iterator[Article | Failure]:
    """The articles of all sources, in order, one at a time; each problem is a Failure and the rest goes on.

    A source is a file, a folder (read whole, by name, files of known formats), "-" for standard input, or, where
    `options.allow_urls`, an http(s) URL. Files are known by their endings, everything else by how it begins; any
    of them may be gzipped. Same sources, same articles in the same order.
    """
    options = options or IngestOptions()
    for source in sources:
        for item in failures_kept(_found(source, options), source):
            if isinstance(item, Failure):
                yield item
            else:
                yield from failures_kept(_completed(item, options), item.source)


def _completed(found: Found, options: IngestOptions) -> Iterator[Article]:
    yield complete(found, options)


def _found(source: str, options: IngestOptions) -> Iterator[Found | Failure]:
    if not source:
        raise IngestError(source, "an empty name", "name a file, a folder, a URL or -")
    if source == "-":
        yield from _known(Document("-", io.BufferedReader(cast(io.RawIOBase, sys.stdin.buffer))), options, None)
    elif re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", source):
        yield from _fetched(source, options)
    elif Path(source).is_dir():
        yield from _folder(Path(source), options)
    else:
        yield from _file(Path(source), options)


def _folder(path: Path, options: IngestOptions) -> Iterator[Found | Failure]:
    known = tuple(ending for format_ in FORMATS for ending in format_.endings)
    empty = True
    for item in folder.files(path, known + tuple(ending + _GZIP for ending in known)):
        empty = False
        if isinstance(item, Failure):
            yield item
        else:
            yield from failures_kept(_file(item, options), str(item))
    if empty:
        yield Failure(str(path), "no file of a known format in the folder", f"known are {', '.join(known)}")


def _file(path: Path, options: IngestOptions) -> Iterator[Found | Failure]:
    name = str(path)
    mode = path.stat().st_mode
    if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
        raise IngestError(name, "a device, not a file", "use - to read standard input")
    if remedy := _FOREIGN.get(path.suffix.lower()):
        raise IngestError(name, f"{path.suffix} files are not read", remedy)
    with path.open("rb") as stream:
        yield from _known(Document(name, stream), options, _by_ending(name))


def _fetched(source: str, options: IngestOptions) -> Iterator[Found | Failure]:
    if not options.allow_urls:
        raise IngestError(source, "URLs are not fetched unless asked for", "add --fetch, or save the page")
    from histor.ingest import url  # TLS and HTTP take as long to import as all the rest

    allowed = (lambda _: True) if options.private_addresses else url.is_public
    page = url.fetch(source, options.limits, allowed)
    document = Document.of(page.body, source, page.url, page.charset)
    by_type = next((format_ for format_ in FORMATS if page.media_type in format_.media_types), None)
    yield from _known(document, options, _by_beginning(page.body[:_HEAD]) or by_type)


def _known(document: Document, options: IngestOptions, format_: Format | None) -> Iterator[Found | Failure]:
    """Read a document in its format; one not known by name is known by how it begins, and plain text otherwise."""
    head = document.stream.peek(_HEAD)
    if head.startswith(MAGIC) and not (format_ and format_.name == "WARC"):
        document = replace(document, stream=inflated(document.stream, document.name, options.limits))
        head = document.stream.peek(_HEAD)
    if head.startswith(_ZIP):
        raise IngestError(document.name, "a zip archive", "unpack it and name the folder")
    format_ = format_ or _by_beginning(head[:_HEAD]) or _TEXT
    empty = True
    for item in format_.read(document, options):
        empty = False
        yield item
    if empty:
        yield Failure(document.name, f"no article in it, read as {format_.name}", "is it what its name says?")


def _by_ending(name: str) -> Format | None:
    name = name.lower()
    for candidate in (name, name.removesuffix(_GZIP)):
        for format_ in FORMATS:
            if candidate.endswith(format_.endings):
                return format_
    return None


def _by_beginning(head: bytes) -> Format | None:
    return next((format_ for format_ in FORMATS if format_.begins and format_.begins.match(head)), None)
