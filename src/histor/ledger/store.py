"""The ledger: readings and failures in and out. What was put in is never changed and never lost."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Literal

from sqlalchemy import Connection, Row, Select, Table, func, select

from histor.errors import EvidenceError, LedgerError, RecordError
from histor.ledger.database import Database
from histor.ledger.doubtful import DoubtfulFilter, DoubtfulRow, stream_doubtful
from histor.ledger.keep import Entry, Outcome, check, fail, keep_all, made, put, same_reading
from histor.ledger.query import AccountFilter, AccountRow, split_account_id, stream_accounts
from histor.ledger.rows import article_from_row, load_readings, select_readings
from histor.ledger.tables import accounts, articles, assertions, failures, makers, readings, standing, statements
from histor.record.article import Article
from histor.record.reading import Account, Failure, MadeBy, Reading

if TYPE_CHECKING:
    from histor.ledger.merging.merged import Merging

BATCH_ARTICLES: Final = 200
BATCH_SECONDS: Final = 1.0
"""`put_many` commits at whichever comes first; a kill costs at most so much work."""
LOAD_AT_ONCE: Final = 50


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One reading of an article, for a list. `stored_at` is UTC; `digest` is of the content, whoever made it."""

    made_by: MadeBy
    sha256: str
    digest: str
    stands: bool
    stored_at: str


