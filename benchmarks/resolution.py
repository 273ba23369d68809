"""Tolls as each policy resolves them against the tolls of `gun_violence`, and the time that resolving takes.

    histor read ../shared/data/gun_violence/articles.jsonl --format jsonl > readings.jsonl
    python benchmarks/resolution.py readings.jsonl [--shared ../shared]

The articles of one shooting are taken together as its record joins them; of each, the first incident in the
foreground is the account. "right" is how often the figure is the record's own among incidents that have one, "within"
how often the record's figure lies between low and high. The reader's mistakes are in these figures: a single article's
account is the measure to hold them against. The records count attackers who died; resolution does not, so a figure that
differs by them is right.
"""

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from histor.assemble.lineage import lineages, sketch_of
from histor.assemble.resolution import resolve
from histor.record.article import Article
from histor.record.incident import POLICIES, Lineage, Testimony
from histor.record.values import Toll
from histor.record.wire import reading_from_line

SLOTS = ("killed", "wounded")
Record = Mapping[str, tuple[int, int]]
"""By slot the record's figure, and how many of them were attackers."""


def records(folder: Path) -> dict[str, Record]:
    """Each shooting's tolls."""
    found = {}
    for line in (folder / "incidents.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        fates = [one.get("Status", "") for one in row["participants"] if "Suspect" in one.get("Type", "")]
        found[row["incident_uri"]] = {
            "killed": (row["num_killed"], sum("Killed" in fate for fate in fates)),
            "wounded": (row["num_injured"], sum("Injured" in fate for fate in fates)),
        }
    return found


def told(folder: Path, readings: Path) -> tuple[dict[str, list[Testimony]], dict[str, tuple[Lineage, ...]]]:
    """The accounts of each shooting that at least two articles tell of, and the lineages of their articles."""
    rows = [json.loads(line) for line in (folder / "articles.jsonl").read_text("utf-8").splitlines()]
    joined = {row["id"]: row["incident"] for row in rows}
    texts = {row["id"]: Article(id=row["id"], text=row["text"], published=row["published"]) for row in rows}
    groups: dict[str, list[Testimony]] = defaultdict(list)
    for line in readings.read_text("utf-8").splitlines():
        reading = reading_from_line(line)
        account = next((one for one in reading.incidents if one.foreground), None)
        if account is not None:
            name = f"{reading.article.id}#{account.id}"
            groups[joined[reading.article.id]].append(Testimony(name, reading.article, account, reading.statements))
    several = {name: group for name, group in groups.items() if len(group) > 1}
    found = {name: lineages(sketch_of(texts[one.article.id]) for one in group) for name, group in several.items()}
    return several, found


def compare(tally: Counter[str], slot: str, toll: Toll | None, record: Record, weight: float = 1.0) -> None:
    """Count a toll as said, right and within."""
    number, attackers = record[slot]
    if toll is not None and toll.best is not None:
        tally["said"] += weight  # type: ignore[assignment]
        tally["right"] += weight * (toll.best in (number, number - attackers))  # type: ignore[assignment]
        high = toll.high if toll.high is not None else number
        tally["within"] += weight * ((toll.low or 0) <= number <= high)  # type: ignore[assignment]


def row(name: str, tally: Counter[str]) -> str:
    """One line of shares."""
    right, within = (100 * tally[what] / max(1, tally["said"]) for what in ("right", "within"))
    return f"{name:26s} figures {tally['said']:4.0f}  right {right:5.1f}  within {within:5.1f}"


def speed(group: Sequence[Testimony], accounts: int) -> float:
    """Milliseconds to resolve so many accounts, copies of those given under other names."""
    copies = []
    for number in range(accounts):
        one = group[number % len(group)]
        article = replace(
            one.article, id=f"copy-{number}", published=f"2016-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
        )
        copies.append(replace(one, account_id=f"copy-{number}#i1", article=article))
    rounds = max(1, 600 // accounts)
    start = time.process_time()
    for _ in range(rounds):
        resolve("speed", copies, (), "latest_reliable")
    return 1000 * (time.process_time() - start) / rounds


def main() -> None:
    """Print one line per policy and slot, after that of single articles, and the speed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("readings", type=Path)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    options = parser.parse_args()
    folder = options.shared / "data" / "gun_violence"
    truth, (groups, found) = records(folder), told(folder, options.readings)
    print(f"{len(groups)} incidents, {sum(map(len, groups.values()))} accounts")
    for slot in SLOTS:
        single: Counter[str] = Counter()
        for name, group in groups.items():
            for one in group:
                compare(single, slot, getattr(one.account, slot), truth[name], 1 / len(group))
        print(row(f"{slot}, one article", single))
        for policy in POLICIES:
            tally: Counter[str] = Counter()
            for name, group in groups.items():
                compare(tally, slot, getattr(resolve(name, group, found[name], policy), slot), truth[name])
            print(row(f"{slot}, {policy}", tally))
    largest = max(groups.values(), key=len)
    for accounts in (3, 30, 300):
        print(f"{accounts:4d} accounts resolved in {speed(largest, accounts):.2f} ms")


if __name__ == "__main__":
    main()
