"""Every layout that readings can be exported in, and the one door to them: `write`.

A new layout is one file with a function `(entries, out)`, one line in LAYOUTS, and one test.
"""

import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from histor.errors import ExportError
from histor.export import delimited, geojson, lines, parquet
from histor.export.privacy import Cleared, release, withhold
from histor.record.article import Article
from histor.record.reading import Reading


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to lay readings out in a file: its writer, the ending of its files, and what it holds."""

    write: Callable[[Iterable[Cleared], BinaryIO], None]
    suffix: str
    holds: str


LAYOUTS: Final[dict[str, Layout]] = {
    "jsonl": Layout(lines.write, ".jsonl", "one reading per line, the output contract"),
    "csv": Layout(delimited.write_incidents, ".csv", "one row per incident"),
    "assertions-csv": Layout(delimited.write_assertions, ".csv", "one row per assertion, with quote and speakers"),
    "parquet": Layout(parquet.write, ".parquet", "one row per incident, typed"),
    "geojson": Layout(geojson.write, ".geojson", "one feature per incident"),
}


def write(layout: str, pairs: Iterable[tuple[Article, Reading]], out: Path | BinaryIO, *, names: bool = False) -> int:
    """Write readings in a layout to a path or a binary stream, and return the number of incidents.

    `pairs` is read once, one pair at a time. Names of victims, suspects and witnesses are withheld by the rule in
    `privacy` unless `names`. A file at a path appears whole or not at all: it is written beside it and renamed.

    Raises:
        ExportError: unknown layout, a missing package, or a path that cannot be written.
    """
    if layout not in LAYOUTS:
        raise ExportError(f"unknown layout {layout!r}; there are {', '.join(LAYOUTS)}")
    counter = _Counter()
    entries = (counter.count((release if names else withhold)(article, reading)) for article, reading in pairs)
    if isinstance(out, Path):
        with _whole_file(out) as stream:
            LAYOUTS[layout].write(entries, stream)
    else:
        LAYOUTS[layout].write(entries, out)
    return counter.incidents


class _Counter:
    """Counts incidents as they pass, since the pairs are seen only once."""

    def __init__(self) -> None:
        self.incidents = 0

    def count(self, cleared: Cleared) -> Cleared:
        self.incidents += len(cleared.reading.incidents)
        return cleared


@contextmanager
def _whole_file(path: Path) -> Iterator[BinaryIO]:
    """A stream whose bytes become the file at `path` once all are written; a pipe or device is written to directly."""
    try:
        path = path.resolve()
        if path.exists() and not path.is_file():
            with path.open("wb") as stream:
                yield stream
            return
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        try:
            with part.open("xb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ExportError(f"cannot write {path}: {reason}; choose another path or make room there") from error
