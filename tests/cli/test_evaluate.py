"""`histor evaluate`: the same scores from readings on disk and from articles read now."""

import json
from pathlib import Path

import pytest


@pytest.fixture
def gold(run, stories: Path, tmp_path: Path) -> Path:
    """What the canned reader reads, as gold: so reading it again must score 100."""
    folder = tmp_path / "gold"
    folder.mkdir()
    for line in run("read", stories).stdout.splitlines():
        row = json.loads(line)
        (folder / f"{row['article']['id']}.json").write_text(json.dumps({"doc": row["article"]["id"], **row}))
    return folder


def measures(done) -> dict[str, float]:
    return {row["measure"]: row["f1"] for row in json.loads(done.stdout)["measures"]}


def test_a_reading_scores_full_against_itself(run, gold: Path, stories: Path) -> None:
    Path("predicted.jsonl").write_text(run("read", stories).stdout)
    scores = measures(run("evaluate", gold, "predicted.jsonl", "--format", "json"))
    assert scores["record"] == scores["attribution"] == scores["relevance"] == 100.0


def test_articles_read_now_score_the_same_and_their_evidence_is_checked(run, gold: Path, stories: Path) -> None:
    done = run("evaluate", gold, "--read", stories, "--format", "json")
    assert measures(done)["record"] == measures(done)["evidence"] == 100.0
    assert done.exit_code == 1, "two of the rows could not be read"


def test_the_table_has_a_line_for_each_slot_and_article(run, gold: Path, stories: Path) -> None:
    Path("predicted.jsonl").write_text(run("read", stories).stdout)
    page = run("evaluate", gold, "predicted.jsonl", "--per-article").stdout
    assert "slot:place" in page and "oruna  record 100.0" in page


@pytest.mark.parametrize("arguments", [[], ["gold", "--read", "stories.jsonl"]])
def test_predictions_come_from_one_place(run, gold: Path, arguments: list[str]) -> None:
    assert run("evaluate", gold, *arguments).exit_code == 2
