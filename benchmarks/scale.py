"""How merging grows: invented accounts of invented incidents, loaded, merged and asked for, with the clock running.

    python benchmarks/scale.py 10000 [--database URL] [--seed 7] [--workers 2]

Printed for each step: seconds, accounts a second, and the most memory that the process, and the largest of its
workers, have taken until then (what is true waits in a file meanwhile); then B-cubed of the incidents found against
the ones invented, the biggest incidents, and how long lists take.

The world: towns of twenty countries, some with much more violence than others; armed groups at home in them; some
eighty incidents a day, so that a larger archive is a longer one, not a denser one. How many articles tell of an
incident follows a power law (most one, a few hundreds). Articles tell of one incident, and some of one to three
earlier ones of the same town or group as background. A third of an incident's articles are reprints under another
title by another outlet. Readers' and reporters' noise: days off by one or missing, places that are only the province or
missing, tolls that grow and differ, kinds and groups that others name otherwise, names of victims in some only.

Articles are short (some ninety words), because merging reads an article's text once, for its sketch and its telling
words; longer ones cost that step more in proportion. Without --database a SQLite file in a temporary folder is used;
"postgresql" starts a server of its own as the tests do.
"""

import argparse
import random
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, TextIO

from histor.ledger.merging.listing import IncidentFilter
from histor.ledger.open import open_ledger
from histor.ledger.store import Ledger
from histor.pipeline.incidents import view_incident
from histor.pipeline.merging import merge
from histor.record.article import Article
from histor.record.assertion import Assertion
from histor.record.codebook import Kind
from histor.record.evidence import Evidence, Speaker
from histor.record.reading import Account, MadeBy, Reading
from histor.record.values import Place, Quantity, TimeSpan, Toll

START: Final = date(2011, 1, 1)
A_DAY: Final = 80
"""Incidents a day."""
MOST_ARTICLES: Final = 200
RECALLED: Final = 6
"""Earlier incidents of a town that articles may recall."""
TOWNS: Final = 4000
GROUPS: Final = 120
OUTLETS: Final = 400
READER: Final = MadeBy("0.0", "invented-1", "scale")
SYLLABLES: Final = "ba bel dar el far gor han ir jal kem lor mir nas or pel qar ros sul tar ul var wen yar zor"
FIRST: Final = "Amo Beren Calla Dovi Edra Faris Golan Hesa Ilmo Jorin Kasi Lemar Mirela Noor Osta"
ALIKE: Final[dict[Kind, tuple[Kind, str]]] = {
    "bombing": ("attack", "bombing"),
    "armed_assault": ("armed_clash", "shooting"),
    "kidnapping": ("hostage_taking", "abduction"),
    "shelling": ("air_strike", "shelling"),
    "arson": ("mob_violence", "arson attack"),
    "assassination": ("armed_assault", "assassination"),
}
SCENES: Final = (
    "market mosque church school hospital checkpoint bridge station cafe hotel bakery stadium pharmacy court warehouse "
    "port refinery ministry farm wedding funeral convoy railway cinema barracks embassy quarry dam tannery brewery"
)
WHICH: Final = (
    "old new northern southern eastern western central main girls boys fish fruit cattle river hill border army police "
    "private public small crowded burnt disused half-built"
)
DETAILS: Final = (
    "officials said the situation was under control",
    "the government called for calm",
    "police said they were looking into the case",
    "the wounded were taken to hospital",
    "people left their homes",
    "the president condemned the attack",
    "security was increased in the area",
    "no group has said it was responsible",
    "the army sent more troops",
    "residents said they heard gunfire",
    "the minister promised an investigation",
    "the road was closed for hours",
    "the number could rise, officials said",
    "several people were arrested",
    "the United Nations said it was concerned",
)


@dataclass(frozen=True, slots=True)
class Town:
    """A town of the world, with the province around it."""

    name: str
    province: str
    country: str
    lat: float
    lon: float


@dataclass(slots=True)
class Happening:
    """An invented incident; `names` are streets, witnesses and officials that articles on it may name."""

    number: int
    day: date
    town: Town
    kind: Kind
    group: str | None
    killed: int
    victims: tuple[str, ...]
    scene: str
    names: tuple[str, ...]


