"""The score of a value is a chance: between 0 and 1, rising with what speaks for it, and low ones are left out."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheets import draft_of, mark_of

from histor.errors import ModelError
from histor.read.calibration import Calibration, Grounds
from histor.read.chances import calibrate
from histor.read.draft import Draft, IncidentDraft, Tools
from histor.read.encoder import MODEL_DIR
from histor.record.codebook import SLOTS

GROUNDS = st.builds(
    Grounds,
    marked=st.floats(0, 1),
    ahead=st.floats(-1, 1),
    beside=st.booleans(),
    repeated=st.integers(1, 50),
    rivals=st.integers(1, 50),
    incidents=st.integers(1, 8),
)


def shipped() -> Calibration:
    curves = Calibration.load(MODEL_DIR)
    assert curves is not None
    return curves


@given(st.sampled_from(SLOTS), GROUNDS)
def test_a_chance_is_one(slot: str, grounds: Grounds) -> None:
    assert 0.0 <= shipped().chance(slot, grounds) <= 1.0


@given(st.sampled_from(SLOTS), GROUNDS, st.floats(0, 1), st.floats(-1, 1), st.integers(1, 50))
def test_a_chance_never_falls_as_more_speaks_for_the_value(
    slot: str, grounds: Grounds, marked: float, ahead: float, repeated: int
) -> None:
    surer = grounds._replace(
        marked=max(marked, grounds.marked),
        ahead=max(ahead, grounds.ahead),
        beside=True,
        repeated=max(repeated, grounds.repeated),
    )
    assert shipped().chance(slot, surer) >= shipped().chance(slot, grounds)


def one_incident(least: float) -> tuple[Draft, Tools]:
    draft = draft_of("A blast in Oruna killed 12.")
    mention = mark_of(draft, "mention", "blast")
    place = mark_of(draft, "place", "Oruna", value="Oruna", score=0.9)
    target = mark_of(draft, "target", "12", value="civilians", score=0.1)
    draft.links = np.full((3, 3), 0.8, np.float32)
    draft.incidents = [IncidentDraft([mention], [mention, place, target])]
    flat = Calibration({}, dict.fromkeys(Grounds._fields, 0.0) | {"marked": 1.0}, {"place": least, "target": least})
    return draft, Tools(None, None, flat)  # type: ignore[arg-type]  # scores need neither encoder nor gazetteer


def test_values_likelier_wrong_are_left_out_and_the_words_that_name_it_stay() -> None:
    draft, tools = one_incident(least=0.5)
    calibrate(draft, tools)
    assert [mark.tag for mark in draft.incidents[0].marks] == ["mention", "place"]
    assert draft.incidents[0].chances[id(draft.marks[1])] == pytest.approx(0.9, abs=1e-3)


def test_what_is_left_out_is_kept_for_review_with_the_reason() -> None:
    draft, tools = one_incident(least=0.5)
    calibrate(draft, tools)
    ((mark, reason),) = draft.incidents[0].doubtful
    assert (mark.tag, reason) == ("target", "chance 0.1, below 0.5")


@pytest.mark.parametrize("lost", [{"readable": False}, {"score": 0.04}])
def test_what_means_nothing_or_is_hardly_possible_is_not_for_review(lost: dict[str, Any]) -> None:
    draft, tools = one_incident(least=0.5)
    for name, value in lost.items():
        setattr(draft.marks[2], name, value)
    calibrate(draft, tools)
    assert draft.incidents[0].doubtful == []
    assert [mark.tag for mark in draft.incidents[0].marks][:2] == ["mention", "place"]


@given(st.sampled_from(SLOTS), st.floats(0, 1))
def test_a_value_is_given_or_said_to_fall_short(slot: str, chance: float) -> None:
    least = shipped().least.get(slot, 0.0)
    assert shipped().shortfall(slot, chance) == (None if chance >= least else f"chance {chance:g}, below {least:g}")


def test_a_model_without_curves_leaves_nothing_out() -> None:
    draft, tools = one_incident(least=0.5)
    calibrate(draft, replace(tools, calibration=None))
    assert len(draft.incidents[0].marks) == 3
    assert draft.incidents[0].chances == {} and draft.incidents[0].doubtful == []


def test_a_folder_without_curves_has_none(tmp_path: Path) -> None:
    assert Calibration.load(tmp_path) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"intercepts": {}, "weights": {"marked": 1}, "least": {}}'])
def test_damaged_curves_are_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "calibration.json").write_text(text, "utf-8")
    with pytest.raises(ModelError, match=r"calibration\.json"):
        Calibration.load(tmp_path)


def test_shipped_curves_know_only_slots() -> None:
    row = json.loads((MODEL_DIR / "calibration.json").read_text("utf-8"))
    assert set(row["intercepts"]) <= set(SLOTS)
    assert set(row["least"]) == set(row["intercepts"])
    assert all(0.0 < least < 0.5 for least in row["least"].values())
