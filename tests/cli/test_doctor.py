"""`histor doctor` survives what it finds, names it and says what to do."""

import json
from pathlib import Path


def checks(done) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for check in json.loads(done.stdout):
        found.setdefault(check["name"], []).append(check)
    return found


def test_every_part_is_looked_at(run) -> None:
    found = checks(run("doctor", "--format", "json"))
    assert list(found) == ["python", "packages", "model", "gazetteer", "threads", "ledger", "disk"]
    assert all(found[name][0]["state"] == "ok" for name in ("python", "gazetteer", "disk", "ledger"))


def test_a_missing_model_is_a_problem_with_a_remedy(run, tmp_path: Path) -> None:
    done = run("doctor", "--format", "json", env={"HISTOR_MODEL": str(tmp_path)})
    (model,) = checks(done)["model"]
    assert done.exit_code == 1
    assert model["state"] == "problem" and str(tmp_path) in model["found"]


def test_a_ledger_is_counted_and_its_failures_noted(run, stories: Path) -> None:
    run("read", stories, "--format", "table")
    ledger, failures = checks(run("doctor", "--format", "json"))["ledger"]
    assert ledger["state"] == "ok" and "2 articles, 2 incidents" in ledger["found"]
    assert failures["state"] == "note" and "2 sources could not be read" in failures["found"]


def test_a_file_that_is_no_ledger_is_a_problem(run, tmp_path: Path) -> None:
    (tmp_path / "histor.db").write_bytes(b"not a database" * 100)
    done = run("doctor", "--format", "json")
    assert checks(done)["ledger"][0]["state"] == "problem"
    assert done.exit_code == 1


def test_a_damaged_ledger_is_a_problem_with_a_remedy(run, stories: Path, tmp_path: Path) -> None:
    run("read", stories, "--format", "table")
    ledger = tmp_path / "histor.db"
    ledger.write_bytes(ledger.read_bytes()[:-4096] + b"\xaa" * 4096)
    done = run("doctor", "--format", "json")
    (check,) = checks(done)["ledger"]
    assert done.exit_code == 1
    assert check["state"] == "problem" and "damage" in check["found"] and "restore" in check["remedy"] + check["found"]


def test_a_ledger_in_no_folder_is_a_problem(run) -> None:
    (ledger,) = checks(run("doctor", "--ledger", "no/such/l.db", "--format", "json"))["ledger"]
    assert ledger["state"] == "problem" and ledger["remedy"].startswith("make it")


def test_more_threads_than_cores_is_noted(run) -> None:
    (threads,) = checks(run("doctor", "--format", "json", env={"HISTOR_THREADS": "4096"}))["threads"]
    assert threads["state"] == "note"


def test_people_get_one_line_a_check_and_the_remedy_below(run) -> None:
    page = run("doctor", "--ledger", "no/such/l.db").stdout
    assert "✗ ledger     the folder" in page
    assert "→ make it: mkdir -p" in page
