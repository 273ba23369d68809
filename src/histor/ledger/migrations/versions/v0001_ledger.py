"""The first ledger: articles, readings and all that stands inside them, failures, versions of what made them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _articles_and_readings()
    _accounts()
    _assertions()
    _statements()
    _failures()


def _needed(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _texts(*names: str, nullable: bool = True) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _evidence() -> list[sa.Column[Any]]:
    return [
        _needed("part", sa.String(5)),
        _needed("start", sa.Integer()),
        _needed("end", sa.Integer()),
        _needed("quote", sa.Text()),
    ]


def _inside(parent: str, key: tuple[str, ...], name: str, up: tuple[str, ...], *columns: Any) -> None:
    keys = (*up, "position")
    op.create_table(
        name,
        *(sa.Column(column, sa.Integer(), autoincrement=False, nullable=False) for column in keys),
        *columns,
        sa.PrimaryKeyConstraint(*keys, name=f"{name}_key"),
        sa.ForeignKeyConstraint(
            up, [f"{parent}.{column}" for column in key], name=f"{name}_{'_'.join(up)}_of_{parent}"
        ),
        sqlite_with_rowid=False,
    )


def _articles_and_readings() -> None:
    op.create_table(
        "makers",
        _needed("id", sa.Integer()),
        *_texts("histor", "reader", "settings", nullable=False),
        _needed("stored_at", sa.String(27)),
        sa.PrimaryKeyConstraint("id", name="makers_key"),
        sa.UniqueConstraint("histor", "reader", "settings", name="makers_histor_reader_settings_once"),
    )
    op.create_table(
        "articles",
        _needed("version", sa.Integer()),
        _needed("article_id", sa.Text()),
        _needed("sha256", sa.String(64)),
        _needed("digest", sa.String(64)),
        *_texts("title"),
        *_texts("text", nullable=False),
        *_texts("publisher", "published", "published_from", "url", "language", "source"),
        _needed("stored_at", sa.String(27)),
        sa.PrimaryKeyConstraint("version", name="articles_key"),
        sa.UniqueConstraint("article_id", "digest", name="articles_article_id_digest_once"),
    )
    op.create_index("articles_by_sha256", "articles", ["sha256"])
    op.create_table(
        "readings",
        _needed("id", sa.Integer()),
        _needed("version", sa.Integer()),
        _needed("article_id", sa.Text()),
        _needed("maker_id", sa.Integer()),
        _needed("digest", sa.String(64)),
        _needed("stands", sa.Boolean()),
        _needed("stored_at", sa.String(27)),
        sa.PrimaryKeyConstraint("id", name="readings_key"),
        sa.ForeignKeyConstraint(["version"], ["articles.version"], name="readings_version_of_articles"),
        sa.ForeignKeyConstraint(["maker_id"], ["makers.id"], name="readings_maker_id_of_makers"),
        sa.UniqueConstraint("version", "maker_id", name="readings_version_maker_id_once"),
    )
    op.create_index("readings_by_article", "readings", ["article_id"])
    standing = sa.column("stands", sa.Boolean()).is_(True)
    op.create_index(
        "readings_one_stands",
        "readings",
        ["article_id"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )


def _accounts() -> None:
    tolls = [
        column
        for name in ("killed", "wounded")
        for column in (
            _needed(f"{name}_told", sa.Boolean()),
            *(sa.Column(f"{name}_{bound}", sa.BigInteger()) for bound in ("low", "best", "high")),
        )
    ]
    _inside(
        "readings",
        ("id",),
        "accounts",
        ("reading_id",),
        *_texts("article_id", "account_id", nullable=False),
        *(_needed(name, sa.Boolean()) for name in ("foreground", "aggregate", "suicide")),
        _needed("stage", sa.String(16)),
        sa.Column("earliest", sa.String(10)),
        sa.Column("latest", sa.String(10)),
        *_texts("place_name"),
        sa.Column("place_kind", sa.String(8)),
        *_texts("admin1", "country"),
        sa.Column("lat", sa.Float()),
        sa.Column("lon", sa.Float()),
        sa.Column("geonames", sa.BigInteger()),
        *tolls,
        _needed("score", sa.Float()),
        _needed("why", sa.JSON()),
        sa.UniqueConstraint("reading_id", "account_id", name="accounts_reading_id_account_id_once"),
    )
    # Undated accounts come last. SQLite's indexes have them there; PostgreSQL's do where it is said.
    newest = sa.text("latest DESC NULLS LAST" if op.get_bind().dialect.name == "postgresql" else "latest DESC")
    op.create_index("accounts_by_date", "accounts", [newest, "article_id", "position", "earliest"])
    op.create_index("accounts_by_country", "accounts", ["country", newest, "article_id", "position"])
    op.create_index("accounts_by_killed", "accounts", [sa.text("coalesce(killed_best, killed_low, killed_high)")])
    account, up = ("reading_id", "position"), ("reading_id", "account")
    _inside("accounts", account, "kinds", up, _needed("kind", sa.String(20)))
    op.create_index("kinds_by_kind", "kinds", ["kind"])
    _inside("accounts", account, "mentions", up, *_evidence())


def _assertions() -> None:
    _inside(
        "accounts",
        ("reading_id", "position"),
        "assertions",
        ("reading_id", "account"),
        _needed("slot", sa.String(20)),
        _needed("value", sa.JSON()),
        *_texts("folded"),
        *_evidence(),
        sa.Column("status", sa.String(16)),
        sa.Column("group", sa.String(16)),
        _needed("score", sa.Float()),
        _needed("why", sa.Text()),
    )
    op.create_index("assertions_by_name", "assertions", ["slot", "folded"])
    key = ("reading_id", "account", "position")
    _inside("assertions", key, "speakers", ("reading_id", "account", "assertion"), *_evidence())


def _statements() -> None:
    _inside(
        "readings",
        ("id",),
        "statements",
        ("reading_id",),
        _needed("kind", sa.String(24)),
        _needed("speaker", sa.Text()),
        sa.Column("about", sa.Integer()),
        *_evidence(),
        *_texts("date"),
        _needed("score", sa.Float()),
        _needed("why", sa.Text()),
        sa.ForeignKeyConstraint(
            ["reading_id", "about"],
            ["accounts.reading_id", "accounts.position"],
            name="statements_reading_id_about_of_accounts",
        ),
    )
    key = ("reading_id", "position")
    _inside("statements", key, "statement_speakers", ("reading_id", "statement"), *_evidence())


def _failures() -> None:
    op.create_table(
        "failures",
        _needed("id", sa.Integer()),
        *_texts("source", "reason", "remedy", nullable=False),
        *_texts("article_id"),
        *_texts("stage", nullable=False),
        sa.Column("maker_id", sa.Integer()),
        _needed("failed_at", sa.String(27)),
        sa.Column("resolved_by", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="failures_key"),
        sa.ForeignKeyConstraint(["maker_id"], ["makers.id"], name="failures_maker_id_of_makers"),
        sa.ForeignKeyConstraint(["resolved_by"], ["readings.id"], name="failures_resolved_by_of_readings"),
    )
    op.create_index("failures_by_source", "failures", ["source"], postgresql_using="hash")
    op.create_index("failures_by_article", "failures", ["article_id"], postgresql_using="hash")
