"""A ledger of its own for each test, on each database."""

from collections.abc import Iterator
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
def path(tmp_path: Path) -> Path:
    """A file not there yet, for what only SQLite does."""
    return tmp_path / "histor.db"
