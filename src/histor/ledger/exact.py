"""Text kept exactly as it came, in databases that cannot hold every string Python can."""

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import Text
from sqlalchemy.types import TypeDecorator

MARK = "\N{SYMBOL FOR ESCAPE}"
"""Opens and closes an escape. No letter, so that full-text search sees a word's end; escaped itself where printed."""
_UNSTORABLE = re.compile(f"[\x00\ud800-\udfff{MARK}]")
_ESCAPE = re.compile(f"{MARK}([0-9a-f]{{4}}){MARK}")


def stored(text: str) -> str:
    """The text as the database keeps it: NUL and lone surrogates, which databases do not take, are escaped."""
    return _UNSTORABLE.sub(lambda match: f"{MARK}{ord(match[0]):04x}{MARK}", text)


def searchable(text: str) -> str:
    """The text with a space for each character that would be escaped: no word or name needs one."""
    return _UNSTORABLE.sub(" ", text)


def restored(text: str) -> str:
    """The text that `stored` was given."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if MARK in text else text


def _restored(text: str | None) -> str | None:
    return text if text is None or MARK not in text else restored(text)


class Exact(TypeDecorator[str]):
    """A text column from which every Python string comes back as it went in."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else stored(value)

    def result_processor(self, dialect: Any, coltype: object) -> Callable[[str | None], str | None]:
        """`process_result_value` would be called through another function for each text, of which there are many."""
        return _restored
