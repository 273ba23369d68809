"""`histor read`: what is printed, kept and said for which format, and how it ends."""

import json
from pathlib import Path

import pytest

from histor.cli.printing import _file_name
from histor.ledger.open import open_ledger
from histor.record.wire import reading_from_line


def test_in_a_pipe_it_prints_json_lines_and_keeps_nothing(run, story: Path, tmp_path: Path) -> None:
    done = run("read", story, "--published", "2024-03-08")
    reading = reading_from_line(done.stdout)
    assert done.exit_code == 0
    assert [account.id for account in reading.incidents] == ["i1", "i2"]
    assert (reading.article.published, reading.article.text) == ("2024-03-08", "")
    assert done.stderr == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["oruna.txt"]


def test_text_and_reasons_are_printed_when_asked_for(run, story: Path) -> None:
    plain = json.loads(run("read", story).stdout)
    asked = json.loads(run("read", story, "--text", "--why").stdout)
    assert "text" not in plain["article"] and "why" not in plain["incidents"][0]
    assert asked["article"]["text"].startswith("MERIDA CITY")
    assert asked["incidents"][0]["why"]["kind"] == "head: bombing 0.97"


def test_json_is_one_list_of_the_same_readings(run, stories: Path) -> None:
    lines = [json.loads(line) for line in run("read", stories).stdout.splitlines()]
    assert json.loads(run("read", stories, "--format", "json").stdout) == lines
    assert len(lines) == 2
    nothing = run("read", "absent.txt", "--format", "json")
    assert json.loads(nothing.stdout) == []


def test_one_bad_article_stops_no_other_and_is_said_on_one_line(run, stories: Path) -> None:
    done = run("read", stories, "absent.txt", "--format", "jsonl")
    assert [json.loads(line)["article"]["id"] for line in done.stdout.splitlines()] == ["oruna", "fair"]
    said = done.stderr.splitlines()
    assert len(said) == 3
    assert said[0] == f"{stories}:3: article bad: nobody can read this"
    assert said[2].startswith("absent.txt: ")
    assert done.exit_code == 1


def test_records_and_tables_are_kept_in_the_ledger(run, stories: Path, tmp_path: Path) -> None:
    done = run("read", stories, "--format", "table")
    assert "oruna#i1" in done.stdout and "oruna#i2" not in done.stdout
    with open_ledger(tmp_path / "histor.db", read_only=True) as ledger:
        assert ledger.counts().articles == 2
        assert {failure.source for failure in ledger.failures()} == {f"{stories}:3", f"{stories}:4"}


def test_the_ledger_is_the_one_named_else_that_of_the_environment(run, story: Path, tmp_path: Path) -> None:
    run("read", story, "--format", "record", env={"HISTOR_LEDGER": "other.db"})
    run("read", story, "--format", "jsonl", "--ledger", "named.db")
    run("read", story, "--format", "record", "--no-ledger")
    assert {path.name for path in tmp_path.glob("*.db")} == {"other.db", "named.db"}


def test_what_is_kept_already_is_not_read_again_unless_asked(run, seat, story: Path) -> None:
    first = run("read", story, "--ledger", "l.db").stdout

    class Unable:
        made_by = reading_from_line(first).made_by

        def read(self, article):
            raise AssertionError("read again")

    seat(Unable())
    assert run("read", story, "--ledger", "l.db").stdout == first
    assert run("read", story, "--ledger", "l.db", "--again").exit_code == 1


def test_a_record_shows_values_words_and_speakers(run, story: Path) -> None:
    page = run("read", story, "--format", "record", "--no-ledger").stdout
    for part in ("i1 · bombing · Oruna, MD", "12+", "“four of the dead”", "Oruna Herald", "MERIDA CITY", "statements"):
        assert part in page
    assert "\x1b" not in page


def test_standard_input_is_a_source(run, story: Path) -> None:
    done = run("read", "-", input=story.read_text("utf-8"))
    assert len(reading_from_line(done.stdout).incidents) == 2


def test_output_goes_to_the_file_named(run, story: Path, tmp_path: Path) -> None:
    done = run("read", story, "--out", "readings.jsonl")
    assert done.stdout == ""
    assert reading_from_line((tmp_path / "readings.jsonl").read_bytes()).incidents


def test_a_page_each_goes_to_the_folder_named(run, stories: Path, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    run("read", stories, "--format", "html", "--out", "pages")
    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == ["fair.html", "oruna.html"]


def test_one_page_goes_to_standard_output(run, story: Path) -> None:
    page = run("read", story, "--format", "html").stdout
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert "At least 12 people were killed" in page


def test_many_articles_share_a_page(run, stories: Path, tmp_path: Path) -> None:
    run("read", stories, "--format", "html", "--out", "page.html")
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "Car bomb kills 12 in Oruna" in page and "harvest fair" in page


@pytest.mark.parametrize(
    ("ident", "name"), [("../../etc/passwd", "_.._etc_passwd"), ("...", "article"), ("a b", "a_b")]
)
def test_a_page_stays_in_its_folder_whatever_the_article_is_called(ident: str, name: str) -> None:
    assert _file_name(ident) == name


def test_addresses_are_fetched_only_when_allowed(run) -> None:
    done = run("read", "https://news.example/story")
    assert done.exit_code == 1
    assert "not fetched unless asked for" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "remark"),
    [
        ([], "Missing argument"),
        (["x", "--published", "5 March"], "is not a day; write it as 2024-03-05"),
        (["x", "--ledger", "l.db", "--no-ledger"], "exclude each other"),
        (["x", "--format", "xml"], "'xml' is not one of"),
    ],
)
def test_wrong_usage_ends_with_2(run, arguments: list[str], remark: str) -> None:
    done = run("read", *arguments)
    assert done.exit_code == 2
    assert remark in done.stderr


def test_a_ledger_that_cannot_be_made_is_one_line(run, story: Path) -> None:
    done = run("read", story, "--ledger", "no/such/folder/l.db")
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: no/such/folder/l.db: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_hostile_article_prints_no_control_character(run, tmp_path: Path) -> None:
    path = tmp_path / "evil\x1b[31m.jsonl"
    path.write_text(json.dumps({"id": "a\x1b[2J", "title": "\u202eevil", "text": "unreadable \x9b31m"}) + "\n")
    done = run("read", path, "--format", "table", "--no-ledger")
    assert "\x1b" not in done.stdout + done.stderr
    assert "␛" in done.stderr
