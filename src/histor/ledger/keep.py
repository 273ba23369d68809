"""What is checked before a reading is kept, and how it and a failure go in, inside one transaction."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, Select, or_, select, update

from histor.errors import RecordError
from histor.ledger.exact import stored
from histor.ledger.merging.tables import arrivals
from histor.ledger.rows import Rows, add_rows, article_row, insert_rows, reading_digest
from histor.ledger.tables import articles, failures, makers, readings, standing
from histor.ledger.words import article_words, words_of
from histor.record.article import Article, fingerprint
from histor.record.reading import Failure, MadeBy, Reading
from histor.record.wire import reading_from_json, reading_to_json

Outcome = Literal["new", "unchanged", "new_reading", "changed_article"]
"""What putting a reading did."""
Entry = tuple[Article, Reading] | Failure
"""What a run hands over for one article."""
MOST: Final = 2**63 - 1
"""The greatest whole number that a database column holds."""
LONGEST_KEY: Final = 800
"""Bytes of one text in an index. PostgreSQL takes 2,700 for all of an index's row, which has up to three such texts."""


def check(article: Article, reading: Reading) -> None:
    """Refuse what the ledger must not hold.

    Raises:
        EvidenceError: a quote is not the article's text.
        RecordError: the reading is of another article, or of a text not fingerprinted, or breaks the contract.
    """
    if (reading.article.id, reading.article.sha256) != (article.id, article.sha256):
        raise RecordError(f"article {article.id}: the reading is of another article or text ({reading.article.id})")
    if article.sha256 != fingerprint(article.text, article.title):
        raise RecordError(
            f"article {article.id}: its text is not the one fingerprinted (give the article with its text)"
        )
    reading.verify(article)
    reading_from_json(reading_to_json(reading, why=True, doubtful=True))
    if any(number > MOST for number in _numbers(reading)):
        raise RecordError(f"article {article.id}: a number above {MOST} cannot be kept")
    if too_long := next((key for key in _keys(reading) if len(stored(key).encode()) > LONGEST_KEY), None):
        raise RecordError(
            f"article {article.id[:80]}: {too_long[:80]!r}... is longer than the {LONGEST_KEY} bytes that an id, a "
            "country or a version may have"
        )


def _numbers(reading: Reading) -> Iterator[int]:
    for account in reading.incidents:
        for toll in (account.killed, account.wounded):
            if toll is not None:
                yield from (bound for bound in (toll.low, toll.best, toll.high) if bound is not None)
        if account.place is not None and account.place.geonames is not None:
            yield abs(account.place.geonames)


def _keys(reading: Reading) -> Iterator[str]:
    yield from (reading.article.id, reading.made_by.histor, reading.made_by.reader, reading.made_by.settings)
    for account in reading.incidents:
        yield account.id
        if account.place is not None and account.place.country is not None:
            yield account.place.country


@dataclass(slots=True)
class _Waiting:
    """What a transaction has yet to insert, and what it need not ask twice: a server may be far."""

    rows: Rows = field(default_factory=lambda: defaultdict(list))
    maker_ids: dict[MadeBy, int] = field(default_factory=dict)

    def maker_id(self, connection: Connection, made_by: MadeBy) -> int:
        if made_by not in self.maker_ids:
            self.maker_ids[made_by] = _maker_id(connection, made_by)
        return self.maker_ids[made_by]


def keep_all(connection: Connection, entries: Iterable[Entry], made_by: MadeBy | None) -> Counter[str]:
    """Keep checked readings, and failures, in their order; how many had each outcome."""
    waiting = _Waiting()
    outcomes: Counter[str] = Counter()
    for entry in entries:
        if isinstance(entry, Failure):
            fail(connection, entry, made_by)
            outcomes["failed"] += 1
        else:
            outcomes[_put(connection, *entry, waiting)] += 1
    insert_rows(connection, waiting.rows)
    return outcomes


def put(connection: Connection, article: Article, reading: Reading) -> Outcome:
    """Keep one checked reading."""
    waiting = _Waiting()
    outcome = _put(connection, article, reading, waiting)
    insert_rows(connection, waiting.rows)
    return outcome


