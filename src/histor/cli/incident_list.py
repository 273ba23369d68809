"""Merged incidents as lines of a list: a table for a terminal, rows for programs."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from rich import box
from rich.table import Table
from rich.text import Text

from histor.cli import phrases
from histor.cli.incident_detail import CONFLICT_STYLES
from histor.cli.terminal import shown_line

if TYPE_CHECKING:
    from histor.ledger.merging.listing import IncidentRow

COLUMNS: Final = (
    "id", "foreground", "aggregate", "kinds", "suicide", "stage", "earliest", "latest", "place", "place_kind", "admin1",
    "country", "lat", "lon", "killed_low", "killed_best", "killed_high", "wounded_low", "wounded_best", "wounded_high",
    "perpetrators", "accounts", "articles", "independent_sources", "grade", "conflict", "score", "policy", "updated_at",
)  # fmt: skip
"""Of a row in csv; lists are joined by "; "."""


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


def row_to_json(row: "IncidentRow") -> dict[str, Any]:
    """A line of the list as a JSON object: the columns of the csv, with lists as lists."""
    date, place = row.date, row.place
    return {
        "id": row.id,
        "foreground": row.foreground,
        "aggregate": row.aggregate,
        "kinds": list(row.kinds),
        "suicide": row.suicide,
        "stage": row.stage,
        "earliest": date.earliest if date else None,
        "latest": date.latest if date else None,
        "place": place.name if place else None,
        "place_kind": place.kind if place else None,
        "admin1": place.admin1 if place else None,
        "country": place.country if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        **{
            f"{name}_{bound}": getattr(toll, bound) if toll else None
            for name, toll in (("killed", row.killed), ("wounded", row.wounded))
            for bound in ("low", "best", "high")
        },
        "perpetrators": [phrases.tie(tie.name, tie.status) for tie in row.perpetrators],
        "accounts": row.accounts,
        "articles": row.articles,
        "independent_sources": row.independent,
        "grade": row.grade,
        "conflict": row.conflict,
        "score": round(row.score, 4),
        "policy": row.policy,
        "updated_at": row.updated_at,
    }


def cells(row: "IncidentRow") -> list[Any]:
    """A line of the list as the cells of a csv, in the order of COLUMNS; a cell that a spreadsheet would take for a
    formula is quoted."""
    values = row_to_json(row)
    return [_cell(values[name]) for name in COLUMNS]


def _cell(value: Any) -> Any:
    words = "; ".join(value) if isinstance(value, list) else value
    return f"'{words}" if isinstance(words, str) and words[:1] in ("=", "+", "-", "@", "\t", "\r") else words
