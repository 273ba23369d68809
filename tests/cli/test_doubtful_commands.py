"""`histor doubtful`, `show --doubtful` and `read --doubtful`: what was left out, for whom asks for it."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import Result

from histor.pipeline.reading import Reader
from histor.record.article import Article
from histor.record.assertion import Assertion
from histor.record.evidence import Evidence, Speaker
from histor.record.reading import Reading
from histor.record.values import Quantity

Run = Callable[..., Result]


class Doubter:
    """Reads as another reader does, and leaves out a count and a weapon of the first incident."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.made_by = reader, reader.made_by

    def read(self, article: Article) -> Reading:
        reading = self.reader.read(article)
        if not reading.incidents:
            return reading

        def words(quote: str) -> Evidence:
            start = article.text.index(quote)
            return article.quote("text", start, start + len(quote))

        doctor = (Speaker(words("A hospital doctor")),)
        count = Assertion("killed", Quantity(15, 15), words("15"), doctor, group="all", score=0.3021,
                          why="chance 0.3021, below 0.4; rule exact")  # fmt: skip
        weapon = Assertion("weapon", "firearm", words("shot"), score=0.18, why="chance 0.18, below 0.25")
        first = replace(reading.incidents[0], doubtful=(count, weapon))
        return replace(reading, incidents=(first, *reading.incidents[1:]))


@pytest.fixture
def doubting(run: Run, seat: Callable[[object], None]) -> Run:
    """The commands, with a reader that leaves something out."""
    canned = import_module("histor.read.reader").load_reader(None, 1)
    seat(Doubter(canned))
    return run


@pytest.fixture
def kept(doubting: Run, stories: Path) -> Run:
    """The same, with the stories read into the ledger."""
    doubting("read", stories, "--format", "table")
    return doubting


def rows(done: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_line_has_all_that_a_person_judges_by(kept: Run, article: Article) -> None:
    at = article.text.index
    first, second = rows(kept("doubtful"))
    assert first == {
        "account": "oruna#i1", "published": "2024-03-08", "publisher": None, "title": "Car bomb kills 12 in Oruna",
        "url": None, "slot": "killed", "value": {"low": 15, "high": 15, "approx": False}, "quote": "15",
        "part": "text", "start": at("15"), "end": at("15") + 2,
        "said_by": [{"quote": "A hospital doctor", "part": "text", "start": at("A hosp"),
                     "end": at(" put the")}],
        "score": 0.3021, "group": "all", "why": "chance 0.3021, below 0.4; rule exact",
    }  # fmt: skip
    assert (second["slot"], second["said_by"]) == ("weapon", [])


@pytest.mark.parametrize(
    ("asked", "slots"),
    [
        (["--slot", "weapon"], ["weapon"]),
        (["--slot", "motive"], []),
        (["--min-chance", "0.3"], ["killed"]),
        (["--article", "oruna"], ["killed", "weapon"]),
        (["--article", "fair"], []),
        (["--limit", "1"], ["killed"]),
    ],
)
def test_values_are_found_by_what_is_asked(kept: Run, asked: list[str], slots: list[str]) -> None:
    assert [row["slot"] for row in rows(kept("doubtful", *asked))] == slots
    assert [row["slot"] for row in json.loads(kept("doubtful", "--format", "json", *asked).stdout)] == slots


def test_the_table_says_what_and_how_likely_and_that_there_is_more(kept: Run) -> None:
    page = kept("doubtful", "--format", "table").stdout
    assert "oruna#i1" in page and "0.30" in page and "“15”" in page and "A hospital doctor" in page
    assert "the article" in page and "and more" not in page
    assert "and more" in kept("doubtful", "--format", "table", "--limit", "1").stdout
    assert kept("doubtful", "--slot", "motive").stdout == ""
    empty = kept("doubtful", "--slot", "motive", "--format", "table")
    assert (empty.exit_code, empty.stdout) == (0, "No value in the ledger is left out like that.\n")


def test_the_csv_has_the_chance_and_the_words(kept: Run) -> None:
    first, second = csv.DictReader(io.StringIO(kept("doubtful", "--format", "csv").stdout))
    assert (first["account"], first["value"], first["chance"], first["quote"]) == ("oruna#i1", "15", "0.3021", "15")
    assert (first["said_by"], second["said_by"]) == ("A hospital doctor", "")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (["--slot", "colour"], "'colour' is not one of"),
        (["--min-chance", "1.5"], "no chance"),
        (["--min-chance", "-0.1"], "no chance"),
        (["--min-chance", "nan"], "no chance"),
        (["--min-chance", "high"], "not a valid float"),
        (["--limit", "0"], "not in the range"),
        (["--format", "html"], "'html' is not one of"),
    ],
)
def test_what_cannot_be_asked_is_wrong_usage(kept: Run, asked: list[str], message: str) -> None:
    done = kept("doubtful", *asked)
    assert done.exit_code == 2 and message in done.stderr and "Traceback" not in done.stderr


