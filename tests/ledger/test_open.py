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
from sqlalchemy import Connection

from histor.errors import LedgerError
from histor.ledger import schema
from histor.ledger.database import Database
from histor.ledger.keep import put
from histor.ledger.open import open_ledger
from histor.ledger.query import AccountFilter
from histor.ledger.store import Ledger
from histor.ledger.tables import articles, metadata


def at_revision(path: Path, revision: str) -> Database:
    """A ledger as an older Histor made it."""
    database = Database(path, create=True, migrating=True)
    database.write(lambda connection: schema.migrate(connection, str(path), revision))
    return database


def test_a_ledger_is_made_where_there_is_none(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.put(article(1), reading(1))

    with open_ledger(f"sqlite:///{path}", create=False) as again, open_ledger(str(path), read_only=True) as read_only:
        assert again.reading("story-000001") == read_only.reading("story-000001") == (article(1), reading(1))
        assert again.where == str(path)


def test_the_file_is_in_wal_mode_and_keeps_keys(ledger: Ledger) -> None:
    with ledger._database.read() as connection:
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


def test_an_empty_file_becomes_a_ledger_only_when_one_may_be_made(path: Path) -> None:
    path.touch()

    for options in ({"create": False}, {"read_only": True}):
        with pytest.raises(LedgerError, match="an empty file"):
            open_ledger(path, **options)
    open_ledger(path).close()

    open_ledger(path, create=False).close()


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
    "url", ["postgresql://me:secret@host/db", "sqlite://", "sqlite:///:memory:", "nonsense://x", "://"]
)
def test_what_is_not_a_sqlite_file_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(LedgerError) as refusal:
        open_ledger(url)

    assert "secret" not in str(refusal.value)
    assert "sqlite:///file" in str(refusal.value)


def test_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="not a file"):
        open_ledger(tmp_path)
    with pytest.raises(LedgerError, match="folder does not exist"):
        open_ledger(tmp_path / "no" / "histor.db")


def test_a_newer_ledger_is_refused_with_what_to_do(path: Path) -> None:
    open_ledger(path).close()
    with sqlite3.connect(path) as newer:
        newer.execute("UPDATE histor_schema SET version_num = '9001'")
    newer.close()

    with pytest.raises(LedgerError, match=r"version 9001, newer than this Histor .*upgrade Histor"):
        open_ledger(path)
    with pytest.raises(LedgerError, match="9001"):
        open_ledger(path, read_only=True)


def test_a_ledger_of_the_first_revision_is_migrated_with_its_data(path: Path) -> None:
    old = at_revision(path, "0001")
    old.write(lambda connection: put(connection, article(1), reading(1)))
    old.close()
    with pytest.raises(LedgerError, match=f"version 0001, not {schema.REVISION}"):
        open_ledger(path, read_only=True)

    with open_ledger(path, create=False) as ledger:
        assert ledger.reading("story-000001") == (article(1), reading(1))
        assert [row.id for row in ledger.accounts(AccountFilter(text="spokesman"))] == ["story-000001#i1"]
        ledger.put(article(2), reading(2))
        assert len(list(ledger.accounts(AccountFilter(text="spokesman")))) == 2


def test_a_migration_that_fails_leaves_the_ledger_as_it_was(path: Path) -> None:
    old = at_revision(path, "0001")
    old.write(lambda connection: put(connection, article(1), reading(1)))
    old.write(lambda connection: connection.exec_driver_sql("CREATE TABLE article_words (in_the_way TEXT)"))
    old.close()
    before = path.read_bytes()

    with pytest.raises(LedgerError, match="article_words"):
        open_ledger(path)

    assert path.read_bytes() == before


def test_rows_that_lost_their_parent_stop_a_migration(path: Path) -> None:
    old = at_revision(path, "0001")
    old.write(lambda connection: put(connection, article(1), reading(1)))
    old.write(lambda connection: connection.execute(articles.delete()))
    old.close()

    with pytest.raises(LedgerError, match="rows of readings lack their parent"):
        open_ledger(path)


def test_the_migrations_make_the_tables_that_the_code_uses(ledger: Ledger) -> None:
    def ours(thing: object, name: str | None, kind: str, reflected: bool, compared: object) -> bool:
        return not (reflected and str(name).startswith("article_words"))

    with ledger._database.read() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # indexes on expressions cannot be compared; the test below does
        options = {"include_object": ours, "version_table": schema.VERSION_TABLE}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_the_migrations_make_the_indexes_that_the_code_declares(ledger: Ledger, tmp_path: Path) -> None:
    def indexes(connection: Connection) -> dict[str, str]:
        found = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        )
        return {row.name: " ".join(row.sql.split()) for row in found}

    declared = Database(tmp_path / "declared.db", create=True)
    declared.write(metadata.create_all)
    with ledger._database.read() as migrated, declared.read() as made:
        assert indexes(migrated) == indexes(made)
    declared.close()


def test_the_newest_migration_is_the_one_the_code_expects() -> None:
    script = ScriptDirectory(str(Path(schema.__file__).parent / "migrations"))

    assert script.get_current_head() == schema.REVISION


def test_every_public_table_has_a_key() -> None:
    assert all(table.primary_key.columns for table in metadata.tables.values())


def test_opening_and_using_an_up_to_date_ledger_imports_no_alembic(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.put(article(1), reading(1))
    program = (
        "import sys; from histor.ledger.open import open_ledger\n"
        f"with open_ledger({str(path)!r}) as ledger: print(len(list(ledger.accounts())))\n"
        "print('alembic' in sys.modules)"
    )

    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert printed.split() == ["1", "False"]


def test_an_altered_quote_is_noticed(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.put(article(1), reading(1))
        ledger._database.write(
            lambda connection: connection.exec_driver_sql('UPDATE mentions SET start = 1, "end" = 7')
        )

        with pytest.raises(Exception, match="not the quoted"):
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
