"""Find accounts: a filter as SQL, and the rows it gives as they come."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, false, select, tuple_

from histor.errors import LedgerError
from histor.ledger.rows import date_from_row, killed_from_row, place_from_row, wounded_from_row
from histor.ledger.tables import accounts, articles, assertions, kinds, least_killed, readings, standing
from histor.ledger.words import article_words, has_words, name_folded, words_of
from histor.record.codebook import KINDS, STATUS_SLOTS, Kind, Stage, Status
from histor.record.values import Place, TimeSpan, Toll

CHUNK: Final = 500
"""Rows fetched at once, so that a million are never in memory together."""


def account_id(article_id: str, account: str) -> str:
    """The id of one account in the whole ledger: "ARTICLE#ACCOUNT", such as "a-0f3c#i1".

    It names that account in whichever reading of the article stands. The article's id is kept as it is; in the
    account's, "#" and "%" are percent-encoded, so that the last "#" always parts the two.
    """
    return f"{article_id}#{account.replace('%', '%25').replace('#', '%23')}"


def split_account_id(given: str) -> tuple[str, str]:
    """The ids of the article and of the account in it.

    Raises:
        LedgerError: there is no "#" in it.
    """
    article_id, mark, account = given.rpartition("#")
    if not mark:
        raise LedgerError(
            f"{given!r} is not an account's id (it is made of an article's and an incident's: ARTICLE#i1)"
        )
    return article_id, account.replace("%23", "#").replace("%25", "%")


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """Which accounts to find; what is not given is not asked.

    `date_from` and `date_to` are ISO days, inclusive: an account is found when its date shares a day with them.
    `country` is ISO 3166-1 alpha-2; `kind` any of the account's kinds; `actor` a part of the name of a perpetrator,
    whatever its case and the status of the attribution; `min_killed` is held against the best figure, else the
    low, else the high; `text` are words that all stand in the article's title or text,
    whatever their case and accents.

    Raises:
        LedgerError: not a day, not a kind of the codebook, or a negative number.
    """

    date_from: str | None = None
    date_to: str | None = None
    country: str | None = None
    kind: Kind | None = None
    actor: str | None = None
    min_killed: int | None = None
    text: str | None = None
    foreground_only: bool = False
    limit: int | None = None
    offset: int = 0

    def __post_init__(self) -> None:
        for day in (self.date_from, self.date_to):
            _check_day(day)
        if self.kind is not None and self.kind not in KINDS:
            raise LedgerError(f"{self.kind!r} is not a kind of incident (the codebook has {', '.join(KINDS)})")
        for name, number in (("min_killed", self.min_killed), ("limit", self.limit), ("offset", self.offset)):
            if number is not None and not 0 <= number < 2**63:
                raise LedgerError(f"{name} is {number} (it must be 0 or more)")


def _check_day(day: str | None) -> None:
    try:
        if day is not None and dt.date.fromisoformat(day).isoformat() != day:
            raise ValueError(day)
    except ValueError:
        raise LedgerError(f"{day!r} is not a day (write it as YYYY-MM-DD)") from None


class Attribution(NamedTuple):
    """A perpetrator's name and the strength with which it is tied to the incident."""

    name: str
    status: Status


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account of a standing reading, for a list: its bottom line and its article's head, without evidence."""

    id: str
    article_id: str
    title: str | None
    publisher: str | None
    published: str | None
    url: str | None
    kinds: tuple[Kind, ...]
    foreground: bool
    aggregate: bool
    suicide: bool
    stage: Stage
    date: TimeSpan | None
    place: Place | None
    killed: Toll | None
    wounded: Toll | None
    perpetrators: tuple[Attribution, ...]
    score: float


def select_accounts(wanted: AccountFilter) -> Select[Any]:
    """The accounts of standing readings that the filter asks for, newest first, undated last."""
    head = (articles.c.title, articles.c.publisher, articles.c.published, articles.c.url)
    return (
        select(accounts, *head)
        .join_from(accounts, readings, readings.c.id == accounts.c.reading_id)
        .join(articles, articles.c.version == readings.c.version)
        .where(standing, *_conditions(wanted))
        .order_by(accounts.c.latest.desc().nulls_last(), accounts.c.article_id, accounts.c.position)
        .limit(wanted.limit)
        .offset(wanted.offset or None)
    )


