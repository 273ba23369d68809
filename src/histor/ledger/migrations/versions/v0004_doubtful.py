"""What readings leave out for its low chance, kept for review, and articles by the day of their publication.

Readings made before have none: what was left out of them was not kept.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _inside(
        "accounts",
        ("reading_id", "position"),
        "doubtful",
        ("reading_id", "account"),
        _needed("slot", sa.String(20)),
        _needed("value", sa.JSON()),
        *_evidence(),
        sa.Column("status", sa.String(16)),
        sa.Column("group", sa.String(16)),
        _needed("score", sa.Float()),
        _needed("why", sa.Text()),
    )
    key = ("reading_id", "account", "position")
    _inside("doubtful", key, "doubtful_speakers", ("reading_id", "account", "doubtful"), *_evidence())
    # Undated articles come last. SQLite's indexes have them there; PostgreSQL's do where it is said.
    newest = "published DESC NULLS LAST" if op.get_bind().dialect.name == "postgresql" else "published DESC"
    op.create_index("articles_by_day", "articles", [sa.text(newest), "article_id"])


def _needed(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


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
