"""The environment, read once at the door and handed on as arguments."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from histor.errors import HistorError

LEDGER = "HISTOR_LEDGER"
MODEL = "HISTOR_MODEL"
THREADS = "HISTOR_THREADS"
ANALYST = "HISTOR_ANALYST"
MOST_THREADS = 4
"""More threads than this no longer help one small encoder reading one article at a time."""


def ledger_place(given: str) -> Path | str:
    """A ledger as a user names it: a file's path, or a URL, which stays as it is."""
    return given if "://" in given else Path(given)


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the ledger and the model are, and how many threads the encoder may use.

    `ledger` is a file or a URL; `model` is None for the model that comes with the package; `analyst` is the name under
    which judgements and corrections are kept, None where each command has to say.
    """

    ledger: Path | str = Path("histor.db")
    model: Path | None = None
    threads: int = 1
    analyst: str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """The settings an environment gives; an empty variable counts as absent.

        Raises:
            HistorError: HISTOR_THREADS is not a whole number of 1 or more.
        """
        model = environment.get(MODEL)
        return cls(
            ledger=ledger_place(environment.get(LEDGER) or "histor.db"),
            model=Path(model) if model else None,
            threads=_threads(environment.get(THREADS)),
            analyst=environment.get(ANALYST) or None,
        )


def _threads(given: str | None) -> int:
    if not given:
        return min(MOST_THREADS, _usable_cores())
    if not given.isdecimal() or int(given) < 1:
        raise HistorError(f"{THREADS} is {given!r}: it must be a whole number of 1 or more (or unset it)")
    return int(given)


def _usable_cores() -> int:
    # A container may be lent fewer cores than the machine has; only Linux can say so.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
