"""Full-text search over titles and texts, articles already there included."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from histor.ledger.exact import Exact
from histor.ledger.words import article_words, words_of

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # It is asked only which articles have a word, so neither the words themselves nor their positions are kept.
        op.execute(
            "CREATE VIRTUAL TABLE article_words USING fts5(words, content='', columnsize=0, detail=none, "
            "tokenize='ascii')"
        )
    else:
        op.create_table(
            "article_words",
            sa.Column("rowid", sa.Integer(), autoincrement=False, nullable=False),
            sa.Column("words", ARRAY(sa.Text()), nullable=False),
            sa.PrimaryKeyConstraint("rowid", name="article_words_key"),
            sa.ForeignKeyConstraint(["rowid"], ["articles.version"], name="article_words_rowid_of_articles"),
        )
        op.create_index("article_words_by_word", "article_words", ["words"], postgresql_using="gin")
    _index_articles(op.get_bind())


def _index_articles(connection: sa.Connection) -> None:
    articles = sa.table("articles", sa.column("version"), sa.column("title", Exact), sa.column("text", Exact))
    for article in connection.execute(sa.select(articles).execution_options(yield_per=50)):
        row = {"rowid": article.version, "words": words_of(article.title or "", article.text)}
        connection.execute(article_words.insert(), row)
