"""Settings: the environment, read once."""

from pathlib import Path

import pytest

from histor.errors import HistorError
from histor.settings import Settings


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = Settings.from_environment({"HISTOR_LEDGER": "", "HISTOR_MODEL": "", "HISTOR_THREADS": ""})
    assert (settings.ledger, settings.model) == (Path("histor.db"), None)
    assert 1 <= settings.threads <= 4


def test_the_environment_is_taken_at_its_word() -> None:
    given = {"HISTOR_LEDGER": "a/b.db", "HISTOR_MODEL": "model", "HISTOR_THREADS": "7"}
    assert Settings.from_environment(given) == Settings(Path("a/b.db"), Path("model"), 7)


def test_a_ledger_can_be_named_by_a_url() -> None:
    url = "postgresql://ana@db.example.org/incidents"
    assert Settings.from_environment({"HISTOR_LEDGER": url}).ledger == url


@pytest.mark.parametrize("threads", ["0", "-2", "1.5", "many", " 3", "²"])
def test_threads_must_be_a_whole_number(threads: str) -> None:
    with pytest.raises(HistorError, match="HISTOR_THREADS"):
        Settings.from_environment({"HISTOR_THREADS": threads})
