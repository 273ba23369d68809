"""Open a ledger: make it where there is none, bring its tables up to date, refuse what is not one."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from histor.errors import LedgerError
from histor.ledger.database import Database
from histor.ledger.schema import REVISION, found_revision, migrate
from histor.ledger.sqlite import SqliteFile
from histor.ledger.store import Ledger

_GIVE = "give a file, sqlite:///file or postgresql://user@host/database"


def open_ledger(url_or_path: str | Path, *, create: bool = True, read_only: bool = False) -> Ledger:
    """The ledger in a file or in a PostgreSQL database; use it in a `with` statement.

    A file is given as a path or as "sqlite:///path", a database as "postgresql://user@host/database"; a new ledger
    is made in an empty database, the database itself is not made. A ledger of an older Histor is migrated in one
    transaction. Open it in the process that uses it: a connection does not survive a fork.

    Raises:
        LedgerError: no ledger there and none is to be made, not a ledger, newer than this software, or not writable.
    """
    create = create and not read_only
    database = _database(url_or_path, create=create, read_only=read_only)
    try:
        with database.read() as connection:
            found = found_revision(connection, database.where)
        if found != REVISION:
            _bring_up_to_date(database, found, read_only=read_only, create=create)
    except BaseException:
        database.close()
        raise
    return Ledger(database)


def _database(url_or_path: str | Path, *, create: bool, read_only: bool) -> Database:
    place = _place(url_or_path)
    if isinstance(place, URL):
        from histor.ledger.postgres import PostgresDatabase  # a file needs no driver for servers

        return PostgresDatabase(place, read_only=read_only)
    _check_file(place, create)
    return SqliteFile(place, read_only=read_only, create=create)


def _place(url_or_path: str | Path) -> Path | URL:
    """A file, or the URL of a server's database."""
    if isinstance(url_or_path, Path) or "://" not in url_or_path:
        return Path(url_or_path)
    try:
        url = make_url(url_or_path)
    except (ArgumentError, ValueError):  # what was given may hold a password, and cannot be told from it
        raise LedgerError(f"{url_or_path.partition('://')[0]}://...: not a database URL ({_GIVE})") from None
    if url.get_backend_name() in ("postgresql", "postgres"):
        return url
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise LedgerError(f"{url.render_as_string(hide_password=True)}: no place for a ledger ({_GIVE})")
    return Path(url.database)


def _check_file(path: Path, create: bool) -> None:
    if path.exists() and not path.is_file():
        raise LedgerError(f"{path}: not a file (name the ledger's file, such as {path / 'histor.db'})")
    if not path.exists() and not create:
        raise LedgerError(f"{path}: there is no ledger here (make one with histor read, or name another file)")
    if not path.parent.is_dir():
        raise LedgerError(f"{path}: its folder does not exist (make {path.parent} first)")


def _bring_up_to_date(database: Database, found: str | None, *, read_only: bool, create: bool) -> None:
    if read_only or (found is None and not create):
        state = (
            f"{database.empty}, not a ledger" if found is None else f"its tables are version {found}, not {REVISION}"
        )
        raise LedgerError(f"{database.where}: {state} (open it once for writing with this Histor, or name another)")
    # Another process may have done it while this one waited; migrating what is up to date changes nothing.
    database.rebuild(lambda connection: migrate(connection, database.where))
