"""The foreman: takes articles from ingest, has each one read, holds every quote against it, and has it kept.

One bad article never stops the others: whatever goes wrong with it becomes a Failure, kept with its reason.
A ledger that can no longer be written does stop the run, because nothing after it could be kept either.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from histor.errors import EvidenceError, HistorError
from histor.record.article import Article
from histor.record.reading import Failure, MadeBy, Reading

if TYPE_CHECKING:  # both bring heavy libraries, and reading without a ledger needs no database at all
    from histor.ingest.options import IngestOptions
    from histor.ledger.store import Ledger

Outcome = tuple[Article, Reading] | Failure
"""What became of one source: an article with its reading, or the reason why there is none."""


class Reader(Protocol):
    """Whatever reads an article; the same article gives the same reading."""

    @property
    def made_by(self) -> MadeBy:
        """The versions every reading of this reader carries."""

    def read(self, article: Article) -> Reading:
        """The reading of one article."""


def read_sources(
    reader: Reader,
    sources: Iterable[str],
    options: "IngestOptions",
    ledger: "Ledger | None" = None,
    *,
    again: bool = False,
) -> Iterator[Outcome]:
    """Read every article of the sources, in order, one outcome each.

    With a ledger each outcome is committed before it is handed on, so that stopping at any moment loses none, and
    an article that this very reader has read before is taken from the ledger unless `again`.

    Raises:
        LedgerError: the ledger can no longer be written.
    """
    from histor.ingest.sources import open_sources

    for found in open_sources(sources, options):
        outcome = found if isinstance(found, Failure) else _read_and_keep(reader, found, ledger, again)
        if ledger is not None and isinstance(outcome, Failure):
            ledger.fail(outcome)
        yield outcome


def read_article(reader: Reader, article: Article) -> Outcome:
    """Read one article and hold every quote of the reading against it; whatever goes wrong becomes a Failure."""
    try:
        reading = reader.read(article)
        reading.verify(article)
    except EvidenceError as error:
        return _failure(article, f"the reader quoted words that are not there: {error}", "please report it")
    except HistorError as error:
        return _failure(article, str(error))
    except Exception as error:  # an article nobody foresaw must not take the rest of the run with it
        return _failure(article, f"{type(error).__name__}: {error}", "a fault in Histor; please report it")
    return article, reading


def _read_and_keep(reader: Reader, article: Article, ledger: "Ledger | None", again: bool) -> Outcome:
    if ledger is None:
        return read_article(reader, article)
    if not again and ledger.has_reading(article.id, article.sha256, reader.made_by):
        kept = ledger.reading(article.id)
        if kept is not None and kept.made_by == reader.made_by:
            return article, kept
    outcome = read_article(reader, article)
    if not isinstance(outcome, Failure):
        ledger.put(*outcome)
    return outcome


def _failure(article: Article, reason: str, remedy: str = "") -> Failure:
    return Failure(article.source or article.id, reason, remedy, article_id=article.id, stage="read")
