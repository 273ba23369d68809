"""The foreman: every article gets an outcome, one bad one harms no other, and what is kept is not read twice."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from histor.errors import LedgerError, ReadError
from histor.ingest.options import IngestOptions
from histor.ledger.open import open_ledger
from histor.ledger.store import Ledger
from histor.pipeline.reading import Outcome, read_article, read_sources
from histor.record.article import Article
from histor.record.evidence import Evidence
from histor.record.reading import Account, Failure, MadeBy, Reading


class PanicException(BaseException):
    """Named as the exception that parsers in compiled code raise for a fault of their own."""


class WordReader:
    """Reads every "blast" as an incident. Some words make it fail, each in another way; it counts what it reads."""

    def __init__(self, version: str = "1") -> None:
        self.made_by = MadeBy("0", version)
        self.read_count = 0

    def read(self, article: Article) -> Reading:
        self.read_count += 1
        for word, error in {
            "refuse": ReadError("refused"),
            "crash": KeyError("x" * 9_999),
            "panic": PanicException(),
        }.items():
            if word in article.text:
                raise error
        found = article.text.find("blast")
        mentions = () if found < 0 else (article.quote("text", found, found + 5),)
        if "misquote" in article.text:
            mentions = (Evidence("text", 0, 5, "wrong"),)
        return Reading(article, tuple(Account("i1", ("bombing",), mentions=(m,)) for m in mentions), (), self.made_by)


@pytest.fixture
def rows(tmp_path: Path) -> Callable[..., str]:
    def write(*texts: str) -> str:
        path = tmp_path / "rows.jsonl"
        path.write_text("".join(json.dumps({"id": f"r{n}", "text": text}) + "\n" for n, text in enumerate(texts)))
        return str(path)

    return write


def run(reader: WordReader, source: str, ledger: Ledger | None = None, *, again: bool = False) -> list[Outcome]:
    return list(read_sources(reader, [source], IngestOptions(), ledger, again=again))


def told(outcomes: list[Outcome]) -> list[str]:
    return [o.reason if isinstance(o, Failure) else f"{o[0].id}: {len(o[1].incidents)}" for o in outcomes]


def test_every_article_gets_one_outcome_in_order(rows) -> None:
    source = rows("a blast", "refuse", "crash", "panic", "misquote", "", "quiet")
    outcomes = run(WordReader(), source)
    assert told(outcomes)[0] == "r0: 1"
    assert told(outcomes)[-1] == "r6: 0"
    failures = [outcome for outcome in outcomes if isinstance(outcome, Failure)]
    assert [failure.source for failure in failures] == [f"{source}:{line}" for line in (2, 3, 4, 5, 6)]
    assert [failure.stage for failure in failures] == ["read"] * 4 + ["ingest"]
    assert [failure.article_id for failure in failures] == ["r1", "r2", "r3", "r4", None]


def test_a_failure_names_its_reason_and_not_the_whole_article(rows) -> None:
    refused, crashed, misquoted = run(WordReader(), rows("refuse", "crash", "misquote"))
    assert isinstance(refused, Failure) and refused.reason == "refused"
    assert isinstance(crashed, Failure) and crashed.reason.startswith("KeyError: ") and len(crashed.reason) < 400
    assert isinstance(misquoted, Failure) and "quoted words that are not there" in misquoted.reason


def test_ctrl_c_in_the_reader_is_not_taken_for_a_failure() -> None:
    class Stopped(WordReader):
        def read(self, article: Article) -> Reading:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_article(Stopped(), Article("x", "text"))


def test_readings_and_failures_are_kept(rows, tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l.db") as ledger:
        run(WordReader(), rows("a blast", "refuse"), ledger)
        article, reading = ledger.reading("r0")
        assert (article.text, len(reading.incidents)) == ("a blast", 1)
        (failure,) = ledger.failures()
        assert (failure.reason, failure.made_by) == ("refused", MadeBy("0", "1"))


def test_what_is_kept_is_committed_before_it_is_handed_on(rows, tmp_path: Path) -> None:
    """So a run that is stopped between two articles has lost none that it has shown."""
    with open_ledger(tmp_path / "l.db") as ledger, open_ledger(tmp_path / "l.db", read_only=True) as onlooker:
        outcomes = read_sources(WordReader(), [rows("a blast", "refuse", "quiet")], IngestOptions(), ledger)
        next(outcomes)
        assert onlooker.counts().articles == 1
        next(outcomes)
        assert len(list(onlooker.failures())) == 1
        outcomes.close()  # type: ignore[attr-defined]
        assert onlooker.counts().articles == 1


def test_the_same_reader_reads_an_article_once_and_a_newer_one_again(rows, tmp_path: Path) -> None:
    source = rows("a blast", "quiet")
    with open_ledger(tmp_path / "l.db") as ledger:
        first, same, newer = WordReader(), WordReader(), WordReader("2")
        outcomes = run(first, source, ledger)
        assert run(same, source, ledger) == outcomes
        run(newer, source, ledger)
        assert (first.read_count, same.read_count, newer.read_count) == (2, 0, 2)
        assert ledger.reading("r0")[1].made_by.reader == "2"
        run(same, source, ledger, again=True)
        assert same.read_count == 2


def test_what_failed_is_tried_again(rows, tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l.db") as ledger:
        run(WordReader(), rows("refuse"), ledger)
        assert told(run(WordReader(), rows("no more trouble"), ledger)) == ["r0: 0"]


def test_a_changed_article_is_read_again(rows, tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l.db") as ledger:
        run(WordReader(), rows("quiet"), ledger)
        assert told(run(WordReader(), rows("a blast after all"), ledger)) == ["r0: 1"]


def test_a_ledger_that_cannot_be_written_stops_the_run(rows, tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l.db"):
        pass
    reader = WordReader()
    with open_ledger(tmp_path / "l.db", read_only=True) as ledger, pytest.raises(LedgerError):
        run(reader, rows("a blast", "another blast"), ledger)
    assert reader.read_count == 1
