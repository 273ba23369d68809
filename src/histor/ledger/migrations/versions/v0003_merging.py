"""Merging: profiles and what was compared, judgements and corrections, incidents and the log of their changes.

Every article that is there already is marked as an arrival, so that the next merge takes it in.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _profiles()
    _comparisons()
    _persons()
    _incidents()
    _marks()
    op.execute("INSERT INTO arrivals (article_id) SELECT article_id FROM readings WHERE stands ORDER BY id")


def _needed(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _numbers(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), autoincrement=False, nullable=False) for name in names]


def _texts(*names: str, nullable: bool = True) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _truths(*names: str) -> list[sa.Column[Any]]:
    return [_needed(name, sa.Boolean()) for name in names]


def _keyed(name: str, keys: tuple[str, ...], *columns: Any, rowid: bool = True) -> None:
    op.create_table(
        name,
        *columns,
        sa.PrimaryKeyConstraint(*keys, name=f"{name}_key"),
        **({} if rowid else {"sqlite_with_rowid": False}),
    )


def _of(table: str, column: str, parent: str, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{parent}.{key}"], name=f"{table}_{column}_of_{parent}")


def _profiles() -> None:
    _keyed(
        "profiles",
        ("id",),
        _needed("id", sa.Integer()),
        *_texts("article_id", "account_id", nullable=False),
        _needed("reading_id", sa.Integer()),
        _needed("position", sa.Integer()),
        _needed("present", sa.Boolean()),
        _needed("digest", sa.String(32)),
        _needed("day", sa.String(10)),
        _needed("features", sa.LargeBinary()),
        _needed("blocks", sa.LargeBinary()),
    )
    op.create_index("profiles_by_article", "profiles", ["article_id"])
    op.create_index("profiles_by_reading", "profiles", ["reading_id"])
    _keyed(
        "sketches",
        ("article_id",),
        *_texts("article_id", nullable=False),
        _needed("head", sa.JSON()),
        _needed("shingles", sa.LargeBinary()),
        _needed("quotes", sa.LargeBinary()),
    )
    key = sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False)
    _keyed("block_keys", ("key", "profile"), key, *_numbers("profile"), rowid=False)
    _keyed("crowded_keys", ("key",), key._copy(), rowid=False)


def _comparisons() -> None:
    _keyed("comparers", ("id",), _needed("id", sa.Integer()), *_texts("version", nullable=False),
           sa.UniqueConstraint("version", name="comparers_version_once"))  # fmt: skip
    judged = [_needed("score", sa.Float()), _needed("pattern", sa.String(64)), _needed("comparer", sa.Integer())]
    _keyed("comparisons", ("first", "second"), *_numbers("first", "second"), *judged, rowid=False)
    op.create_index("comparisons_by_second", "comparisons", ["second", "first"])
    _keyed(
        "past_comparisons",
        ("id",),
        _needed("id", sa.Integer()),
        *(_needed(side, sa.Integer()) for side in ("first", "second")),
        *(column._copy() for column in judged),
        _needed("ended_at", sa.String(27)),
    )
    op.create_index("past_comparisons_by_pair", "past_comparisons", ["first", "second"])


def _persons() -> None:
    _keyed(
        "judgements",
        ("number",),
        _needed("number", sa.Integer()),
        *(_needed(name, sa.Integer()) for name in ("act", "first", "second")),
        _needed("verdict", sa.String(9)),
        *_texts("by", nullable=False),
        _needed("reasons", sa.JSON()),
        _needed("made_at", sa.String(27)),
        sa.Column("withdraws", sa.Integer()),
        *_truths("stands"),
        _of("judgements", "first", "profiles"),
        _of("judgements", "second", "profiles"),
    )
    for name in ("first", "second", "act", "withdraws"):
        op.create_index(f"judgements_by_{name}", "judgements", [name])
    _keyed(
        "corrections",
        ("number",),
        _needed("number", sa.Integer()),
        _needed("profile", sa.Integer()),
        _needed("field", sa.String(16)),
        _needed("value", sa.JSON()),
        *_texts("by", "reason", nullable=False),
        _needed("made_at", sa.String(27)),
        sa.Column("withdraws", sa.Integer()),
        *_truths("stands"),
        _of("corrections", "profile", "profiles"),
    )
    for name in ("profile", "withdraws"):
        op.create_index(f"corrections_by_{name}", "corrections", [name])
    made = [*_texts("by", "reason", nullable=False), _needed("made_at", sa.String(27))]
    _keyed("grades", ("number",), _needed("number", sa.Integer()), *_texts("publisher", "folded", nullable=False),
           _needed("grade", sa.String(1)), *made)  # fmt: skip
    op.create_index("grades_by_publisher", "grades", ["folded"])
    _keyed("choices", ("number",), _needed("number", sa.Integer()), _needed("name", sa.String(32)),
           *_texts("value", nullable=False), *(column._copy() for column in made))  # fmt: skip
    op.create_index("choices_by_name", "choices", ["name"])


def _incidents() -> None:
    tolls = [
        column
        for name in ("killed", "wounded")
        for column in (
            _needed(f"{name}_told", sa.Boolean()),
            *(sa.Column(f"{name}_{bound}", sa.BigInteger()) for bound in ("low", "best", "high")),
        )
    ]
    _keyed(
        "incidents",
        ("number",),
        _needed("number", sa.Integer()),
        _needed("owner", sa.Integer()),
        _needed("state", sa.String(9)),
        sa.Column("forwards_to", sa.Integer()),
        _needed("updated_at", sa.String(27)),
        _needed("last_change", sa.Integer()),
        *_truths("resolved", "foreground", "aggregate", "suicide"),
        sa.Column("stage", sa.String(16)),
        sa.Column("earliest", sa.String(10)),
        sa.Column("latest", sa.String(10)),
        *_texts("place_name"),
        sa.Column("place_kind", sa.String(8)),
        *_texts("admin1", "country"),
        sa.Column("lat", sa.Float()),
        sa.Column("lon", sa.Float()),
        sa.Column("geonames", sa.BigInteger()),
        *tolls,
        sa.Column("kinds", sa.JSON()),
        sa.Column("perpetrators", sa.JSON()),
        *(_needed(name, sa.Integer()) for name in ("accounts", "articles", "independent")),
        sa.Column("grade", sa.String(1)),
        sa.Column("conflict", sa.Integer()),
        *_texts("policy"),
        _needed("score", sa.Float()),
        _of("incidents", "owner", "profiles"),
    )
    _incident_indexes()
    _keyed("incident_kinds", ("kind", "incident"), _needed("kind", sa.String(20)), *_numbers("incident"), rowid=False)
    op.create_index("incident_kinds_by_incident", "incident_kinds", ["incident"])
    told = _needed("incident", sa.Integer()), *_truths("present"), _needed("step", sa.Integer())
    _keyed("memberships", ("profile",), *_numbers("profile"), *told)
    op.create_index("memberships_by_incident", "memberships", ["incident"])
    _keyed(
        "changes",
        ("number",),
        *_numbers("number"),
        _needed("at", sa.String(27)),
        _needed("incident", sa.Integer()),
        _needed("event", sa.String(9)),
        sa.Column("into", sa.Integer()),
        *(_needed(name, sa.JSON()) for name in ("others", "joined", "left")),
        *_texts("why", nullable=False),
        _of("changes", "incident", "incidents", "number"),
    )
    op.create_index("changes_by_time", "changes", ["at", "number"])
    op.create_index("changes_by_incident", "changes", ["incident", "number"])


def _incident_indexes() -> None:
    op.create_index("incidents_by_owner", "incidents", ["owner"])
    op.create_index("incidents_by_forward", "incidents", ["forwards_to"])
    newest = sa.text("latest DESC NULLS LAST" if op.get_bind().dialect.name == "postgresql" else "latest DESC")
    where = (sa.column("state") == sa.literal_column("'current'")) & sa.column("resolved", sa.Boolean()).is_(True)
    listed: dict[str, list[Any]] = {
        "incidents_by_date": [newest, "number"],
        "incidents_by_country": ["country", newest, "number"],
        "incidents_by_killed": [sa.text("coalesce(killed_best, killed_low, killed_high)")],
        "incidents_by_articles": ["articles"],
        "incidents_by_independent": ["independent"],
        "incidents_by_update": ["updated_at"],
        "incidents_by_conflict": ["conflict"],
    }
    for name, columns in listed.items():
        op.create_index(name, "incidents", columns, sqlite_where=where, postgresql_where=where)


def _marks() -> None:
    _keyed("arrivals", ("id",), _needed("id", sa.Integer()), *_texts("article_id", nullable=False))
    _keyed("uncompared", ("day", "profile"), _needed("day", sa.String(10)), *_numbers("profile"), rowid=False)
    _keyed(
        "unsettled", ("profile",), *_numbers("profile"), *_texts("why", nullable=False), *_truths("told"), rowid=False
    )
    _keyed("unresolved", ("incident",), *_numbers("incident"), *_texts("why", nullable=False),
           _needed("mark", sa.BigInteger()), rowid=False)  # fmt: skip
    _keyed("counters", ("name",), _needed("name", sa.String(16)), _needed("value", sa.BigInteger()))
