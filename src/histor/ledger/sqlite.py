"""A ledger in a SQLite file."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import quote_from_bytes

from sqlalchemy import Connection, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError

from histor.errors import LedgerError
from histor.ledger import database
from histor.ledger.database import LOCKED, Database, Fault

_FAULTS: Final = {
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_FULL: Fault(
        "the disk is full; what was committed before is whole",
        "free some space and run the same command again: it goes on where it stopped",
    ),
    sqlite3.SQLITE_READONLY: Fault("it may not be written", "check the permissions of the file and of its folder"),
    sqlite3.SQLITE_CANTOPEN: Fault("it cannot be opened", "check that its folder exists and may be written"),
    sqlite3.SQLITE_NOTADB: Fault("this file is not a ledger", "name another file"),
    sqlite3.SQLITE_CORRUPT: Fault(
        "the file is damaged", "restore it from a copy, or read the articles into a new ledger"
    ),
    sqlite3.SQLITE_IOERR: Fault(
        "the disk cannot be read or written; what was committed before is whole",
        "check the disk and its free space",
    ),
}

LOG_PAGES: Final = 10_000
"""Of 4 KiB, in the log before it is put into the file: a page that many batches change is then written there once."""


class SqliteFile(Database):
    """A file; `migrating` opens it for a change of its tables only."""

    empty = "an empty file"

    def __init__(self, path: Path, *, read_only: bool = False, create: bool = False, migrating: bool = False) -> None:
        self._path = path
        self._create = create
        mode = "ro" if read_only else "rwc" if create else "rw"
        if read_only and not os.access(path.absolute().parent, os.W_OK) and not Path(f"{path}-wal").exists():
            mode = "ro&immutable=1"  # WAL wants a file beside it; where none can be made, none can be writing either
        # A path may hold bytes that are not UTF-8, and "?" and "#", which mean something in a URI.
        uri = f"file:{quote_from_bytes(os.fsencode(path.absolute()))}?mode={mode}"
        engine = create_engine("sqlite://", creator=lambda: _connect(uri, migrating=migrating), poolclass=QueuePool)
        event.listen(engine, "begin", _begin)
        super().__init__(str(path), engine, engine.execution_options(writes=True))

    def rebuild(self, work: Callable[[Connection], None]) -> None:
        """Change the tables.

        Raises:
            LedgerError: rows would lack their parents, which SQLite does not see while tables are rebuilt.
        """

        def checked(connection: Connection) -> None:
            work(connection)
            if orphan := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise LedgerError(
                    f"{self.where}: rows of {orphan[0]} lack their parent; the ledger was left as it was "
                    "(restore it from a copy)"
                )

        self.close()  # what its connections know of the file is about to be untrue
        rebuilding = SqliteFile(self._path, create=self._create, migrating=True)
        try:
            rebuilding.write(checked)
        finally:
            rebuilding.close()

    def damage(self) -> str | None:
        """The first fault SQLite finds in the file's pages; takes as long as reading the file once.

        Raises:
            LedgerError: the file is so damaged that it cannot even be looked through.
        """
        with self.read() as connection:
            found = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one())
        return None if found == "ok" else " ".join(found.removeprefix("*** in database main ***").split())

    def software(self) -> str:
        """SQLite and its version."""
        return f"SQLite {sqlite3.sqlite_version}"

    def size(self) -> int:
        """Bytes of the file."""
        return self._path.stat().st_size

    def _fault(self, error: DBAPIError) -> Fault:
        code = getattr(error.orig, "sqlite_errorcode", None)
        refused = Fault(f"the database refused: {error.orig}", "please report it")
        return refused if code is None else _FAULTS.get(code & 0xFF, refused)


def _connect(uri: str, *, migrating: bool) -> sqlite3.Connection:
    # SQLAlchemy is to say when a transaction begins and of which kind, so the driver must not begin its own.
    connection = sqlite3.connect(
        uri,
        uri=True,
        timeout=database.BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    try:
        if migrating:
            connection.execute("PRAGMA journal_mode = WAL")  # stays with the file
        else:
            # Off while tables are rebuilt, or dropping the old one would take its rows' children along.
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
    except BaseException:
        connection.close()
        raise
    return connection


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: a reader that turns writer half way could only fail, never wait.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
