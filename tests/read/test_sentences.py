"""Sentences lie in order, hold all that is no space, and survive any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.read.sentences import sentences

PIECES = st.sampled_from([
    "Dr. ", "B", "É", ". ", "! ", "?", "\t", "\r\n", "\n", "\n\n", "\u2028", "\u00a0", "\u3000", "\x85", "\x1c", "\x0b",
    " ", "。", "😀", "\u200f", "قتل", "؟ ", '"', "'", "(", ")", "...", "1.5", "U.S. ", "e.g. ", "Gen. ", "\x00", "[1]",
])  # fmt: skip


def told(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@given(st.one_of(st.text(), st.lists(PIECES, max_size=20).map("".join)))
def test_sentences_cover_all_but_the_space_between_them(text: str) -> None:
    at = 0
    for start, end in sentences(text):
        assert at <= start < end <= len(text)
        assert text[at:start].strip() == ""
        assert text[start:end] == text[start:end].strip()
        at = end
    assert text[at:].strip() == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "The blast at 9 p.m. Friday killed two.",
        "Lt. Gen. Omar Tal was hurt.",
        "The U.S. said it struck back.",
        "About 3.5 km. North of Oruna a mine went off.",
        "No. 4 Company was hit.",
    ],
)
def test_abbreviations_end_no_sentence(sentence: str) -> None:
    assert told(f"Gunmen fled. {sentence} Police came.") == ["Gunmen fled.", sentence, "Police came."]


def test_a_line_break_ends_a_sentence_even_after_an_abbreviation() -> None:
    assert told("It happened at 9 p.m.\nPolice came\n\n\n  Nobody was hurt.") == [
        "It happened at 9 p.m.",
        "Police came",
        "Nobody was hurt.",
    ]


@pytest.mark.parametrize("space", ["\u00a0", "\u2028", "\u3000", "\x85", "\u202f"])
def test_wide_space_between_an_initial_and_its_stop_is_survived(space: str) -> None:
    assert "".join(told(f"Omar B{space}. Tal was hurt. Police came.")).endswith("Police came.")


@pytest.mark.parametrize("text", ["", " ", "\n\n\t\u00a0\u2003\n"])
def test_text_without_words_has_no_sentences(text: str) -> None:
    assert sentences(text) == []
