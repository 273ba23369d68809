"""What the caller asks of ingest, and the bounds no document may pass."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that keep one hostile document from costing more than its share.

    `document_bytes` bounds one document or row as it stands in its source, `html_bytes` one page, `characters` the
    text of one article (to read it takes 7 s and 600 MB at the bound), `nesting` and `attributes` the depth of a
    page's tags and the attributes of one tag. `seconds` bounds one download, or the processor time of one parse in a
    child process. `inflation` bounds how many times larger than itself compressed data may grow: news text shrinks 3
    to 10 times, a bomb about 1,000.
    """

    document_bytes: int = 20_000_000
    html_bytes: int = 2_000_000
    characters: int = 200_000
    nesting: int = 250
    attributes: int = 5_000
    seconds: float = 20.0
    redirects: int = 5
    inflation: int = 200


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """What holds for every source of one run.

    `published` (an ISO day), `publisher` and `language` apply to articles whose source states none.
    `encoding` overrides detection. `allow_urls` lets sources be fetched; `private_addresses` lets them lie on this
    machine or its own network (an intranet archive), which is refused otherwise.
    """

    published: str | None = None
    publisher: str | None = None
    language: str | None = None
    encoding: str | None = None
    allow_urls: bool = False
    private_addresses: bool = False
    limits: Limits = field(default_factory=Limits)
