"""Dates on MEANTIME: the reader's expressions of time against TIMEX3 in 120 Wikinews articles.

    python benchmarks/times.py [--data ../shared/data/times/meantime] [--errors 40]

MEANTIME (Minard and others, LREC 2016; CC BY 4.0). Scored are DATE expressions with a calendar value, and TIME ones by
their day; durations, sets, fiscal years and vague references (PAST_REF) are left out on both sides. An expression is
found when the spans overlap; its value is right when it means the same days. A period that runs up to publication
("this year", "since May") also counts in the second column: TIMEX3 gives the whole year where the codebook stops at
the day of publication. Only the first sentences of each article are coded; the rest is not scored.
"""

import argparse
import calendar
import datetime as dt
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from histor.read.when.times import TimeMatch, find_times
from histor.record.values import TimeSpan


@dataclass(frozen=True)
class Timex:
    """A gold expression: its words at text[start:end], its type and value, and the days it means (None if vague)."""

    start: int
    end: int
    kind: str
    value: str
    days: TimeSpan | None


@dataclass(frozen=True)
class Document:
    """One article with its gold expressions, the day it was published, and the end of the part that was coded."""

    name: str
    text: str
    published: dt.date | None
    gold: list[Timex]
    coded: int


def read(path: Path) -> Document:
    """An article of MEANTIME; its tokens are joined by spaces, or by nothing before a mark or a clitic."""
    root = ET.parse(path).getroot()
    text, places, sentence = "", {}, None
    for token in root.iter("token"):
        word = token.text or ""
        broken = sentence is not None and token.get("sentence") != sentence
        glued = bool(re.fullmatch(r"[,.;:!?)%]|['’]\w*|n't", word))
        text += "\n\n" if broken else "" if glued or not text else " "
        places[token.get("t_id")] = (len(text), len(text) + len(word))
        text, sentence = text + word, token.get("sentence")
    published, gold = None, []
    for timex in root.iter("TIMEX3"):
        anchors = [places[anchor.get("t_id")] for anchor in timex.iter("token_anchor")]
        value = timex.get("value", "")
        if timex.get("functionInDocument") == "CREATION_TIME":
            days = days_of(value)
            published = dt.date.fromisoformat(days.earliest) if days else None
        if anchors:
            gold.append(Timex(anchors[0][0], anchors[-1][1], timex.get("type", ""), value, days_of(value)))
    marked = {anchor.get("t_id") for anchor in root.iter("token_anchor")}
    sentences = {token.get("sentence") for token in root.iter("token") if token.get("t_id") in marked}
    coded = max(places[token.get("t_id")][1] for token in root.iter("token") if token.get("sentence") in sentences)
    return Document(path.stem, text, published, gold, coded)


def days_of(value: str) -> TimeSpan | None:
    """The days of a TIMEX3 value; None where it names no calendar days."""
    value = value.split("T")[0]
    patterns = {
        r"(\d{4})-(\d\d)-(\d\d)": lambda y, m, d: (dt.date(y, m, d), dt.date(y, m, d)),
        r"(\d{4})-(\d\d)": lambda y, m: (dt.date(y, m, 1), dt.date(y, m, calendar.monthrange(y, m)[1])),
        r"(\d{4})-Q(\d)": lambda y, q: (dt.date(y, 3 * q - 2, 1), dt.date(y, 3 * q, 30 + (q in (1, 4)))),
        r"(\d{4})-W(\d\d)": lambda y, w: (dt.date.fromisocalendar(y, w, 1), dt.date.fromisocalendar(y, w, 7)),
        r"(\d{4})-W(\d\d)-WE": lambda y, w: (dt.date.fromisocalendar(y, w, 6), dt.date.fromisocalendar(y, w, 7)),
        r"(\d{4})": lambda y: (dt.date(y, 1, 1), dt.date(y, 12, 31)),
        r"(\d{3})": lambda d: (dt.date(d * 10, 1, 1), dt.date(d * 10 + 9, 12, 31)),
    }
    for pattern, make in patterns.items():
        if match := re.fullmatch(pattern, value):
            try:
                first, last = make(*(int(group) for group in match.groups()))
            except ValueError:
                return None
            return TimeSpan(first.isoformat(), last.isoformat())
    return None


def compare(document: Document) -> Iterator[tuple[str, Timex | None, TimeMatch | None]]:
    """("same" | "to publication" | "other value" | "missed" | "spurious", gold, ours) for each expression."""
    ours = find_times(document.text, document.published)
    scored = [timex for timex in document.gold if timex.days and timex.kind in ("DATE", "TIME")]
    taken = set()
    for timex in scored:
        match = next((m for m in ours if m.start < timex.end and timex.start < m.end), None)
        if match is None:
            yield "missed", timex, None
            continue
        taken.add(match)
        yield verdict(timex.days, match.value.span, document.published), timex, match
    for match in ours:
        overlaps = any(match.start < timex.end and timex.start < match.end for timex in document.gold)
        if match not in taken and not overlaps and match.end <= document.coded:
            yield "spurious", None, match


def verdict(gold: TimeSpan | None, ours: TimeSpan, published: dt.date | None) -> str:
    """How two readings of one expression compare."""
    if gold == ours:
        return "same"
    today = published.isoformat() if published else ""
    clipped = gold is not None and gold.earliest == ours.earliest and ours.latest == today
    return "to publication" if clipped else "other value"


def main() -> None:
    """Print the scores and, under them, the errors by kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/times/meantime"))
    parser.add_argument("--errors", type=int, default=0, help="print so many errors of each kind")
    options = parser.parse_args()
    outcomes: Counter[str] = Counter()
    errors: dict[str, list[str]] = {}
    rules: Counter[tuple[str, str]] = Counter()
    for path in sorted(options.data.glob("*.xml")):
        document = read(path)
        for outcome, gold, ours in compare(document):
            outcomes[outcome] += 1
            rules[outcome, ours.value.rule if ours else "-"] += 1
            at, end = (gold or ours).start, (gold or ours).end  # type: ignore[union-attr]
            line = f"{document.published} {document.text[max(0, at - 40) : at]!r}[{document.text[at:end]}]"
            line += f" gold {gold.value if gold else '-'} ours {ours.value.span if ours else '-'}"
            errors.setdefault(outcome, []).append(line)
    report(outcomes)
    for (outcome, rule), count in sorted(rules.items(), key=lambda row: (row[0][0], -row[1])):
        if outcome != "same":
            print(f"  {outcome:15} {rule:18} {count:4}")
    for outcome in ("other value", "missed", "spurious", "to publication"):
        for line in errors.get(outcome, [])[: options.errors]:
            print(f"{outcome}: {line}")


def report(outcomes: Counter[str]) -> None:
    """Precision, recall and F1 of finding; the same with the value; accuracy of the value where found."""
    found = outcomes["same"] + outcomes["to publication"] + outcomes["other value"]
    gold, ours = found + outcomes["missed"], found + outcomes["spurious"]
    lenient = outcomes["same"] + outcomes["to publication"]
    for name, right in (("found", found), ("same days", outcomes["same"]), ("or to publication", lenient)):
        precision, recall = right / max(ours, 1), right / max(gold, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        accuracy = right / max(found, 1)
        print(
            f"{name:18} precision {precision:6.1%}  recall {recall:6.1%}  F1 {f1:6.1%}  of those found {accuracy:6.1%}"
        )
    print(f"gold {gold}, ours {ours}: " + ", ".join(f"{kind} {count}" for kind, count in outcomes.most_common()))


if __name__ == "__main__":
    main()
