"""How a toll changed: a line for every figure, oldest first, drawn on one scale."""

from collections.abc import Sequence
from typing import Final

from rich.table import Table
from rich.text import Text

from histor.cli import phrases
from histor.cli.terminal import shown_line
from histor.record.incident import TollPoint
from histor.record.values import Quantity

WIDTH: Final = 32
"""Columns of the scale."""
_POINT, _SPAN, _OPEN = "●", "─", "╌"
_ASCII: Final = str.maketrans({_POINT: "o", _SPAN: "-", _OPEN: "."})


def toll_chart(points: Sequence[TollPoint], *, ascii_only: bool = False) -> Table:
    """Day, figure, its place on the scale from 0 to the greatest figure, who says it, and whether it still stands."""
    top = max((bound for point in points for bound in _bounds(point.quantity)), default=0)
    chart = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(3):
        chart.add_column(no_wrap=True)
    chart.add_column(overflow="fold")
    for point in points:
        stands = point.superseded_by is None
        style = "bold" if stands and point.total else "" if stands else "dim"
        drawn = bar(point.quantity, top)
        chart.add_row(
            Text(point.as_of or "no date", "dim"),
            Text(phrases.count(point.quantity), style),
            Text(drawn.translate(_ASCII) if ascii_only else drawn, style),
            _remark(point),
        )
    return chart


def bar(quantity: Quantity, top: int) -> str:
    """One figure on a scale of WIDTH columns: a point for a number, a line to each bound, dashes where it is open.

    >>> bar(Quantity(0, 0), 10).index("●"), bar(Quantity(10, 10), 10).index("●") == WIDTH - 1
    (0, True)
    """
    low, high = quantity.low, quantity.high
    first = _column(low if low is not None else 0, top)
    last = _column(high if high is not None else top, top)
    cells = [" "] * WIDTH
    for column in range(first, last + 1):
        cells[column] = _SPAN if low is not None and high is not None else _OPEN
    if low is not None:
        cells[first] = _POINT
    if high is not None:
        cells[last] = _POINT
    return "".join(cells)


def _column(number: int, top: int) -> int:
    return round(number * (WIDTH - 1) / top) if top else 0


def _bounds(quantity: Quantity) -> list[int]:
    return [bound for bound in (quantity.low, quantity.high) if bound is not None]


def _remark(point: TollPoint) -> Text:
    counted = "" if point.group == "all" else f"{phrases.words(point.group)} · "
    speaker = phrases.CHAIN.join(point.speaker) if point.speaker else "the article"
    line = Text(shown_line(f"{counted}{speaker}"), "" if point.superseded_by is None else "dim")
    line.append(f"  {shown_line(point.account)}", "dim")
    if point.superseded_by is not None:
        line.append(" · superseded", "dim italic")
    return line
