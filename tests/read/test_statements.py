"""The kind of a statement, by its own verb or by the span head."""

import numpy as np
import pytest
from sheets import draft_of, mark_of

from histor.read.labels import STATEMENT_LABELS
from histor.read.statements import _clause, _kind, _whole


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
