"""The ledger's tables, the same for every database.

Nothing in them is updated but `readings.stands` and `failures.resolved_by`: what was said stays said. An article has
a row per version of its text and head, a version has a reading per maker, and everything inside a reading is keyed by
the reading and its place in it. Times are UTC, ISO 8601; they stand here only, never inside a reading.
"""

from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    func,
)

from histor.ledger.exact import Exact

metadata: Final = MetaData(
    naming_convention={
        "pk": "%(table_name)s_key",
        "fk": "%(table_name)s_%(column_0_N_name)s_of_%(referred_table_name)s",
        "uq": "%(table_name)s_%(column_0_N_name)s_once",
    }
)


def needed(name: str, kind: Any, *rest: Any, **options: Any) -> Column[Any]:
    """A column that is never empty."""
    return Column(name, kind, *rest, nullable=False, **options)


def _evidence() -> list[Column[Any]]:
    return [needed("part", String(5)), needed("start", Integer), needed("end", Integer), needed("quote", Exact)]


def bottom_line() -> list[Column[Any]]:
    """Date, place and tolls, as an account or an incident has them."""
    return [
        Column("earliest", String(10)),
        Column("latest", String(10)),
        Column("place_name", Exact),
        Column("place_kind", String(8)),
        Column("admin1", Exact),
        Column("country", Exact),
        Column("lat", Float),
        Column("lon", Float),
        Column("geonames", BigInteger),
        needed("killed_told", Boolean),
        Column("killed_low", BigInteger),
        Column("killed_best", BigInteger),
        Column("killed_high", BigInteger),
        needed("wounded_told", Boolean),
        Column("wounded_low", BigInteger),
        Column("wounded_best", BigInteger),
        Column("wounded_high", BigInteger),
    ]


def _inside(parent: Table, name: str, up: tuple[str, ...], *rest: Any, **options: Any) -> Table:
    """A table clustered by its key: `up`, which is the parent's key, and a position after it."""
    link = ForeignKeyConstraint(up, [f"{parent.name}.{key.name}" for key in parent.primary_key])
    keys = [Column(key, Integer, primary_key=True, autoincrement=False) for key in (*up, "position")]
    return Table(name, metadata, *keys, *rest, link, sqlite_with_rowid=False, **options)


makers = Table(
    "makers",
    metadata,
    Column("id", Integer, primary_key=True),
    needed("histor", Exact),
    needed("reader", Exact),
    needed("settings", Exact),
    needed("stored_at", String(27)),
    UniqueConstraint("histor", "reader", "settings"),
)
"""Versions of the software and the model that made readings."""

articles = Table(
    "articles",
    metadata,
    Column("version", Integer, primary_key=True),
    needed("article_id", Exact),
    needed("sha256", String(64)),
    needed("digest", String(64)),
    Column("title", Exact),
    needed("text", Exact),
    Column("publisher", Exact),
    Column("published", Exact),
    Column("published_from", Exact),
    Column("url", Exact),
    Column("language", Exact),
    Column("source", Exact),
    needed("stored_at", String(27)),
    UniqueConstraint("article_id", "digest"),
    Index("articles_by_sha256", "sha256"),
)
"""One row per version of an article; `digest` is of the text and the head without the source it came from."""
Index("articles_by_day", articles.c.published.desc(), articles.c.article_id)

readings = Table(
    "readings",
    metadata,
    Column("id", Integer, primary_key=True),
    needed("version", Integer, ForeignKey("articles.version")),
    needed("article_id", Exact),
    needed("maker_id", Integer, ForeignKey("makers.id")),
    needed("digest", String(64)),
    needed("stands", Boolean),
    needed("stored_at", String(27)),
    UniqueConstraint("version", "maker_id"),
    Index("readings_by_article", "article_id"),
)
"""One row per reading; `digest` is of its content, so that two makers that agree can be told."""

standing = readings.c.stands.is_(True)
Index(
    "readings_one_stands",
    readings.c.article_id,
    unique=True,
    sqlite_where=standing,
    postgresql_where=standing,
)

