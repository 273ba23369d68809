"""Articles of MUC-4 and their templates: reading, the roles and types, and strings as the scorer compares them."""

import json
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from histor.errors import IngestError

ROLES: Final = ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")
TYPES: Final = ("attack", "bombing", "kidnapping", "arson", "robbery", "forced work stoppage")
_MARKS: Final = str.maketrans("", "", string.punctuation)
_ARTICLES: Final = re.compile(r"\b(a|an|the)\b")


@dataclass(frozen=True, slots=True)
class Template:
    """One incident of the key: its types (two where the key leaves the choice) and, by role, its entities' strings."""

    types: tuple[str, ...]
    entities: dict[str, tuple[tuple[str, ...], ...]]


@dataclass(frozen=True, slots=True)
class Story:
    """One article: its name, its lower-cased text, and its templates where the key is known."""

    name: str
    text: str
    templates: tuple[Template, ...] = ()


def normal(words: str) -> str:
    """A string as the protocols compare it: lower case, no punctuation, no articles, single spaces."""
    return " ".join(_ARTICLES.sub(" ", words.lower().translate(_MARKS)).split())


def read_stories(path: Path, keyed: bool) -> Iterator[Story]:
    """The articles of a file of JSON lines with `docid` and `doctext`; their `templates` only where `keyed`.

    Raises:
        IngestError: the file cannot be read, or a line is not such an object; names the file and the line.
    """
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise IngestError(str(path), str(error)) from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _story(json.loads(line), keyed)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            remedy = "each line is one JSON object with docid and doctext"
            raise IngestError(f"{path}, line {number}", str(error), remedy) from None


def _story(row: Any, keyed: bool) -> Story:
    if not isinstance(row, dict):
        raise TypeError("not a JSON object")
    for key in ("docid", "doctext"):
        if not isinstance(row.get(key), str):
            raise TypeError(f"no text under {key!r}")
    row["doctext"].encode("utf-8")  # half a character, which JSON can hold, is no text: this raises a ValueError
    return Story(row["docid"], row["doctext"], tuple(map(_template, row["templates"])) if keyed else ())


def _template(row: dict[str, Any]) -> Template:
    entities = {
        role: tuple(tuple(mention[0] for mention in entity) for entity in row.get(role, ()) if entity) for role in ROLES
    }
    return Template(tuple(part.strip() for part in row["incident_type"].split("/")), entities)
