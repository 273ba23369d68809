"""A reading as the ledger's rows, and the rows as the same reading again."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, Table, TableClause, literal, select, tuple_

from histor.ledger.merging.bulk import among
from histor.ledger.merging.tables import arrivals
from histor.ledger.tables import (
    INSIDE_A_READING,
    accounts,
    articles,
    assertions,
    doubtful,
    doubtful_speakers,
    kinds,
    makers,
    mentions,
    readings,
    speakers,
    statement_speakers,
    statements,
)
from histor.ledger.words import article_words, name_folded
from histor.record.article import Article
from histor.record.assertion import Assertion, Statement
from histor.record.codebook import Kind
from histor.record.evidence import Evidence, Speaker
from histor.record.incident import Incident
from histor.record.reading import Account, MadeBy, Reading
from histor.record.values import Place, Quantity, TimeSpan, Toll
from histor.record.wire import article_to_json, reading_to_json

T = TypeVar("T")
Rows = dict[TableClause, list[dict[str, Any]]]
"""Rows waiting to be inserted, by table."""
_Key = tuple[int, ...]
Chosen = Callable[[Table], ColumnElement[bool]]
"""Which rows of a table inside readings are wanted."""


def article_digest(article: Article) -> str:
    """SHA-256 (hex) of the text and all of the head but the source, which differs between runs over the same text."""
    return _digest({**article_to_json(article), "source": None})


def reading_digest(reading: Reading) -> str:
    """SHA-256 (hex) of what a reading says: its incidents and statements, not who made it."""
    row = reading_to_json(reading, why=True)
    return _digest([row["incidents"], row["statements"]])


def _digest(content: Any) -> str:
    # ASCII escapes, unlike UTF-8, can spell every string, lone surrogates included.
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode("ascii")).hexdigest()


def article_row(article: Article) -> dict[str, Any]:
    """An article's columns but for its version and time."""
    head = ("sha256", "title", "text", "publisher", "published", "published_from", "url", "language", "source")
    row = {name: getattr(article, name) for name in head}
    return {**row, "article_id": article.id, "digest": article_digest(article)}


def add_rows(rows: Rows, reading: Reading, reading_id: int) -> None:
    """Add all that stands inside a reading to the rows waiting."""
    positions: dict[str | None, int] = {None: -1}
    for position, account in enumerate(reading.incidents):
        positions[account.id] = position
        key = {"reading_id": reading_id, "account": position}
        rows[accounts].append(_account_row(account, reading, reading_id, position))
        rows[kinds] += [{**key, "position": rank, "kind": kind} for rank, kind in enumerate(account.kinds)]
        rows[mentions] += _evidence_rows(key, account.mentions)
        for number, assertion in enumerate(account.assertions):
            folded = name_folded(assertion.value) if isinstance(assertion.value, str) else None
            rows[assertions].append({**key, "position": number, **_assertion_row(assertion), "folded": folded})
            rows[speakers] += _speaker_rows({**key, "assertion": number}, assertion.said_by)
        for number, assertion in enumerate(account.doubtful):
            rows[doubtful].append({**key, "position": number, **_assertion_row(assertion)})
            rows[doubtful_speakers] += _speaker_rows({**key, "doubtful": number}, assertion.said_by)
    for number, statement in enumerate(reading.statements):
        about = None if statement.about is None else positions[statement.about]
        rows[statements].append({"reading_id": reading_id, "position": number, **_statement_row(statement, about)})
        rows[statement_speakers] += _speaker_rows({"reading_id": reading_id, "statement": number}, statement.said_by)


def insert_rows(connection: Connection, rows: Rows) -> None:
    """Insert all rows waiting, parents first."""
    for table in (article_words, *INSIDE_A_READING, arrivals):
        if rows[table]:
            connection.execute(table.insert(), rows[table])


def _account_row(account: Account, reading: Reading, reading_id: int, position: int) -> dict[str, Any]:
    return {
        "reading_id": reading_id,
        "position": position,
        "article_id": reading.article.id,
        "account_id": account.id,
        "foreground": account.foreground,
        "aggregate": account.aggregate,
        "suicide": account.suicide,
        "stage": account.stage,
        **bottom_line_row(account),
        "score": account.score,
        "why": [list(pair) for pair in account.why],
    }


def bottom_line_row(told: Account | Incident) -> dict[str, Any]:
    """The columns of date, place and tolls."""
    date, place = told.date, told.place
    return {
        "earliest": date.earliest if date else None,
        "latest": date.latest if date else None,
        "place_name": place.name if place else None,
        "place_kind": place.kind if place else None,
        "admin1": place.admin1 if place else None,
        "country": place.country if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "geonames": place.geonames if place else None,
        **_toll_columns("killed", told.killed),
        **_toll_columns("wounded", told.wounded),
    }


