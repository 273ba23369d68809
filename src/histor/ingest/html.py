"""A web page -> its article: main text, title, publisher, publication date, URL, language. By trafilatura."""

import re
from collections.abc import Iterator
from typing import Any, Final

from histor.errors import IngestError
from histor.ingest import dates
from histor.ingest.apart import read_apart
from histor.ingest.encodings import decode
from histor.ingest.found import Document, Found
from histor.ingest.options import IngestOptions, Limits
from histor.record.reading import Failure

_CHARSET: Final = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
# A tag or comment mark. What stands between two angle brackets is matched once, so the scan is linear.
_TAG: Final = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]{0,40}+)(?P<attributes>[^<>]*+)|<!--|-->")
# Tags that never close, or that the next one of their kind closes: they say nothing about depth.
_FLAT: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
    | {"p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "option", "optgroup", "colgroup"}
    | {"html", "head", "body"}
)
_RAW: Final = frozenset({"script", "style", "textarea"})
"""Tags whose content is not markup."""
_CHEAP_BYTES: Final = 500_000
_CHEAP_TAGS: Final = 10_000
"""Below both, the worst of 16 hostile pages tried took 2.0 s of processor time (tags of 4,900 attributes each) and the
others at most 0.5 s; above, where a paragraph of 30,000 links took 13 s, a child process reads the page."""
_EARLIEST, _LATEST = "1900-01-01", "2200-12-31"


def read(document: Document, options: IngestOptions) -> Iterator[Found | Failure]:
    """The article on a page.

    Raises:
        IngestError: too large, nested too deep, binary, no article text on it, or it takes too long.
    """
    data = document.whole(options.limits.html_bytes)
    if not data.strip():
        raise IngestError(document.name, "no words in it")
    markup = _markup(data, document, options)
    tags = survey(markup, document.name, options.limits)
    if len(data) <= _CHEAP_BYTES and tags <= _CHEAP_TAGS:
        yield _article(markup, document)
    else:
        yield from read_apart(__name__, document, data, options)


def parse(document: Document, options: IngestOptions) -> Iterator[Found | Failure]:
    """The article on a page that is known to be harmless, or in a child process."""
    yield _article(_markup(document.whole(options.limits.html_bytes), document, options), document)


def survey(markup: str, name: str, limits: Limits) -> int:
    """How many tags a page has, by one linear scan that no markup can make slow.

    Raises:
        IngestError: tags nested too deep, or too many attributes on one.
    """
    tags, depth, within = 0, 0, ""
    for match in _TAG.finditer(markup):
        tag = match["name"].lower() if match["name"] else match[0]
        if within:
            if tag == within and (match["close"] or tag == "-->"):
                within = ""
            continue
        if tag == "<!--" or (tag in _RAW and not match["close"]):
            within = "-->" if tag == "<!--" else tag
            continue
        tags += 1
        attributes = match["attributes"] or ""
        if len(attributes) > limits.attributes and len(attributes.split()) > limits.attributes:
            raise IngestError(name, f"a tag with more than {limits.attributes:,} attributes", "it is no article")
        if tag not in _FLAT and not attributes.endswith("/"):
            depth = max(0, depth - 1) if match["close"] else depth + 1
        if depth > limits.nesting:
            raise IngestError(name, f"tags nested more than {limits.nesting} deep", "it is no article")
    return tags


def _article(markup: str, document: Document) -> Found:
    """What trafilatura makes of the page.

    Raises:
        IngestError: there is no article text on it.
    """
    import trafilatura

    _quieten()
    tree = trafilatura.load_html(markup)
    page = None if tree is None else _extracted(tree, document.url)
    if tree is None or page is None or not (page.text or "").strip():
        raise IngestError(document.name, "no article text on the page", "is it made by a script, or a list of links?")
    url = document.url or page.url
    title = page.title.strip() if page.title else None
    day, in_url = dates.to_day(page.date), dates.from_url(url)
    return Found(
        source=document.name,
        text=_without_headline(page.text, title),
        title=title,
        published=None if day == in_url else day,  # htmldate reads the URL too; complete() says "url" for those
        publisher=page.sitename,
        url=url,
        language=page.language or tree.get("lang"),
        guess=None if day or in_url else _date_in_body(tree),
    )


def _markup(data: bytes, document: Document, options: IngestOptions) -> str:
    label = _CHARSET.search(data[:4096])
    hint = document.charset or (label[1].decode("ascii") if label else None)
    return decode(data, document.name, options.encoding, hint)


def _extracted(tree: Any, url: str | None) -> Any:
    """The page's text and metadata, or None. Short stories count too, hence the minimum sizes of 0."""
    import trafilatura
    from trafilatura.settings import use_config

    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "0")
    config.set("DEFAULT", "MIN_OUTPUT_SIZE", "0")
    # The bounds are fixed so that the same page gives the same date next year.
    dated = {"min_date": _EARLIEST, "max_date": _LATEST, "original_date": True, "extensive_search": False}
    return trafilatura.bare_extraction(
        tree,
        url=url,
        with_metadata=True,
        include_comments=False,
        config=config,
        date_extraction_params={**dated, "deferred_url_extractor": True},
    )


def _date_in_body(tree: Any) -> str | None:
    """A date found by searching the whole page; a bare year, which it gives as 1 January, is not believed."""
    from htmldate import find_date

    day = find_date(tree, extensive_search=True, original_date=True, min_date=_EARLIEST, max_date=_LATEST)
    return None if day is None or day.endswith("-01-01") else str(day)


def _quieten() -> None:
    """Keep the libraries' own warnings off the terminal: what matters of them becomes a Failure."""
    import logging

    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _without_headline(text: str, title: str | None) -> str:
    """The text without the headline that extraction puts before it, since the title is kept as its own part."""
    first, _, rest = text.partition("\n")
    return rest.lstrip() if title and rest.strip() and first.split() == title.split() else text
