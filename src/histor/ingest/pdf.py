"""PDF: one file, one article. PDFium is a parser of hostile files in C++, so it always works in a child process."""

import re
from collections.abc import Iterator
from typing import Any, Final

from histor.errors import IngestError
from histor.ingest.apart import read_apart
from histor.ingest.found import Document, Found, day_in_file_name
from histor.ingest.options import IngestOptions
from histor.record.reading import Failure

# PDFium marks a word broken at a line's end with U+FFFE or U+0002 in place of its hyphen.
_BROKEN_WORD: Final = re.compile("[\ufffe\x02]\r?\n?")


def read(document: Document, options: IngestOptions) -> Iterator[Found | Failure]:
    """The article in a PDF.

    Raises:
        IngestError: pypdfium2 is not installed, locked, damaged, without text, or it takes too long.
    """
    data = document.whole(options.limits.document_bytes)
    if not data.startswith(b"%PDF") and b"%PDF" not in data[:1024]:
        raise IngestError(document.name, "not a PDF file", "look at how the file begins")
    yield from read_apart(__name__, document, data, options)


def parse(document: Document, options: IngestOptions) -> Iterator[Found | Failure]:
    """The same, here and now: for the child process."""
    try:
        import pypdfium2 as pdfium
    except ImportError:
        raise IngestError(document.name, "reading PDF needs pypdfium2", "pip install 'histor[pdf]'") from None
    try:
        pdf = pdfium.PdfDocument(document.whole(options.limits.document_bytes))
        text = _text(pdf, options.limits.characters)
        about = pdf.get_metadata_dict(skip_empty=True)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower()
        reason = "locked with a password" if locked else f"not a PDF file that can be opened ({error})"
        raise IngestError(document.name, reason, "save it without" if locked else "it may be damaged") from None
    if not text.strip():
        raise IngestError(document.name, "no text in it, only pictures", "run text recognition on it first")
    # A PDF may be made long after its story, so its own date is only a guess.
    stamped = day_in_file_name(document.name)
    yield Found(
        source=document.name,
        text=text,
        title=about.get("Title"),
        url=document.url,
        guess=stamped or about.get("CreationDate"),
        guess_from="file" if stamped else "metadata",
    )


def _text(pdf: Any, limit: int) -> str:
    """The pages' text, a blank line between pages, until there is more than an article may have."""
    pages: list[str] = []
    length = 0
    for page in pdf:
        text = _BROKEN_WORD.sub("", page.get_textpage().get_text_bounded()).replace("\r\n", "\n").strip()
        pages.append(text)
        length += len(text)
        if length > limit:
            break
    return "\n\n".join(pages)