def plain_conditions(told: Table, wanted: AccountFilter) -> Iterator[ColumnElement[bool]]:
    """What is asked of columns that accounts and incidents both have."""
    if wanted.date_from is not None:
        yield told.c.latest >= wanted.date_from
    if wanted.date_to is not None:
        yield told.c.earliest <= wanted.date_to
    if wanted.country is not None:
        yield told.c.country == wanted.country.upper()
    if wanted.foreground_only:
        yield told.c.foreground.is_(True)


def _conditions(wanted: AccountFilter) -> Iterator[ColumnElement[bool]]:
    yield from plain_conditions(accounts, wanted)
    if wanted.kind is not None:
        yield _account_in(select(kinds.c.reading_id, kinds.c.account).where(kinds.c.kind == wanted.kind))
    if wanted.actor is not None:
        yield _account_in(_named(wanted.actor))
    if wanted.min_killed is not None:
        # Asked apart, or SQLite would rather walk all accounts in order than sort the few.
        yield _account_in(select(accounts.c.reading_id, accounts.c.position).where(least_killed >= wanted.min_killed))
    if wanted.text is not None:
        words = words_of(wanted.text)
        yield readings.c.version.in_(select(article_words.c.rowid).where(has_words(words))) if words else false()


def _account_in(found: Select[Any]) -> ColumnElement[bool]:
    return tuple_(accounts.c.reading_id, accounts.c.position).in_(found)


def _named(actor: str) -> Select[Any]:
    said = select(assertions.c.reading_id, assertions.c.account).where(assertions.c.slot.in_(sorted(STATUS_SLOTS)))
    return said.where(assertions.c.folded.contains(name_folded(actor), autoescape=True))


def stream_accounts(connection: Connection, wanted: AccountFilter) -> Iterator[AccountRow]:
    """The accounts found, as they are fetched."""
    found = connection.execute(select_accounts(wanted).execution_options(yield_per=CHUNK))
    for rows in found.partitions():
        yield from _with_lists(connection, rows)


def _with_lists(connection: Connection, rows: Sequence[Row[Any]]) -> Iterator[AccountRow]:
    reading_ids = {row.reading_id for row in rows}
    kinds_of: dict[tuple[int, int], list[Kind]] = defaultdict(list)
    for kind in connection.execute(
        select(kinds).where(kinds.c.reading_id.in_(reading_ids)).order_by(*kinds.primary_key)
    ):
        kinds_of[kind.reading_id, kind.account].append(kind.kind)
    blamed: dict[tuple[int, int], dict[Attribution, None]] = defaultdict(dict)
    who = select(assertions).where(assertions.c.reading_id.in_(reading_ids), assertions.c.slot == "perpetrator")
    for said in connection.execute(who.order_by(*assertions.primary_key)):
        blamed[said.reading_id, said.account].setdefault(Attribution(said.value, said.status))
    for row in rows:
        key = (row.reading_id, row.position)
        yield _account_row(row, tuple(kinds_of[key]), tuple(blamed[key]))


def _account_row(row: Row[Any], kinds: tuple[Kind, ...], perpetrators: tuple[Attribution, ...]) -> AccountRow:
    return AccountRow(
        id=account_id(row.article_id, row.account_id),
        article_id=row.article_id,
        title=row.title,
        publisher=row.publisher,
        published=row.published,
        url=row.url,
        kinds=kinds,
        foreground=row.foreground,
        aggregate=row.aggregate,
        suicide=row.suicide,
        stage=row.stage,
        date=date_from_row(row),
        place=place_from_row(row),
        killed=killed_from_row(row),
        wounded=wounded_from_row(row),
        perpetrators=perpetrators,
        score=row.score,
    )
