"""Plain text: one file, one article, kept exactly as it stands."""

from collections.abc import Iterator

from histor.ingest.encodings import decode
from histor.ingest.found import Document, Found, day_in_file_name
from histor.ingest.options import IngestOptions
from histor.record.reading import Failure


def read(document: Document, options: IngestOptions) -> Iterator[Found | Failure]:
    """The article in a text file.

    Raises:
        IngestError: too large, binary, or not in the encoding asked for.
    """
    data = document.whole(options.limits.document_bytes)
    text = decode(data, document.name, options.encoding, document.charset)
    yield Found(
        source=document.name,
        text=text,
        url=document.url,
        guess=day_in_file_name(document.name),
        guess_from="file",
    )
