"""Where the incidents were, as a drawing: country outlines from the package, circles sized by toll, no network."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from histor.export.markup import Markup, element, join
from histor.export.outlines import PER_DEGREE, Country, countries

_WIDTH, _HEIGHT = 400, 230  # pixels that labels are laid out for; wider, there is only more room between them
_LETTER: Final = 6.6  # pixels of one letter of a label, about
_LEAST: Final = 7.0  # degrees of latitude shown at least: closer, the outlines would look coarse


@dataclass(frozen=True, slots=True)
class Spot:
    """One place with an incident: WGS84 degrees, its name, a sentence about it, deaths, and the card it leads to."""

    lat: float
    lon: float
    name: str
    about: str
    killed: int
    foreground: bool
    target: str


@dataclass(frozen=True, slots=True)
class _View:
    """The part of the world shown, in degrees: left and top edge, width and height, and the narrowing of longitude."""

    left: float
    top: float
    width: float
    height: float
    narrow: float

    def place(self, lat: float, lon: float) -> tuple[float, float]:
        """Per cent from the left and from the top."""
        return (lon - self.left) / self.width * 100, (self.top - lat) / self.height * 100


def draw(spots: Sequence[Spot], shaded: Iterable[str] = ()) -> Markup:
    """The map as SVG, zoomed to the spots, or to the shaded countries (ISO codes) where there are none.

    Shaded are countries of incidents whose place is no more exact. Empty where there is nothing to show.
    """
    marked = set(shaded)
    areas = [country for country in countries() if country.code in marked]
    if not spots and not areas:
        return join()
    view = _view(spots, areas)
    shown = [country for country in countries() if _in_view(country, view)]
    land = [_land(country, marked) for country in shown]
    scaled = f"scale({view.narrow:.4f} 1)"
    box = " ".join(
        f"{value * PER_DEGREE:.1f}"
        for value in (view.left * view.narrow, -view.top, view.width * view.narrow, view.height)
    )
    ordered = sorted(spots, key=lambda spot: -spot.killed)
    return element(
        "div",
        element(
            "svg",
            element("title", f"Map of {len(spots)} places"),
            element("svg", element("g", *land, transform=scaled), viewBox=box, preserveAspectRatio="none"),
            *_labels(ordered, shown, view),
            *(_circle(spot, view) for spot in ordered),
            role="group",
        ),
        class_="map",
    )


def _view(spots: Sequence[Spot], areas: Sequence[Country]) -> _View:
    lats = [spot.lat for spot in spots]
    lons = [spot.lon for spot in spots]
    if not spots:
        lats = [-edge / PER_DEGREE for area in areas for edge in (area.main[1], area.main[3])]
        lons = [edge / PER_DEGREE for area in areas for edge in (area.main[0], area.main[2])]
    middle_lat, middle_lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    narrow = max(math.cos(math.radians(middle_lat)), 0.35)
    shape = _WIDTH / _HEIGHT
    tall = max((max(lats) - min(lats)) * 1.5, (max(lons) - min(lons)) * 1.35 * narrow / shape, _LEAST)
    tall = min(tall, max(180.0, 360.0 * narrow / shape))  # the whole world is enough
    wide = tall * shape / narrow
    return _View(middle_lon - wide / 2, middle_lat + tall / 2, wide, tall, narrow)


def _in_view(country: Country, view: _View) -> bool:
    left, top, right, bottom = (edge / PER_DEGREE for edge in country.box)
    across = left < view.left + view.width and right > view.left
    return across and -top > view.top - view.height and -bottom < view.top


def _land(country: Country, marked: set[str]) -> Markup:
    return element("path", d=country.path, class_="shaded" if country.code in marked else None)


def _circle(spot: Spot, view: _View) -> Markup:
    x, y = view.place(spot.lat, spot.lon)
    return element(
        "a",
        element("title", spot.about),
        element("circle", cx=f"{x:.2f}%", cy=f"{y:.2f}%", r=f"{_radius(spot):.1f}"),
        element("circle", cx=f"{x:.2f}%", cy=f"{y:.2f}%", r="2", class_="heart"),
        href=f"#{spot.target}",
        aria_label=spot.about,
        class_="spot foreground" if spot.foreground else "spot background",
    )


def _radius(spot: Spot) -> float:
    """Pixels; the area grows with the toll, up to a size that leaves the map readable."""
    return min(6 + 1.7 * math.sqrt(spot.killed), 34)


def _labels(spots: Sequence[Spot], shown: Sequence[Country], view: _View) -> list[Markup]:
    """Place names first, then names of countries, each only where it covers no other."""
    taken = [_around(spot, view) for spot in spots]
    made: list[Markup] = []
    named: set[tuple[float, float]] = set()
    for spot in spots:
        x, y = view.place(spot.lat, spot.lon)
        if (x, y) not in named:
            named.add((x, y))
            gap = _radius(spot) + 4
            made += _write(spot.name, x, y, [("start", gap), ("end", -gap)], "place", taken)
    for country in shown:
        x, y = view.place(-country.label[1] / PER_DEGREE, country.label[0] / PER_DEGREE)
        across = (country.main[2] - country.main[0]) / PER_DEGREE / view.width * _WIDTH
        if across > 0.8 * _LETTER * len(country.name):
            made += _write(country.name, x, y, [("middle", 0.0)], "country", taken)
    return made


def _around(spot: Spot, view: _View) -> tuple[float, float, float, float]:
    x, y = view.place(spot.lat, spot.lon)
    r = _radius(spot)
    return (x * _WIDTH / 100 - r, y * _HEIGHT / 100 - r, x * _WIDTH / 100 + r, y * _HEIGHT / 100 + r)


def _write(
    words: str,
    x: float,
    y: float,
    ways: Sequence[tuple[str, float]],
    sort: str,
    taken: list[tuple[float, float, float, float]],
) -> list[Markup]:
    """The words at the first way (anchor, shift in pixels) that stays on the map and off other words."""
    long = _LETTER * len(words)
    for anchor, shift in ways:
        start = x * _WIDTH / 100 + shift - {"start": 0, "middle": long / 2, "end": long}[anchor]
        middle = y * _HEIGHT / 100
        box = (start, middle - 8, start + long, middle + 8)
        if box[0] < 2 or box[2] > _WIDTH - 2 or box[1] < 2 or box[3] > _HEIGHT - 2:
            continue
        if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
            continue
        taken.append(box)
        return [
            element(
                "text",
                words,
                x=f"{x:.2f}%",
                y=f"{y:.2f}%",
                dx=f"{shift:.0f}",
                dy="4",
                text_anchor=anchor,
                class_=f"label {sort}",
            )
        ]
    return []
