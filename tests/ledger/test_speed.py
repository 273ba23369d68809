"""How fast a ledger is filled, opened and searched: printed, not asserted (run with `-s` to see it)."""

import time

from ledger_stories import READER, article

from histor.ledger.open import open_ledger
from histor.ledger.query import AccountFilter
from histor.record.assertion import Assertion
from histor.record.reading import Account, Reading
from histor.record.values import Place, Quantity, TimeSpan, Toll

ARTICLES, ACCOUNTS = 500, 4


def many(number: int) -> Reading:
    """A reading with several accounts of six assertions each."""
    read = article(number)
    killed = Assertion("killed", Quantity(3, 3), read.quote("text", 0, 6), group="all")
    incidents = tuple(
        Account(
            f"i{account}",
            ("bombing",),
            date=TimeSpan("2021-03-04", "2021-03-04"),
            place=Place("Tarvik", "town", None, "ML", 16.3, 0.1),
            killed=Toll(number % 97, number % 97, None),
            mentions=(read.quote("text", 0, 6),),
            assertions=(killed,) * 6,
        )
        for account in range(1, ACCOUNTS + 1)
    )
    return Reading(read, incidents, (), READER)


def test_thousands_of_accounts(ledger_url: str) -> None:
    readings = [many(number) for number in range(ARTICLES)]
    clock, cpu = time.perf_counter(), time.process_time()
    with open_ledger(ledger_url) as ledger:
        ledger.put_many((read.article, read) for read in readings)
        took, worked = time.perf_counter() - clock, time.process_time() - cpu
        print(f"\n{ledger.software()}, {ledger.size() >> 20} MiB")
    print(f"{ARTICLES * ACCOUNTS / took:.0f} accounts/s in {took:.1f} s ({worked:.1f} s of CPU here)")

    for wanted in (AccountFilter(limit=50), AccountFilter(min_killed=96), AccountFilter(text="spokesman", limit=50)):
        clock, cpu = time.perf_counter(), time.process_time()
        with open_ledger(ledger_url, read_only=True) as ledger:
            opened = time.process_time() - cpu
            found = sum(1 for _ in ledger.accounts(wanted))
            searched = time.process_time() - cpu - opened
        print(f"CPU: opened in {opened * 1000:.0f} ms, {found} found in {searched * 1000:.0f} ms")

    with open_ledger(ledger_url) as ledger:
        assert ledger.counts().accounts == ARTICLES * ACCOUNTS
