"""A ledger of its own for each test, on each database."""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from histor.ledger.open import open_ledger
from histor.ledger.store import Ledger
from postgres import KINDS, ledger_url, new_database

__all__ = ["ledger_url"]


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    """An open ledger, in SQLite and in PostgreSQL."""
    with open_ledger(ledger_url) as opened:
        yield opened


@pytest.fixture(params=KINDS)
def nothing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A place where a ledger can be made: a file not there yet, and an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'histor.db'}"
    else:
        with new_database() as url:
            yield url


@pytest.fixture
def fresh_ledger(tmp_path: Path) -> Callable[[], Ledger]:
    """Makes an empty ledger each time, in a file; for tests that need one for each example."""
    open_ledger(tmp_path / "empty.db").close()
    numbers = count()

    def make() -> Ledger:
        copied = tmp_path / f"{next(numbers)}.db"
        shutil.copy(tmp_path / "empty.db", copied)
        return open_ledger(copied)

    return make


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file not there yet, for what only SQLite does."""
    return tmp_path / "histor.db"
