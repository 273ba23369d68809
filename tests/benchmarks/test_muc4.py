"""The outside check: articles in, templates out, and clear words where the input is at fault."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOOR = ROOT / "benchmarks" / "muc4.py"
ROLES = {"PerpInd", "PerpOrg", "Target", "Victim", "Weapon"}
TYPES = {"attack", "bombing", "kidnapping", "arson", "robbery", "forced work stoppage"}

BOMB = (
    "a powerful bomb exploded early today at the offices of the cordillera savings bank in the center of the "
    "colombian city of villa serena.  the police reported that four guerrillas of the \"red dawn front\" (fad) placed "
    "the dynamite charge.    the explosion destroyed the facade of the bank.  nobody was injured."
)  # fmt: skip
MURDER = (
    "unidentified individuals today shot and killed mayor anselmo quirarte valdueza in front of his home in the "
    "salvadoran town of san telmo.  the gunmen fled in a pickup truck."
)
ABDUCTION = (
    "rancher bartolo nieves was kidnapped yesterday in the colombian town of villa serena, the police reported.  his "
    "family has received a telephone call from the kidnappers, who demand a ransom."
)
FAIR = (
    "the annual coffee fair opened today in san telmo with the presence of the agriculture minister.  he said that "
    "exports are expected to grow by 4 percent this year and thanked the growers for their work."
)


STORIES = {"bomb": BOMB, "murder": MURDER, "abduction": ABDUCTION, "fair": FAIR, "empty": ""}


def predict(folder: Path, lines: list[str]) -> tuple[subprocess.CompletedProcess[str], Path]:
    """Run the door on a file of these lines."""
    articles, out = folder / "articles.json", folder / "predicted.jsonl"
    articles.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    command = [sys.executable, str(DOOR), "predict", str(articles), "--out", str(out), "--threads", "1"]
    return subprocess.run(command, capture_output=True, text=True, check=False), out


def row(name: str, text: str) -> str:
    return json.dumps({"docid": name, "doctext": text})


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """What two runs write for the same articles, one of them empty."""
    lines = [row(name, text) for name, text in STORIES.items()]
    written = []
    for name in ("first", "second"):
        done, out = predict(tmp_path_factory.mktemp(name), lines)
        assert done.returncode == 0, done.stderr
        written.append(out.read_text("utf-8"))
    return written[0], written[1]


def test_every_article_has_one_line_of_templates_the_scorer_can_read(answers: tuple[str, str]) -> None:
    rows = [json.loads(line) for line in answers[0].splitlines()]
    assert [one["docid"] for one in rows] == list(STORIES)
    for one in rows:
        for template in one["templates"]:
            assert template.keys() == {"incident_type", *ROLES}
            assert template["incident_type"] in TYPES
            mentions = [words for role in ROLES for entity in template[role] for words in entity]
            assert all(words and words in STORIES[one["docid"]] for words in mentions)
            assert all(entity for role in ROLES for entity in template[role])


def test_two_runs_write_the_same(answers: tuple[str, str]) -> None:
    assert answers[0] == answers[1]


def test_a_bombing_of_a_bank_is_a_bombing_of_a_bank(answers: tuple[str, str]) -> None:
    templates = json.loads(answers[0].splitlines()[0])["templates"]
    assert [template["incident_type"] for template in templates] == ["bombing"]
    assert "bank" in " ".join(words for entity in templates[0]["Target"] for words in entity)
    assert templates[0]["Weapon"]


@pytest.mark.parametrize(
    ("number", "kind", "victim"), [(1, "attack", "anselmo quirarte valdueza"), (2, "kidnapping", "bartolo nieves")]
)
def test_the_victim_of_one_crime_is_named(answers: tuple[str, str], number: int, kind: str, victim: str) -> None:
    (template,) = json.loads(answers[0].splitlines()[number])["templates"]
    assert template["incident_type"] == kind
    assert template["Victim"] == [[victim]]


@pytest.mark.parametrize("number", [3, 4])
def test_a_fair_and_an_empty_text_have_no_templates(answers: tuple[str, str], number: int) -> None:
    assert json.loads(answers[0].splitlines()[number])["templates"] == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"docid": "x", "doctext": ', "line 2"),
        ('{"doctext": "a bomb exploded."}', "docid"),
        ('{"docid": "x"}', "doctext"),
        ('{"docid": "x", "doctext": 7}', "doctext"),
        ("[1, 2]", "object"),
        ('{"docid": "x", "doctext": "a bomb \\ud800"}', "surrogates"),
    ],
)
def test_a_line_that_is_no_article_is_named_and_nothing_written(tmp_path: Path, line: str, reason: str) -> None:
    done, out = predict(tmp_path, [row("fair", FAIR), line])
    assert done.returncode == 1
    assert "articles.json, line 2" in done.stderr
    assert reason in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    command = [sys.executable, str(DOOR), "predict", str(tmp_path / "none.json"), "--out", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "none.json" in done.stderr
    assert "Traceback" not in done.stderr