class World:
    """Towns, groups and outlets; the same for a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.syllables = SYLLABLES.split()
        countries = [f"{a}{b}" for a, b in zip("QQQQQQQQQQXXXXXXXXXX", "MNOPQRSTUVWXYZABCDEF", strict=True)]
        centres = {c: (self.random.uniform(-30, 50), self.random.uniform(-120, 140)) for c in countries}
        provinces = {c: [self._name(3) for _ in range(12)] for c in countries}
        self.towns = []
        for _ in range(TOWNS):
            country = self.random.choice(countries)
            lat, lon = centres[country]
            province = self.random.choice(provinces[country])
            spot = lat + self.random.gauss(0, 3), lon + self.random.gauss(0, 3)
            self.towns.append(Town(self._name(self.random.choice((2, 3, 3))), province, country, *spot))
        self.weights = [1 / (rank + 20) for rank in range(TOWNS)]
        self.groups = [
            f"{self._name(2)} {self.random.choice(('Front', 'Brigade', 'Movement', 'Army'))}" for _ in range(GROUPS)
        ]
        self.outlets = [
            f"The {self._name(2)} {self.random.choice(('Post', 'Times', 'Herald', 'Wire'))}" for _ in range(OUTLETS)
        ]

    def _name(self, syllables: int) -> str:
        return "".join(self.random.choice(self.syllables) for _ in range(syllables)).capitalize()

    def happening(self, number: int) -> Happening:
        """One incident."""
        r = self.random
        town = r.choices(self.towns, self.weights)[0]
        group = self.groups[hash_of(town.name, r.randrange(3)) % GROUPS] if r.random() < 0.6 else None
        killed = min(int(r.paretovariate(1.1)), 400) - (r.random() < 0.3)
        names = r.random() < 0.3
        victims = tuple(
            f"{r.choice(FIRST.split())} {self._name(3)}"
            for _ in range(min(killed, r.choice((1, 1, 2))) if names else 0)
        )
        return Happening(
            number, START + timedelta(days=number // A_DAY), town, r.choice(tuple(ALIKE)), group, max(killed, 0),
            victims,
            f"{r.choice(WHICH.split())} {r.choice(SCENES.split())}",
            tuple(self._name(r.choice((2, 3, 3))) for _ in range(6)),
        )  # fmt: skip


def hash_of(*parts: object) -> int:
    """A number that is the same in every process."""
    return sum(ord(letter) * (place + 1) for place, letter in enumerate(repr(parts)))


class Writer:
    """One article in the making: text with accounts whose quotes are where they are said to be."""

    def __init__(self) -> None:
        self.text = ""
        self.accounts: list[dict[str, Any]] = []

    def add(self, words: str) -> Evidence:
        """Write words; the evidence for them."""
        start = len(self.text)
        self.text += words
        return Evidence("text", start, len(self.text), words)


def tell(world: World, event: Happening, writer: Writer, published: date, foreground: bool) -> None:
    """One account, with noise."""
    r = world.random
    low, high = ALIKE[event.kind]
    kind: Kind = event.kind if r.random() < 0.85 else low
    said: list[tuple[str, Any, Evidence, dict[str, Any]]] = []
    mention = writer.add(high)
    writer.text += f" at the {event.scene}"
    place = _place(world, event)
    if place is not None:
        writer.text += " in "
        said.append(("place", place.name, writer.add(place.name), {}))
    day = event.day if r.random() < 0.85 else event.day + timedelta(days=r.choice((-1, 1)))
    span = None if r.random() < (0.08 if foreground else 0.25) else TimeSpan(day.isoformat(), day.isoformat())
    if span:
        writer.text += " on "
        said.append(("date", str(span), writer.add(f"{day:%A}"), {}))
    late = min(1.0, 0.6 + 0.2 * (published - event.day).days)
    killed = max(0, round(event.killed * late * r.choice((1, 1, 1, 1, 0.9, 1.1))))
    toll = None
    if r.random() < 0.9:
        writer.text += " left "
        toll = Toll(killed, killed, killed)
        spoken = writer.add(f"{killed} dead")
        writer.text += ", according to "
        speaker = (Speaker(writer.add("a police spokesman")),)
        said.append(("killed", Quantity(killed, killed), spoken, {"group": "all", "said_by": speaker}))
    if event.group and r.random() < 0.8:
        writer.text += ". It was blamed on the "
        name = event.group if r.random() < 0.9 else event.group.split()[0]
        said.append(("perpetrator", name, writer.add(name), {"status": r.choice(("accused", "suspected", "claimed"))}))
    for victim in event.victims:
        if r.random() < 0.6:
            writer.text += ". Among the dead was "
            said.append(("victim", victim, writer.add(victim), {}))
    if foreground:
        street, witness, official = r.sample(event.names, 3)
        writer.text += f". {witness}, who lives in {street} Street, saw it. {official} of the council came"
    writer.text += ". "
    writer.accounts.append({
        "id": f"i{len(writer.accounts) + 1}", "kinds": (kind,), "foreground": foreground, "mentions": (mention,),
        "date": span, "place": place, "killed": toll,
        "assertions": tuple(Assertion(slot, value, quote, **more) for slot, value, quote, more in said),  # type: ignore[arg-type]
    })  # fmt: skip


def _place(world: World, event: Happening) -> Place | None:
    town, luck = event.town, world.random.random()
    if luck < 0.84:
        return Place(town.name, "town", town.province, town.country, round(town.lat, 4), round(town.lon, 4))
    if luck < 0.95:
        return Place(town.province, "admin1", town.province, town.country)
    return None


def write(world: World, number: int, event: Happening, past: Sequence[Happening]) -> tuple[Reading, list[int]]:
    """One article on an incident, and which incidents its accounts are of."""
    r = world.random
    published = event.day + timedelta(days=min(int(r.expovariate(0.7)), 20))
    writer = Writer()
    told = [event]
    opening = f"Report {number % 997}. "
    writer.text = opening + "A "
    tell(world, event, writer, published, True)
    writer.text += " ".join(f"{r.choice(DETAILS).capitalize()}." for _ in range(4)) + " "
    if r.random() < 0.3 and past:
        for earlier in r.sample(past, min(len(past), r.choice((1, 1, 2, 3)))):
            if earlier.number not in {one.number for one in told}:
                told.append(earlier)
                writer.text += "It recalled the "
                tell(world, earlier, writer, published, False)
    text, accounts = writer.text, tuple(Account(**one) for one in writer.accounts)
    outlet = r.choice(world.outlets)
    title = f"{event.scene.capitalize()} {ALIKE[event.kind][1]}: {r.choice(DETAILS)}"
    article = Article(f"s-{number:08d}", text, title, outlet, published.isoformat(), "given", language="en")
    return Reading(article, accounts, (), READER), [one.number for one in told]


def reprint(world: World, number: int, original: Reading) -> Reading:
    """The same text by another outlet, a day later, under another title."""
    article = original.article
    day = date.fromisoformat(article.published or "") + timedelta(days=world.random.randrange(2))
    copy = Article(
        f"s-{number:08d}", article.text, f"{article.title} ({number % 89})", world.random.choice(world.outlets),
        day.isoformat(), "given", language="en",
    )  # fmt: skip
    return Reading(copy, original.incidents, (), READER)


def invent(accounts: int, seed: int) -> Iterator[tuple[Reading, list[int]]]:
    """Readings with about so many accounts, in the order of their incidents, each with the incidents it is of."""
    world = World(seed)
    by_town: dict[str, list[Happening]] = defaultdict(list)
    made = articles = number = 0
    while made < accounts:
        event = world.happening(number)
        number += 1
        copies = min(MOST_ARTICLES, int(world.random.paretovariate(1.5)))
        originals: list[tuple[Reading, list[int]]] = []
        for _ in range(copies):
            if originals and world.random.random() < 0.35:
                source, told = world.random.choice(originals)
                reading = reprint(world, articles, source)
            else:
                reading, told = write(world, articles, event, by_town[event.town.name])
                originals.append((reading, told))
            articles += 1
            made += len(told)
            yield reading, told
            if made >= accounts:
                return
        by_town[event.town.name] = [*by_town[event.town.name][1 - RECALLED :], event]


def load(ledger: Ledger, accounts: int, seed: int, truth: TextIO) -> None:
    """Keep invented readings; the true incident of each account goes into a file."""

    def entries() -> Iterator[tuple[Article, Reading]]:
        for reading, told in invent(accounts, seed):
            rows = enumerate(told, start=1)
            truth.writelines(f"{reading.article.id}#i{place}\t{number}\n" for place, number in rows)
            yield reading.article, reading

    ledger.put_many(entries())


def true_incidents(truth: TextIO) -> dict[str, int]:
    """What `load` wrote."""
    truth.seek(0)
    return {account: int(number) for account, number in (line.split("\t") for line in truth)}


def b_cubed(found: dict[str, str], truth: dict[str, int]) -> tuple[float, float, float]:
    """Precision, recall and F1 over accounts (Bagga and Baldwin 1998)."""
    both = Counter((found[account], truth[account]) for account in truth)
    ours, theirs = Counter(found[account] for account in truth), Counter(truth.values())
    precision = sum(n * n / ours[one] for (one, _), n in both.items()) / len(truth)
    recall = sum(n * n / theirs[other] for (_, other), n in both.items()) / len(truth)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _cpu() -> float:
    """Seconds of CPU of this process and its workers that have ended."""
    used = time.process_time()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used + children.ru_utime + children.ru_stime


class Clock:
    """Prints what each step took."""

    def __init__(self, accounts: int) -> None:
        self.accounts = accounts
        self.restart()

    def restart(self) -> None:
        """Begin a lap."""
        self.began, self.worked = time.perf_counter(), _cpu()

    def lap(self, step: str) -> None:
        """Print the time since the last lap."""
        took, worked = time.perf_counter() - self.began, _cpu() - self.worked
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        helper = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
        memory = f"{peak} MiB, a worker {helper} MiB" if helper else f"{peak} MiB"
        print(
            f"{step:<10} {took:8.1f} s ({worked:8.1f} s of CPU), {self.accounts / took:6.0f} accounts/s, {memory}",
            flush=True,
        )
        self.restart()


def run(url: str, accounts: int, seed: int, workers: int) -> None:
    """Load, merge and ask; print what it took."""
    with open_ledger(url) as ledger, tempfile.TemporaryFile("w+") as truth:
        clock = Clock(accounts)
        load(ledger, accounts, seed, truth)
        clock.lap("load")
        print(f"{ledger.software()}, {ledger.size() >> 20} MiB")
        clock.restart()
        steps: dict[str, float] = {}
        last = [time.perf_counter()]

        def progress(step: str, done: int) -> None:
            moment = time.perf_counter()
            steps[step] = steps.get(step, 0.0) + moment - last[0]
            last[0] = moment

        outcome = merge(ledger, progress=progress, workers=workers)
        clock.lap("merge")
        print("  " + ", ".join(f"{step} {took:.1f} s" for step, took in steps.items()))
        print(f"  {outcome}; {ledger.size() >> 20} MiB")
        found = {account: incident for incident, members in ledger.merging.members() for account in members}
        clock.lap("read back")
        true = true_incidents(truth)
        print(f"{len(true)} accounts of {len(set(true.values()))} incidents; {len(set(found.values()))} found")
        print("B-cubed: precision {:.3f}, recall {:.3f}, F1 {:.3f}".format(*b_cubed(found, true)))
        ask(ledger)


def ask(ledger: Ledger) -> None:
    """What lists and one incident take."""
    wanted = {
        "the newest 50": IncidentFilter(limit=50),
        "a country, 50": IncidentFilter(country="QM", limit=50),
        "killed 100 or more, 50": IncidentFilter(min_killed=100, limit=50),
        "20 articles or more, 50": IncidentFilter(min_articles=20, limit=50),
        "a kind, 50": IncidentFilter(kind="arson", limit=50),
        "contradictory, 50": IncidentFilter(conflict="contradictory", limit=50),
        "a word, 50": IncidentFilter(text="tannery", limit=50),
    }
    for name, query in wanted.items():
        began = time.perf_counter()
        rows = list(ledger.merging.incidents(query))
        print(f"{name:<24} {len(rows):4} found in {1000 * (time.perf_counter() - began):7.1f} ms")
    began = time.perf_counter()
    total = sum(1 for _ in ledger.merging.incidents())
    print(f"{'all':<24} {total:4} found in {1000 * (time.perf_counter() - began):7.1f} ms")
    big = max(ledger.merging.incidents(IncidentFilter(min_articles=10)), key=lambda row: row.articles, default=None)
    if big is not None:
        began = time.perf_counter()
        view_incident(ledger, big.id)
        took = 1000 * (time.perf_counter() - began)
        print(f"the incident with most articles ({big.articles}, {big.independent} independent) shown in {took:.1f} ms")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("accounts", type=int, nargs="?", default=10_000)
    parser.add_argument("--database", help="a ledger's URL, or postgresql for a server of its own")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workers", type=int, default=1, help="processes that make ready, compare and resolve")
    given = parser.parse_args()
    if given.database == "postgresql":
        sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
        from postgres import server  # type: ignore[import-not-found]

        run(server().make("scale"), given.accounts, given.seed, given.workers)
    elif given.database:
        run(given.database, given.accounts, given.seed, given.workers)
    else:
        with tempfile.TemporaryDirectory(prefix="histor-scale-") as folder:
            run(f"sqlite:///{folder}/scale.db", given.accounts, given.seed, given.workers)


if __name__ == "__main__":
    main()
