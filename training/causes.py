"""Why assertions of the dev set are missed or false, counted by cause: what to work on next.

    python training/causes.py [--shared ../shared]

Of killed, wounded and perpetrators, matched as the scorer does it. The table in EXPERIMENTS.md is this one's.
"""

import argparse
import json
from collections import Counter
from pathlib import Path

from histor.evaluate.assignment import best_pairs
from histor.evaluate.coding import CodedAssertion, CodedIncident, Coding, coding_from_json
from histor.evaluate.gold import load_gold
from histor.evaluate.likeness import likeness
from histor.evaluate.names import overlap, same_name
from histor.read.reader import load_reader
from histor.record.article import Article
from histor.record.values import Quantity
from histor.record.wire import reading_to_json

SLOTS = ("killed", "wounded", "perpetrator")
SAME_WORDS = 0.5
Causes = Counter[tuple[str, str, str]]
"""Numbers by part of the table (missed, false, speaker), slot and cause."""


def main() -> None:
    """Read, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    gold = parser.parse_args().shared / "gold"
    reader = load_reader()
    codings = load_gold(gold / "dev")
    causes: Causes = Counter()
    for line in (gold / "articles-dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        article = Article(id=row["id"], text=row["text"], title=row["title"], published=row["published"])
        read = coding_from_json(reading_to_json(reader.read(article)), article.id)
        compare(codings[article.id], read, causes)
    print(table(causes))


def compare(gold: Coding, read: Coding, causes: Causes) -> None:
    """Add one article's causes."""
    weights = [[likeness(one, other) for other in read.incidents] for one in gold.incidents]
    partner = dict(best_pairs(weights))
    hits: set[int] = set()
    for row, incident in enumerate(gold.incidents):
        match = read.incidents[partner[row]] if row in partner else None
        for coded in _of(incident):
            taken = [other for other in _of(match) if id(other) not in hits] if match else []
            hit = next((other for other in taken if same(coded, other)), None)
            if hit:
                hits.add(id(hit))
            causes["missed", coded.slot, "right" if hit else why_missed(coded, match, read)] += 1
            causes["speaker", "all", why_unsaid(coded, match)] += 1
    for column, found in enumerate(read.incidents):
        rows = [row for row, other in partner.items() if other == column]
        match = gold.incidents[rows[0]] if rows else None
        for given in _of(found):
            if id(given) not in hits:
                causes["false", given.slot, why_false(given, match, gold)] += 1


def why_missed(coded: CodedAssertion, match: CodedIncident | None, read: Coding) -> str:
    """The first cause that applies, the incident before the value."""
    everywhere = [other for incident in read.incidents for other in _of(incident)]
    if any(same(coded, other) for other in everywhere):
        return "given to another incident" if match else "incident missed, value given to another"
    if match is None:
        return "incident missed"
    if any(same_words(coded, other) for other in _of(match)):
        return "other value read from the words"
    if any(other.slot == coded.slot and agree(coded, other) for other in _of(match)):
        return "same value, told by other words"
    return "not read"


def why_false(given: CodedAssertion, match: CodedIncident | None, gold: Coding) -> str:
    """The first cause that applies."""
    everywhere = [coded for incident in gold.incidents for coded in _of(incident)]
    here = _of(match) if match else []
    if any(coded.slot == given.slot and agree(coded, given) for coded in here):
        return "repeats a value already given"
    if any(same(coded, given) for coded in everywhere):
        return "belongs to another incident" if match else "of an incident that is not coded so"
    if any(same_words(coded, given) for coded in everywhere):
        return "other value read from the words"
    return "not coded"


def why_unsaid(coded: CodedAssertion, match: CodedIncident | None) -> str:
    """What became of who says it."""
    if match is None:
        return "incident missed" if coded.speaker else "nobody, rightly"
    other = next((other for other in _of(match) if same_words(coded, other)), None)
    if other is None:
        return "value missed" if coded.speaker else "nobody, rightly"
    if not coded.speaker:
        return "speaker invented" if other.speaker else "nobody, rightly"
    if not other.speaker:
        return "speaker missed"
    return "right" if overlap(coded.speaker, other.speaker) >= SAME_WORDS else "another speaker"


def same(coded: CodedAssertion, given: CodedAssertion) -> bool:
    """Whether two assertions are one to the scorer."""
    return same_words(coded, given) and agree(coded, given)


def same_words(coded: CodedAssertion, given: CodedAssertion) -> bool:
    """Whether they quote the same words for the same slot."""
    return coded.slot == given.slot and overlap(coded.words.quote, given.words.quote) >= SAME_WORDS


def agree(coded: CodedAssertion, given: CodedAssertion) -> bool:
    """Whether they give the same value."""
    if isinstance(coded.value, Quantity) and isinstance(given.value, Quantity):
        return (coded.value.low, coded.value.high) == (given.value.low, given.value.high)
    return isinstance(coded.value, str) and same_name(coded.value, given.name)


def table(causes: Causes) -> str:
    """The counts as text, each part by falling number."""
    lines = []
    for part in ("missed", "false", "speaker"):
        slots = [slot for slot in (*SLOTS, "all") if any(key[:2] == (part, slot) for key in causes)]
        totals: Counter[str] = Counter()
        for (where, _, cause), number in causes.items():
            if where == part:
                totals[cause] += number
        lines.append(f"\n| {part} | {' | '.join(slots)} |\n|---|{'---|' * len(slots)}")
        for cause, _ in totals.most_common():
            lines.append(f"| {cause} | {' | '.join(str(causes[part, slot, cause]) for slot in slots)} |")
    return "\n".join(lines)


def _of(incident: CodedIncident) -> list[CodedAssertion]:
    return [assertion for assertion in incident.assertions if assertion.slot in SLOTS]


if __name__ == "__main__":
    main()
