"""Counts of people: marks grow to the counted phrase, and the nearest word of harm names the harm."""

import pytest
from sheets import draft_of, exactly, mark_of

from histor.read.counting import count_values, drop_bare_counts, glean_parts
from histor.read.draft import IncidentDraft, Mark, Tools
from histor.record.values import Quantity

NO_TOOLS: Tools = None  # type: ignore[assignment]  # counting needs no model


def counted(text: str, tag: str, quote: str) -> Mark:
    draft = draft_of(text)
    mark = mark_of(draft, tag, quote)
    count_values(draft, NO_TOOLS)
    return mark


@pytest.mark.parametrize(
    ("text", "quote", "whole", "value"),
    [
        ("At least 12 people were killed.", "12", "At least 12 people were killed", Quantity(12, None)),
        ("The blast killed three people.", "three", "killed three people", exactly(3)),
        ("Police said five soldiers died.", "soldiers", "five soldiers died", exactly(5)),
    ],
)
def test_a_mark_grows_to_the_counted_phrase(text: str, quote: str, whole: str, value: Quantity) -> None:
    mark = counted(text, "killed", quote)
    assert mark.value == value
    assert quote in mark.evidence.quote and mark.evidence.quote in whole
    assert any(why.startswith("rule ") for why in mark.why)


def test_a_mark_does_not_grow_over_a_comma_or_into_the_next_sentence() -> None:
    assert counted("Killed in the night, 12 houses burned.", "killed", "Killed").evidence.quote == "Killed"
    assert counted("They were killed. 12 people fled.", "killed", "killed").evidence.quote == "killed"


def test_the_nearest_word_of_harm_says_killed_or_wounded() -> None:
    text = "The bomb killed 12 people and wounded 30 others."
    assert counted(text, "wounded", "12 people").tag == "killed"
    assert counted(text, "killed", "30 others").tag == "wounded"
    assert counted(text, "killed", "12 people").tag == "killed"


def test_words_that_count_nobody_are_unreadable() -> None:
    mark = counted("The weather was fine in Oruna.", "killed", "fine")
    assert (mark.readable, mark.value) == (False, None)


def test_the_same_count_marked_twice_is_read_once() -> None:
    draft = draft_of("The blast killed 12 people.")
    sure, faint = mark_of(draft, "killed", "killed 12 people", score=0.9), mark_of(draft, "killed", "12", score=0.5)
    faint.evidence = sure.evidence
    count_values(draft, NO_TOOLS)
    assert (sure.readable, faint.readable) == (True, False)


def test_the_phrase_tells_the_group_before_the_model_does() -> None:
    assert counted("The blast killed 12 soldiers.", "killed", "12 soldiers").group == "security"


def test_a_figure_of_another_deed_is_not_added() -> None:
    mark = counted("8,000 remain trapped and 149 people died.", "killed", "8,000 remain trapped and 149 people died")
    assert mark.value == exactly(149)


def test_a_second_deed_is_neither_counted_nor_quoted() -> None:
    text = "A strike killed 30 fighters and destroyed three vehicles."
    mark = counted(text, "killed", "killed 30 fighters and destroyed three")
    assert mark.value == exactly(30)
    assert mark.evidence.quote == "killed 30 fighters"


def test_figures_joined_across_another_deed_are_not_summed() -> None:
    text = "In the city 8,000 people remain trapped and at least 149 people died."
    assert counted(text, "killed", "8,000 people remain trapped and at least 149 people").value == Quantity(149, None)


def test_a_bare_word_of_harm_counts_nobody_beside_a_figure() -> None:
    draft = draft_of("The blast killed 12 people. He was dead. A soldier was killed.")
    figure, bare, soldier = (mark_of(draft, "killed", words) for words in ("killed 12 people", "dead", "A soldier"))
    count_values(draft, NO_TOOLS)
    incident = IncidentDraft([figure], [figure, bare, soldier])
    draft.incidents.append(incident)
    drop_bare_counts(draft, NO_TOOLS)
    assert incident.marks == [figure, soldier]


def test_a_bare_word_of_harm_counts_one_where_no_figure_is_told() -> None:
    draft = draft_of("The shopkeeper was shot dead.")
    bare = mark_of(draft, "killed", "dead")
    count_values(draft, NO_TOOLS)
    incident = IncidentDraft([bare], [bare])
    draft.incidents.append(incident)
    drop_bare_counts(draft, NO_TOOLS)
    assert incident.marks == [bare] and bare.value == exactly(1)


def test_an_age_is_no_count() -> None:
    mark = counted("The suspect abducted the 23-year-old near his home.", "kidnapped", "23")
    assert (mark.value, mark.evidence.quote) == (exactly(1), "23-year-old")


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Armed men kidnapped 42 people and killed a guard.", "42 people"),
        ("Officials said 68 people were missing; none had died.", "68 people"),
        ("Nearly 300 girls boarded the bus.", "300 girls"),
        ("Over 100 people attended the party, four of whom were killed.", "100 people"),
        ("The war has displaced about 2,000 people and killed hundreds.", "2,000 people"),
    ],
)
def test_a_count_of_another_deed_counts_no_dead(text: str, quote: str) -> None:
    assert not counted(text, "killed", quote).readable


def test_the_dead_who_had_gathered_are_still_counted() -> None:
    assert counted("Some 30 people who had gathered to pray were killed.", "killed", "30 people").readable


def test_the_wounded_are_still_counted_in_hospital() -> None:
    assert counted("After the attack 28 people were being treated.", "wounded", "28 people").readable


def test_overlapping_words_are_one_count() -> None:
    draft = draft_of("The blast killed 11 people, including children.")
    whole, part = (mark_of(draft, "killed", words) for words in ("killed 11 people", "11 people, including children"))
    count_values(draft, NO_TOOLS)
    assert sorted([whole.readable, part.readable]) == [False, True]


def test_a_part_told_first_gives_way_to_the_whole() -> None:
    text = "At least four children were among eight people killed there."
    assert counted(text, "killed", "At least four children were among eight people killed").value == exactly(8)


def test_what_befell_them_in_the_quote_names_the_harm() -> None:
    assert counted("Four died and 70 were wounded.", "killed", "70 were wounded").tag == "wounded"


def test_children_among_the_counted_are_a_further_count() -> None:
    draft = draft_of("The shell killed 23 people, including eight children, the council said.")
    whole = mark_of(draft, "killed", "killed 23 people", value=exactly(23), best=23)
    incident = IncidentDraft([whole], [whole])
    draft.incidents.append(incident)
    glean_parts(draft, NO_TOOLS)
    (part,) = [mark for mark in incident.of("killed") if mark is not whole]
    assert (part.evidence.quote, part.value, part.group) == ("eight children", exactly(8), "child")
    glean_parts(draft, NO_TOOLS)
    assert len(incident.of("killed")) == 2


def test_the_rank_of_one_among_the_counted_is_no_further_count() -> None:
    draft = draft_of("The shell killed 23 soldiers, including a colonel.")
    whole = mark_of(draft, "killed", "killed 23 soldiers", value=exactly(23), best=23)
    incident = IncidentDraft([whole], [whole])
    draft.incidents.append(incident)
    glean_parts(draft, NO_TOOLS)
    assert incident.of("killed") == [whole]


def test_a_number_of_whom_is_read_with_its_number() -> None:
    assert counted("Nine were there, four of whom were injured.", "wounded", "whom were injured").value == exactly(4)
