"""Putting readings: what changes, what stays, what stands, what is refused."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from ledger_stories import NEWER, READER, article, reading

from histor.errors import EvidenceError, LedgerError, RecordError
from histor.ledger.query import AccountFilter
from histor.ledger.store import Ledger
from histor.record.article import Article
from histor.record.evidence import Evidence
from histor.record.reading import Account, Failure, Reading
from histor.record.values import Toll


def test_the_same_reading_again_changes_nothing(ledger: Ledger) -> None:
    assert ledger.put(article(1), reading(1)) == "new"
    before = ledger.counts()

    assert ledger.put(article(1), reading(1)) == "unchanged"
    assert ledger.put(replace(article(1), source="elsewhere"), reading(1)) == "unchanged"

    assert ledger.counts() == before
    assert ledger.reading("story-000001")[0].source == "news.jsonl:1"


def test_a_newer_reader_stands_and_the_older_is_kept(ledger: Ledger) -> None:
    ledger.put(article(1), reading(1))

    assert ledger.put(article(1), reading(1, NEWER)) == "new_reading"
    assert ledger.put(article(1), reading(1)) == "unchanged"

    assert ledger.reading("story-000001")[1].made_by == NEWER
    assert ledger.reading("story-000001", "invented-1")[1] == reading(1)
    assert [(row.made_by, row.stands) for row in ledger.readings_of("story-000001")] == [(READER, False), (NEWER, True)]
    assert len({row.digest for row in ledger.readings_of("story-000001")}) == 1
    assert ledger.counts().readings == 2
    assert ledger.counts().accounts == 1


def test_a_changed_text_is_a_new_version_and_the_old_is_kept(ledger: Ledger) -> None:
    ledger.put(article(1), reading(1))

    assert ledger.put(article(1, note=" Corrected."), reading(1, note=" Corrected.")) == "changed_article"

    assert ledger.reading("story-000001") == (article(1, note=" Corrected."), reading(1, note=" Corrected."))
    assert ledger.kept(article(1), READER) == reading(1)
    assert [found.text for found in ledger.articles()] == [article(1, note=" Corrected.").text]
    assert ledger.counts().articles == 1


def test_an_older_text_read_by_a_newer_reader_does_not_stand(ledger: Ledger) -> None:
    ledger.put(article(1), reading(1))
    ledger.put(article(1, note="!"), reading(1, note="!"))

    assert ledger.put(article(1), reading(1, NEWER)) == "new_reading"

    assert ledger.reading("story-000001")[1] == reading(1, note="!")


def test_another_publication_day_is_read_anew(ledger: Ledger) -> None:
    undated = replace(article(1), published=None)
    ledger.put(undated, replace(reading(1), article=undated))

    assert ledger.kept(article(1), READER) is None
    assert ledger.has_reading("story-000001", article(1).sha256, READER)
    assert not ledger.has_reading("story-000001", article(1).sha256, READER, published=article(1).published)
    assert ledger.put(article(1), reading(1)) == "new_reading"
    assert ledger.reading("story-000001") == (article(1), reading(1))


def test_has_reading_asks_for_the_text_and_every_part_of_the_maker(ledger: Ledger) -> None:
    ledger.put(article(1), reading(1))
    sha256 = article(1).sha256

    assert ledger.has_reading("story-000001", sha256, READER)
    assert not ledger.has_reading("story-000002", sha256, READER)
    assert not ledger.has_reading("story-000001", article(2).sha256, READER)
    for other in (replace(READER, histor="9"), replace(READER, reader="9"), replace(READER, settings="9")):
        assert not ledger.has_reading("story-000001", sha256, other)


def test_a_false_quote_is_refused_and_nothing_is_kept(ledger: Ledger) -> None:
    false = Account("i1", ("attack",), mentions=(Evidence("text", 0, 7, "Bombers"),))

    with pytest.raises(EvidenceError, match="Bombers"):
        ledger.put(article(1), Reading(article(1), (false,), (), READER))

    assert ledger.counts().articles == 0


@pytest.mark.parametrize(
    ("given", "read", "reason"),
    [
        (article(1), reading(2), "another article"),
        (article(1), reading(1, note="!"), "another article"),
        (article(1).without_text(), reading(1), "fingerprinted"),
        (article(1), Reading(article(1), (Account("i1", ()),), (), READER), "kinds"),
        (
            article(1),
            Reading(article(1), (Account("i1", ("attack",), killed=Toll(2**70, None, None)),), (), READER),
            "above",
        ),
    ],
)
def test_a_reading_that_breaks_the_contract_is_refused(
    ledger: Ledger, given: Article, read: Reading, reason: str
) -> None:
    with pytest.raises(RecordError, match=reason):
        ledger.put(given, read)

    assert ledger.counts().articles == 0


def test_many_are_put_and_counted_by_outcome(ledger: Ledger) -> None:
    ledger.put(article(1), reading(1))
    false = Reading(article(9), (Account("i1", ("attack",), mentions=(Evidence("text", 0, 1, "X"),)),), (), READER)

    outcomes = ledger.put_many(
        [
            (article(1), reading(1)),
            (article(2), reading(2)),
            (article(2), reading(2)),
            (article(1), reading(1, NEWER)),
            (article(2, note="!"), reading(2, note="!")),
            (article(9), false),
            Failure("broken.gz", "not gzip", "unpack it yourself"),
        ],
        READER,
    )

    assert outcomes == {"new": 1, "unchanged": 2, "new_reading": 1, "changed_article": 1, "failed": 2}
    assert [(failure.source, failure.made_by) for failure in ledger.failures()] == [
        ("news.jsonl:9", READER),
        ("broken.gz", READER),
    ]
    assert ledger.reading("story-000002")[1] == reading(2, note="!")


def test_many_are_committed_in_batches(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("histor.ledger.store.BATCH_ARTICLES", 3)
    seen: list[int] = []

    def stories() -> Iterator[tuple[Article, Reading]]:
        for number in range(7):
            seen.append(ledger.counts().articles)
            yield article(number), reading(number)

    ledger.put_many(stories())

    assert seen == [0, 0, 0, 3, 3, 3, 6]
    assert ledger.counts().articles == 7


def test_a_run_that_breaks_keeps_what_it_had(ledger: Ledger) -> None:
    def breaking() -> Iterator[tuple[Article, Reading]]:
        yield article(1), reading(1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ledger.put_many(breaking())

    assert [found.id for found in ledger.articles()] == ["story-000001"]


def test_what_is_not_there_is_said_with_what_to_do(ledger: Ledger) -> None:
    ledger.put(article(1), reading(1))

    with pytest.raises(LedgerError, match=re.escape("no reading of article 'nowhere'")):
        ledger.reading("nowhere")
    with pytest.raises(LedgerError, match="by invented-9"):
        ledger.reading("story-000001", "invented-9")
    with pytest.raises(LedgerError, match=r"no incident 'i7' .*i1"):
        ledger.account("story-000001#i7")
    with pytest.raises(LedgerError, match="not an account's id"):
        ledger.account("story-000001")


def test_an_account_is_found_by_the_id_it_is_listed_with(ledger: Ledger) -> None:
    ledger.put(article(1), reading(1))
    (row,) = ledger.accounts(AccountFilter())

    assert ledger.account(row.id) == (article(1), reading(1), reading(1).incidents[0])


def test_times_are_kept_in_utc_beside_readings(ledger: Ledger) -> None:
    ledger.put(article(1), reading(1))
    ledger.fail(Failure("x", "y"))

    times = [ledger.readings_of("story-000001")[0].stored_at, next(ledger.failures()).failed_at]

    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", time) for time in times)
    assert times == sorted(times)
