"""Merged incidents as lines of a list: a table for a terminal, rows for programs."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from rich import box
from rich.table import Table
from rich.text import Text

from histor.cli import phrases
from histor.cli.incident_detail import CONFLICT_STYLES
from histor.cli.terminal import shown_line
from histor.export import table as flat
from histor.export.merged import summary_columns

if TYPE_CHECKING:
    from histor.ledger.merging.listing import IncidentRow


def incidents_table(rows: "Iterable[IncidentRow]") -> Table:
    """One line an incident: id, when, where, what, who is blamed, tolls, articles and independent sources, grade."""
    table = Table(
        box=box.SIMPLE_HEAD, show_edge=False, expand=True, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim"
    )
    table.add_column("incident", no_wrap=True)
    table.add_column("when", width=10)
    table.add_column("where", ratio=4)
    table.add_column("what", ratio=4)
    table.add_column("blamed", ratio=5)
    for name in ("killed", "wounded", "articles", "sources", "grade"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("conflict", no_wrap=True)
    for row in rows:
        table.add_row(*_line(row))
    return table


def _line(row: "IncidentRow") -> list[Text]:
    words = (
        phrases.short_span(row.date),
        phrases.short_place(row.place),
        phrases.kinds(row),
        phrases.first_few(phrases.tie(tie.name, tie.status) for tie in row.perpetrators),
        phrases.toll(row.killed),
        phrases.toll(row.wounded),
        f"{row.articles:,}",
        f"{row.independent:,}",
        row.grade,
    )
    conflict = "" if row.conflict == "none" else row.conflict
    return [
        Text(row.id, "bold" if row.foreground else "dim"),
        *(Text(shown_line(word)) for word in words),
        Text(conflict, CONFLICT_STYLES[row.conflict]),
    ]


def _itself(row: "IncidentRow") -> "IncidentRow":
    return row


def _blamed(row: "IncidentRow") -> list[str]:
    return [phrases.tie(tie.name, tie.status) for tie in row.perpetrators]


_COLUMNS: "Final[tuple[flat.Column[IncidentRow], ...]]" = (
    *summary_columns(_itself),
    flat.Column(
        "blamed", "text", "groups and states tied to it (strongest status)", lambda row: flat.distinct(_blamed(row))
    ),
    flat.Column("accounts", "integer", "accounts merged into it", lambda row: row.accounts),
    flat.Column("conflict", "code", "the gravest conflict of a value", lambda row: row.conflict),
    flat.Column("updated_at", "code", "when it last changed, UTC", lambda row: row.updated_at),
)
LIST: "Final[flat.Table[IncidentRow]]" = flat.Table(_COLUMNS, lambda row: iter([flat.cells(_COLUMNS, row, str)]))
"""The list as a table for programs."""


def row_to_json(row: "IncidentRow") -> dict[str, Any]:
    """A line of the list as a JSON object: the columns of the csv, with lists as lists."""
    values = zip((column.name for column in _COLUMNS), flat.cells(_COLUMNS, row, str), strict=True)
    return {**dict(values), "kinds": list(row.kinds), "blamed": _blamed(row)}