def _put(connection: Connection, article: Article, reading: Reading, waiting: _Waiting) -> Outcome:
    known = connection.execute(same_reading(article, reading.made_by)).scalar()
    if known is not None:
        _resolve(connection, article, known)
        return "unchanged"
    version, outcome, stands = _version(connection, article, waiting)
    if stands and outcome != "new":
        connection.execute(update(readings).where(readings.c.article_id == article.id, standing).values(stands=False))
    values = {
        "version": version,
        "article_id": article.id,
        "maker_id": waiting.maker_id(connection, reading.made_by),
        "digest": reading_digest(reading),
        "stands": stands,
        "stored_at": now(),
    }
    reading_id = _insert(connection, readings, values)
    add_rows(waiting.rows, reading, reading_id)
    if stands:
        waiting.rows[arrivals].append({"article_id": article.id})
    _resolve(connection, article, reading_id)
    return outcome


def same_reading(article: Article, made_by: MadeBy) -> Select[Any]:
    """The ids of the readings that a maker made of this very text and publication day."""
    return (
        select(readings.c.id)
        .join_from(readings, articles)
        .join(makers)
        .where(
            articles.c.article_id == article.id,
            articles.c.sha256 == article.sha256,
            articles.c.published.is_not_distinct_from(article.published),
            *made(made_by),
        )
    )


def made(made_by: MadeBy) -> tuple[ColumnElement[bool], ...]:
    """That a row of `makers` is this maker."""
    return (
        makers.c.histor == made_by.histor,
        makers.c.reader == made_by.reader,
        makers.c.settings == made_by.settings,
    )


def _version(connection: Connection, article: Article, waiting: _Waiting) -> tuple[int, Outcome, bool]:
    """The version of this text and head, added if need be, and whether it is the newest."""
    row = article_row(article)
    columns = select(articles.c.version, articles.c.digest, articles.c.sha256)
    versions = connection.execute(columns.where(articles.c.article_id == article.id).order_by(articles.c.version)).all()
    for version in versions:
        if version.digest == row["digest"]:
            return version.version, "new_reading", version is versions[-1]
    added = _insert(connection, articles, {**row, "stored_at": now()})
    waiting.rows[article_words].append({"rowid": added, "words": words_of(article.title or "", article.text)})
    if not versions:
        return added, "new", True
    return added, "new_reading" if versions[-1].sha256 == article.sha256 else "changed_article", True


def _maker_id(connection: Connection, made_by: MadeBy) -> int:
    found = connection.execute(select(makers.c.id).where(*made(made_by))).scalar()
    if found is not None:
        return int(found)
    row = {"histor": made_by.histor, "reader": made_by.reader, "settings": made_by.settings, "stored_at": now()}
    return _insert(connection, makers, row)


def _insert(connection: Connection, table: Any, row: dict[str, Any]) -> int:
    key = connection.execute(table.insert(), row).inserted_primary_key
    assert key is not None
    return int(key[0])


def _resolve(connection: Connection, article: Article, reading_id: int) -> None:
    """What failed before with this article or its source has been read now."""
    same = failures.c.article_id == article.id
    if article.source is not None:
        same = or_(same, failures.c.source == article.source)
    connection.execute(update(failures).where(failures.c.resolved_by.is_(None), same).values(resolved_by=reading_id))


def fail(connection: Connection, failure: Failure, made_by: MadeBy | None) -> None:
    """Keep a failure, unless it is already the last word on its source at that stage."""
    maker_id = None if made_by is None else _maker_id(connection, made_by)
    row = {
        "source": failure.source,
        "reason": failure.reason,
        "remedy": failure.remedy,
        "article_id": failure.article_id,
        "stage": failure.stage,
        "maker_id": maker_id,
    }
    here = (failures.c.source == failure.source, failures.c.stage == failure.stage, failures.c.resolved_by.is_(None))
    last = connection.execute(select(failures).where(*here).order_by(failures.c.id.desc()).limit(1)).first()
    if last is None or any(last._mapping[name] != value for name, value in row.items()):
        _insert(connection, failures, {**row, "failed_at": now()})


def now() -> str:
    """The time in UTC, ISO 8601 with microseconds; as text it sorts as in time, on every database."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
