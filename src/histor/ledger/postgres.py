"""A ledger in a database of a PostgreSQL server."""

from collections import defaultdict
from collections.abc import Callable, Set
from typing import Final

from sqlalchemy import URL, Connection, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError

from histor.errors import LedgerError
from histor.ledger import database
from histor.ledger.database import LOCKED, Database, Fault
from histor.ledger.merging.tables import metadata

CONNECT_SECONDS: Final = 10
"""How long to wait for a server that does not answer at all."""
_WRITING: Final = 0x486973746F72
"""The advisory lock that writers hold ("Histor" in ASCII); such locks are the database's own."""
_SECRETS: Final = ("password", "sslpassword")
_AGAIN: Final = "check that the server runs, then run the same command again: it goes on where it stopped"
_FAULTS: Final = {
    "08": Fault("the connection to the server was lost; what was committed before is whole", _AGAIN),
    "25006": Fault("it may not be written", "open the ledger for writing, on a server that is no standby"),
    "40001": LOCKED,
    "40P01": LOCKED,
    "53100": Fault(
        "the server's disk is full; what was committed before is whole",
        "free some space there and run the same command again: it goes on where it stopped",
    ),
    "53": Fault("the server is short of memory or connections", "try again later, or ask who runs the server"),
    "55P03": LOCKED,
    "57014": Fault("the server cancelled the work", "raise its statement_timeout, or ask for less at once"),
    "57P": Fault("the server is stopping or starting; what was committed before is whole", _AGAIN),
    "58": Fault("the server cannot read or write its files", "ask who runs the server to look at its log"),
    "XX": Fault("the database is damaged", "restore it from a copy, or read the articles into a new ledger"),
}
"""By SQLSTATE, or by its beginning."""
_CONNECTING: Final = (
    ("password", "check the user and the password; PGPASSWORD or ~/.pgpass can hold it"),
    ("authentication", "ask who runs the server to let this user in (pg_hba.conf)"),
    ("pg_hba.conf", "ask who runs the server to let this user in"),
    ("role", "check the user's name, or make the user: createuser NAME"),
    ("database", "check the database's name, or make it: createdb NAME"),
    ("too many", "try again later, or raise max_connections"),
    ("starting up", "wait a moment and run the same command again"),
)
"""What helps, by a word of the server's reason to let nobody in; errors of connecting have no code."""


class PostgresDatabase(Database):
    """A database of a server; its tables stand in the schema that comes first in the user's search path."""

    empty = "an empty database"

    def __init__(self, url: URL, *, read_only: bool = False) -> None:
        shown = url.set(drivername="postgresql").difference_update_query(_SECRETS)
        where = shown.render_as_string(hide_password=True)
        self._secrets = [secret for secret in (url.password, *(url.query.get(name) for name in _SECRETS)) if secret]
        defaults = {"connect_timeout": str(CONNECT_SECONDS), "application_name": "histor"}
        url = url.set(drivername="postgresql+psycopg", query={**defaults, **url.query})
        try:
            # Before use each connection is tried, so that a restart of the server costs no more than the call it meets.
            engine = create_engine(url, pool_pre_ping=True)
        except ImportError as error:
            raise LedgerError(
                f'{where}: the driver psycopg is missing: {error} (pip install "histor[postgres]")'
            ) from error
        event.listen(engine, "begin", _begin)
        super().__init__(
            where,
            engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True),
            # Each statement sees what is committed; the lock taken first lets nobody commit in between.
            engine.execution_options(isolation_level="READ COMMITTED", postgresql_readonly=read_only, writes=True),
        )
        self.address = url.render_as_string(hide_password=False)

    def rebuild(self, work: Callable[[Connection], None]) -> None:
        """Change the tables; every text in them then sorts by its bytes, as in SQLite, whatever the server's language.

        Raises:
            LedgerError: the database does not take every character.
        """

        def sorted_by_bytes(connection: Connection) -> None:
            encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
            if encoding != "UTF8":
                raise LedgerError(
                    f"{self.where}: its encoding is {encoding} "
                    "(make another database: createdb --encoding UTF8 --template template0 NAME)"
                )
            there = set(inspect(connection).get_table_names())
            work(connection)
            made = set(inspect(connection).get_table_names()) - there
            _sort_by_bytes(connection, made | metadata.tables.keys())

        self.write(sorted_by_bytes)

    def damage(self) -> str | None:
        """Pages whose checksum was wrong when the server read them, or an index left unfinished; a quick look."""
        with self.read() as connection:
            wrong = connection.exec_driver_sql(
                "SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()"
            ).scalar()
            index = connection.exec_driver_sql(
                "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"
            ).scalar()
        if wrong:
            return f"{wrong} pages had a wrong checksum"
        return None if index is None else f"the index {index} is not valid"

    def software(self) -> str:
        """PostgreSQL and the server's version."""
        with self.read() as connection:
            return f"PostgreSQL {connection.exec_driver_sql('SHOW server_version').scalar_one()}"

    def size(self) -> int:
        """Bytes of the database on the server."""
        with self.read() as connection:
            return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())

    def _fault(self, error: DBAPIError) -> Fault:
        state = getattr(error.orig, "sqlstate", None)
        if state is None:
            return _FAULTS["08"] if error.connection_invalidated else self._no_connection(str(error.orig))
        if state == "42501":
            return Fault(self._hidden(f"not allowed: {_primary(error)}"), "ask the database's owner to GRANT it")
        for code in (state, state[:3], state[:2]):
            if code in _FAULTS:
                return _FAULTS[code]
        return Fault(self._hidden(f"the database refused: {_primary(error)}"), "please report it")

    def _no_connection(self, message: str) -> Fault:
        told = " ".join(message.split())
        reason = told.rpartition("FATAL: ")[2].strip()
        remedy = "check the address, and that the server runs and may be reached"
        if reason != told:  # the server answered
            remedy = next((help_ for word, help_ in _CONNECTING if word in reason), "ask who runs the server")
        return Fault(self._hidden(f"no connection: {reason}"), remedy)

    def _hidden(self, message: str) -> str:
        for secret in self._secrets:
            message = message.replace(str(secret), "***")
        return message


def _primary(error: DBAPIError) -> str:
    diagnosis = getattr(error.orig, "diag", None)
    return getattr(diagnosis, "message_primary", None) or str(error.orig)


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("writes"):
        connection.execute(
            text("SELECT set_config('lock_timeout', :wait, true), pg_advisory_xact_lock(:lock)"),
            {"wait": f"{database.BUSY_SECONDS * 1000:.0f}ms", "lock": _WRITING},
        )


def _sort_by_bytes(connection: Connection, names: Set[str]) -> None:
    columns = connection.execute(
        text(
            "SELECT relname, attname, format_type(atttypid, atttypmod) AS kind FROM pg_attribute "
            "JOIN pg_class ON pg_class.oid = attrelid JOIN pg_collation ON pg_collation.oid = attcollation "
            "WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname = ANY(:names) "
            "AND attnum > 0 AND NOT attisdropped AND collname <> 'C'"
        ),
        {"names": sorted(names)},
    )
    quote = connection.dialect.identifier_preparer.quote
    changes: dict[str, list[str]] = defaultdict(list)
    for column in columns:
        changes[column.relname].append(f'ALTER COLUMN {quote(column.attname)} TYPE {column.kind} COLLATE "C"')
    for name, altered in changes.items():
        connection.exec_driver_sql(f"ALTER TABLE {quote(name)} {', '.join(altered)}")