@dataclass(frozen=True, slots=True)
class KeptFailure(Failure):
    """A failure with what failed and when (UTC). `resolved` once the article was read after all."""

    made_by: MadeBy | None = None
    failed_at: str = ""
    resolved: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is in the ledger. Accounts, assertions and statements are those of standing readings."""

    articles: int
    readings: int
    accounts: int
    assertions: int
    statements: int
    failures: int


class Ledger:
    """An open ledger; made by `open_ledger`, closed by `with`.

    An article's newest text stands, and of that text the newest reading; all others are kept. Newest is what came
    last into the ledger. Several processes may use one ledger at once.

    Raises:
        LedgerError: from every method, when the database cannot be read or written.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def where(self) -> str:
        """The ledger's file, or its URL without the password."""
        return self._database.where

    @property
    def address(self) -> str:
        """What `open_ledger` takes to open this ledger again, in another process; with a password, if there is one."""
        return self._database.address

    @property
    def merging(self) -> "Merging":
        """The merging half of the ledger: incidents, and all that makes them."""
        from histor.ledger.merging.merged import Merging

        return Merging(self._database)

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections. What was put in is already on the disk."""
        self._database.close()

    def put(self, article: Article, reading: Reading) -> Outcome:
        """Keep a reading with its article, in one transaction.

        "unchanged": this maker has read this very text with this publication day before; nothing is written.
        "new_reading": a known text, read by another maker. "changed_article": a new text under a known id.

        Raises:
            EvidenceError: a quote is not the article's text.
            RecordError: the reading is of another article, or breaks the contract.
        """
        check(article, reading)
        return self._database.write(lambda connection: put(connection, article, reading))

    def put_many(self, entries: Iterable[Entry], made_by: MadeBy | None = None) -> Counter[str]:
        """Keep many, committing every `BATCH_ARTICLES` or `BATCH_SECONDS`; how many had each outcome.

        A reading that must be refused is kept as a failure, and the others go on; a failure counts as "failed" and
        is noted as `made_by`'s. If `entries` raises, what it gave before is committed first.
        """
        outcomes: Counter[str] = Counter()
        batch: list[Entry] = []
        began = time.monotonic()
        try:
            for entry in entries:
                batch.append(_checked(entry))
                if len(batch) >= BATCH_ARTICLES or time.monotonic() - began >= BATCH_SECONDS:
                    outcomes += self._commit(batch, made_by)
                    batch, began = [], time.monotonic()
        finally:
            outcomes += self._commit(batch, made_by)
        return outcomes

    def _commit(self, batch: list[Entry], made_by: MadeBy | None) -> Counter[str]:
        if not batch:
            return Counter()
        return self._database.write(lambda connection: keep_all(connection, batch, made_by))

    def fail(self, failure: Failure, made_by: MadeBy | None = None) -> None:
        """Keep a failure; one that was the last word on its source already is not kept twice."""
        self._database.write(lambda connection: fail(connection, failure, made_by))

    def failures(self, *, resolved: bool = False) -> Iterator[KeptFailure]:
        """What could not be read and has not been since, oldest first; with `resolved`, also what has been."""
        query = select(failures, makers.c.histor, makers.c.reader, makers.c.settings).outerjoin(makers)
        if not resolved:
            query = query.where(failures.c.resolved_by.is_(None))
        for row in self._stream(query.order_by(failures.c.id)):
            made_by = None if row.maker_id is None else MadeBy(row.histor, row.reader, row.settings)
            yield KeptFailure(
                row.source, row.reason, row.remedy, row.article_id, row.stage,
                made_by, row.failed_at, row.resolved_by is not None,
            )  # fmt: skip

    def has_reading(
        self, article_id: str, sha256: str, made_by: MadeBy, published: str | Literal["any"] | None = "any"
    ) -> bool:
        """Whether this maker has read this text; with `published`, whether with that publication day."""
        text = (articles.c.article_id == article_id, articles.c.sha256 == sha256)
        query = select(readings.c.id).join_from(readings, articles).join(makers).where(*text, *made(made_by))
        if published != "any":
            query = query.where(articles.c.published.is_not_distinct_from(published))
        with self._database.read() as connection:
            return connection.execute(query).first() is not None

    def kept(self, article: Article, made_by: MadeBy) -> Reading | None:
        """The reading this maker made of this very text and publication day, or None: what a run need not repeat."""
        return self._first(select_readings().where(readings.c.id.in_(same_reading(article, made_by))))

    def reading(self, article_id: str, reader: MadeBy | str | None = None) -> tuple[Article, Reading]:
        """An article and its standing reading, or the newest one by a reader (its version, or all of `MadeBy`).

        Raises:
            LedgerError: there is none.
        """
        query = select_readings().where(readings.c.article_id == article_id)
        if reader is None:
            query = query.where(standing)
        elif isinstance(reader, MadeBy):
            query = query.where(*made(reader))
        else:
            query = query.where(makers.c.reader == reader)
        found = self._first(query.order_by(readings.c.version.desc(), readings.c.id.desc()))
        if found is None:
            by = f" by {reader}" if reader else ""
            raise LedgerError(
                f"{self.where}: no reading of article {article_id!r}{by} (histor incidents lists what is there)"
            )
        return found.article, found

    def readings(self) -> Iterator[Reading]:
        """All standing readings, by article id, as they are fetched."""
        query = select_readings().where(standing).order_by(readings.c.article_id)
        with self._database.read() as connection:
            for heads in connection.execute(query.execution_options(yield_per=LOAD_AT_ONCE)).partitions():
                yield from load_readings(connection, heads)

    def readings_of(self, article_id: str) -> list[ReadingRow]:
        """All readings of an article, in the order they came."""
        columns = (readings.c.digest, readings.c.stands, readings.c.stored_at, articles.c.sha256)
        query = select(*columns, makers.c.histor, makers.c.reader, makers.c.settings)
        query = query.select_from(readings).join(articles).join(makers)
        return [
            ReadingRow(MadeBy(row.histor, row.reader, row.settings), row.sha256, row.digest, row.stands, row.stored_at)
            for row in self._stream(query.where(readings.c.article_id == article_id).order_by(readings.c.id))
        ]

    def accounts(self, wanted: AccountFilter | None = None) -> Iterator[AccountRow]:
        """The accounts of standing readings that the filter asks for, newest first, as they are fetched."""
        with self._database.read() as connection:
            yield from stream_accounts(connection, wanted or AccountFilter())

    def doubtful(self, wanted: DoubtfulFilter | None = None) -> Iterator[DoubtfulRow]:
        """What the accounts of standing readings leave out for its low chance, of the newest articles first."""
        with self._database.read() as connection:
            yield from stream_doubtful(connection, wanted or DoubtfulFilter())

    def account(self, account_id: str) -> tuple[Article, Reading, Account]:
        """One account by its id in the ledger ("ARTICLE#i1"), with its article and the standing reading.

        Raises:
            LedgerError: not such an id, or no such account.
        """
        article_id, local = split_account_id(account_id)
        article, reading = self.reading(article_id)
        for account in reading.incidents:
            if account.id == local:
                return article, reading, account
        there = ", ".join(account.id for account in reading.incidents) or "none"
        raise LedgerError(f"{self.where}: article {article_id!r} has no incident {local!r} (there are: {there})")

    def articles(self) -> Iterator[Article]:
        """The newest version of every article, by id, as they are fetched."""
        newest = select(func.max(articles.c.version)).group_by(articles.c.article_id)
        query = select(articles).where(articles.c.version.in_(newest)).order_by(articles.c.article_id)
        for row in self._stream(query):
            yield article_from_row(row)

    def counts(self) -> Counts:
        """How much is in the ledger."""
        with self._database.read() as connection:
            return Counts(
                articles=_count(connection, select(func.count(articles.c.article_id.distinct()))),
                readings=_count(connection, select(func.count()).select_from(readings)),
                accounts=_count(connection, _standing(accounts)),
                assertions=_count(connection, _standing(assertions)),
                statements=_count(connection, _standing(statements)),
                failures=_count(connection, select(func.count()).where(failures.c.resolved_by.is_(None))),
            )

    def damage(self) -> str | None:
        """The first fault the database finds in what it keeps, or None; SQLite reads the whole file for it.

        Raises:
            LedgerError: it is so damaged that it cannot even be looked through.
        """
        return self._database.damage()

    def software(self) -> str:
        """The database's name and version, such as "SQLite 3.45.1"."""
        return self._database.software()

    def size(self) -> int:
        """How many bytes the ledger takes."""
        return self._database.size()

    def _first(self, query: Select[Any]) -> Reading | None:
        with self._database.read() as connection:
            head = connection.execute(query.limit(1)).first()
            return None if head is None else load_readings(connection, [head])[0]

    def _stream(self, query: Select[Any]) -> Iterator[Row[Any]]:
        with self._database.read() as connection:
            yield from connection.execute(query.execution_options(yield_per=LOAD_AT_ONCE))


def _checked(entry: Entry) -> Entry:
    """The entry, or the failure that it is when it must be refused."""
    if isinstance(entry, Failure):
        return entry
    article, reading = entry
    try:
        check(article, reading)
    except (EvidenceError, RecordError) as error:
        return Failure(article.source or article.id, str(error), "please report it", article.id, "ledger")
    return entry


def _standing(table: Table) -> Select[Any]:
    return select(func.count()).select_from(table.join(readings, table.c.reading_id == readings.c.id)).where(standing)


def _count(connection: Connection, query: Select[Any]) -> int:
    return int(connection.execute(query).scalar_one())
