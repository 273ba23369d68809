"""The quality gate of benchmarks/quality.py: floors fail what is below them, rise when beaten and never sink."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def quality() -> ModuleType:
    spec = importlib.util.spec_from_file_location("quality", BENCHMARKS / "quality.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A gold folder of one invented article without incident."""
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / "d1.json").write_text('{"doc": "d1", "incidents": [], "statements": []}', "utf-8")
    (tmp_path / "articles-dev.jsonl").write_text('{"id": "d1", "text": "The fair opened."}\n', "utf-8")
    return tmp_path


def test_figures_below_a_floor_or_not_taken_are_named(quality: ModuleType) -> None:
    floors = quality.Floors("gold", {"record": 40.0, "evidence": 100.0, "relevance": 90.0})
    assert floors.broken({"record": 40.0, "evidence": 99.9, "stage": 3.0}) == [
        "evidence: F1 99.9 is below its floor 100.0",
        "relevance: has a floor of 90.0 but was not measured",
    ]


def test_floors_rise_to_just_under_the_figure_and_never_sink(quality: ModuleType) -> None:
    floors = quality.Floors("gold", {"record": 40.0, "evidence": 100.0, "relevance": 90.0})
    raised = floors.raised({"record": 57.34, "evidence": 100.0, "relevance": 80.0})
    assert raised == quality.Floors("gold", {"record": 56.3, "evidence": 100.0, "relevance": 90.0})


def test_floors_are_saved_as_they_are_loaded(quality: ModuleType, tmp_path: Path) -> None:
    floors = quality.Floors("gold", {"record": 40.0})
    quality.save_floors(tmp_path / "floors.json", floors)
    assert quality.load_floors(tmp_path / "floors.json") == floors


def test_the_pinned_floors_cover_the_four_promises(quality: ModuleType) -> None:
    assert quality.load_floors(quality.FLOORS).measures.keys() >= {"evidence", "relevance", "record", "attribution"}


def test_the_fingerprint_changes_with_any_coding_and_any_article(quality: ModuleType, gold: Path) -> None:
    def current() -> str:
        return quality.fingerprint(gold / "dev", gold / "articles-dev.jsonl")

    seen = {current()}
    (gold / "dev" / "d1.json").write_text('{"doc": "d1"}', "utf-8")
    seen.add(current())
    (gold / "articles-dev.jsonl").write_text("", "utf-8")
    seen.add(current())
    (gold / "dev" / "d1.json").rename(gold / "dev" / "d2.json")
    assert len({*seen, current()}) == 4


def test_without_gold_nothing_is_measured_and_nothing_fails(
    quality: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert quality.main(["--gold", str(tmp_path / "nowhere")]) == 0
    assert "skipped, no gold at" in capsys.readouterr().out


def test_floors_of_another_gold_fail_and_are_left_alone(
    quality: ModuleType, gold: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    floors = gold / "floors.json"
    floors.write_text(json.dumps({"gold": "another", "floors": {"record": 90.0}}), "utf-8")
    before = floors.read_bytes()
    assert quality.main(["--gold", str(gold), "--floors", str(floors), "--raise"]) == 1
    assert "not the one that floors.json was pinned on" in capsys.readouterr().err
    assert floors.read_bytes() == before
