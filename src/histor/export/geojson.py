"""Incidents as a GeoJSON FeatureCollection (RFC 7946), written feature by feature."""

from collections.abc import Iterable
from typing import Any, BinaryIO, Final

import msgspec

from histor.export.columns import INCIDENT_COLUMNS, IncidentRow, cells, coordinates, incident_rows
from histor.export.privacy import Cleared
from histor.record.reading import Account

_COLUMNS: Final = tuple(column for column in INCIDENT_COLUMNS if column.name not in ("lat", "lon"))


def write(entries: Iterable[Cleared], out: BinaryIO) -> None:
    """One feature per incident, with the columns of the incident table as its properties."""
    out.write(b'{"type":"FeatureCollection","features":[')
    before = b"\n"
    for cleared in entries:
        for row in incident_rows(cleared):
            out.write(before + msgspec.json.encode(_feature(row)))
            before = b",\n"
    out.write(b"\n]}\n")


def _feature(row: IncidentRow) -> dict[str, Any]:
    names = (column.name for column in _COLUMNS)
    properties = dict(zip(names, cells(_COLUMNS, row, row.cleared), strict=True))
    return {
        "type": "Feature",
        "id": properties["incident_id"],
        "geometry": _point(row.account),
        "properties": properties,
    }


def _point(account: Account) -> dict[str, Any] | None:
    """None where the place is as wide as a country: a dot in its middle would claim to know more."""
    where = coordinates(account)
    if where is None or account.place is None or account.place.kind in ("country", "region"):
        return None
    return {"type": "Point", "coordinates": [where[1], where[0]]}
