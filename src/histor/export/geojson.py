"""Incidents as a GeoJSON FeatureCollection (RFC 7946), written feature by feature."""

from collections.abc import Iterable
from typing import Any, BinaryIO

import msgspec

from histor.export.table import Cell, Entry, Table


def write(table: Table[Entry], entries: Iterable[Entry], out: BinaryIO) -> None:
    """One feature per row of a table of incidents: its columns, of which the first is the id, are the properties."""
    names = [column.name for column in table.columns]
    out.write(b'{"type":"FeatureCollection","features":[')
    before = b"\n"
    for entry in entries:
        for row in table.rows(entry):
            out.write(before + msgspec.json.encode(_feature(dict(zip(names, row, strict=True)))))
            before = b",\n"
    out.write(b"\n]}\n")


def _feature(properties: dict[str, Cell]) -> dict[str, Any]:
    lat, lon = properties.pop("lat"), properties.pop("lon")
    # A dot in the middle of a country would claim to know more than is known.
    point = lat is not None and properties["place_kind"] not in ("country", "region")
    return {
        "type": "Feature",
        "id": next(iter(properties.values())),
        "geometry": {"type": "Point", "coordinates": [lon, lat]} if point else None,
        "properties": properties,
    }
