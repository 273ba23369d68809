"""Invented articles and their readings by number, the same each time; and a program that keeps them.

Run as `python ledger_stories.py LEDGER FIRST COUNT STEP`, it puts stories one by one and prints each id once kept.
"""

import sys

from histor.ledger.open import open_ledger
from histor.record.article import Article
from histor.record.assertion import Assertion, Statement
from histor.record.evidence import Evidence, Speaker
from histor.record.reading import Account, MadeBy, Reading
from histor.record.values import Place, Quantity, TimeSpan, Toll

READER = MadeBy("0.1.0", "invented-1", "s1")
NEWER = MadeBy("0.2.0", "invented-2", "s1")
TOWNS = (("Tarvik", "ML", 16.3, 0.1), ("Osmere", "NE", 13.5, 2.1), ("Dalgren", "BF", 12.4, -1.5))
KINDS = ("bombing", "armed_assault", "kidnapping")


def article(number: int, *, note: str = "") -> Article:
    """Article `number`: its town, day, toll and armed group follow from the number."""
    town, *_ = TOWNS[number % 3]
    text = (
        f"Gunmen of the Marsh Front killed {number % 40 + 1} people near {town} on Monday, a police spokesman told "
        f"the Osmere Courier.\r\nThe mayor 💥 condemned the “attack”. Report {number}.{note}"
    )
    day = f"20{10 + number % 10:02d}-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
    return Article(
        f"story-{number:06d}",
        text,
        f"Attack near {town}",
        "The Dalgren Post",
        day,
        "given",
        source=f"news.jsonl:{number}",
    )


def reading(number: int, made_by: MadeBy = READER, *, note: str = "") -> Reading:
    """What an invented reader reads in article `number`."""
    read = article(number, note=note)
    town, country, lat, lon = TOWNS[number % 3]
    killed = number % 40 + 1
    day = read.published or ""
    police = (Speaker(_words(read, "the Osmere Courier")), Speaker(_words(read, "a police spokesman")))
    account = Account(
        id="i1",
        kinds=(KINDS[number % 3], "attack"),
        foreground=number % 5 != 0,
        mentions=(_words(read, "killed"), _words(read, "attack")),
        date=TimeSpan(day, day),
        place=Place(town, "town", None, country, lat, lon),
        killed=Toll(killed, killed, None),
        assertions=(
            Assertion("place", town, _words(read, town)),
            Assertion(
                "killed", Quantity(killed, killed), _words(read, f"killed {killed}"), police, group="all", score=0.9
            ),
            Assertion("perpetrator", "Marsh Front", _words(read, "Marsh Front"), police, "accused", why="rule: of the"),
        ),
        why=(("kind", "head 0.91"),),
    )
    said = Statement("condemn", "The mayor", "i1", _words(read, "condemned the “attack”"))
    return Reading(read, (account,), (said,), made_by)


def _words(read: Article, words: str) -> Evidence:
    start = read.text.index(words)
    return read.quote("text", start, start + len(words))


def main(path: str, first: str, count: str, step: str) -> None:
    """Keep `count` stories from `first` on, each `step` numbers after the one before."""
    with open_ledger(path) as ledger:
        for number in range(int(first), int(first) + int(count) * int(step), int(step)):
            ledger.put(article(number), reading(number))
            print(article(number).id, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
