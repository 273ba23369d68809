"""Opening: new, old, newer, foreign and broken files; migrations with data in them; quick when nothing is to do."""

import os
import sqlite3
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from ledger_stories import article, reading
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, select

from histor.errors import EvidenceError, LedgerError
from histor.ledger import schema
from histor.ledger.database import Database
from histor.ledger.keep import put
from histor.ledger.open import _database, open_ledger
from histor.ledger.query import AccountFilter
from histor.ledger.sqlite import SqliteFile
from histor.ledger.store import Ledger
from histor.ledger.tables import articles, metadata
from histor.ledger.words import Words

ORDERED = ("accounts_by_date", "accounts_by_country", "articles_by_day", "incidents_by_date", "incidents_by_country")
"""Indexes by day, whose order the databases spell each in their own way."""


def of_first_revision(place: str) -> Database:
    """A ledger with one article, as the first Histor would have made it."""
    database = _database(place, create=True, read_only=False)
    database.rebuild(lambda connection: schema.migrate(connection, place, "0001"))

    def put_without_what_came_later(connection: Connection) -> None:
        words = Table("article_words", MetaData(), Column("rowid", Integer), Column("words", Words))
        arrivals = Table("arrivals", MetaData(), Column("id", Integer, primary_key=True), Column("article_id", String))
        for later in (words, arrivals):
            later.create(connection)
        put(connection, article(1), reading(1))
        for later in (words, arrivals):
            later.drop(connection)

    database.write(put_without_what_came_later)
    return database


def test_a_ledger_is_made_where_there_is_none(nothing: str) -> None:
    with open_ledger(nothing) as ledger:
        ledger.put(article(1), reading(1))

    with open_ledger(nothing, create=False) as again, open_ledger(nothing, read_only=True) as read_only:
        assert again.reading("story-000001") == read_only.reading("story-000001") == (article(1), reading(1))


def test_a_file_is_named_by_its_path_or_its_url(path: Path) -> None:
    for named in (path, str(path), f"sqlite:///{path}"):
        with open_ledger(named) as ledger:
            assert ledger.where == str(path)


def test_nothing_is_written_by_a_reader(ledger_url: str) -> None:
    open_ledger(ledger_url).close()

    with open_ledger(ledger_url, read_only=True) as ledger, pytest.raises(LedgerError, match="may not be written"):
        ledger.put(article(1), reading(1))


def test_the_file_is_in_wal_mode_and_keeps_keys(path: Path) -> None:
    with open_ledger(path) as ledger, ledger._database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


@pytest.mark.parametrize("name", ["a b.db", "a?mode=ro#x%20.db", "дневник.db", os.fsdecode(b"\xff.db")])
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    with open_ledger(tmp_path / name) as ledger:
        ledger.put(article(1), reading(1))

    assert (tmp_path / name).stat().st_size > 0


def test_no_ledger_is_made_when_none_is_wanted(path: Path) -> None:
    for options in ({"create": False}, {"read_only": True}):
        with pytest.raises(LedgerError, match="there is no ledger here"):
            open_ledger(path, **options)

    assert not path.exists()


def test_an_empty_place_becomes_a_ledger_only_when_one_may_be_made(nothing: str) -> None:
    if nothing.startswith("sqlite"):
        Path(nothing.removeprefix("sqlite:///")).touch()

    for options in ({"create": False}, {"read_only": True}):
        with pytest.raises(LedgerError, match=r"an empty (file|database), not a ledger"):
            open_ledger(nothing, **options)
    open_ledger(nothing).close()

    open_ledger(nothing, create=False).close()


@pytest.mark.parametrize("content", [b"Dear diary, nothing happened today." * 100, b"\x00" * 5000, os.urandom(5000)])
def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    with pytest.raises(LedgerError, match=r"histor\.db: this file is not a ledger \(name another"):
        open_ledger(path)

    assert path.read_bytes() == content


def test_another_programs_database_is_refused_and_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()
    content = path.read_bytes()

    with pytest.raises(LedgerError, match="not a ledger"):
        open_ledger(path)

    assert path.read_bytes() == content
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    "url",
    [
        "mysql://me:secret@host/db",
        "postgresql://me:secret@host:x/db",
        "sqlite://",
        "sqlite:///:memory:",
        "x://y",
        "://",
    ],
)
def test_what_names_no_ledger_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(LedgerError) as refusal:
        open_ledger(url)

    assert "secret" not in str(refusal.value)
    assert "sqlite:///file" in str(refusal.value)


def test_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="not a file"):
        open_ledger(tmp_path)
    with pytest.raises(LedgerError, match="folder does not exist"):
        open_ledger(tmp_path / "no" / "histor.db")


def test_a_newer_ledger_is_refused_with_what_to_do(ledger_url: str) -> None:
    with open_ledger(ledger_url) as ledger:
        ledger._database.write(
            lambda connection: connection.exec_driver_sql("UPDATE histor_schema SET version_num = '9001'")
        )

    with pytest.raises(LedgerError, match=r"version 9001, newer than this Histor .*upgrade Histor"):
        open_ledger(ledger_url)
    with pytest.raises(LedgerError, match="9001"):
        open_ledger(ledger_url, read_only=True)


