"""Find what accounts leave out for its low chance, for a person to review: a filter as SQL, and the rows streamed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, select

from histor.errors import LedgerError
from histor.ledger.query import CHUNK, account_id
from histor.ledger.tables import accounts, articles, doubtful, doubtful_speakers, readings, standing
from histor.record.assertion import Assertion
from histor.record.codebook import SLOTS, Slot
from histor.record.evidence import Evidence, Speaker
from histor.record.values import Quantity


@dataclass(frozen=True, slots=True)
class DoubtfulFilter:
    """Which doubtful values to find; what is not given is not asked. `min_chance` is from 0 to 1, inclusive.

    Raises:
        LedgerError: not a slot of the codebook, no chance, or a negative limit.
    """

    slot: Slot | None = None
    min_chance: float = 0.0
    article_id: str | None = None
    limit: int | None = None

    def __post_init__(self) -> None:
        if self.slot is not None and self.slot not in SLOTS:
            raise LedgerError(f"{self.slot!r} is not a slot (the codebook has {', '.join(SLOTS)})")
        if not 0 <= self.min_chance <= 1:
            raise LedgerError(f"{self.min_chance} is not a chance (it must be from 0 to 1)")
        if self.limit is not None and not 0 <= self.limit < 2**63:
            raise LedgerError(f"limit is {self.limit} (it must be 0 or more)")


@dataclass(frozen=True, slots=True)
class DoubtfulRow:
    """One doubtful value of an account in a standing reading, and the head of its article.

    `account` is the account's id in the ledger ("ARTICLE#i1"), with which `histor correct` takes the value over;
    `assertion.score` is its chance, and `assertion.why` begins with what that fell short of.
    """

    account: str
    article_id: str
    title: str | None
    publisher: str | None
    published: str | None
    url: str | None
    assertion: Assertion


def select_doubtful(wanted: DoubtfulFilter) -> Select[Any]:
    """The doubtful values of standing readings that the filter asks for, of the newest articles first, undated last.

    Adding 0 leads SQLite from the articles in their order to what is doubtful, not the other way round: it would sort
    the whole list before it gives the first of it.
    """
    head = (articles.c.article_id, articles.c.title, articles.c.publisher, articles.c.published, articles.c.url)
    return (
        select(doubtful, accounts.c.account_id, *head)
        .join_from(articles, readings, readings.c.version == articles.c.version + 0)
        .join(doubtful, doubtful.c.reading_id == readings.c.id + 0)
        .join(
            accounts,
            (accounts.c.reading_id == doubtful.c.reading_id) & (accounts.c.position == doubtful.c.account),
        )
        .where(standing, *_conditions(wanted))
        .order_by(
            articles.c.published.desc().nulls_last(),
            articles.c.article_id,
            doubtful.c.account,
            doubtful.c.position,
        )
        .limit(wanted.limit)
    )


def _conditions(wanted: DoubtfulFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.slot is not None:
        yield doubtful.c.slot == wanted.slot
    if wanted.min_chance > 0:
        yield doubtful.c.score >= wanted.min_chance
    if wanted.article_id is not None:
        yield articles.c.article_id == wanted.article_id


def stream_doubtful(connection: Connection, wanted: DoubtfulFilter) -> Iterator[DoubtfulRow]:
    """The doubtful values found, as they are fetched."""
    found = connection.execute(select_doubtful(wanted).execution_options(yield_per=CHUNK))
    for rows in found.partitions():
        yield from _with_speakers(connection, rows)


def _with_speakers(connection: Connection, rows: Sequence[Row[Any]]) -> Iterator[DoubtfulRow]:
    said_by: dict[tuple[int, int, int], list[Speaker]] = defaultdict(list)
    hops = select(doubtful_speakers).where(doubtful_speakers.c.reading_id.in_({row.reading_id for row in rows}))
    for hop in connection.execute(hops.order_by(*doubtful_speakers.primary_key)):
        said_by[hop.reading_id, hop.account, hop.doubtful].append(Speaker(_evidence(hop)))
    for row in rows:
        yield DoubtfulRow(
            account=account_id(row.article_id, row.account_id),
            article_id=row.article_id,
            title=row.title,
            publisher=row.publisher,
            published=row.published,
            url=row.url,
            assertion=_assertion(row, tuple(said_by[row.reading_id, row.account, row.position])),
        )


def _assertion(row: Row[Any], said_by: tuple[Speaker, ...]) -> Assertion:
    value = Quantity(**row.value) if isinstance(row.value, dict) else row.value
    return Assertion(row.slot, value, _evidence(row), said_by, row.status, row.group, row.score, row.why)


def _evidence(row: Row[Any]) -> Evidence:
    return Evidence(row.part, row.start, row.end, row.quote)
