"""Gold codings -> training examples: every quote found in its article, every span with what it means.

Gold quotes come without offsets. A quote that stands once is taken where it stands; of several places the one nearest
the incident's certain quotes is taken, and the others are masked: the coder listed a value once, not every repetition.
"""

import datetime as dt
import json
import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from histor.read.encoding import ANCHORS
from histor.read.when.times import find_times
from histor.read.where.gazetteer import default_gazetteer
from histor.read.where.toponyms import find as find_toponyms
from histor.read.who.actors import find_actors

TAG_OF_SLOT = {"missing": "kidnapped"}


@dataclass
class Span:
    """One labelled span; the label fields that do not apply stay None."""

    part: str
    start: int
    end: int
    tag: str
    incidents: set[int] = field(default_factory=set)
    status: str | None = None
    group: str | None = None
    target: str | None = None
    weapon: str | None = None
    statement: str | None = None
    bottom: bool | None = None
    said_by: list[tuple[int, int, str]] | None = None
    value: Any = None
    outside: bool = False
    """A day, place or actor that the article names but no incident has: it must link to none."""


@dataclass
class Example:
    """One article with its labelled spans, masked spans and incidents."""

    doc: str
    title: str
    text: str
    published: str | None
    spans: list[Span]
    masked: list[tuple[str, int, int, str]]
    incidents: list[dict[str, Any]]
    whole: bool = True
    """Whether every statement is coded; where not, an unmarked one is no lesson."""


def examples(articles: Path, gold: Path) -> Iterator[Example]:
    """The examples of one gold folder, in the order of the articles file."""
    for line in articles.read_text("utf-8").splitlines():
        article = json.loads(line)
        coding = json.loads((gold / f"{article['id']}.json").read_text("utf-8"))
        yield align(article, coding)


def occurrences(text: str, quote: str) -> list[tuple[int, int]]:
    """Where the quote stands as whole words; anywhere at all if it never does."""
    if not quote:
        return []
    found = [(m.start(), m.end()) for m in re.finditer(re.escape(quote), text)]
    whole = [
        (s, e)
        for s, e in found
        if not (s and text[s - 1].isalnum() and text[s].isalnum())
        and not (e < len(text) and text[e].isalnum() and text[e - 1].isalnum())
    ]
    return whole or found


def align(article: dict[str, Any], coding: dict[str, Any], *, whole: bool = True) -> Example:
    """One article's example; `whole` tells whether the coding lists every statement."""
    title, text = article["title"] or "", article["text"]
    example = Example(article["id"], title, text, article["published"], [], [], coding["incidents"], whole)
    for number, incident in enumerate(coding["incidents"]):
        _align_incident(example, number, incident)
    _align_statements(example, coding)
    example.spans = _merged([*example.spans, *_outside(example)])
    return example


def _outside(example: Example) -> Iterator[Span]:
    """The days, places and actors of the article that the grammars find and the coder gave to no incident.

    Of actors only those that are nowhere coded as perpetrator: the coder lists one once, not every time it stands.
    """
    known = [(s.part, s.start, s.end, s.tag) for s in example.spans] + example.masked
    anchor = dt.date.fromisoformat(example.published) if example.published else None
    names = {str(span.value).lower() for span in example.spans if span.tag == "perpetrator"}
    for part, words in (("title", example.title), ("text", example.text)):
        days = [(match.start, match.end, "date") for match in find_times(words, anchor)]
        places = [(t.start, t.end, "place") for t in find_toponyms(words, default_gazetteer()) if not t.people]
        actors = [(a.start, a.end, "perpetrator") for a in find_actors(words) if not _coded(a.name, names)]
        for start, end, tag in days + places + actors:
            if not any(p == part and t == tag and s < end and start < e for p, s, e, t in known):
                yield Span(part, start, end, tag, outside=True)


def _coded(name: str, names: set[str]) -> bool:
    """Whether an actor shares a word with one that is coded."""
    words = set(name.lower().split())
    return name == "unidentified" or any(words & set(other.split()) for other in names)


def _places(example: Example, quote: str) -> list[tuple[str, int, int]]:
    in_text = [("text", s, e) for s, e in occurrences(example.text, quote)]
    return in_text or [("title", s, e) for s, e in occurrences(example.title, quote)]


