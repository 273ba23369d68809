"""Readings on their way out of `histor read`: one function a format, each taking the readings as they come."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from histor.cli.terminal import console, is_terminal, opened, shown, shown_json
from histor.record.article import Article
from histor.record.reading import Reading
from histor.record.wire import reading_to_json, reading_to_line

Pair = tuple[Article, Reading]
TABLE_ROWS: Final = 500
"""Rows a table for people shows at most; whoever wants more wants a file."""


@dataclass(frozen=True, slots=True)
class Output:
    """Where readings go and how much of them: `path` None is standard output."""

    path: Path | None = None
    text: bool = False
    why: bool = False
    doubtful: bool = False


def print_readings(layout: str, readings: Iterable[Pair], output: Output) -> None:
    """Write the readings in one of the formats `PRINTERS` names."""
    if layout == "html":
        _print_pages(readings, output)
        return
    with opened(output.path) as stream:
        PRINTERS[layout](readings, stream, output)


def _print_jsonl(readings: Iterable[Pair], stream: IO[str], output: Output) -> None:
    clean = shown_json if is_terminal(stream) else str
    for article, reading in readings:
        line = reading_to_line(_whole(article, reading), text=output.text, why=output.why, doubtful=output.doubtful)
        stream.write(clean(line) + "\n")
        stream.flush()  # the next program in the pipe, or a person, need not wait for the last article


def _print_json(readings: Iterable[Pair], stream: IO[str], output: Output) -> None:
    clean = shown_json if is_terminal(stream) else str
    before = "[\n"
    for article, reading in readings:
        row = reading_to_json(_whole(article, reading), text=output.text, why=output.why, doubtful=output.doubtful)
        stream.write(before + clean(json.dumps(row, indent=2, ensure_ascii=False)))
        before = ",\n"
    stream.write("[]\n" if before == "[\n" else "\n]\n")


def _print_records(readings: Iterable[Pair], stream: IO[str], output: Output) -> None:
    from histor.cli.drawing import Record

    screen = console(stream)
    for article, reading in readings:
        screen.print(Record(article, reading, why=output.why, doubtful=output.doubtful))


def _print_table(readings: Iterable[Pair], stream: IO[str], output: Output) -> None:
    from histor.cli.drawing import incident_table
    from histor.cli.phrases import Line, line_of

    lines: list[Line] = []
    found = 0
    for article, reading in readings:
        for account in reading.incidents:
            if account.foreground:
                found += 1
                if found <= TABLE_ROWS:
                    lines.append(line_of(f"{article.id}#{account.id}", account))
    screen = console(stream)
    screen.print(incident_table(lines) if lines else "No incident of political violence was read.")
    if found > TABLE_ROWS:
        screen.print(f"and {found - TABLE_ROWS:,} more; `--format jsonl` writes them all")


PRINTERS: Final[dict[str, Callable[[Iterable[Pair], IO[str], Output], None]]] = {
    "record": _print_records,
    "table": _print_table,
    "jsonl": _print_jsonl,
    "json": _print_json,
}
FORMATS: Final = (*PRINTERS, "html")


def _print_pages(readings: Iterable[Pair], output: Output) -> None:
    """One page of all articles, or a page each where `--out` names a folder."""
    from histor.export.page import render_page, render_pages

    if output.path is not None and output.path.is_dir():
        for article, reading in readings:
            with opened(output.path / f"{_file_name(article.id)}.html") as stream:
                stream.write(render_page(article, reading))
        return
    page = render_pages(readings)
    with opened(output.path) as stream:
        stream.write(shown(page) if is_terminal(stream) else page)


def _file_name(ident: str) -> str:
    """An article's id as a file name that stays in its folder."""
    return "".join(c if c.isalnum() or c in "-_." else "_" for c in ident[:100]).lstrip(".") or "article"


def _whole(article: Article, reading: Reading) -> Reading:
    """The reading with its article's text, which a reader may have left out of it."""
    if reading.article.text == article.text:
        return reading
    return Reading(article, reading.incidents, reading.statements, reading.made_by)
