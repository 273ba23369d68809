"""A ledger file of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from histor.ledger.open import open_ledger
from histor.ledger.store import Ledger


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "histor.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with open_ledger(path) as opened:
        yield opened