def _toll_columns(name: str, toll: Toll | None) -> dict[str, Any]:
    bounds = (toll.low, toll.best, toll.high) if toll else (None, None, None)
    told = {f"{name}_{bound}": value for bound, value in zip(("low", "best", "high"), bounds, strict=True)}
    return {f"{name}_told": toll is not None, **told}


def _evidence_row(evidence: Evidence) -> dict[str, Any]:
    return {"part": evidence.part, "start": evidence.start, "end": evidence.end, "quote": evidence.quote}


def _evidence_rows(key: dict[str, int], quotes: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [{**key, "position": position, **_evidence_row(quote)} for position, quote in enumerate(quotes)]


def _speaker_rows(key: dict[str, int], said_by: Iterable[Speaker]) -> list[dict[str, Any]]:
    return _evidence_rows(key, (speaker.evidence for speaker in said_by))


def _assertion_row(assertion: Assertion) -> dict[str, Any]:
    value = assertion.value
    count = {"low": value.low, "high": value.high, "approx": value.approx} if isinstance(value, Quantity) else None
    return {
        "slot": assertion.slot,
        "value": count or value,
        **_evidence_row(assertion.evidence),
        "status": assertion.status,
        "group": assertion.group,
        "score": assertion.score,
        "why": assertion.why,
    }


def _statement_row(statement: Statement, about: int | None) -> dict[str, Any]:
    return {
        "kind": statement.kind,
        "speaker": statement.speaker,
        "about": about,
        **_evidence_row(statement.evidence),
        "date": statement.date,
        "score": statement.score,
        "why": statement.why,
    }


def select_readings() -> Select[Any]:
    """Readings with the columns of their article and maker, as `load_readings` takes them."""
    made_by = (makers.c.histor, makers.c.reader, makers.c.settings)
    head = [column for column in articles.c if column.name not in ("digest", "stored_at")]
    return select(readings.c.id, *made_by, *head).join_from(readings, articles).join(makers)


def select_heads() -> Select[Any]:
    """Readings with the columns of their article; the text is empty."""
    head = [column for column in articles.c if column.name not in ("digest", "stored_at", "text")]
    return select(readings.c.id, *head, literal("").label("text")).join_from(readings, articles)


def inside_readings(connection: Connection, idents: Iterable[int]) -> Chosen:
    """All rows inside these readings."""
    wanted = select(among(connection, idents).c.value)
    return lambda table: table.c.reading_id.in_(wanted)


def inside_accounts(places: Select[Any]) -> Chosen:
    """The rows inside accounts, given by their readings and their positions there."""

    def chosen(table: Table) -> ColumnElement[bool]:
        place = table.c.position if table is accounts else table.c.account
        return tuple_(table.c.reading_id, place).in_(places)

    return chosen


def load_readings(connection: Connection, heads: Sequence[Row[Any]]) -> list[Reading]:
    """The readings of these rows of `select_readings`, in their order, each held against its article.

    Raises:
        EvidenceError: a quote kept is no longer the words of the article kept: the ledger was altered from outside.
    """
    chosen = inside_readings(connection, (head.id for head in heads))
    told = load_accounts(connection, chosen, with_doubtful=True)
    said = load_statements(connection, chosen, told)
    incidents, statements = _by_reading(told), _by_reading(said)
    found = []
    for head in heads:
        made_by = MadeBy(head.histor, head.reader, head.settings)
        inside = tuple(incidents[head.id]), tuple(statements[head.id])
        reading = Reading(article_from_row(head), *inside, made_by)
        reading.verify(reading.article)
        found.append(reading)
    return found


def _by_reading(inside: Mapping[_Key, T]) -> Mapping[int, list[T]]:
    grouped: dict[int, list[T]] = defaultdict(list)
    for (reading_id, _), one in inside.items():
        grouped[reading_id].append(one)
    return grouped


def load_accounts(connection: Connection, chosen: Chosen, *, with_doubtful: bool = False) -> dict[_Key, Account]:
    """Accounts by reading and position, in that order; not held against their articles.

    What they leave out as doubtful is asked for apart: nothing is worked out from it.
    """
    named: dict[_Key, list[Any]] = defaultdict(list)
    for reading_id, account, _, kind in _rows(connection, kinds, chosen, kinds.c.kind):
        named[reading_id, account].append(kind)
    quotes = _quotes(connection, mentions, chosen)
    said = _assertions(connection, assertions, _hops(connection, speakers, chosen), chosen)
    doubts: Mapping[_Key, Sequence[Assertion]] = {}
    if with_doubtful:
        doubts = _assertions(connection, doubtful, _hops(connection, doubtful_speakers, chosen), chosen)
    found: dict[_Key, Account] = {}
    for row in connection.execute(select(accounts).where(chosen(accounts)).order_by(*accounts.primary_key)).all():
        key = row.reading_id, row.position
        found[key] = _account(row, tuple(named[key]), tuple(quotes[key]), tuple(said[key]), tuple(doubts.get(key, ())))
    return found


def load_statements(connection: Connection, chosen: Chosen, told: Mapping[_Key, Account]) -> dict[_Key, Statement]:
    """Statements by reading and position, in that order: those about the accounts told, and those about none."""
    hops = _hops(connection, statement_speakers, chosen)
    c = statements.c
    rows = _rows(
        connection, statements, chosen, c.kind, c.speaker, c.about, *_evidence(statements), c.date, c.score, c.why
    )
    return {
        (reading_id, position): Statement(
            kind,
            speaker,
            None if about is None else told[reading_id, about].id,
            Evidence(*evidence),
            date,
            hops.get((reading_id, position), ()),
            score,
            why,
        )
        for reading_id, position, kind, speaker, about, *evidence, date, score, why in rows
        if about is None or (reading_id, about) in told
    }


def _rows(connection: Connection, table: Table, chosen: Chosen, *columns: Column[Any]) -> Sequence[Any]:
    """The rows of a table inside readings in the order of their keys: the keys, then these columns.

    To be unpacked by place: merging reads some ten rows for each account, and names cost as much as the query itself.
    """
    keys = table.primary_key
    return connection.execute(select(*keys, *columns).where(chosen(table)).order_by(*keys)).all()


def _evidence(table: Table) -> tuple[Column[Any], ...]:
    return table.c.part, table.c.start, table.c.end, table.c.quote


def _quotes(connection: Connection, table: Table, chosen: Chosen) -> dict[_Key, list[Evidence]]:
    """The quotes of a table, by the key of what they belong to."""
    grouped: dict[_Key, list[Evidence]] = defaultdict(list)
    for row in _rows(connection, table, chosen, *_evidence(table)):
        grouped[row[:-5]].append(Evidence(*row[-4:]))
    return grouped


def _hops(connection: Connection, table: Table, chosen: Chosen) -> dict[_Key, tuple[Speaker, ...]]:
    """Who says what, by the key of what is said."""
    return {key: tuple(map(Speaker, quotes)) for key, quotes in _quotes(connection, table, chosen).items()}


def _assertions(
    connection: Connection, table: Table, hops: Mapping[_Key, tuple[Speaker, ...]], chosen: Chosen
) -> dict[_Key, list[Assertion]]:
    """The assertions of a table, by the key of their account."""
    c = table.c
    grouped: dict[_Key, list[Assertion]] = defaultdict(list)
    for reading_id, account, position, slot, value, part, start, end, quote, status, group, score, why in _rows(
        connection, table, chosen, c.slot, c.value, *_evidence(table), c.status, c.group, c.score, c.why
    ):
        count = Quantity(**value) if isinstance(value, dict) else value
        said_by = hops.get((reading_id, account, position), ())
        evidence = Evidence(part, start, end, quote)
        grouped[reading_id, account].append(Assertion(slot, count, evidence, said_by, status, group, score, why))
    return grouped


def article_from_row(row: Row[Any]) -> Article:
    """The article of a row that has the columns of `articles`."""
    return Article(
        id=row.article_id,
        text=row.text,
        title=row.title,
        publisher=row.publisher,
        published=row.published,
        published_from=row.published_from,
        url=row.url,
        language=row.language,
        source=row.source,
        sha256=row.sha256,
    )


def date_from_row(row: Row[Any]) -> TimeSpan | None:
    """The date of a row of `accounts`."""
    return None if row.earliest is None else TimeSpan(row.earliest, row.latest)


def place_from_row(row: Row[Any]) -> Place | None:
    """The place of a row of `accounts`."""
    if row.place_name is None:
        return None
    return Place(row.place_name, row.place_kind, row.admin1, row.country, row.lat, row.lon, row.geonames)


def killed_from_row(row: Row[Any]) -> Toll | None:
    """The killed of a row of `accounts`."""
    return Toll(row.killed_low, row.killed_best, row.killed_high) if row.killed_told else None


def wounded_from_row(row: Row[Any]) -> Toll | None:
    """The wounded of a row of `accounts`."""
    return Toll(row.wounded_low, row.wounded_best, row.wounded_high) if row.wounded_told else None


def _account(
    row: Row[Any],
    named: tuple[Kind, ...],
    quotes: tuple[Evidence, ...],
    said: tuple[Assertion, ...],
    doubts: tuple[Assertion, ...],
) -> Account:
    return Account(
        id=row.account_id,
        kinds=named,
        foreground=row.foreground,
        aggregate=row.aggregate,
        suicide=row.suicide,
        stage=row.stage,
        mentions=quotes,
        date=date_from_row(row),
        place=place_from_row(row),
        killed=killed_from_row(row),
        wounded=wounded_from_row(row),
        assertions=said,
        score=row.score,
        why=tuple((field, reason) for field, reason in row.why),
        doubtful=doubts,
    )
