"""The words that full-text search keeps and seeks, found here and not by the database, so that all find the same."""

import re
import unicodedata
from typing import Any, Final

from sqlalchemy import ARRAY, Text, column, literal, table
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeDecorator

from histor.ledger.exact import searchable

LONGEST_WORD: Final = 100
"""Characters. A longer word, which no language has, is kept and sought by its beginning: indexes want short keys."""
LONGEST_NAME: Final = 600
"""Characters. The same for names."""
WORDS_TABLE: Final = "article_words"
_WORD: Final = re.compile(r"[^\W_]+")


def words_of(*texts: str) -> list[str]:
    """The distinct words of texts, sorted, without case, accents and other marks; "Élysée's" gives "elysee" and "s"."""
    pieces = {piece for text in texts for piece in text.split()}
    words = {word for piece in pieces for word in _WORD.findall(_folded(piece))}
    return sorted({word[:LONGEST_WORD] for word in words})


def _folded(piece: str) -> str:
    if piece.isascii():
        return piece.lower()
    parts = unicodedata.normalize("NFKD", piece)
    return "".join(part for part in parts if not unicodedata.category(part).startswith("M")).casefold()


def name_folded(name: str) -> str:
    """A name as it is sought by a part of it, whatever its case."""
    return searchable(name).casefold()[:LONGEST_NAME]


class Words(TypeDecorator[list[str]]):
    """Words as SQLite's FTS5 takes them, parted by spaces, and as PostgreSQL does, in an array.

    Words have no capital letters and no punctuation, so in a search FTS5 sees no operator in them but the "and" that
    stands for each space.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Any) -> Any:
        return dialect.type_descriptor(ARRAY(Text) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: list[str] | None, dialect: Any) -> Any:
        return value if dialect.name == "postgresql" or value is None else " ".join(value)


article_words: Final = table(WORDS_TABLE, column("rowid"), column("words", Words))
"""The words of each version of an article. SQLite's virtual table calls its key "rowid", so PostgreSQL's does too."""


class has_words(GenericFunction[Any]):  # noqa: N801 - it reads as a function of SQL
    """That the row of `article_words` has all of these words. No type: SQLAlchemy would ask whether it "= 1"."""

    inherit_cache = True

    def __init__(self, words: list[str]) -> None:
        super().__init__(literal(words, Words))


@compiles(has_words, "sqlite")
def _matched(element: has_words, compiler: Any, **options: Any) -> str:
    return f"{WORDS_TABLE} MATCH {compiler.process(element.clauses, **options)}"


@compiles(has_words, "postgresql")
def _contained(element: has_words, compiler: Any, **options: Any) -> str:
    return f"{WORDS_TABLE}.words @> {compiler.process(element.clauses, **options)}"
