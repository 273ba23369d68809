"""Full-text search over titles and texts, articles already there included."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    # The words are indexed, the text itself is kept once, in `articles`, whose rows are only ever added.
    op.execute(
        "CREATE VIRTUAL TABLE article_words USING fts5(title, text, content='articles', content_rowid='version', "
        "tokenize='unicode61 remove_diacritics 2')"
    )
    op.execute(
        "CREATE TRIGGER article_words_added AFTER INSERT ON articles BEGIN "
        "INSERT INTO article_words(rowid, title, text) VALUES (new.version, new.title, new.text); END"
    )
    op.execute("INSERT INTO article_words(article_words) VALUES ('rebuild')")
