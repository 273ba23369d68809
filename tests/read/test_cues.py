"""Speakers that a cue names, where the model found none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.read.cues import told_speakers


def told(sentence: str) -> list[str]:
    return [sentence[start:end] for start, end in told_speakers(sentence)]


@pytest.mark.parametrize(
    ("sentence", "speakers"),
    [
        ("Twelve people were killed, police said.", ["police"]),
        ("Twelve people were killed, according to the Interior Ministry.", ["the Interior Ministry"]),
        ("According to local officials, two died.", ["local officials"]),
        ("The army said it struck back.", ["The army"]),
        ("A spokesman for the governor told reporters that four died.", ["A spokesman for the governor"]),
        ("Radio Tal reported that gunmen fled.", ["Radio Tal"]),
    ],
)
def test_the_words_at_a_cue_are_the_speaker(sentence: str, speakers: list[str]) -> None:
    assert told(sentence) == speakers


@pytest.mark.parametrize(
    "sentence",
    [
        "Gunmen killed two.",
        "It exploded, he said.",
        "said",
        "",
        "According to",
        "according to unnamed whispers.",
    ],
)
def test_nobody_named_is_nobody(sentence: str) -> None:
    assert told(sentence) == []


def test_two_cues_tell_two_speakers() -> None:
    sentence = "Police said two died, but a hospital doctor said four died."
    assert told(sentence) == ["Police", "a hospital doctor"]


@given(
    st.one_of(
        st.text(), st.lists(st.sampled_from(["police ", "said ", "according to ", "the ", ", ", "K."])).map("".join)
    )
)
def test_speakers_lie_inside_the_sentence(sentence: str) -> None:
    for start, end in told_speakers(sentence):
        assert 0 <= start < end <= len(sentence)
        assert sentence[start:end] == sentence[start:end].strip()
