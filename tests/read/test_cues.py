"""Speakers that a cue names, and which words of the sentence each of them says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.read.cues import names_speaker, said_that_day, speaker_of, told_speakers


def told(sentence: str) -> list[str]:
    return [sentence[cue.start : cue.end] for cue in told_speakers(sentence) if not cue.pronoun]


def says(sentence: str, words: str, own: bool = False) -> str | None:
    start = sentence.index(words)
    found = speaker_of(sentence, start, start + len(words), own)
    return sentence[found.start : found.end] if found else None


@pytest.mark.parametrize(
    ("sentence", "speakers"),
    [
        ("Twelve people were killed, police said.", ["police"]),
        ("Twelve people were killed, according to the Interior Ministry.", ["the Interior Ministry"]),
        ("According to local officials, two died.", ["local officials"]),
        ("The army said it struck back.", ["The army"]),
        ("A spokesman for the governor told reporters that four died.", ["A spokesman for the governor"]),
        ("Radio Tal reported that gunmen fled.", ["Radio Tal"]),
        ("Two died, his sister told a reporter on Friday.", ["his sister"]),
        ("The Road Corps (TRC) has also confirmed two deaths.", ["The Road Corps (TRC)"]),
        ("Ana Orun, spokeswoman of the hospital, said six died.", ["Ana Orun"]),
        ("The army's spokesman, Colonel Ane Tal, said six died.", ["The army's spokesman, Colonel Ane Tal"]),
        ("A teacher who carried the bodies out said she had counted six.", ["A teacher"]),
        ("The council of Oruna on Thursday announced six deaths.", ["The council of Oruna"]),
        ("Six died at dawn in the village of Tal said the Oruna Rights Monitor.", ["the Oruna Rights Monitor"]),
        ("Six died early Friday the Oruna-based Rights Monitor said.", ["the Oruna-based Rights Monitor"]),
        ("The blast was claimed by the Brigade of Oruna.", ["the Brigade of Oruna"]),
        ("The agency counted 12 dead, citing hospital sources.", ["The agency", "hospital sources"]),
        ("Police said two died, but a hospital doctor said four died.", ["Police", "a hospital doctor"]),
        ("The army's Gen. Ane Tal said six died.", ["The army's Gen. Ane Tal"]),
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
        "The governor was told nothing.",
        "The shelling of Tal village claimed the lives of six.",
        "No group has claimed responsibility.",
    ],
)
def test_nobody_named_is_nobody(sentence: str) -> None:
    assert told(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "words", "speaker"),
    [
        ("Police said two died, but a doctor said four died.", "two died", "Police"),
        ("Police said two died, but a doctor said four died.", "four died", "a doctor"),
        ("Two died, police said, and the mayor said he would resign.", "Two died", "police"),
        ("Officials say the toll is at least 45, according to Radio Tal.", "at least 45", "Officials"),
        ('"Six of us fell," the commander said.', "Six of us fell", "the commander"),
        ("The market was closed.", "closed", None),
    ],
)
def test_a_cue_attributes_the_words_on_its_own_side(sentence: str, words: str, speaker: str | None) -> None:
    assert says(sentence, words) == speaker


def test_only_who_speaks_of_himself_stands_within_what_he_says() -> None:
    sentence = "The Oruna Brigade claimed responsibility for the attack."
    assert says(sentence, "The Oruna Brigade claimed responsibility", own=True) == "The Oruna Brigade"
    assert says(sentence, "The Oruna Brigade claimed responsibility") is None


def test_a_pronoun_is_told_as_one() -> None:
    (cue,) = told_speakers("She said six died.")
    assert cue.pronoun and cue.leads


@pytest.mark.parametrize(
    ("sentence", "day", "said"),
    [
        ("Police said on Monday that six died.", "Monday", True),
        ("The ministry put the toll at 17 on Monday.", "Monday", True),
        ("The Oruna Brigade claimed responsibility on Monday for the blast.", "Monday", True),
        ("She told Radio Tal by telephone late Monday that six died.", "Monday", True),
        ("Police said Monday's blast killed six.", "Monday", False),
        ("Police said that the blast on Monday killed six.", "Monday", False),
        ("Six deaths were reported on Monday.", "Monday", False),
    ],
)
def test_the_day_of_the_saying_is_told_from_the_day_of_the_deed(sentence: str, day: str, said: bool) -> None:
    start = sentence.index(day)
    assert said_that_day(sentence, start, start + len(day)) is said


@pytest.mark.parametrize(
    ("words", "named"), [("police", True), ("By", False), ("Ane Tal", True), ("reported", True), ("She", False)]
)
def test_words_that_name_nobody_are_no_speaker(words: str, named: bool) -> None:
    assert names_speaker(words) is named


@given(
    st.one_of(
        st.text(),
        st.lists(
            st.sampled_from(
                ["police ", "said ", "according to ", "the ", ", ", "K.", "Tal ", "who ", '" ', "(T) ", "he "]
            )
        ).map("".join),
    )
)
def test_speakers_lie_inside_the_sentence(sentence: str) -> None:
    for cue in told_speakers(sentence):
        assert 0 <= cue.start < cue.end <= len(sentence)
        assert sentence[cue.start : cue.end] == sentence[cue.start : cue.end].strip()
