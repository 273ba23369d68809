"""Names and quotes as scoring compares them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from histor.evaluate.assignment import best_pairs
from histor.evaluate.names import overlap, plain, same_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Islamic State", "Daesh"),
        ("the Taliban", "Taliban fighters"),
        ("U.S. forces", "United States"),
        ("Émile Karo", "Emile Karo"),
        ("Karo", "General Émile Karo"),
        ("gunmen", "unidentified"),
    ],
)
def test_names_of_the_same_actor_agree(one: str, other: str) -> None:
    assert same_name(one, other) and same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("Islamic State", "Taliban"), ("", "Taliban"), ("…", "…"), ("Red Front", "Blue Front")]
)
def test_other_names_do_not(one: str, other: str) -> None:
    assert not same_name(one, other)


def test_overlap_is_measured_on_the_shorter_quote() -> None:
    assert overlap("at least 12 people", "12 people were killed") == pytest.approx(0.5)
    assert overlap("police", "the police said") == 1.0
    assert overlap("", "police") == 0.0


@settings(deadline=None)
@given(st.text(max_size=40))
def test_plain_names_stay_as_they_are(words: str) -> None:
    assert plain(plain(words)) == plain(words)


def brute_force(weights: list[list[float]]) -> float:
    if not weights:
        return 0.0
    first, rest = weights[0], weights[1:]
    skipped = brute_force(rest)
    taken = [
        weight + brute_force([[*line[:column], 0.0, *line[column + 1 :]] for line in rest])
        for column, weight in enumerate(first)
    ]
    return max([skipped, *taken])


@settings(deadline=None)
@given(
    st.integers(1, 4).flatmap(
        lambda columns: st.lists(
            st.lists(st.sampled_from([0.0, 2.0, 2.5, 3.0, 7.5]), min_size=columns, max_size=columns), max_size=4
        )
    )
)
def test_best_pairs_weigh_as_much_as_any_matching(weights: list[list[float]]) -> None:
    pairs = best_pairs(weights)
    assert len({row for row, _ in pairs}) == len(pairs) == len({column for _, column in pairs})
    assert sum(weights[row][column] for row, column in pairs) == brute_force(weights)
