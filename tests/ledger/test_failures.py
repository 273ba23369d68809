"""Failures are kept with their reasons until their article is read."""

from dataclasses import replace

from ledger_stories import NEWER, READER, article, reading

from histor.ledger.store import Ledger
from histor.record.reading import Failure

BROKEN = Failure("news/broken.gz", "not gzip", "unpack it yourself", stage="ingest")


def test_a_failure_is_kept_whole_with_its_maker(ledger: Ledger) -> None:
    unread = Failure("a.txt", "tört\x00 \ud800", "", "a-1", "read")
    ledger.fail(BROKEN)
    ledger.fail(unread, READER)

    first, second = ledger.failures()

    assert Failure(first.source, first.reason, first.remedy, first.article_id, first.stage) == BROKEN
    assert Failure(second.source, second.reason, second.remedy, second.article_id, second.stage) == unread
    assert (first.made_by, second.made_by) == (None, READER)


def test_the_same_failure_again_is_not_kept_twice(ledger: Ledger) -> None:
    ledger.fail(BROKEN)
    ledger.fail(BROKEN)
    ledger.fail(replace(BROKEN, reason="empty"))
    ledger.fail(BROKEN)
    ledger.fail(BROKEN, READER)

    assert [(failure.reason, failure.made_by) for failure in ledger.failures()] == [
        ("not gzip", None),
        ("empty", None),
        ("not gzip", None),
        ("not gzip", READER),
    ]


def test_a_failure_is_resolved_once_its_article_is_read(ledger: Ledger) -> None:
    ledger.fail(Failure("news.jsonl:1", "no text"))
    ledger.fail(Failure("elsewhere", "crashed", article_id="story-000001", stage="read"), READER)
    ledger.fail(BROKEN)
    assert ledger.counts().failures == 3

    ledger.put(article(1), reading(1, NEWER))

    assert [failure.source for failure in ledger.failures()] == [BROKEN.source]
    assert [failure.resolved for failure in ledger.failures(resolved=True)] == [True, True, False]
    assert ledger.counts().failures == 1
