"""RSS and Atom feeds: each entry is an article. By feedparser, always on bytes: XML declares its own encoding."""

from collections.abc import Iterator
from typing import Any, Final

from histor.errors import IngestError
from histor.ingest.apart import read_apart
from histor.ingest.found import Document, Found
from histor.ingest.options import IngestOptions
from histor.record.reading import Failure

_CHEAP_BYTES: Final = 500_000
"""Below this the worst of 6 hostile feeds tried took 0.7 s of processor time; above, a child process reads it."""


def read(document: Document, options: IngestOptions) -> Iterator[Found | Failure]:
    """The articles of a feed; an entry without text is a Failure and the others go on.

    Raises:
        IngestError: too large, not a feed, or it takes too long.
    """
    data = document.whole(options.limits.document_bytes)
    if len(data) <= _CHEAP_BYTES:
        yield from parse(Document.of(data, document.name, document.url), options)
    else:
        yield from read_apart(__name__, document, data, options)


def parse(document: Document, options: IngestOptions) -> Iterator[Found | Failure]:
    """The same, in this process."""
    import feedparser

    data = document.whole(options.limits.document_bytes)
    # Without a base address feedparser leaves relative links alone; it never fetches anything from bytes.
    feed = feedparser.parse(data, response_headers={"content-location": document.url or ""})
    if not feed.entries:
        reason = "a feed without entries" if feed.get("version") else "not an RSS or Atom feed"
        raise IngestError(document.name, reason, "if it is a page, give it the ending .html")
    for number, entry in enumerate(feed.entries, start=1):
        text = _plain(_body(entry))
        name = f"{document.name}:{number}"
        if not text.strip():
            link = entry.get("link") or "its page"
            yield Failure(name, "the entry has no text, only a headline", f"read {link} itself")
            continue
        yield Found(
            source=name,
            text=text,
            title=_plain(entry.get("title", "")) or None,
            published=entry.get("published") or entry.get("updated"),
            publisher=_plain(feed.feed.get("title", "")) or None,
            url=entry.get("link"),
            language=feed.feed.get("language"),
        )


def _body(entry: Any) -> str:
    """The entry's whole story where the feed has it, else its summary."""
    contents = [content.get("value") or "" for content in entry.get("content", [])]
    return max([*contents, entry.get("summary") or ""], key=len)


def _plain(markup: str) -> str:
    """The text of an HTML fragment, paragraphs on lines of their own."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(markup, preserve_formatting=True, list_bullets=False, alt_texts=False)).strip()
