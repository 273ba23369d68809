"""Reads sources: takes articles from ingest, has each one read, holds every quote against it, and has it kept.

One bad article never stops the others: whatever goes wrong with it becomes a Failure, kept with its reason.
A ledger that can no longer be written does stop the run, because nothing after it could be kept either.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, Protocol

from histor.errors import EvidenceError, HistorError, LedgerError
from histor.record.article import Article
from histor.record.reading import Failure, MadeBy, Reading

if TYPE_CHECKING:  # both bring heavy libraries, and reading without a ledger needs no database at all
    from histor.ingest.options import IngestOptions
    from histor.ledger.store import Ledger

Outcome = tuple[Article, Reading] | Failure
"""What became of one article: itself with its reading, or the reason why there is none."""
MOST_OF_A_REASON: Final = 300
"""Characters kept of an error nobody foresaw: some libraries put the whole article into it."""


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
            ledger.fail(outcome, reader.made_by)
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
        return _unforeseen(article, error)
    except BaseException as error:
        # Parsers in compiled code report their own faults as a PanicException, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        return _unforeseen(article, error)
    return article, reading


def _read_and_keep(reader: Reader, article: Article, ledger: "Ledger | None", again: bool) -> Outcome:
    if ledger is None:
        return read_article(reader, article)
    kept = None if again else ledger.kept(article, reader.made_by)
    if kept is not None:
        return article, kept
    outcome = read_article(reader, article)
    if isinstance(outcome, Failure):
        return outcome
    try:
        ledger.put(*outcome)
    except LedgerError:
        raise
    except HistorError as error:
        return _failure(article, f"its reading cannot be kept: {error}", "please report it")
    return outcome


def _unforeseen(article: Article, error: BaseException) -> Failure:
    reason = f"{type(error).__name__}: {str(error)[:MOST_OF_A_REASON]}"
    return _failure(article, reason, "a fault in Histor; please report it")


def _failure(article: Article, reason: str, remedy: str = "") -> Failure:
    return Failure(article.source or article.id, reason, remedy, article_id=article.id, stage="read")