def test_a_ledger_of_the_first_revision_is_migrated_with_its_data(nothing: str) -> None:
    of_first_revision(nothing).close()
    with pytest.raises(LedgerError, match=f"version 0001, not {schema.REVISION}"):
        open_ledger(nothing, read_only=True)

    with open_ledger(nothing, create=False) as ledger:
        assert ledger.reading("story-000001") == (article(1), reading(1))
        assert [row.id for row in ledger.accounts(AccountFilter(text="spokesman"))] == ["story-000001#i1"]
        ledger.put(article(2), reading(2))
        assert len(list(ledger.accounts(AccountFilter(text="spokesman")))) == 2


def test_a_migration_that_fails_leaves_the_ledger_as_it_was(nothing: str) -> None:
    database = of_first_revision(nothing)
    database.write(lambda connection: connection.exec_driver_sql("CREATE TABLE article_words (in_the_way TEXT)"))

    with pytest.raises(LedgerError, match="article_words"):
        open_ledger(nothing)

    with database.read() as connection:
        assert schema.found_revision(connection, "") == "0001"
        assert connection.execute(select(articles.c.article_id)).scalars().all() == ["story-000001"]
    database.close()


def test_rows_that_lost_their_parent_stop_a_migration_of_a_file(path: Path) -> None:
    of_first_revision(f"sqlite:///{path}").close()
    with sqlite3.connect(path) as careless:
        careless.execute("DELETE FROM articles")
    careless.close()

    with pytest.raises(LedgerError, match="rows of readings lack their parent"):
        open_ledger(path)


def test_the_migrations_make_the_tables_that_the_code_uses(ledger: Ledger) -> None:
    def ours(thing: object, name: str | None, kind: str, reflected: bool, compared: object) -> bool:
        ordered = kind == "index" and name in ORDERED  # looked at below
        return not ordered and not (reflected and str(name).startswith("article_words"))

    with ledger._database.read() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # indexes on expressions cannot be compared; the test below does
        options = {"include_object": ours, "version_table": schema.VERSION_TABLE}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_the_migrations_make_the_indexes_that_the_code_declares(path: Path, tmp_path: Path) -> None:
    def indexes(connection: Connection) -> dict[str, str]:
        found = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        )
        return {row.name: " ".join(row.sql.split()) for row in found}

    declared = SqliteFile(tmp_path / "declared.db", create=True)
    declared.write(metadata.create_all)
    with open_ledger(path) as ledger, ledger._database.read() as migrated, declared.read() as made:
        assert indexes(migrated) == indexes(made)
    declared.close()


def test_postgresqls_indexes_have_what_is_undated_last(ledger: Ledger) -> None:
    if ledger.software().startswith("SQLite"):
        pytest.skip("SQLite's have it there anyway")
    with ledger._database.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT indexdef FROM pg_indexes WHERE tablename IN ('accounts', 'articles')"
        )
        dated = [row.indexdef for row in found if " DESC" in row.indexdef]

    assert len(dated) == 3 and all(" DESC NULLS LAST, article_id" in index for index in dated)


def test_every_text_of_a_ledger_in_postgresql_sorts_by_its_bytes(ledger: Ledger) -> None:
    if ledger.software().startswith("SQLite"):
        pytest.skip("SQLite's do so anyway")
    with ledger._database.read() as connection:
        other = connection.exec_driver_sql(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND data_type IN ('text', 'character varying', 'ARRAY') AND collation_name IS DISTINCT FROM 'C' "
            "AND table_name <> 'histor_schema'"
        )
        assert other.all() == []


def test_the_newest_migration_is_the_one_the_code_expects() -> None:
    script = ScriptDirectory(str(Path(schema.__file__).parent / "migrations"))

    assert script.get_current_head() == schema.REVISION


def test_every_public_table_has_a_key() -> None:
    assert all(table.primary_key.columns for table in metadata.tables.values())


def test_opening_and_using_an_up_to_date_ledger_imports_no_alembic(ledger_url: str) -> None:
    with open_ledger(ledger_url) as ledger:
        ledger.put(article(1), reading(1))
    program = (
        "import sys; from histor.ledger.open import open_ledger\n"
        f"with open_ledger({ledger_url!r}) as ledger: print(len(list(ledger.accounts())))\n"
        "print('alembic' in sys.modules)"
    )

    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert printed.split() == ["1", "False"]


def test_an_altered_quote_is_noticed(ledger: Ledger) -> None:
    ledger.put(article(1), reading(1))
    ledger._database.write(lambda connection: connection.exec_driver_sql('UPDATE mentions SET start = 1, "end" = 7'))

    with pytest.raises(EvidenceError, match="not the quoted"):
        ledger.reading("story-000001")


def test_a_damaged_file_is_said_to_be_damaged(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.put_many((article(number), reading(number)) for number in range(200))
    content = bytearray(path.read_bytes())
    content[4096 * 3 :] = b"\xaa" * (len(content) - 4096 * 3)
    path.write_bytes(content)

    with pytest.raises(LedgerError, match=r"damaged \(restore"), open_ledger(path, read_only=True) as ledger:
        list(ledger.readings())


def test_one_page_of_rubbish_is_found_before_it_is_read(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.put_many((article(number), reading(number)) for number in range(200))
        assert ledger.damage() is None
    content = path.read_bytes()
    path.write_bytes(content[:-4096] + b"\xaa" * 4096)

    with open_ledger(path, read_only=True) as ledger:
        assert "Page" in (ledger.damage() or "")
