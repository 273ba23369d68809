"""What a flat table is made of: typed columns, a row's cells, and the columns that all tables of incidents share."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Generic, Literal, Protocol, TypeVar

from histor.record.codebook import Kind, Stage
from histor.record.values import Place, TimeSpan, Toll

Cell = str | int | float | bool | None
CellType = Literal["code", "text", "integer", "number", "flag"]
"""`text` carries words of the article, in which withheld names are replaced; `code` carries ids, codebook words and
names of the world."""

BETWEEN: Final = "; "
"""Between several values in one cell."""
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

Row = TypeVar("Row")
Entry = TypeVar("Entry")


@dataclass(frozen=True)  # no slots: Python 3.11 cannot make a generic class that is both frozen and slotted
class Column(Generic[Row]):
    """One column: its name, type, meaning (for the documentation), and how a row fills it."""

    name: str
    type: CellType
    meaning: str
    take: Callable[[Row], Cell]


@dataclass(frozen=True)
class Table(Generic[Entry]):
    """One kind of table: its columns, and the rows of cells that an entry of what is exported makes."""

    columns: tuple[Column[Any], ...]
    rows: Callable[[Entry], Iterator[list[Cell]]]


def cells(columns: tuple[Column[Row], ...], row: Row, say: Callable[[str], str]) -> list[Cell]:
    """A row's cells, in the order of the columns; `say` clears text of names, and no character stays that no table can
    hold."""
    return [_cell(column, column.take(row), say) for column in columns]


def _cell(column: Column[Row], value: Cell, say: Callable[[str], str]) -> Cell:
    if not isinstance(value, str):
        return value
    return _CONTROLS.sub("\ufffd", say(value) if column.type == "text" else value)


def distinct(entries: Iterable[str]) -> str:
    """Several values in one cell, each once."""
    return BETWEEN.join(dict.fromkeys(entries))


class Event(Protocol):
    """What an article's account, a merged incident and a line of a list have in common."""

    @property
    def kinds(self) -> tuple[Kind, ...]: ...
    @property
    def foreground(self) -> bool: ...
    @property
    def aggregate(self) -> bool: ...
    @property
    def suicide(self) -> bool: ...
    @property
    def stage(self) -> Stage: ...
    @property
    def date(self) -> TimeSpan | None: ...
    @property
    def place(self) -> Place | None: ...
    @property
    def killed(self) -> Toll | None: ...
    @property
    def wounded(self) -> Toll | None: ...


def coordinates(event: Event) -> tuple[float, float] | None:
    """Latitude and longitude in degrees where they are known and on the globe."""
    place = event.place
    if place is None or place.lat is None or place.lon is None:
        return None
    return (place.lat, place.lon) if -90 <= place.lat <= 90 and -180 <= place.lon <= 180 else None


def event_columns(event: Callable[[Row], Event]) -> tuple[Column[Row], ...]:
    """What happened, when and where, and how many were killed and wounded."""
    return (
        Column("foreground", "flag", "whether an article is news of it", lambda r: event(r).foreground),
        Column("aggregate", "flag", "whether it sums up a period or region", lambda r: event(r).aggregate),
        Column("kinds", "code", "kinds, the primary first", lambda r: BETWEEN.join(event(r).kinds)),
        Column("suicide", "flag", "whether attackers meant to die", lambda r: event(r).suicide),
        Column("stage", "code", "accomplished, attempted, foiled or planned", lambda r: event(r).stage),
        Column("date_earliest", "code", "first possible day", _of_date(event, "earliest")),
        Column("date_latest", "code", "last possible day", _of_date(event, "latest")),
        Column("date_precision", "code", "day, days, month, year or period", _of_date(event, "granularity")),
        Column("place_name", "code", "most specific place given", _of_place(event, "name")),
        Column("place_kind", "code", "site, town, admin2, admin1, country or region", _of_place(event, "kind")),
        Column("place_admin1", "code", "first-order division", _of_place(event, "admin1")),
        Column("place_country", "code", "ISO 3166-1 alpha-2 code", _of_place(event, "country")),
        Column("lat", "number", "latitude of the place, WGS84 degrees", _coordinate(event, 0)),
        Column("lon", "number", "longitude of the place, WGS84 degrees", _coordinate(event, 1)),
        Column("geonames", "integer", "GeoNames id of the place", _of_place(event, "geonames")),
        *toll_columns("killed", lambda r: event(r).killed),
        *toll_columns("wounded", lambda r: event(r).wounded),
    )


def toll_columns(name: str, toll: Callable[[Row], Toll | None]) -> tuple[Column[Row], ...]:
    """The three bounds of a toll, each in a column."""
    words = name.replace("_", " ")
    return (
        Column(f"{name}_low", "integer", f"{words}, lowest figure left standing", _of(toll, "low")),
        Column(f"{name}_best", "integer", f"{words}, the figure given", _of(toll, "best")),
        Column(f"{name}_high", "integer", f"{words}, highest; empty is open", _of(toll, "high")),
    )


def _of_date(event: Callable[[Row], Event], name: str) -> Callable[[Row], Cell]:
    return _of(lambda row: event(row).date, name)


def _of_place(event: Callable[[Row], Event], name: str) -> Callable[[Row], Cell]:
    return _of(lambda row: event(row).place, name)


def _of(value: Callable[[Row], object], name: str) -> Callable[[Row], Cell]:
    """An attribute of a value; empty where there is no such value."""
    return lambda row: getattr(value(row), name, None)


def _coordinate(event: Callable[[Row], Event], axis: Literal[0, 1]) -> Callable[[Row], Cell]:
    return lambda row: (coordinates(event(row)) or (None, None))[axis]
