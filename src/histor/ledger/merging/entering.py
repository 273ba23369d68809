"""The first step of a merge: accounts of new readings get a profile, or back the one they had."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from struct import pack, unpack
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, select, update

from histor.ledger.merging.bulk import among, insert_new, insert_rows, next_number
from histor.ledger.merging.comparing import forget_comparisons, forget_keys
from histor.ledger.merging.marks import count_entering, mark_told, mark_uncompared
from histor.ledger.merging.matching import Told, match
from histor.ledger.merging.tables import arrivals, block_keys, profiles, sketches, uncompared
from histor.ledger.rows import load_readings, select_readings
from histor.ledger.tables import readings, standing
from histor.record.profile import Sketch
from histor.record.reading import Account, Reading

NEW: Final = "new article"


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article with a standing reading that is not merged yet; `marks` are done with once it is entered."""

    marks: tuple[int, ...]
    reading_id: int
    reading: Reading


@dataclass(frozen=True, slots=True)
class Featured:
    """An account made ready: its id and place in the reading, its first day or "", and the bytes to compare it by."""

    account_id: str
    position: int
    day: str
    digest: str
    features: bytes
    keys: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """An arrival made ready to be entered; it holds no text any more."""

    marks: tuple[int, ...]
    reading_id: int
    article_id: str
    accounts: tuple[Featured, ...]
    sketch: Sketch | None


def next_arrivals(connection: Connection, limit: int, after: int = 0) -> list[int]:
    """Marks of arrivals above `after`."""
    query = select(arrivals.c.id).where(arrivals.c.id > after).order_by(arrivals.c.id).limit(limit)
    return list(connection.execute(query).scalars())


def read_arrivals(connection: Connection, numbers: Sequence[int]) -> list[Arrival]:
    """The articles of these marks, each with its standing reading."""
    chosen = among(connection, numbers)
    wanted = select(arrivals).join_from(chosen, arrivals, arrivals.c.id == chosen.c.value)
    marks: dict[str, list[int]] = defaultdict(list)
    for mark in connection.execute(wanted):
        marks[mark.article_id].append(mark.id)
    if not marks:
        return []
    heads = connection.execute(select_readings().where(standing, readings.c.article_id.in_(list(marks)))).all()
    found = zip(heads, load_readings(connection, heads), strict=True)
    ready = [Arrival(tuple(marks[head.article_id]), head.id, reading) for head, reading in found]
    return sorted(ready, key=lambda arrival: arrival.marks)


def account_digest(reading: Reading, account: Account) -> str:
    """A digest of all that a reading says of an account, whatever the account is called in it."""
    said = [replace(statement, about=None) for statement in reading.statements if statement.about == account.id]
    head = (reading.article.published, reading.article.publisher)
    return blake2b(repr((replace(account, id=""), said, head)).encode(), digest_size=16).hexdigest()


def enter(connection: Connection, prepared: Sequence[Prepared], cap: int) -> int:
    """Give every account its profile and its marks; how many accounts.

    Arrivals read again meanwhile are left. `cap` is how many accounts may share a key before it tells nothing.
    """
    stands = _standing(connection, [arrival.article_id for arrival in prepared])
    chosen = [arrival for arrival in prepared if stands.get(arrival.article_id) == arrival.reading_id]
    known = _known(connection, [arrival.article_id for arrival in chosen])
    new: list[tuple[Prepared, Featured]] = []
    for arrival in chosen:
        rows = known.get(arrival.article_id)
        new += _renew(connection, arrival, rows, cap) if rows else [(arrival, account) for account in arrival.accounts]
    _insert(connection, new)
    _keep_sketches(connection, chosen)
    done = [mark for arrival in prepared for mark in arrival.marks]
    connection.execute(delete(arrivals).where(arrivals.c.id.in_(select(among(connection, done).c.value))))
    count_entering(connection)
    return sum(len(arrival.accounts) for arrival in chosen)


def _standing(connection: Connection, article_ids: list[str]) -> dict[str, int]:
    query = select(readings.c.article_id, readings.c.id).where(standing, readings.c.article_id.in_(article_ids))
    return {row.article_id: row.id for row in connection.execute(query)}


def _known(connection: Connection, article_ids: list[str]) -> Mapping[str, list[Row[Any]]]:
    known: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(select(profiles).where(profiles.c.article_id.in_(article_ids))):
        known[row.article_id].append(row)
    return known


def _insert(connection: Connection, new: Sequence[tuple[Prepared, Featured]]) -> None:
    numbers = range(next_number(connection, profiles), 1 << 62)
    rows = [
        (
            number,
            a.article_id,
            f.account_id,
            a.reading_id,
            f.position,
            True,
            f.digest,
            f.day,
            f.features,
            packed(f.keys),
        )
        for number, (a, f) in zip(numbers, new, strict=False)
    ]
    insert_new(connection, profiles, rows)
    placed = [(key, row[0]) for row, (_, account) in zip(rows, new, strict=True) for key in account.keys]
    insert_new(connection, block_keys, sorted(placed))
    insert_new(connection, uncompared, [(account.day, row[0]) for row, (_, account) in zip(rows, new, strict=True)])
    mark_told(connection, [row[0] for row in rows], NEW)


