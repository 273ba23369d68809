"""Classes of weapons and targets by their words."""

import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.read.classes import ClassTable, class_of, matches
from histor.record.codebook import TARGET_CLASSES, WEAPON_CLASSES

TABLES: dict[ClassTable, tuple[str, ...]] = {"weapons": WEAPON_CLASSES, "targets": TARGET_CLASSES}


@pytest.mark.parametrize(
    ("table", "words", "label"),
    [
        ("weapons", "a suicide car bomb", "vehicle_bomb"),
        ("weapons", "a bomb", "explosive"),
        ("weapons", "Russian air strikes", "air_munition"),
        ("weapons", "armed drones", "drone"),
        ("weapons", "machetes", "blade"),
        ("weapons", "a barrage of rockets", "rocket_missile"),
        ("targets", "three police officers", "police"),
        ("targets", "a hospital", "health"),
        ("targets", "worshippers at a mosque", "religious"),
        ("targets", "the French embassy", "diplomats"),
        ("targets", "soldiers", "military"),
    ],
)
def test_words_tell_the_class(table: ClassTable, words: str, label: str) -> None:
    assert class_of(table, words) == label
    assert class_of(table, words.upper()) == label


@pytest.mark.parametrize("words", ["", "a quiet morning", "the weather"])
def test_other_words_tell_none(words: str) -> None:
    assert class_of("weapons", words) is class_of("targets", words) is None


@pytest.mark.parametrize("table", TABLES)
def test_every_row_names_a_class_of_the_codebook_and_begins_a_word(table: ClassTable) -> None:
    rows = (files("histor.read") / "words" / f"{table}.tsv").read_text("utf-8").splitlines()
    pairs = [row.split("\t") for row in rows if row and not row.startswith("#")]
    assert {label for label, _ in pairs} <= set(TABLES[table])
    assert all(re.compile(pattern).search("") is None for _, pattern in pairs)


@given(st.text(), st.sampled_from(["police", "İ police", "ﬁ İİ police"]), st.text(alphabet=" .,-İ"))
def test_offsets_stay_true_where_lower_case_is_longer(before: str, words: str, after: str) -> None:
    text = f"{before} {words}{after}"
    found = [text[start:end] for label, start, end in matches("targets", text) if label == "police"]
    assert found and all(word.lower().startswith(("police", "officer", "constable", "gendarme")) for word in found)


@given(st.text())
def test_matches_lie_inside_any_text(text: str) -> None:
    for table in TABLES:
        assert all(0 <= start < end <= len(text) for _, start, end in matches(table, text))
