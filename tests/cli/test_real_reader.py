"""The samples through the commands with the real reader: a ledger that stays, filters, reasons, layouts, the page."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from histor.cli.door import histor
from histor.record.wire import json_schema

SAMPLES = Path(__file__).parents[2] / "samples" / "articles"
Command = Callable[..., Result]


@pytest.fixture(scope="module")
def command() -> Command:
    """Run a command as in a pipe, with the reader that comes with the package and no settings of this machine."""
    nothing = {"HISTOR_LEDGER": None, "HISTOR_MODEL": None, "HISTOR_THREADS": "1", "COLUMNS": "200"}

    def run(*arguments: str | Path) -> Result:
        done = CliRunner().invoke(histor, [str(part) for part in arguments], env=nothing)
        assert done.exit_code == 0, done.output
        return done

    return run


@pytest.fixture(scope="module")
def ledger(command: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with every sample read."""
    path = tmp_path_factory.mktemp("samples") / "samples.db"
    command("read", SAMPLES, "--ledger", path, "--format", "table")
    return path


@pytest.fixture(scope="module")
def lines(command: Command) -> str:
    """The samples as JSON lines with text and reasons, read without a ledger."""
    return command("read", SAMPLES, "--format", "jsonl", "--text", "--why").stdout


def listed(done: Result) -> list[str]:
    return [row["incident_id"] for row in csv.DictReader(io.StringIO(done.stdout))]


def test_the_same_articles_give_the_same_bytes(command: Command, lines: str) -> None:
    assert command("read", SAMPLES, "--format", "jsonl", "--text", "--why").stdout == lines


def test_every_line_keeps_to_the_published_schema(lines: str) -> None:
    schema = pytest.importorskip("jsonschema").Draft202012Validator(json_schema())
    readings = [json.loads(line) for line in lines.splitlines()]
    assert len(readings) == 24
    for reading in readings:
        schema.validate(reading)


def test_every_value_is_quoted_from_the_article_and_says_why(lines: str) -> None:
    for line in lines.splitlines():
        reading = json.loads(line)
        for incident in reading["incidents"]:
            for row in [*incident["mentions"], *incident["assertions"]]:
                assert reading["article"][row["part"]][row["start"] : row["end"]] == row["quote"]
            assert all(row["why"] for row in incident["assertions"])


def test_reading_again_changes_nothing(command: Command, ledger: Path) -> None:
    before = command("export", "--ledger", ledger, "--layout", "jsonl", "--names").stdout
    command("read", SAMPLES, "--ledger", ledger, "--format", "table")
    assert command("export", "--ledger", ledger, "--layout", "jsonl", "--names").stdout == before
    report = json.loads(command("doctor", "--ledger", ledger, "--format", "json").stdout)
    (kept,) = (check for check in report if check["name"] == "ledger")
    assert "24 articles" in kept["found"] and "24 readings" in kept["found"]


def test_three_outlets_tell_of_one_bombing(command: Command, ledger: Path) -> None:
    found = listed(
        command(
            "incidents", "--accounts", "--ledger", ledger, "--country", "CM", "--kind", "bombing", "--format", "csv"
        )
    )
    assert {ident.split("#")[0] for ident in found} >= {"maroua-first", "maroua-local", "maroua-claim"}


def test_filters_leave_out_what_does_not_fit(command: Command, ledger: Path) -> None:
    every = listed(command("incidents", "--accounts", "--ledger", ledger, "--format", "csv"))
    for filters in (["--from", "2022-01-01"], ["--min-killed", "10"], ["--kind", "kidnapping"], ["--text", "market"]):
        some = listed(command("incidents", "--accounts", "--ledger", ledger, "--format", "csv", *filters))
        assert 0 < len(some) < len(every) and set(some) <= set(every), filters


def test_a_shown_incident_says_why(command: Command, ledger: Path) -> None:
    plain = command("show", "maroua-first#i1", "--ledger", ledger).stdout
    reasons = command("show", "maroua-first#i1", "--ledger", ledger, "--why").stdout
    assert "Maroua" in plain
    assert len(reasons) > len(plain)


@pytest.mark.parametrize("layout", ["jsonl", "csv", "assertions-csv", "parquet", "geojson"])
def test_every_layout_takes_the_samples(command: Command, ledger: Path, tmp_path: Path, layout: str) -> None:
    out = tmp_path / "out"
    command("export", "--ledger", ledger, "--layout", layout, "--out", out)
    content = out.read_bytes()
    if layout == "parquet":
        pyarrow = pytest.importorskip("pyarrow.parquet")
        assert pyarrow.read_table(out).num_rows > 24
    elif layout == "geojson":
        places = [feature["geometry"] for feature in json.loads(content)["features"]]
        points = [place["coordinates"] for place in places if place]
        assert len(points) > 10 and all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in points)
    elif layout == "jsonl":
        assert len([json.loads(line) for line in content.splitlines()]) == 24
    else:
        with out.open(encoding="utf-8-sig", newline="") as table:
            assert len(list(csv.reader(table))) > 24


def test_the_page_shows_every_article_and_asks_the_network_for_nothing(command: Command, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    command("read", SAMPLES, "--format", "html", "--out", page)
    content = page.read_text("utf-8")
    titles = ["Sons of the Plateau say they bombed Maroua market", "Army says drone strike killed about 30 fighters"]
    assert [title for title in titles if title not in content] == []
    assert not any(asks in content for asks in ("<script src", "<img", "<link rel=", "@import", "url(", "fetch("))


def test_a_book_is_a_failure_with_a_remedy_and_not_the_end_of_memory(tmp_path: Path) -> None:
    book = tmp_path / "book.txt"
    book.write_text("Gunmen killed two farmers near Jos on Tuesday, police said.\n\n" * 5_000, "utf-8")
    done = CliRunner().invoke(histor, ["read", str(book)])
    assert done.exit_code == 1 and done.stdout == ""
    assert "more than 200,000 (split it into articles)" in done.stderr
