"""Merging from the command line: incidents listed and shown, judged by persons, corrected, undone, followed."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from cli.conftest import TEXT, Run
from histor.record.incident_wire import change_schema, incident_schema

WHY = ("--by", "A. Analyst", "--because", "same street, same hour")


@pytest.fixture
def merged(run: Run, tmp_path: Path) -> Run:
    """Two outlets with the same story, one of them a reprint, read and merged."""
    rows = [
        {
            "id": "oruna",
            "title": "Car bomb kills 12 in Oruna",
            "published": "2024-03-08",
            "publisher": "Merida Courier",
        },
        {"id": "copy", "title": "Oruna: a dozen dead", "published": "2024-03-09", "publisher": "Tal Evening Post"},
    ]
    path = tmp_path / "twice.jsonl"
    path.write_text("".join(json.dumps({**row, "text": TEXT}) + "\n" for row in rows), "utf-8")
    done = run("read", path, "--format", "table")
    assert "4 accounts compared" in done.stderr
    return run


def rows(done) -> list[dict]:
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def partition(run: Run) -> dict[str, set[str]]:
    return {row["id"]: accounts_of(run, row["id"]) for row in rows(run("incidents", "--all"))}


def accounts_of(run: Run, incident: str) -> set[str]:
    (view,) = rows(run("show", incident, "--format", "jsonl"))
    return {testimony["account_id"] for testimony in view["incident"]["testimonies"]}


def test_read_merges_what_it_read_and_a_reprint_is_no_second_source(merged: Run) -> None:
    bombing, teachers = rows(merged("incidents", "--all"))
    assert (bombing["articles"], bombing["independent_sources"]) == (2, 1)
    assert (bombing["killed_low"], bombing["killed_high"]) == (12, 15)
    assert bombing["blamed"] == ["Red Dawn Front (claimed)"]
    assert accounts_of(merged, teachers["id"]) == {"oruna#i2", "copy#i2"}
    assert [row["id"] for row in rows(merged("incidents"))] == [bombing["id"]], "background is listed with --all"


def test_the_list_has_a_table_and_a_csv_with_the_same_incidents(merged: Run) -> None:
    page = merged("incidents", "--all", "--format", "table").stdout
    listed = list(csv.DictReader(io.StringIO(merged("incidents", "--all", "--format", "csv").stdout)))
    assert all(row["id"] in page for row in listed)
    assert [row["id"] for row in listed] == [row["id"] for row in rows(merged("incidents", "--all"))]
    assert listed[0]["articles"] == "2" and listed[1]["place_name"] == ""


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (["--min-articles", "2"], 2), (["--min-articles", "3"], 0), (["--min-sources", "2"], 0),
        (["--conflict", "contradictory"], 0), (["--updated-since", "2999-01-01"], 0),
        (["--updated-since", "2024-01-01"], 2),
        (["--actor", "red dawn"], 1), (["--text", "hospital doctor"], 2), (["--limit", "1"], 1),
    ],
)  # fmt: skip
def test_incidents_are_found_by_sources_conflicts_and_changes(merged: Run, asked: list[str], found: int) -> None:
    assert len(rows(merged("incidents", "--all", *asked))) == found


def test_filters_on_sources_do_not_go_with_single_accounts(merged: Run) -> None:
    assert merged("incidents", "--accounts", "--min-sources", "2").exit_code == 2


def test_accounts_read_without_merging_are_said_to_wait(run: Run, story: Path) -> None:
    assert run("read", story, "--format", "table", "--no-merge").exit_code == 0
    waiting = run("incidents", "--all")
    assert waiting.stdout == "" and "histor merge" in waiting.stderr
    assert "2 accounts compared" in run("merge").stderr
    assert len(rows(run("incidents", "--all"))) == 2
    assert run("merge").stderr == "Nothing to merge.\n"


def test_helpers_merge_to_the_same_incidents(merged: Run) -> None:
    alone = partition(merged)
    done = merged("merge", "--again", "--workers", "2")

    assert "4 accounts compared" in done.stderr and partition(merged) == alone
    assert merged("merge", "--workers", "0").exit_code == 2


def test_show_tells_sources_by_lineage_and_the_toll_figure_by_figure(merged: Run) -> None:
    incident = rows(merged("incidents"))[0]["id"]
    page = " ".join(merged("show", incident, "--why").stdout.split())
    assert "2 articles, 1 independent source" in page
    assert "└ reprint · F Oruna: a dozen dead" in page
    assert "2024-03-08 12+" in page and "the Interior Ministry" in page
    assert "is new; joined by" in page


def test_an_account_leads_to_its_incident(merged: Run) -> None:
    incident = rows(merged("incidents"))[0]["id"]
    assert merged("show", "copy#i1", "--merged").stdout == merged("show", incident).stdout
    assert merged("show", "nothing#i1", "--merged").exit_code == 1


def test_another_policy_changes_the_view_and_not_the_ledger(merged: Run) -> None:
    incident = rows(merged("incidents"))[0]["id"]
    (view,) = rows(merged("show", incident, "--policy", "range_all", "--format", "jsonl"))
    assert view["incident"]["policy"].startswith("range_all")
    assert rows(merged("incidents"))[0]["policy"].startswith("latest_reliable")
    assert merged("show", "oruna#i1", "--policy", "range_all").exit_code == 2


def test_explain_gives_reasons_for_and_against(merged: Run) -> None:
    told = merged("merge", "--explain", "oruna#i1", "copy#i1").stdout
    assert told.startswith("oruna#i1 and copy#i1: same, by the machine")
    assert "same day" in told and "Red Dawn Front" in told.replace("red dawn front", "Red Dawn Front")
    apart = merged("merge", "--explain", "oruna#i1", "copy#i2").stdout
    assert apart.startswith("oruna#i1 and copy#i2: different, by the machine") and "in incidents" in apart


def test_what_a_person_parts_stays_parted_until_it_is_undone(merged: Run) -> None:
    before = partition(merged)
    bombing = next(name for name, accounts in before.items() if "copy#i1" in accounts)
    done = merged("split", bombing, "copy#i1", *WHY)
    assert "judgement 1" in done.stdout and f"{bombing} is split" in done.stdout
    after = partition(merged)
    assert len(after) == 3 and {"copy#i1"} in after.values() and after[bombing] == {"oruna#i1"}
    assert merged("merge", "--again").exit_code == 0
    assert partition(merged) == after, "the machine may not put back what a person parted"
    assert "different, by A. Analyst" in merged("merge", "--explain", "oruna#i1", "copy#i1").stdout
    assert "is taken back" in merged("undo", "1", *WHY).stdout
    assert partition(merged) == before


def test_joined_incidents_keep_the_oldest_id_and_the_other_forwards(merged: Run) -> None:
    before = partition(merged)
    old, new = sorted(before, key=lambda name: int(name.removeprefix("i-")))
    assert merged("join", old, new, *WHY).exit_code == 0
    assert partition(merged) == {old: before[old] | before[new]}
    assert f"{new} was merged: it is {old} now" in merged("show", new).stdout
    merged("undo", "1", *WHY)
    assert partition(merged) == before


def test_a_judgement_on_two_accounts_needs_a_name_and_a_reason(merged: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("judge", "oruna#i1", "copy#i2", "same")
    assert merged(*asked, "--because", "x").exit_code == 2
    assert merged(*asked, "--by", "A. Analyst").exit_code == 2
    monkeypatch.setenv("HISTOR_ANALYST", "B. Analyst")
    assert merged(*asked, "--because", "one attack").exit_code == 0
    assert "same, by B. Analyst" in merged("merge", "--explain", "oruna#i1", "copy#i2").stdout


def test_a_correction_outranks_the_sources_and_survives_rereading(merged: Run, tmp_path: Path) -> None:
    incident = rows(merged("incidents"))[0]["id"]
    assert merged("correct", incident, "killed", "13/14/14", *WHY).exit_code == 0
    assert rows(merged("incidents"))[0]["killed_best"] == 14
    merged("read", tmp_path / "twice.jsonl", "--format", "table", "--again")
    merged("merge", "--again")
    assert rows(merged("incidents"))[0]["killed_best"] == 14
    assert "corrected by A. Analyst" in " ".join(merged("show", incident).stdout.split())
    assert merged("undo", "1", "--correction", *WHY).exit_code == 0
    assert rows(merged("incidents"))[0]["killed_best"] == 12


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("date", "2024-03-05"), ("date", "2024-03-01/2024-03-31"), ("kinds", "bombing,armed_assault"),
        ("suicide", "yes"),
        ("stage", "attempted"), ("killed", "10/-/20"), ("wounded", "unknown"), ("targets", "police"),
        ("perpetrators", "Sun League"), ("place", '{"name": "Tal", "kind": "town", "country": "MD"}'),
    ],
)  # fmt: skip
def test_every_field_can_be_corrected_in_its_short_form(merged: Run, field: str, value: str) -> None:
    incident = rows(merged("incidents"))[0]["id"]
    done = merged("correct", incident, field, value, *WHY)
    assert done.exit_code == 0, done.output
    (view,) = rows(merged("show", incident, "--format", "jsonl"))
    (correction,) = view["corrections"]
    resolved = next(row for row in view["incident"]["resolved"] if row["field"] == field)
    assert resolved["corrected"] is not None and resolved["value"] == correction["value"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("killed", "many"),
        ("killed", "5/3/1"),
        ("date", "yesterday"),
        ("kinds", "storm"),
        ("place", "{"),
        ("suicide", "x"),
    ],
)
def test_a_value_that_the_field_cannot_have_is_refused(merged: Run, field: str, value: str) -> None:
    incident = rows(merged("incidents"))[0]["id"]
    done = merged("correct", incident, field, value, *WHY)
    assert done.exit_code != 0 and value in done.stderr and "Traceback" not in done.stderr
    assert rows(merged("show", incident, "--format", "jsonl"))[0]["corrections"] == []


def test_grades_are_kept_listed_and_shown(merged: Run) -> None:
    assert "No publisher is graded" in merged("grade").stdout
    assert merged("grade", "merida courier", "B").exit_code == 2, "a grade needs a reason"
    assert merged("grade", "merida courier", "B", *WHY).exit_code == 0
    assert "B merida courier by A. Analyst" in merged("grade").stdout
    assert rows(merged("incidents"))[0]["grade"] == "B"


def test_the_ledgers_policy_can_be_chosen_and_is_kept_with_its_past(merged: Run) -> None:
    assert "latest_reliable" in merged("policy").stdout
    assert merged("policy", "range_all", *WHY).exit_code == 0
    assert merged("policy").stdout.splitlines()[-1].split()[1] == "range_all"
    assert rows(merged("incidents"))[0]["policy"].startswith("range_all")


def test_changes_can_be_followed_by_number_and_by_moment(merged: Run) -> None:
    first = rows(merged("changes"))
    assert [row["event"] for row in first] == ["created", "created"]
    last = first[-1]["number"]
    assert rows(merged("changes", "--since", str(last))) == []
    old, new = sorted((row["incident"] for row in first), key=lambda name: int(name.removeprefix("i-")))
    merged("join", old, new, *WHY)
    followed = rows(merged("changes", "--since", str(last)))
    assert {(row["incident"], row["event"], row["into"]) for row in followed} == {
        (old, "merged", None),
        (new, "merged", old),
    }
    assert rows(merged("changes", "--since", "2024-01-01", "--limit", "1")) == first[:1]
    assert rows(merged("changes", "--since", "2999-01-01")) == []
    assert merged("changes", "--since", "soon").exit_code == 1
    assert f"{new} is merged into {old}" in merged("changes", "--format", "table").stdout


def test_merged_incidents_are_exported_one_row_each_like_the_list(merged: Run, tmp_path: Path) -> None:
    listed = rows(merged("incidents", "--all"))
    lines = rows(merged("export", "--merged"))
    assert [line["id"] for line in lines] == [row["id"] for row in listed]
    for line in lines:
        jsonschema.validate(line, incident_schema())
    assert [line["updated_at"] for line in lines] == [row["updated_at"] for row in listed]
    assert {t["article"]["id"] for t in lines[0]["testimonies"]} == {"oruna", "copy"}
    path = tmp_path / "incidents.csv"
    assert merged("export", "--merged", "--layout", "csv", "--out", path).exit_code == 0
    told = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
    short = list(csv.DictReader(io.StringIO(merged("incidents", "--all", "--format", "csv").stdout)))
    for row, line in zip(short, told, strict=True):
        assert {name: line[name] for name in row if name != "blamed"} == {n: row[n] for n in row if n != "blamed"}
    assert told[0]["perpetrators"] == short[0]["blamed"] == "Red Dawn Front (claimed)"


def test_an_export_resolves_by_the_policy_it_is_asked_for(merged: Run) -> None:
    (line,) = rows(merged("export", "--merged", "--foreground", "--policy", "range_all"))
    assert line["policy"].startswith("range_all")
    assert rows(merged("incidents"))[0]["policy"].startswith("latest_reliable"), "the ledger keeps its own"
    merged("policy", "majority", *WHY)
    assert all(row["policy"].startswith("majority") for row in rows(merged("export", "--merged")))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (["--min-articles", "3"], 0), (["--min-sources", "2"], 0), (["--conflict", "contradictory"], 0),
        (["--updated-since", "2999-01-01"], 0), (["--actor", "red dawn", "--min-articles", "2"], 1),
        (["--updated-since", "2024-01-01"], 2),
    ],
)  # fmt: skip
def test_an_export_has_the_incidents_that_the_list_has(merged: Run, asked: list[str], found: int) -> None:
    assert len(rows(merged("export", "--merged", *asked))) == found


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--merged", "--layout", "assertions-csv"], "--merged --layout jsonl"), (["--policy", "majority"], "--merged"),
        (["--min-sources", "2"], "--merged"), (["--merged", "-"], "standard input"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_in_an_export_is_refused(merged: Run, asked: list[str], said: str) -> None:
    done = merged("export", *asked)
    assert done.exit_code == 2 and said in done.stderr


def test_an_export_says_what_is_not_merged_yet(run: Run, story: Path) -> None:
    run("read", story, "--format", "table", "--no-merge")
    waiting = run("export", "--merged")
    assert waiting.stdout == "" and "histor merge" in waiting.stderr


@pytest.mark.parametrize(("what", "schema"), [("incident", incident_schema), ("change", change_schema)])
def test_the_schemas_are_those_of_the_code(run: Run, what: str, schema: Callable[[], object]) -> None:
    assert json.loads(run("schema", what).stdout) == schema()


@pytest.mark.parametrize(
    "command",
    [
        ["show", "i-999"], ["undo", "99", *WHY], ["join", "i-1", "i-999", *WHY], ["split", "i-1", "nothing#i1", *WHY],
        ["judge", "oruna#i1", "oruna#i1", "same", *WHY], ["merge", "--explain", "oruna#i1", "nothing#i1"],
        ["correct", "i-999", "killed", "1", *WHY],
    ],
)  # fmt: skip
def test_what_is_not_there_is_one_clear_line(merged: Run, command: list[str]) -> None:
    done = merged(*command)
    assert done.exit_code == 1, done.output
    assert done.stderr.startswith("Error: ") and len(done.stderr.splitlines()) == 1
