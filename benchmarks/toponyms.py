"""Toponym resolution on LGL and GeoVirus: given the toponyms, how many are placed within 161 km (100 miles).

    python benchmarks/toponyms.py [--data ../shared/data/toponyms] [--errors 40]

LGL (Lieberman, Samet and Sankaranarayanan, 2010): 588 articles of small local papers; GeoVirus (Gritta, Pilehvar and
Collier, 2018): Wikinews on epidemics. Only toponyms with gold coordinates count. A toponym without an answer is wrong.
"""

import argparse
import math
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from histor.read.where.gazetteer import Gazetteer
from histor.read.where.grounding import Grounded, ground
from histor.read.where.toponyms import Toponym, find

HIT_KM = 161.0


@dataclass(frozen=True)
class Gold:
    """One article's toponyms: (start, end, latitude, longitude, note)."""

    text: str
    toponyms: list[tuple[int, int, float, float, str]]


def lgl(path: Path) -> Iterator[Gold]:
    """Articles of LGL; toponyms without coordinates are left out."""
    for article in ET.parse(path).getroot():
        rows = []
        for toponym in article.iter("toponym"):
            tag = toponym.find("gaztag")
            if tag is None or tag.find("lat") is None:
                continue
            note = f"{tag.findtext('name')} {tag.findtext('fcode')} {tag.findtext('admin1')} {tag.findtext('country')}"
            place = float(tag.findtext("lat", "")), float(tag.findtext("lon", ""))
            rows.append((int(toponym.findtext("start", "")), int(toponym.findtext("end", "")), *place, note))
        yield Gold(article.findtext("text", ""), rows)


def geovirus(path: Path) -> Iterator[Gold]:
    """Articles of GeoVirus; its offsets begin at 1."""
    for article in ET.parse(path).getroot():
        rows = []
        for place in article.iter("location"):
            start, end = int(place.findtext("start", "")) - 1, int(place.findtext("end", "")) - 1
            rows.append(
                (
                    start,
                    end,
                    float(place.findtext("lat", "")),
                    float(place.findtext("lon", "")),
                    place.findtext("page", ""),
                )
            )
        yield Gold(article.findtext("text", ""), rows)


def place(article: Gold, gazetteer: Gazetteer) -> dict[tuple[int, int], Grounded | None]:
    """The reader's place for each gold toponym; the article's other names help."""
    given = [
        Toponym(article.text[a:b], a, b, gazetteer, gazetteer.people(article.text[a:b]))
        for a, b, *_ in article.toponyms
    ]
    free = [t for t in find(article.text, gazetteer) if all(t.end <= g.start or t.start >= g.end for g in given)]
    everything = sorted([*given, *(t for t in free if t.people)], key=lambda t: t.start)
    answers = ground(everything, article.text, gazetteer)
    return {(t.start, t.end): answer for t, answer in zip(everything, answers, strict=True)}


def km(a: float, b: float, c: float, d: float) -> float:
    """Great-circle distance."""
    a, b, c, d = (math.radians(x) for x in (a, b, c, d))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 12742 * math.asin(math.sqrt(min(1.0, h)))


def score(articles: Iterator[Gold], gazetteer: Gazetteer, errors: int = 0) -> tuple[float, int]:
    """Percent of toponyms within HIT_KM, and how many there are; prints the commonest errors where asked to."""
    hits, wrong = 0, Counter[str]()
    total = 0
    for article in articles:
        answers = place(article, gazetteer)
        for start, end, lat, lon, note in article.toponyms:
            answer, total = answers.get((start, end)), total + 1
            if answer and km(lat, lon, answer.entry.lat, answer.entry.lon) <= HIT_KM:
                hits += 1
            else:
                got = (
                    f"{answer.entry.name} {answer.entry.kind} {answer.entry.country} ({answer.rule})" if answer else "-"
                )
                wrong[f"{article.text[start:end]!r} is {note}, read as {got}"] += 1
    for line, count in wrong.most_common(errors):
        print(f"  {count:3d}  {line}")
    return 100 * hits / max(1, total), total


def main() -> None:
    """Print one line for each collection."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared" / "data" / "toponyms")
    parser.add_argument("--errors", type=int, default=0)
    options = parser.parse_args()
    gazetteer = Gazetteer.load()
    for name, articles in (
        ("LGL", lgl(options.data / "lgl.xml")),
        ("GeoVirus", geovirus(options.data / "GeoVirus.xml")),
    ):
        percent, total = score(articles, gazetteer, options.errors)
        print(f"{name:9s} Acc@161km {percent:5.1f}  ({total} toponyms)")


if __name__ == "__main__":
    main()