accounts = _inside(
    readings,
    "accounts",
    ("reading_id",),
    needed("article_id", Exact),
    needed("account_id", Exact),
    needed("foreground", Boolean),
    needed("aggregate", Boolean),
    needed("suicide", Boolean),
    needed("stage", String(16)),
    *bottom_line(),
    needed("score", Float),
    needed("why", JSON),
    UniqueConstraint("reading_id", "account_id"),
)
"""One row per incident in a reading. `killed_told` keeps a toll whose every bound is open apart from none at all."""

least_killed = func.coalesce(accounts.c.killed_best, accounts.c.killed_low, accounts.c.killed_high)
"""The one number that "at least N killed" is held against."""
Index("accounts_by_date", accounts.c.latest.desc(), accounts.c.article_id, accounts.c.position, accounts.c.earliest)
Index("accounts_by_country", accounts.c.country, accounts.c.latest.desc(), accounts.c.article_id, accounts.c.position)
Index("accounts_by_killed", least_killed)

kinds = _inside(accounts, "kinds", ("reading_id", "account"), needed("kind", String(20)))
"""The kinds of an account; the primary one has position 0."""
Index("kinds_by_kind", kinds.c.kind)

mentions = _inside(accounts, "mentions", ("reading_id", "account"), *_evidence())
"""The words that name the incident, in order."""


def _said() -> list[Column[Any]]:
    return [
        needed("slot", String(20)),
        needed("value", JSON),
        *_evidence(),
        Column("status", String(16)),
        Column("group", String(16)),
        needed("score", Float),
        needed("why", Exact),
    ]


assertions = _inside(accounts, "assertions", ("reading_id", "account"), Column("folded", Exact), *_said())
"""One row per value and place in the text. `folded` is the beginning of a name without its case, for finding it."""
Index("assertions_by_name", assertions.c.slot, assertions.c.folded)

speakers = _inside(assertions, "speakers", ("reading_id", "account", "assertion"), *_evidence())
"""Who says an assertion; position 0 is the outermost hop."""

doubtful = _inside(accounts, "doubtful", ("reading_id", "account"), *_said())
"""One row per value that an account leaves out for its low chance: for a person to review."""

doubtful_speakers = _inside(doubtful, "doubtful_speakers", ("reading_id", "account", "doubtful"), *_evidence())
"""Who says what is doubtful; position 0 is the outermost hop."""

statements = _inside(
    readings,
    "statements",
    ("reading_id",),
    needed("kind", String(24)),
    needed("speaker", Exact),
    Column("about", Integer),
    *_evidence(),
    Column("date", Exact),
    needed("score", Float),
    needed("why", Exact),
    ForeignKeyConstraint(["reading_id", "about"], ["accounts.reading_id", "accounts.position"]),
)
"""What is said about incidents; `about` is an account's position."""

statement_speakers = _inside(statements, "statement_speakers", ("reading_id", "statement"), *_evidence())
"""The outlets between a statement and the article; position 0 is the outermost."""

failures = Table(
    "failures",
    metadata,
    Column("id", Integer, primary_key=True),
    needed("source", Exact),
    needed("reason", Exact),
    needed("remedy", Exact),
    Column("article_id", Exact),
    needed("stage", Exact),
    Column("maker_id", Integer, ForeignKey("makers.id")),
    needed("failed_at", String(27)),
    Column("resolved_by", Integer, ForeignKey("readings.id")),
    Index("failures_by_source", "source", postgresql_using="hash"),
    Index("failures_by_article", "article_id", postgresql_using="hash"),
)
"""What could not be read; `resolved_by` is the later reading of the same article, once there is one.

A source may be longer than the keys that PostgreSQL's trees take; its hashes do not mind.
"""

INSIDE_A_READING: Final = (
    accounts, kinds, mentions, assertions, speakers, doubtful, doubtful_speakers, statements, statement_speakers
)  # fmt: skip
"""In the order in which rows must be inserted."""
