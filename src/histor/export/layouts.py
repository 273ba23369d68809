"""Every layout that readings and merged incidents can be exported in, and the two doors: `write`, `write_merged`.

A new layout is one file with a function that takes a table, entries and a stream, a line in LAYOUTS or MERGED_LAYOUTS,
and one test.
"""

import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final, Generic

from histor.errors import ExportError
from histor.export import delimited, geojson, lines, parquet
from histor.export.columns import ASSERTIONS, INCIDENTS
from histor.export.merged import MERGED
from histor.export.merged_privacy import ClearedIncident, Merged, release_incident, withhold_incident
from histor.export.privacy import Cleared, release, withhold
from histor.export.table import Entry, Table
from histor.record.article import Article
from histor.record.reading import Reading

Writer = Callable[[Iterable[Entry], BinaryIO], None]


@dataclass(frozen=True)  # no slots, as with every generic class
class Layout(Generic[Entry]):
    """One way to lay entries out in a file: its writer, the ending of its files, and what it holds."""

    write: Writer[Entry]
    suffix: str
    holds: str


LAYOUTS: Final[Mapping[str, Layout[Cleared]]] = {
    "jsonl": Layout(lines.write_readings, ".jsonl", "one reading per line, the output contract"),
    "csv": Layout(partial(delimited.write, INCIDENTS), ".csv", "one row per incident of an article"),
    "assertions-csv": Layout(partial(delimited.write, ASSERTIONS), ".csv", "one row per assertion, with its quote"),
    "parquet": Layout(partial(parquet.write, INCIDENTS), ".parquet", "one row per incident of an article, typed"),
    "geojson": Layout(partial(geojson.write, INCIDENTS), ".geojson", "one feature per incident of an article"),
}
MERGED_LAYOUTS: Final[Mapping[str, Layout[ClearedIncident]]] = {
    "jsonl": Layout(lines.write_incidents, ".jsonl", "one merged incident per line, the output contract"),
    "csv": Layout(partial(delimited.write, MERGED), ".csv", "one row per merged incident"),
    "parquet": Layout(partial(parquet.write, MERGED), ".parquet", "one row per merged incident, typed"),
    "geojson": Layout(partial(geojson.write, MERGED), ".geojson", "one feature per merged incident"),
}


def write(layout: str, pairs: Iterable[tuple[Article, Reading]], out: Path | BinaryIO, *, names: bool = False) -> int:
    """Write readings in a layout to a path or a binary stream, and return the number of incidents.

    `pairs` is read once, one pair at a time. Names of victims, suspects and witnesses are withheld by the rule in
    `privacy` unless `names`. A file at a path appears whole or not at all: it is written beside it and renamed.

    Raises:
        ExportError: unknown layout, a missing package, or a path that cannot be written.
    """
    counter = _Counter()
    clear = release if names else withhold
    entries = (counter.count(clear(article, reading), len(reading.incidents)) for article, reading in pairs)
    _write(_chosen(layout, LAYOUTS).write, entries, out)
    return counter.incidents


def write_merged(layout: str, incidents: Iterable[Merged], out: Path | BinaryIO, *, names: bool = False) -> int:
    """Write merged incidents in a layout to a path or a binary stream, and return their number.

    They are read once, one at a time, and written as `write` writes readings; `merged_privacy` has the rule for names.

    Raises:
        ExportError: as with `write`.
    """
    counter = _Counter()
    clear = release_incident if names else withhold_incident
    _write(_chosen(layout, MERGED_LAYOUTS).write, (counter.count(clear(one), 1) for one in incidents), out)
    return counter.incidents


def write_csv(table: Table[Entry], entries: Iterable[Entry], out: Path | BinaryIO) -> None:
    """Write a table of any kind as CSV, as the layouts do; names are the caller's to clear.

    Raises:
        ExportError: a path that cannot be written.
    """
    _write(partial(delimited.write, table), entries, out)


def _chosen(name: str, layouts: Mapping[str, Layout[Entry]]) -> Layout[Entry]:
    if name not in layouts:
        raise ExportError(f"unknown layout {name!r}; there are {', '.join(layouts)}")
    return layouts[name]


def _write(write: Writer[Entry], entries: Iterable[Entry], out: Path | BinaryIO) -> None:
    if isinstance(out, Path):
        with _whole_file(out) as stream:
            write(entries, stream)
    else:
        write(entries, out)


class _Counter:
    """Counts incidents as they pass, since entries are seen only once."""

    def __init__(self) -> None:
        self.incidents = 0

    def count(self, entry: Entry, incidents: int) -> Entry:
        self.incidents += incidents
        return entry


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
