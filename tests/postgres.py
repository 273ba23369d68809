"""A PostgreSQL server of our own, in a temporary folder, for tests and benchmarks that want a real one.

`server()` gives the one server of this process, started when it is first asked for and removed at exit:

    url = server().make("stories")            # an empty database
    url = server().make("copy", "stories")    # a copy of another one, in some fifty milliseconds
    server().drop("copy")

`new_ledger()` and `new_database()` give the URL of a fresh ledger, or of a database with nothing in it, for as long as
their `with` lasts. Tests of both databases import the fixture `ledger_url` into their conftest.
"""

import atexit
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
import pytest

from histor.ledger.open import open_ledger

SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "50",
    "listen_addresses": "''",
    "timezone": "UTC",
}
"""A server for tests need not survive a loss of power, and listens in its own folder only."""
BINARIES = "/usr/lib/postgresql"
"""Where Debian keeps them, by version."""
KINDS = ("sqlite", "postgresql")
_numbers = count(1)


def binaries() -> Path | None:
    """The folder with `initdb` and `pg_ctl`, of the newest version there is, or None."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    versions = sorted(Path(BINARIES).glob("*/bin/initdb"), key=lambda path: int(re.sub(r"\D", "", path.parts[-3])))
    return versions[-1].parent if versions else None


class Server:
    """A running server; `host` is the folder of its socket. Its superuser is "histor" and needs no password."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self.host = tempfile.mkdtemp(prefix="histor-pg-")
        # PostgreSQL refuses to run as root.
        self._user = next(name for name in ("postgres", "nobody") if _known(name)) if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self.host, self._user)
        self._data = f"{self.host}/data"
        self._run(
            "initdb", "-D", self._data, "-U", "histor", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"
        )
        access = Path(self._data, "pg_hba.conf")
        access.write_text(f"local all guarded scram-sha-256\n{access.read_text()}")  # one user who needs a password
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
        log = ["-l", f"{self.host}/log"]
        self._run("pg_ctl", "start", "-w", "-D", self._data, *log, "-o", f"-k {self.host} {options}")

    def stop(self, mode: str = "fast") -> None:
        """Stop it: "fast" cuts connections, "immediate" does so as a crash would."""
        self._run("pg_ctl", "stop", "-w", "-D", self._data, "-m", mode)

    def restart(self, mode: str = "fast") -> None:
        """Stop and start it."""
        self.stop(mode)
        self.start()

    def remove(self) -> None:
        """Stop it and remove all it has."""
        subprocess.run([self._programs / "pg_ctl", "stop", "-D", self._data, "-w", "-m", "fast"],
                       user=self._user, cwd=self.host, capture_output=True)  # fmt: skip
        shutil.rmtree(self.host, ignore_errors=True)

    def url(self, database: str, user: str = "histor") -> str:
        """A database's URL; with a password, `user` is "name:password"."""
        return f"postgresql://{user}@/{database}?host={self.host}"

    def make(self, database: str, template: str = "template0") -> str:
        """Make a database, as a copy of another one that nobody is connected to; its URL."""
        self.run([f'CREATE DATABASE "{database}" TEMPLATE "{template}"'])
        return self.url(database)

    def drop(self, database: str) -> None:
        """Drop a database, whoever is connected to it."""
        self.run([f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)'])

    def run(self, statements: Iterable[str], url: str | None = None) -> None:
        """Run SQL statements in the database of this URL, each in a transaction of its own."""
        with psycopg.connect(url or self.url("postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def _run(self, program: str, *arguments: str) -> None:
        # Output goes to a file: the server would keep a pipe open.
        with tempfile.TemporaryFile("w+") as output:
            command = [str(self._programs / program), *arguments]
            done = subprocess.run(command, user=self._user, cwd=self.host, stdout=output, stderr=output)
            if done.returncode:
                output.seek(0)
                log = Path(self.host, "log")
                told = log.read_text(errors="replace") if log.exists() else ""
                raise RuntimeError(f"{' '.join(command)}: {output.read()}{told}")


def _known(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


@cache
def server() -> Server:
    """This process's server.

    Raises:
        RuntimeError: PostgreSQL is not installed, or does not start.
    """
    programs = binaries()
    if programs is None:
        raise RuntimeError("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    started = Server(programs)
    atexit.register(started.remove)
    return started


def wanted() -> Server:
    """The server for a test, which is skipped where PostgreSQL is not installed, but never where CI is set."""
    if binaries() is None and not os.environ.get("CI"):
        pytest.skip("PostgreSQL is not installed")
    return server()


@contextmanager
def new_database(template: str = "template0") -> Iterator[str]:
    """The URL of a new database, dropped afterwards; `wanted` says when a test is skipped instead."""
    running = wanted()
    name = f"test_{next(_numbers)}"
    yield running.make(name, template)
    running.drop(name)


@contextmanager
def new_ledger() -> Iterator[str]:
    """The URL of a new database with a ledger in it."""
    with new_database(_ledger_template()) as url:
        yield url


@cache
def _ledger_template() -> str:
    open_ledger(wanted().make("ledger")).close()
    return "ledger"


@pytest.fixture(params=KINDS)
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A place for `open_ledger` on each database: a file not there yet, and a PostgreSQL database with a new ledger."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'histor.db'}"
    else:
        with new_ledger() as url:
            yield url
