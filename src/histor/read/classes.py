"""Classes of weapons and targets told by the words themselves (word lists beside the code)."""

import re
from functools import cache
from importlib.resources import files
from typing import Literal

ClassTable = Literal["weapons", "targets"]


@cache
def _table(name: ClassTable) -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = (files("histor.read") / "words" / f"{name}.tsv").read_text("utf-8").splitlines()
    pairs = [row.split("\t") for row in rows if row and not row.startswith("#")]
    return tuple((label, re.compile(rf"\b(?:{pattern})")) for label, pattern in pairs)


def class_of(table: ClassTable, words: str) -> str | None:
    """The class that the first matching row gives, or None when no word of the list is there."""
    return next((label for label, _, _ in matches(table, words)), None)


def matches(table: ClassTable, words: str) -> list[tuple[str, int, int]]:
    """(class, start, end) of the first match of each row, in the order of the list."""
    lowered = words.lower()
    if len(lowered) != len(words):  # a few letters grow in lower case; offsets must stay true
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in words)
    return [(label, m.start(), m.end()) for label, pattern in _table(table) if (m := pattern.search(lowered))]