def test_without_a_ledger_it_is_said(run: Run) -> None:
    done = run("doubtful")
    assert done.exit_code == 1 and "there is no ledger here" in done.stderr


def test_a_value_is_taken_over_by_a_correction_that_names_the_account(kept: Run) -> None:
    (row,) = rows(kept("doubtful", "--slot", "killed"))
    done = kept("correct", row["account"], "killed", "15", "--by", "A. Analyst", "--because", "the doctor's count")
    assert done.exit_code == 0, done.output
    shown = json.loads(kept("show", row["account"], "--merged", "--format", "jsonl").stdout)
    assert shown["incident"]["killed"] == {"low": 15, "best": 15, "high": 15}


def test_show_draws_what_was_left_out_only_when_asked(kept: Run) -> None:
    plain, page = kept("show", "oruna#i1").stdout, kept("show", "oruna#i1", "--doubtful").stdout
    assert "left out" not in plain and page.startswith(plain.split("── statements")[0].rstrip()[:500])
    assert "i1 · left out as doubtful, for review" in page
    assert "chance 0.3021, below 0.4; rule exact (0.30)" in page and "put the toll at [15]." in " ".join(page.split())
    assert "Nothing." in kept("show", "oruna#i2", "--doubtful").stdout


def test_show_writes_what_was_left_out_only_when_asked(kept: Run) -> None:
    def accounts(*asked: str) -> list[dict[str, list[dict[str, object]]]]:
        (row,) = map(json.loads, kept("show", "oruna", "--format", "jsonl", *asked).stdout.splitlines())
        told: list[dict[str, list[dict[str, object]]]] = row["incidents"]
        return told

    assert not any("doubtful" in account for account in accounts("--why"))
    assert [[a["slot"] for a in account["doubtful"]] for account in accounts("--doubtful")] == [
        ["killed", "weapon"],
        [],
    ]


@pytest.mark.parametrize("asked", [["i-1"], ["oruna#i1", "--merged"]])
def test_a_merged_incident_has_nothing_doubtful_of_its_own(kept: Run, asked: list[str]) -> None:
    done = kept("show", *asked, "--doubtful")
    assert done.exit_code == 2 and "for articles and accounts" in done.stderr


def test_read_puts_it_in_where_asked(doubting: Run, story: Path) -> None:
    for layout in ("jsonl", "json"):
        plain, full = (doubting("read", story, "--format", layout, *asked).stdout for asked in ((), ("--doubtful",)))
        assert "below 0.4" not in plain and "below 0.4; rule exact" in full
    record = doubting("read", story, "--format", "record", "--no-ledger").stdout
    asked = doubting("read", story, "--format", "record", "--no-ledger", "--doubtful").stdout
    assert "left out" not in record and "i1 · left out as doubtful, for review" in asked
    assert "i2 · left out" not in asked


def test_exports_do_not_see_it(kept: Run) -> None:
    for layout in ("jsonl", "csv", "assertions-csv", "geojson"):
        page = kept("export", "--layout", layout, "--names").stdout
        assert "Oruna" in page and "below 0" not in page and "doubtful" not in page and "firearm" not in page
    assert "below 0" not in kept("export", "--merged", "--layout", "jsonl", "--names").stdout
