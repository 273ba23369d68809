"""The reader with the model that comes with histor, loaded once for all tests."""

import os
from pathlib import Path

import pytest

from histor.read.encoder import MODEL_DIR
from histor.read.reader import Reader, load_reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The model in the package; where a checkout has none yet, the one that HISTOR_MODEL names."""
    named = None if (MODEL_DIR / "model.json").exists() else os.environ.get("HISTOR_MODEL")
    return load_reader(Path(named) if named else None, threads=1)
