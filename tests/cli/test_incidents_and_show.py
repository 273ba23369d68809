"""`histor incidents`, `show` and `export`: what was kept comes out again, chosen and laid out as asked."""

import csv
import io
import json
from pathlib import Path

import pytest


@pytest.fixture
def kept(run, stories: Path):
    """The same commands, with the stories read into the ledger."""
    run("read", stories, "--format", "table")
    return run


def listed(done) -> list[str]:
    return [
        f"{row['article']['id']}#{a['id']}"
        for row in map(json.loads, done.stdout.splitlines())
        for a in row["incidents"]
    ]


def test_the_table_lists_foreground_incidents_and_all_when_asked(kept) -> None:
    page = kept("incidents", "--accounts", "--format", "table").stdout
    assert "oruna#i1" in page and "oruna#i2" not in page
    assert "oruna#i2" in kept("incidents", "--accounts", "--format", "table", "--all").stdout


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (["--all"], ["oruna#i1", "oruna#i2"]),
        (["--from", "2024-03-01"], ["oruna#i1"]),
        (["--to", "2019-06-01", "--all"], ["oruna#i2"]),
        (["--country", "md"], ["oruna#i1"]),
        (["--country", "FR"], []),
        (["--kind", "armed_assault", "--all"], ["oruna#i2"]),
        (["--actor", "red dawn"], ["oruna#i1"]),
        (["--min-killed", "3", "--all"], ["oruna#i1"]),
        (["--text", "hospital doctor"], ["oruna#i1"]),
        (["--text", "harvest"], []),
        (["--all", "--limit", "1"], ["oruna#i1"]),
    ],
)
def test_incidents_are_found_by_what_is_asked(kept, asked: list[str], found: list[str]) -> None:
    assert listed(kept("incidents", "--accounts", *asked)) == found
    if "--limit" not in asked:
        assert listed(kept("export", *asked)) == found or "--all" not in asked


def test_a_cut_off_list_says_so(kept) -> None:
    page = kept("incidents", "--accounts", "--all", "--limit", "1", "--format", "table").stdout
    assert "oruna#i2" not in page and "and more" in page
    assert "and more" not in kept("incidents", "--accounts", "--all", "--limit", "2", "--format", "table").stdout


def test_nothing_found_is_said_and_is_no_error(kept) -> None:
    done = kept("incidents", "--accounts", "--country", "FR", "--format", "table")
    assert (done.exit_code, done.stdout) == (0, "No incident in the ledger is like that.\n")


def test_a_cut_down_reading_keeps_only_statements_about_its_incidents(kept) -> None:
    (row,) = map(json.loads, kept("export", "--kind", "armed_assault").stdout.splitlines())
    assert row["statements"] == []
    (row,) = map(json.loads, kept("export", "--kind", "bombing").stdout.splitlines())
    assert {statement["about"] for statement in row["statements"]} == {"i1"}


def test_show_draws_values_in_context_and_the_steps_of_who_says_it(kept) -> None:
    lines = [line.strip() for line in kept("show", "oruna#i1").stdout.splitlines()]
    page = " ".join(lines)
    assert "Herald that [four of the dead] were officers." in page
    assert lines[lines.index("said by  Oruna Herald") + 1] == "└─ A spokesman for the ministry"
    assert "low 12 · best 12 · high 15" in page
    assert "claim responsibility · about i1" in page
    assert "i2" not in page and "rule: weapon" not in page


def test_show_says_why_when_asked(kept) -> None:
    page = kept("show", "oruna", "--why").stdout
    assert "rule: weapon (0.90)" in page and "why kind: head: bombing 0.97" in page
    assert "i2 · armed assault · 2019 · background" in page


def test_show_gives_the_contract_to_programs(kept) -> None:
    assert [a["id"] for a in json.loads(kept("show", "oruna#i2", "--format", "jsonl").stdout)["incidents"]] == ["i2"]
    assert len(json.loads(kept("show", "oruna", "--format", "jsonl").stdout)["incidents"]) == 2


def test_show_of_an_article_without_incident(kept) -> None:
    assert "No incident of political violence" in kept("show", "fair").stdout


@pytest.mark.parametrize("ident", ["nothing", "oruna#i9", "nothing#i1"])
def test_show_of_what_is_not_there_is_one_line(kept, ident: str) -> None:
    done = kept("show", ident)
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: ") and len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", [["incidents"], ["show", "x"], ["export"]])
def test_without_a_ledger_a_command_says_how_to_make_one(run, tmp_path: Path, command: list[str]) -> None:
    done = run(*command)
    assert done.exit_code == 1
    assert "there is no ledger here" in done.stderr
    assert list(tmp_path.iterdir()) == [], "looking must not make a ledger"


def test_read_pipes_into_export(run, story: Path) -> None:
    readings = run("read", story, "--text").stdout
    rows = list(csv.DictReader(io.StringIO(run("export", "-", "--layout", "csv", input=readings).stdout)))
    assert [row["place_name"] for row in rows] == ["Oruna", ""]
    assert json.loads(run("export", "-", "--layout", "geojson", input=readings).stdout)["type"] == "FeatureCollection"


def test_export_writes_the_file_named(kept, tmp_path: Path) -> None:
    done = kept("export", "--layout", "csv", "--out", "incidents.csv")
    assert (done.exit_code, done.stdout) == (0, "")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "incidents.csv").read_text("utf-8"))))
    assert {row["incident_id"] for row in rows} == {"oruna#i1", "oruna#i2"}


def test_export_names_the_line_that_is_no_reading(run, story: Path) -> None:
    readings = run("read", story).stdout
    done = run("export", "-", input=readings + '\n{"article": 1}\n')
    assert done.exit_code == 1
    assert "standard input, line 3: not a reading" in done.stderr


def test_export_refuses_filters_on_standard_input(run) -> None:
    assert run("export", "-", "--country", "ML", input="").exit_code == 2
