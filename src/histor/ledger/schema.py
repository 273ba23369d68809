"""The version of a ledger's tables: told with one plain query, and brought up to date when it is old."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, column, inspect, select, table

from histor.errors import LedgerError

if TYPE_CHECKING:  # a fifth of a second to import, and needed only where tables change
    from alembic.config import Config

REVISION: Final = "0004"
"""The newest migration; a ledger at this version needs none."""
VERSION_TABLE: Final = "histor_schema"
_version: Final = table(VERSION_TABLE, column("version_num"))


def found_revision(connection: Connection, where: str) -> str | None:
    """The version of the tables there; None in an empty database.

    Raises:
        LedgerError: there are tables, but not a ledger's.
    """
    names = inspect(connection).get_table_names()
    if VERSION_TABLE in names:
        return connection.execute(select(_version.c.version_num)).scalar()
    if names:
        raise LedgerError(f"{where}: this database is not a ledger (name another file)")
    return None


def migrate(connection: Connection, where: str, revision: str = REVISION) -> None:
    """Bring the tables up to a version, inside the transaction that the connection is in.

    Raises:
        LedgerError: the tables are of a version this software does not know.
    """
    from alembic import command
    from alembic.script import ScriptDirectory

    config = _config(connection)
    found = found_revision(connection, where)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise LedgerError(
            f"{where}: the ledger's tables are version {found}, newer than this Histor knows "
            f"({REVISION}) (upgrade Histor, or name another ledger)"
        )
    command.upgrade(config, revision)


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    # Alembic reads "%" as the start of a placeholder, and a folder's name may hold one.
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
