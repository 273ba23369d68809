"""Country outlines, for maps that need no network (page_files/outlines.json names their source and licence)."""

from functools import cache
from importlib.resources import files
from typing import Final

import msgspec


class Country(msgspec.Struct, frozen=True):
    """One country: ISO 3166-1 alpha-2 code, name, box (left, top, right, bottom), label point and SVG path.

    `main` is the box of its largest part, without far islands. All in drawing units, `PER_DEGREE` to a degree,
    x to the east and y to the south.
    """

    code: str | None
    name: str
    box: tuple[int, int, int, int]
    main: tuple[int, int, int, int]
    label: tuple[int, int]
    path: str


class _Outlines(msgspec.Struct, frozen=True):
    countries: tuple[Country, ...]


PER_DEGREE: Final = 40
"""Drawing units in one degree: one over the `unit` that the outlines were made with."""


@cache
def countries() -> tuple[Country, ...]:
    """Every country, by name."""
    data = files("histor.export").joinpath("page_files/outlines.json").read_bytes()
    return msgspec.json.decode(data, type=_Outlines).countries


@cache
def country_name(code: str) -> str:
    """A country's name in English; its code where no outline has it."""
    return next((country.name for country in countries() if country.code == code), code)
