"""Invented articles made of accounts in a line each, and a small stand-in for the comparing that assemble does.

Two accounts are surely one (0.9) when town, day and note agree, likely (0.6) when town and day do, and hardly (0.28
with the same note, else 0.2) when only the town does. All towns are compared, a town being the one key.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zlib import crc32

from histor.assemble.clustering import cluster
from histor.ledger.merging.comparing import Batch, Likeness
from histor.ledger.merging.entering import Arrival, Featured, Prepared, account_digest
from histor.ledger.merging.merged import Merging
from histor.ledger.merging.regions import Known, Reach
from histor.ledger.merging.resolving import summary
from histor.ledger.store import Ledger
from histor.record.article import Article
from histor.record.assertion import Assertion
from histor.record.incident import Incident
from histor.record.profile import Sketch
from histor.record.reading import Account, MadeBy, Reading
from histor.record.values import Place, Quantity, TimeSpan, Toll

LINK = 0.5
REACH = Reach((LINK,), 1000)
CAP = 6
READER, NEWER = MadeBy("0.1.0", "invented-1", "s"), MadeBy("0.2.0", "invented-2", "s")
Told = tuple[str, str, str]
"""Town, day and note of an account."""


def reading(name: str, told: Iterable[Told], made_by: MadeBy = READER, publisher: str | None = None) -> Reading:
    """An article with one line for each account, and what a reader reads in it."""
    lines = [f"Gunmen raided {town} on {day}, leaving 3 dead ({note})." for town, day, note in told]
    article = Article(name, "\n".join(lines), publisher=publisher, published="2024-03-09")
    accounts = []
    for number, ((town, day, _), line) in enumerate(zip(told, lines, strict=True), start=1):
        start = article.text.index(line)
        died = article.quote("text", start + line.index("3 dead"), start + line.index("3 dead") + 6)
        accounts.append(
            Account(
                f"i{number}",
                ("armed_assault",),
                mentions=(article.quote("text", start, start + len(line)),),
                date=TimeSpan(day, day),
                place=Place(town, "town", None, "ML", 16.3, 0.1),
                killed=Toll(3, 3, 3),
                assertions=(Assertion("killed", Quantity(3, 3), died, group="all"),),
            )
        )
    return Reading(article, tuple(accounts), (), made_by)


def put(ledger: Ledger, name: str, *told: Told, made_by: MadeBy = READER, publisher: str | None = None) -> None:
    """Keep an article with these accounts."""
    read = reading(name, told, made_by, publisher)
    ledger.put(read.article, read)


def prepare(arrival: Arrival) -> Prepared:
    """As the foreman does, with the stand-in's features and keys."""
    read = arrival.reading
    ready = []
    for position, account in enumerate(read.incidents):
        assert account.place is not None and account.date is not None
        note = account.mentions[0].quote.rpartition("(")[2].rstrip(").")
        features = json.dumps([account.place.name, account.date.earliest, note]).encode()
        digest = account_digest(read, account)
        key = (crc32(account.place.name.encode()),)
        ready.append(Featured(account.id, position, account.date.earliest, digest, features, key))
    sketch = Sketch(read.article.id, read.article.published, read.article.publisher, (1, 2), ("a wire",), (3,), 9)
    return Prepared(arrival.marks, arrival.reading_id, read.article.id, tuple(ready), sketch)


def likeness(first: bytes, second: bytes) -> Likeness:
    """The stand-in's comparison."""
    (town, day, note), (other_town, other_day, other_note) = json.loads(first), json.loads(second)
    if town != other_town:
        return Likeness(0.0, "a")
    if day != other_day:
        return Likeness(0.28 if note == other_note else 0.2, "b")
    return Likeness(0.9, "d") if note == other_note else Likeness(0.6, "c")


def likenesses(batch: Batch) -> Mapping[tuple[int, int], Likeness]:
    """A batch compared."""
    numbers = batch.accounts.tolist()
    found = {}
    for first, second in zip(batch.first.tolist(), batch.second.tolist(), strict=True):
        score = likeness(batch.features[first], batch.features[second])
        if score.score >= 0.05:
            found[numbers[first], numbers[second]] = score
    return found


def incident(dossier) -> Incident:  # type: ignore[no-untyped-def]
    """An incident with the first account's values."""
    told = dossier.testimonies
    first = told[0].account
    return Incident(
        dossier.incident, first.kinds, True, False, False, "accomplished", first.date, first.place, first.killed,
        None, None, None, (), (), (), (), (), told, (), told[0].grade, 1.0, f"{dossier.policy}/1",
    )  # fmt: skip


@dataclass(frozen=True)
class Rules:
    """What merging goes by."""

    link: float = LINK
    reach: Reach = REACH
    cap: int = CAP

    def clustered(self, accounts, edges, together, apart):  # type: ignore[no-untyped-def]
        """The clustering that Histor has."""
        return cluster(accounts, edges, together, apart, self.link, self.reach.steps[0], self.reach.most)


USUAL = Rules()


def merge(ledger: Ledger, *, again: bool = False, version: str = "v1", limit: int = 3, rules: Rules = USUAL) -> None:
    """What the foreman does, in small batches."""
    merging = ledger.merging
    merging.use_version(version, again=again)
    while merging.waiting():
        enter(merging, limit, rules)
        compare(merging, limit, rules)
        known = Known()
        while merging.settle(limit, rules.reach, known, rules.clustered) is not None:
            pass
        resolve(merging, limit)


def enter(merging: Merging, limit: int, rules: Rules = USUAL) -> None:
    """The first step."""
    while marks := merging.arrivals(limit):
        merging.enter([prepare(arrival) for arrival in merging.arrived(marks)], rules.cap)


def compare(merging: Merging, limit: int, rules: Rules = USUAL) -> None:
    """The second step."""
    while waiting := merging.uncompared(limit):
        batch = merging.batch(tuple(number for _, number in waiting), rules.cap)
        merging.keep_batch(batch, likenesses(batch), rules.link)


def resolve(merging: Merging, limit: int) -> None:
    """The last step."""
    while marks := merging.unresolved(limit):
        found = {
            dossier.number: summary(incident(dossier)) for dossier in merging.dossiers(mark.incident for mark in marks)
        }
        merging.keep_summaries({mark: found.get(mark.incident) for mark in marks})


def partition(ledger: Ledger) -> dict[str, set[str]]:
    """Current incidents with their accounts."""
    return {name: set(accounts) for name, accounts in ledger.merging.members()}


def replayed(ledger: Ledger) -> dict[str, set[str]]:
    """What the log of changes leads to."""
    found: dict[str, set[str]] = {}
    for change in ledger.merging.changes():
        members = found.setdefault(change.incident, set())
        assert not members & set(change.joined) and set(change.left) <= members, change
        members |= set(change.joined)
        members -= set(change.left)
        assert bool(members) == (
            change.event in ("created", "updated", "split") or (change.into is None and change.event == "merged")
        )
    return {name: members for name, members in found.items() if members}
