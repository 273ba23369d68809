"""The kind of a statement, by its own verb or by the span head."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheets import draft_of, mark_of

from histor.read.labels import STATEMENT_LABELS
from histor.read.speech import acts_of
from histor.read.statements import _clause, _kind, _whole
from histor.read.wording import likeliest_kind


@pytest.mark.parametrize(
    ("quote", "kind"),
    [
        ("no group had yet claimed responsibility for the explosion", "other"),
        ("there was no claim of responsibility", "other"),
        ("the Red Column claimed responsibility for the blast", "claim_responsibility"),
        ("He accused the rebels of the attack", "accuse"),
        ("a spokesman denied any part in it", "deny_responsibility"),
        ("offered condolences to the families", "condole"),
        ("declared two days of mourning", "announce"),
        ("demanded that the guards leave", "demand"),
        ("the driver walked away", "threaten"),
    ],
)
def test_the_verb_tells_the_kind_and_an_unclaimed_attack_is_no_claim(quote: str, kind: str) -> None:
    mark = mark_of(draft_of(quote), "statement", quote)
    mark.labels["statement"] = np.eye(len(STATEMENT_LABELS), dtype=np.float32)[STATEMENT_LABELS.index("threaten")]
    assert _kind(mark) == kind


def test_a_statement_cut_in_pieces_is_joined() -> None:
    draft = draft_of("The group said it had struck the market because the army bought there. It fled.")
    first = mark_of(draft, "statement", "it had struck", score=0.5)
    second = mark_of(draft, "statement", "the market because", score=0.7)
    other = mark_of(draft, "statement", "It fled")
    joined = _whole(draft, [first, second, other])
    assert [mark.evidence.quote for mark in joined] == ["it had struck the market because", "It fled"]
    assert joined[0].score == 0.7


def test_a_clause_does_not_end_at_the_point_of_an_abbreviation() -> None:
    draft = draft_of("He called at 1 a.m. to say that it was done. Then he left.")
    mark = mark_of(draft, "statement", "called at 1 a")
    assert _clause(draft, mark.evidence).quote == "called at 1 a.m. to say that it was done"


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("The Red Column claimed responsibility for the blast.", [("claim_responsibility", "The Red Column")]),
        (
            "The governor of Tal condemned the attack and demanded an inquiry.",
            [("condemn", "The governor of Tal"), ("demand", "The governor of Tal")],
        ),
        ("Police in Tal have also appealed to residents for help.", [("appeal", "Police in Tal")]),
        ("Ada Miro, a spokeswoman for the Column, denied any part in it.", [("deny_responsibility", "Ada Miro")]),
        ("She blamed the army for the fire.", [("accuse", None)]),
        ("No group has claimed responsibility for the blast.", []),
        ("The man was accused of the attack by police.", []),
        ("The village was threatened with shelling.", []),
    ],
)
def test_the_verb_of_an_act_of_speech_tells_its_kind_and_its_subject_the_speaker(
    sentence: str, told: list[tuple[str, str | None]]
) -> None:
    found = [(act.kind, act.speaker and sentence[slice(*act.speaker)]) for act in acts_of(sentence)]
    assert [kind for kind, _ in found] == [kind for kind, _ in told]
    for (_, said), (_, wanted) in zip(found, told, strict=True):
        assert said is None if wanted is None else said and wanted in said


@given(
    st.text(alphabet=st.sampled_from('ab .,\n"“AZ'), max_size=60), st.sampled_from(["urged", "blamed the", "vowed to"])
)
def test_acts_of_speech_lie_inside_the_sentence_in_order_and_apart(words: str, verb: str) -> None:
    sentence = f"{words} {verb} {words} {verb} {words}"
    acts = acts_of(sentence)
    assert all(0 <= act.start <= act.end <= len(sentence) for act in acts)
    assert all(first.end <= second.start for first, second in pairwise(acts))


def test_a_kind_whose_words_are_absent_gives_way_to_one_whose_words_are_there() -> None:
    chances = np.zeros(len(STATEMENT_LABELS), dtype=np.float32)
    chances[STATEMENT_LABELS.index("claim_responsibility")] = 0.5
    chances[STATEMENT_LABELS.index("condole")] = 0.3
    assert likeliest_kind("our thoughts are with the families", chances) == "condole"
    assert likeliest_kind("we carried out the attack", chances) == "claim_responsibility"
