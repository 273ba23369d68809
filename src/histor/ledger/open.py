"""Open a ledger: make it where there is none, bring its tables up to date, refuse what is not one."""

from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from histor.errors import LedgerError
from histor.ledger.database import Database
from histor.ledger.schema import REVISION, found_revision, migrate
from histor.ledger.store import Ledger


def open_ledger(url_or_path: str | Path, *, create: bool = True, read_only: bool = False) -> Ledger:
    """The ledger in a file, given as a path or as "sqlite:///path"; use it in a `with` statement.

    A ledger of an older Histor is migrated in one transaction. Open it in the process that uses it: a connection
    does not survive a fork.

    Raises:
        LedgerError: no ledger there and none is to be made, not a ledger, newer than this software, or not writable.
    """
    path = _path(url_or_path)
    create = create and not read_only
    _check_file(path, create)
    database = Database(path, read_only=read_only, create=create)
    try:
        with database.read() as connection:
            found = found_revision(connection, database.where)
        if found != REVISION:
            database.close()  # what its connection knows of the file is about to be untrue
            _bring_up_to_date(path, found, read_only=read_only, create=create)
    except BaseException:
        database.close()
        raise
    return Ledger(database)


def _path(url_or_path: str | Path) -> Path:
    if isinstance(url_or_path, Path) or "://" not in url_or_path:
        return Path(url_or_path)
    try:
        url = make_url(url_or_path)
    except ArgumentError:
        raise LedgerError(f"{url_or_path}: not a database URL (give a file, or sqlite:///file)") from None
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise LedgerError(f"{url}: a ledger is a SQLite file (give a file, or sqlite:///file)")
    return Path(url.database)


def _check_file(path: Path, create: bool) -> None:
    if path.exists() and not path.is_file():
        raise LedgerError(f"{path}: not a file (name the ledger's file, such as {path / 'histor.db'})")
    if not path.exists() and not create:
        raise LedgerError(f"{path}: there is no ledger here (make one with histor read, or name another file)")
    if not path.parent.is_dir():
        raise LedgerError(f"{path}: its folder does not exist (make {path.parent} first)")


def _bring_up_to_date(path: Path, found: str | None, *, read_only: bool, create: bool) -> None:
    if read_only or (found is None and not create):
        state = "an empty file, not a ledger" if found is None else f"its tables are version {found}, not {REVISION}"
        raise LedgerError(f"{path}: {state} (open it once for writing with this Histor, or name another file)")
    database = Database(path, create=create, migrating=True)
    try:
        # Another process may have done it while this one waited; migrating what is up to date changes nothing.
        database.write(lambda connection: migrate(connection, database.where))
    finally:
        database.close()
