"""What every database is to the ledger: connections, transactions, and errors in words a user can act on."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar, Final, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from histor.errors import LedgerError

T = TypeVar("T")

BUSY_SECONDS: Final = 20.0
"""How long one attempt to write waits for another process; its batches take less than a second."""
ATTEMPTS: Final = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """What an error of the database means and what to do. When `passing`, the work may succeed if done again."""

    reason: str
    remedy: str
    passing: bool = False


LOCKED: Final = Fault(
    "another process kept it locked",
    "wait for that process to finish, or stop it, and run the same command again",
    passing=True,
)


class Database(ABC):
    """A place that holds a ledger. Readers see one moment and never wait for writers; writers queue.

    Raises:
        LedgerError: from every method, naming the place, the reason and the remedy.
    """

    empty: ClassVar[str]
    """What such a place is called while nothing is in it."""

    def __init__(self, where: str, reader: Engine, writer: Engine) -> None:
        self.where = where
        self.address = where
        self._reader = reader
        self._writer = writer

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees the database as it is at its first query."""
        with self._speaking(), self._reader.connect() as connection:
            yield connection

    def write(self, work: Callable[[Connection], T]) -> T:
        """Do the work in one transaction: all of it is kept or none. While others write, it waits and tries again."""
        with self._speaking():
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    with self._writer.begin() as connection:
                        return work(connection)
                except DBAPIError as error:
                    if attempt == ATTEMPTS or not self._fault(error).passing:
                        raise
                time.sleep(0.1 * attempt)
        raise AssertionError("the last attempt returns or raises")

    @abstractmethod
    def rebuild(self, work: Callable[[Connection], None]) -> None:
        """Change the tables in one transaction, which takes back all of it where the result is not sound."""

    @abstractmethod
    def damage(self) -> str | None:
        """The first fault found in what is kept, or None."""

    @abstractmethod
    def software(self) -> str:
        """The database's name and version."""

    @abstractmethod
    def size(self) -> int:
        """How many bytes it takes."""

    @abstractmethod
    def _fault(self, error: DBAPIError) -> Fault:
        """What an error means."""

    def close(self) -> None:
        """Close all connections."""
        self._reader.dispose()

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            fault = self._fault(error)
            raise LedgerError(f"{self.where}: {fault.reason} ({fault.remedy})") from error
