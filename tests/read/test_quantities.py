"""Counts of people: the codebook's number rules and their kin, on invented phrases."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from histor.read.how_many.numbers import read_number, split_words
from histor.read.how_many.quantities import combine, find_counts, group_of, printed, quantity, toll_of
from histor.record.values import Quantity, Toll


def bounds(words: str) -> tuple[int | None, int | None] | None:
    count = quantity(words)
    return None if count is None else (count.quantity.low, count.quantity.high)


@pytest.mark.parametrize(
    ("words", "low", "high", "best"),
    [
        ("95 people were killed", 95, 95, 95),
        ("at least four soldiers", 4, None, 4),
        ("20 civilians at least", 20, None, 20),
        ("20 or more villagers", 20, None, 20),
        ("no fewer than 12", 12, None, 12),
        ("more than 120", 121, None, 121),
        ("over 100", 101, None, 101),
        ("upwards of 40 people", 41, None, 41),
        ("more than a quarter of a million people", 250_001, None, 250_001),
        ("up to 20", None, 20, 20),
        ("as many as 20 fighters", None, 20, 20),
        ("no more than six", None, 6, 6),
        ("fewer than 10", None, 9, None),
        ("10 to 15", 10, 15, None),
        ("10-15 people", 10, 15, None),
        ("between 10 and 15 rebels", 10, 15, None),
        ("12 or 13 people", 12, 13, None),
        ("5,000-6,000 people", 5000, 6000, None),
        ("one or two villagers", 1, 2, None),
        ("between 40 million and 50 million", 40_000_000, 50_000_000, None),
        ("dozens", 24, None, None),
        ("several dozen wounded", 24, None, None),
        ("scores of people", 40, None, None),
        ("tens of people", 20, None, None),
        ("hundreds dead", 200, None, None),
        ("several hundred", 200, None, None),
        ("thousands of residents", 2000, None, None),
        ("tens of thousands of people", 20_000, None, None),
        ("hundreds of thousands", 200_000, None, None),
        ("killing several people", 2, None, None),
        ("some of the fighters were killed", 2, None, None),
        ("a number of those wounded", 2, None, None),
        ("many of them", 2, None, None),
        ("a couple of guards", 2, 2, 2),
        ("both were killed", 2, 2, 2),
        ("two dozen", 24, 24, 24),
        ("half a dozen officers", 6, 6, 6),
        ("a dozen people", 12, 12, 12),
        ("dozen people killed", 12, 12, 12),
        ("killing six members of the guard", 6, 6, 6),
        ("Twenty-three villagers", 23, 23, 23),
        ("one hundred and five", 105, 105, 105),
        ("1,234 people", 1234, 1234, 1234),
        ("1.5 million people", 1_500_000, 1_500_000, 1_500_000),
        ("2 lakh people", 200_000, 200_000, 200_000),
        ("half a million people", 500_000, 500_000, 500_000),
        ("another three were killed", 3, 3, 3),
        ("at least 20 more", 20, None, 20),
        ("five of them died", 5, 5, 5),
        ("one of the guards", 1, 1, 1),
        ("the death toll has risen to 85 people", 85, 85, 85),
    ],
)
def test_number_rules(words: str, low: int | None, high: int | None, best: int | None) -> None:
    count = quantity(words)
    assert count is not None
    assert (count.quantity.low, count.quantity.high, count.best) == (low, high, best)
    assert not count.quantity.approx


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("nearly 100", 90, 100),
        ("almost 200 guards", 180, 200),
        ("close to 50", 45, 50),
        ("about 30", 30, 30),
        ("some 80 people", 80, 80),
        ("an estimated 900 villagers", 900, 900),
        ("40 or so killed", 40, 40),
        ("around 12 to 15 people", 12, 15),
        ("an estimated 1-2 million people", 1_000_000, 2_000_000),
    ],
)
def test_approximate_numbers(words: str, low: int, high: int) -> None:
    count = quantity(words)
    assert count is not None
    assert count.quantity == Quantity(low, high, approx=True)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("two Americans and an Afghan", 3),
        ("his wife and three children", 4),
        ("Two women and a man", 3),
        ("a man, a woman and a child", 3),
        ("a soldier and a civilian who tried to help", 2),
        ("a woman with four of her children and an old man", 6),
        ("three children as well as another child", 4),
        ("him and twelve others", 13),
        ("killed Ann Example, Bo Sample and Cy Specimen", 3),
        ("the groom's father and brother were killed", 2),
    ],
)
def test_joined_victims_are_summed(words: str, number: int) -> None:
    assert bounds(words) == (number, number)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("12 people including three children", 12),
        ("six, including a baby", 6),
        ("Three people two of them children died", 3),
        ("four people, three females and one male", 4),
        ("a doctor and activist, had been abducted", 1),
        ("his wife, Ann Example, was shot", 1),
        ("including a child", 1),
        ("a family of six", 6),
        ("rebels kill 7", 7),
    ],
)
def test_parts_and_descriptions_are_not_added(words: str, number: int) -> None:
    assert bounds(words) == (number, number)


@pytest.mark.parametrize(
    "words",
    [
        "a soldier", "the man", "a young girl", "a 12-year-old boy", "Khan, 28", "a father of three", "shot him dead",
        "killed Ann Example", "abducted", "He was found dead", "Ann Example, 26, died", "the 14-year-old was shot",
        "serious injuries to his face", "shot dead by police", "the body of a student", "was arrested March 9, 2011",
        "he was shot multiple times",
    ],
)  # fmt: skip
def test_one_person(words: str) -> None:
    assert bounds(words) == (1, 1)


@pytest.mark.parametrize("words", ["soldiers were killed", "killing civilians", "caused deaths", "injured others"])
def test_a_bare_plural_is_at_least_two(words: str) -> None:
    count = quantity(words)
    assert count is not None
    assert (count.quantity, count.best) == (Quantity(2, None), None)


@pytest.mark.parametrize(
    "words",
    ["no one was hurt", "There were no casualties", "caused no injuries", "no troops were injured", "nobody died"],
)
def test_none(words: str) -> None:
    assert bounds(words) == (0, 0)


@pytest.mark.parametrize(
    "words",
    [
        "14.5 mm",
        "10 km",
        "$5 million",
        "in 2019",
        "aged 14 and 15",
        "between the ages of 14 and 18",
        "7:30 a.m.",
        "",
        "near Ardun",
        "the 32nd",
    ],
)
def test_measures_dates_and_ages_count_nobody(words: str) -> None:
    assert quantity(words) is None


TEXT = (
    "A bomb killed 12 people and wounded 30 in Ardun, 10 km from Tolevin, on March 5, 2019. "
    "Three soldiers and a girl aged 9 were among the dead; no casualties were reported at the school. "
    "Ann Example, 45, said 14 houses burned. An officer was abducted. It cost $3 million and took 20 minutes."
)


def test_counts_of_a_text() -> None:
    found = [(TEXT[c.start : c.end], c.quantity.low, c.quantity.high) for c in find_counts(TEXT)]
    assert found == [
        ("12 people", 12, 12),
        ("30", 30, 30),
        ("Three soldiers and a girl", 4, 4),
        ("no", 0, 0),
        ("An officer", 1, 1),
    ]


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("at least four soldiers", "security"),
        ("13 police officers", "security"),
        ("three service members", "security"),
        ("11 government fighters", "security"),
        ("five worshippers", "civilian"),
        ("two girls", "child"),
        ("a woman", "woman"),
        ("killing five women and a child", "civilian"),
        ("24 militants", "armed_group"),
        ("Two attackers died", "perpetrator"),
        ("95 people were killed", "all"),
        ("eight civilians including three children", "civilian"),
        ("police arrested four people", "perpetrator"),
        ("42 people were kidnapped", "civilian"),
        ("thirteen inmates", "other"),
    ],
)
def test_groups(words: str, group: str) -> None:
    assert group_of(words) == group


def test_a_group_can_come_from_the_context() -> None:
    assert group_of("wounded six", "The raid on the post killed four soldiers") == "security"
    assert group_of("wounded six") is None


def test_parts_are_combined_with_open_bounds_kept_open() -> None:
    assert combine([Quantity(4, None), Quantity(2, 2)]) == Toll(6, 6, None)
    assert combine([Quantity(90, 100, True), Quantity(3, 3)]) == Toll(93, 103, 103)
    assert combine([Quantity(24, None), Quantity(3, 3)]) == Toll(27, None, None)
    assert combine([Quantity(None, 20), Quantity(3, 3)]) == Toll(3, 23, 23)
    assert combine([toll_of(Quantity(5, 5), 5), Quantity(10, 15)]) == Toll(15, None, 20)
    assert combine([]) == Toll(None, None, None)


def test_a_toll_keeps_a_best_only_inside_its_bounds() -> None:
    assert toll_of(Quantity(4, None), 4) == Toll(4, 4, None)
    assert toll_of(Quantity(4, 6), 9) == Toll(4, None, 6)
    assert toll_of(Quantity(24, None), None) == Toll(24, None, None)


def test_the_printed_number_is_told_from_the_bounds() -> None:
    assert [printed(q) for q in (Quantity(7, 7), Quantity(7, None), Quantity(None, 7), Quantity(90, 100, True))] == [
        7,
        7,
        7,
        100,
    ]
    assert printed(Quantity(10, 15)) is None
    assert printed(Quantity(24, None)) is None


SMALL = (
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def spell(number: int, joint: str) -> str:
    """A number in English words; `joint` stands after "hundred"."""
    for scale, name in ((1_000_000, "million"), (1000, "thousand")):
        if number >= scale:
            rest = number % scale
            tail = f" {joint if rest < 100 else ''}{spell(rest, joint)}" if rest else ""
            return f"{spell(number // scale, joint)} {name}{tail}"
    if number >= 100:
        rest = number % 100
        return f"{SMALL[number // 100]} hundred" + (f" {joint}{spell(rest, joint)}" if rest else "")
    if number < 20:
        return SMALL[number]
    return TENS[number // 10] + (f"-{SMALL[number % 10]}" if number % 10 else "")


@settings(deadline=None)
@given(st.integers(1, 99_999_999), st.sampled_from(["and ", ""]))
def test_numbers_in_words_are_read_back(number: int, joint: str) -> None:
    words = split_words(spell(number, joint))
    assert read_number(words, 0) == (number, len(words))


@settings(deadline=None)
@given(st.integers(2, 999_999_999))
def test_numbers_in_digits_are_read_back(number: int) -> None:
    assert bounds(f"{number:,} people") == (number, number)


SCRAPS = st.sampled_from(
    [
        "at least", "more than", "two", "hundred", "dozen", "dozens", "and", "a", "the", "soldier", "soldiers", "Ann",
        "of", "including", "killed", "were", "no", "one", "half", "million", "-", ",", "12", "0", "99999999999999",
        "1.5", "to", "between", "or", "some", "several", "him", "them", "with", "quarter", "nearly", "up to", "٣", "²",
        "both",
    ]
)  # fmt: skip


@settings(deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(SCRAPS, max_size=10).map(" ".join)))
def test_any_text_is_counted_without_an_error_and_low_is_not_above_high(text: str) -> None:
    group_of(text)
    for count in [quantity(text), *find_counts(text)]:
        if count is not None:
            low, high = count.quantity.low, count.quantity.high
            assert low is None or high is None or low <= high
            assert 0 <= count.start < count.end <= len(text)
            assert toll_of(count.quantity, count.best).best == count.best


@pytest.mark.parametrize(
    "scrap", ["two ", "one hundred and ", "a ", "Ann ", "soldier and ", "5,", "N, ", "five killed "]
)
def test_long_repetitions_stay_linear(scrap: str) -> None:
    begin = time.process_time()
    find_counts(scrap * (10_000 // len(scrap)))
    assert time.process_time() - begin < 3


@pytest.mark.parametrize("words", ["a 21 y/o man died", "killed a 21 yo man", "a 21 yr old was killed"])
def test_an_age_in_short_is_no_count(words: str) -> None:
    count = quantity(words)
    assert count is not None
    assert count.quantity == Quantity(1, 1)
