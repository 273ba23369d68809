"""One database file: connections, transactions, and its errors in words a user can act on."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import quote_from_bytes

from sqlalchemy import Connection, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError

from histor.errors import LedgerError

T = TypeVar("T")

BUSY_SECONDS: Final = 20.0
"""How long one attempt to write waits for another process; its batches take less than a second."""
ATTEMPTS: Final = 3
_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_REASONS: Final = {
    sqlite3.SQLITE_FULL: (
        "the disk is full; what was committed before is whole",
        "free some space and run the same command again: it goes on where it stopped",
    ),
    sqlite3.SQLITE_BUSY: (
        "another process kept it locked",
        "wait for that process to finish, or stop it, and run the same command again",
    ),
    sqlite3.SQLITE_READONLY: ("it may not be written", "check the permissions of the file and of its folder"),
    sqlite3.SQLITE_CANTOPEN: ("it cannot be opened", "check that its folder exists and may be written"),
    sqlite3.SQLITE_NOTADB: ("this file is not a ledger", "name another file"),
    sqlite3.SQLITE_CORRUPT: ("the file is damaged", "restore it from a copy, or read the articles into a new ledger"),
    sqlite3.SQLITE_IOERR: (
        "the disk cannot be read or written; what was committed before is whole",
        "check the disk and its free space",
    ),
}


class Database:
    """A SQLite file. Readers see one moment and never wait; writers queue.

    Raises:
        LedgerError: from every method, naming the file, the reason and the remedy.
    """

    def __init__(self, path: Path, *, read_only: bool = False, create: bool = False, migrating: bool = False) -> None:
        self.where = str(path)
        self.read_only = read_only
        mode = "ro" if read_only else "rwc" if create else "rw"
        if read_only and not os.access(path.absolute().parent, os.W_OK) and not Path(f"{path}-wal").exists():
            mode = "ro&immutable=1"  # WAL wants a file beside it; where none can be made, none can be writing either
        # A path may hold bytes that are not UTF-8, and "?" and "#", which mean something in a URI.
        uri = f"file:{quote_from_bytes(os.fsencode(path.absolute()))}?mode={mode}"
        self._engine = create_engine(
            "sqlite://", creator=lambda: _connect(uri, migrating=migrating), poolclass=QueuePool
        )
        event.listen(self._engine, "begin", _begin)
        self._writer = self._engine.execution_options(writes=True)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees the database as it is at its first query."""
        with self._speaking(), self._engine.connect() as connection:
            yield connection

    def write(self, work: Callable[[Connection], T]) -> T:
        """Do the work in one transaction: all of it is kept or none. While others write, it waits and tries again."""
        with self._speaking():
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    with self._writer.begin() as connection:
                        return work(connection)
                except DBAPIError as error:
                    if attempt == ATTEMPTS or _code(error.orig) not in _BUSY:
                        raise
                time.sleep(0.1 * attempt)
        raise AssertionError("the last attempt returns or raises")

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            raise self._error(error.orig if isinstance(error, DBAPIError) else error) from error

    def _error(self, error: BaseException | None) -> LedgerError:
        reason, remedy = _REASONS.get(_code(error), (f"the database refused: {error}", "please report it"))
        return LedgerError(f"{self.where}: {reason} ({remedy})")


def _connect(uri: str, *, migrating: bool) -> sqlite3.Connection:
    # SQLAlchemy is to say when a transaction begins and of which kind, so the driver must not begin its own.
    connection = sqlite3.connect(
        uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    try:
        if migrating:
            connection.execute("PRAGMA journal_mode = WAL")  # stays with the file
        else:
            # Off while tables are rebuilt, or dropping the old one would take its rows' children along.
            connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: a reader that turns writer half way could only fail, never wait.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _code(error: Any) -> int:
    """SQLite's primary result code, -1 where there is none."""
    code = getattr(error, "sqlite_errorcode", None)
    return -1 if code is None else code & 0xFF