def _keep_sketches(connection: Connection, chosen: Iterable[Prepared]) -> None:
    kept = [arrival.sketch for arrival in chosen if arrival.sketch is not None]
    connection.execute(delete(sketches).where(sketches.c.article_id.in_([sketch.article for sketch in kept])))
    insert_rows(connection, sketches, [sketch_row(sketch) for sketch in kept])


def _renew(
    connection: Connection, arrival: Prepared, rows: Sequence[Row[Any]], cap: int
) -> list[tuple[Prepared, Featured]]:
    """Match the accounts of an article read again to those known; the ones that are new."""
    told, now = _told(connection, rows, arrival)
    matched = match(told, now)
    by_number = {row.id: row for row in rows}
    why = _why(connection, rows, arrival)
    new = []
    for account in arrival.accounts:
        number = matched.get(account.account_id)
        if number is None:
            new.append((arrival, account))
        else:
            _update(connection, by_number[number], arrival, account, why, cap)
    gone = [row for row in rows if row.present and row.id not in matched.values()]
    if gone:
        _vanish(connection, gone, why, cap)
    return new


def _told(connection: Connection, rows: Sequence[Row[Any]], arrival: Prepared) -> tuple[dict[int, Told], list[Told]]:
    """The known accounts as they were last told, by number, and those of the new reading."""
    wanted = {arrival.reading_id, *(row.reading_id for row in rows)}
    heads = connection.execute(select_readings().where(readings.c.id.in_(wanted))).all()
    found = {head.id: reading for head, reading in zip(heads, load_readings(connection, heads), strict=True)}
    before = {}
    for row in rows:
        reading = found[row.reading_id]
        before[row.id] = Told(reading.article.sha256, reading.incidents[row.position])
    now = found[arrival.reading_id]
    return before, [Told(now.article.sha256, account) for account in now.incidents]


def _why(connection: Connection, rows: Sequence[Row[Any]], arrival: Prepared) -> str:
    """Why the article is entered again, in words."""
    last = max(row.reading_id for row in rows)
    heads = connection.execute(select_readings().where(readings.c.id.in_([last, arrival.reading_id]))).all()
    by_id = {head.id: head for head in heads}
    now = by_id[arrival.reading_id]
    return "article changed" if by_id[last].sha256 != now.sha256 else f"re-read by {now.reader}"


def _update(connection: Connection, row: Row[Any], arrival: Prepared, account: Featured, why: str, cap: int) -> None:
    values = {
        "account_id": account.account_id,
        "reading_id": arrival.reading_id,
        "position": account.position,
        "present": True,
        "digest": account.digest,
        "day": account.day,
        "features": account.features,
        "blocks": packed(account.keys),
    }
    connection.execute(update(profiles).where(profiles.c.id == row.id).values(values))
    other = row.features != account.features or row.blocks != values["blocks"] or not row.present
    if other:
        forget_keys(connection, [row], cap)
        insert_new(connection, block_keys, [(key, row.id) for key in account.keys])
        connection.execute(delete(uncompared).where(uncompared.c.day == row.day, uncompared.c.profile == row.id))
        mark_uncompared(connection, [row.id])
    if other or row.digest != account.digest:
        mark_told(connection, [row.id], why)


def _vanish(connection: Connection, rows: Sequence[Row[Any]], why: str, cap: int) -> None:
    numbers = [row.id for row in rows]
    connection.execute(update(profiles).where(profiles.c.id.in_(numbers)).values(present=False))
    forget_keys(connection, rows, cap)
    forget_comparisons(connection, numbers)
    connection.execute(delete(uncompared).where(uncompared.c.profile.in_(numbers)))
    mark_told(connection, numbers, why)


def packed(keys: Sequence[int]) -> bytes:
    """Keys as 8 bytes each."""
    return pack(f"<{len(keys)}q", *keys)


def sketch_row(sketch: Sketch) -> dict[str, Any]:
    """A sketch's columns."""
    return {
        "article_id": sketch.article,
        "head": [sketch.published, sketch.publisher, list(sketch.credits), sketch.words],
        "shingles": pack(f"<{len(sketch.shingles)}I", *sketch.shingles),
        "quotes": pack(f"<{len(sketch.quotes)}Q", *sketch.quotes),
    }


def sketch_from_row(row: Row[Any]) -> Sketch:
    """The sketch of a row of `sketches`."""
    published, publisher, credits, words = row.head
    return Sketch(
        row.article_id,
        published,
        publisher,
        unpack(f"<{len(row.shingles) // 4}I", row.shingles),
        tuple(credits),
        unpack(f"<{len(row.quotes) // 8}Q", row.quotes),
        words,
    )