def _align_incident(example: Example, number: int, incident: dict[str, Any]) -> None:
    rows = [("mention", m, None) for m in incident["mentions"]]
    rows += [(TAG_OF_SLOT.get(a["slot"], a["slot"]), a["quote"], a) for a in incident["assertions"]]
    sure = [places[0][1] for _, quote, _ in rows if len(places := _places(example, quote)) == 1]
    centre = statistics.median(sure) if sure else 0
    used: set[tuple[str, int, int, str]] = set()
    after = -1
    for tag, quote, assertion in rows:
        places = _places(example, quote)
        fresh = [p for p in places if (*p, tag) not in used] or places
        if not fresh:
            continue
        if tag == "mention":  # the codebook lists mentions in text order
            later = [p for p in fresh if p[1] > after] or fresh
            chosen = later[0] if len(incident["mentions"]) > 1 else min(later, key=lambda p: abs(p[1] - centre))
            after = chosen[1]
        else:
            near = sure or [centre]
            chosen = min(fresh, key=lambda p: min(abs(p[1] - s) for s in near) if p[0] == "text" else 0)
        used.add((*chosen, tag))
        example.masked += [(*p, tag) for p in places if p != chosen]
        example.masked += [("title", s, e, tag) for s, e in occurrences(example.title, quote) if chosen[0] == "text"]
        example.spans.append(_span(example, chosen, tag, number, incident, assertion))


def _span(
    example: Example, place: tuple[str, int, int], tag: str, number: int, incident: dict[str, Any], assertion: Any
) -> Span:
    span = Span(*place, tag, {number})
    if assertion is None:
        return span
    span.value = assertion["value"]
    span.status = assertion.get("status")
    span.group = assertion.get("group")
    if tag in ("target", "weapon"):
        setattr(span, tag, assertion["value"])
    span.bottom = _is_bottom(tag, assertion, incident)
    span.said_by = _hops(example, place, assertion["said_by"])
    return span


def _is_bottom(tag: str, assertion: dict[str, Any], incident: dict[str, Any]) -> bool | None:
    value = assertion["value"]
    if tag in ("killed", "wounded") and isinstance(value, dict):
        toll = incident[tag]
        if not toll:
            return False
        if toll["best"] is None:
            return bool(value["low"] == toll["low"])
        return toll["best"] in (value["low"], value["high"])
    if tag == "date":
        date = incident["date"]
        return bool(date) and value == f"{date['earliest']}/{date['latest']}"
    if tag == "place":
        place = incident["place"]
        return bool(place) and place["name"].lower() == str(value).lower()
    return None


def _hops(example: Example, place: tuple[str, int, int], said_by: list[str]) -> list[tuple[int, int, str]]:
    """Where each speaker of the chain is named, nearest the quote; a speaker not found is left out."""
    hops = []
    for words in said_by:
        found = occurrences(example.text if place[0] == "text" else example.title, words)
        if found:
            start, end = min(found, key=lambda p: min(abs(p[0] - place[2]), abs(p[1] - place[1])))
            hops.append((start, end, place[0]))
            example.masked += [(place[0], s, e, "speaker") for s, e in found if (s, e) != (start, end)]
            example.spans.append(Span(place[0], start, end, "speaker"))
    return hops


def _align_statements(example: Example, coding: dict[str, Any]) -> None:
    ids = {incident["id"]: number for number, incident in enumerate(coding["incidents"])}
    for row in coding["statements"]:
        places = _places(example, row["quote"])
        if not places:
            continue
        span = Span(*places[0], "statement", statement=row["kind"])
        if row["about"] in ids:
            span.incidents = {ids[row["about"]]}
        span.said_by = _hops(example, places[0], [*row["said_by"], row["speaker"]])
        span.value = row["speaker"]
        example.spans.append(span)


def _merged(spans: list[Span]) -> list[Span]:
    """Spans of one place and tag made one: a value may belong to several incidents."""
    by_key: dict[tuple[str, int, int, str], Span] = {}
    for span in spans:
        key = (span.part, span.start, span.end, span.tag)
        kept = by_key.setdefault(key, span)
        kept.incidents |= span.incidents
        kept.said_by = kept.said_by or span.said_by
        if span.bottom:
            kept.bottom = True
    return sorted(by_key.values(), key=lambda s: (s.part == "text", s.start, s.end, s.tag))


def report(rows: list[Example], gold: Path) -> str:
    """How much of the gold was found, one line."""
    wanted = 0
    for path in gold.glob("*.json"):
        for incident in json.loads(path.read_text("utf-8"))["incidents"]:
            wanted += len(incident["assertions"]) + len(incident["mentions"])
    found = sum(len(span.incidents) for row in rows for span in row.spans if span.tag not in ("speaker", "statement"))
    anchored = sum(
        any(i in s.incidents and s.tag in ANCHORS for s in r.spans) for r in rows for i in range(len(r.incidents))
    )
    total = sum(len(row.incidents) for row in rows)
    return f"{len(rows)} articles; {found} of {wanted} quotes placed; {anchored} of {total} incidents have an anchor"
