"""An article's bottom line: the figure for all, or the sum of groups that are apart (CODEBOOK.md, Numbers)."""

from dataclasses import replace

import pytest
from sheets import draft_of, exactly, mark_of

from histor.read.draft import Draft, IncidentDraft, Tools
from histor.read.tolls import bottom_lines
from histor.record.codebook import Group
from histor.record.values import Quantity, Toll

TEXT = "3 soldiers, 5 civilians, 2 children, 12 people, 9 killed, 40 wounded, at least 7 more, dozens, 6 of the wounded"
NO_TOOLS: Tools = None  # type: ignore[assignment]  # working out a bottom line needs no model


@pytest.fixture
def draft() -> Draft:
    return draft_of(TEXT)


def of(draft: Draft, *figures: tuple[str, Quantity, Group, float]) -> IncidentDraft:
    marks = []
    for quote, value, group, bottom in figures:
        marks.append(mark_of(draft, "killed", quote, bottom=bottom, value=value, best=value.low))
        marks[-1].group = group
    incident = IncidentDraft(marks, list(marks))
    draft.incidents.append(incident)
    bottom_lines(draft, NO_TOOLS)
    return incident


def test_of_figures_for_all_the_largest_counts(draft: Draft) -> None:
    incident = of(draft, ("9 killed", exactly(9), "all", 0.5), ("12 people", exactly(12), "all", 0.5))
    assert incident.killed == Toll(12, 12, 12)
    assert "12 people" in incident.why["killed"]


def test_a_figure_the_head_clearly_prefers_beats_a_larger_one(draft: Draft) -> None:
    incident = of(draft, ("9 killed", exactly(9), "all", 0.95), ("12 people", exactly(12), "all", 0.1))
    assert incident.killed == Toll(9, 9, 9)


def test_a_figure_for_all_outranks_its_parts(draft: Draft) -> None:
    incident = of(
        draft,
        ("3 soldiers", exactly(3), "security", 0.5),
        ("5 civilians", exactly(5), "civilian", 0.5),
        ("9 killed", exactly(9), "all", 0.5),
    )
    assert incident.killed == Toll(9, 9, 9)


def test_groups_that_are_apart_are_summed(draft: Draft) -> None:
    incident = of(draft, ("3 soldiers", exactly(3), "security", 0.5), ("5 civilians", exactly(5), "civilian", 0.5))
    assert incident.killed == Toll(8, 8, 8)
    assert incident.why["killed"].startswith("sum of ")


def test_children_are_counted_among_the_others(draft: Draft) -> None:
    incident = of(
        draft,
        ("3 soldiers", exactly(3), "security", 0.5),
        ("5 civilians", exactly(5), "civilian", 0.5),
        ("2 children", exactly(2), "child", 0.5),
    )
    assert incident.killed == Toll(8, 8, 8)


def test_one_group_alone_is_the_bottom_line(draft: Draft) -> None:
    assert of(draft, ("5 civilians", exactly(5), "civilian", 0.5)).killed == Toll(5, 5, 5)


def test_an_open_figure_leaves_the_sum_open(draft: Draft) -> None:
    incident = of(
        draft, ("3 soldiers", exactly(3), "security", 0.5), ("at least 7", Quantity(7, None), "civilian", 0.5)
    )
    assert incident.killed == Toll(10, 10, None)


def test_a_figure_without_a_best_leaves_the_sum_without_one(draft: Draft) -> None:
    dozens = mark_of(draft, "killed", "dozens", value=Quantity(24, None), best=None, group="civilian")
    soldiers = mark_of(draft, "killed", "3 soldiers", value=exactly(3), best=3)
    dozens.group, soldiers.group = "civilian", "security"
    draft.incidents.append(IncidentDraft([dozens], [dozens, soldiers]))
    bottom_lines(draft, NO_TOOLS)
    assert draft.incidents[0].killed == Toll(27, None, None)


def test_killed_and_wounded_are_counted_apart_and_none_is_none(draft: Draft) -> None:
    incident = of(draft, ("9 killed", exactly(9), "all", 0.5))
    assert incident.wounded is None
    incident.marks.append(mark_of(draft, "wounded", "40 wounded", value=exactly(40), best=40))
    bottom_lines(draft, NO_TOOLS)
    assert (incident.killed, incident.wounded) == (Toll(9, 9, 9), Toll(40, 40, 40))


def test_a_figure_that_could_not_be_read_is_left_out(draft: Draft) -> None:
    mark = mark_of(draft, "killed", "9 killed", value=exactly(9), best=9, readable=False)
    draft.incidents.append(IncidentDraft([mark], [mark]))
    bottom_lines(draft, NO_TOOLS)
    assert draft.incidents[0].killed is None


def test_a_share_of_another_figure_is_not_the_toll(draft: Draft) -> None:
    incident = of(draft, ("6 of the wounded", exactly(6), "all", 0.98), ("12 people", exactly(12), "all", 0.2))
    assert incident.killed == Toll(12, 12, 12)


@pytest.mark.parametrize(
    ("text", "first", "second", "toll"),
    [
        ("15 died in the blast and six others were killed.", "15 died", "six others were killed", Toll(21, 21, 21)),
        ("15 died in the blast and six others suffered.", "15 died", "six others suffered", Toll(15, 15, 15)),
        ("15 died in the blast. Then six others were killed.", "15 died", "six others were killed", Toll(15, 15, 15)),
    ],
)
def test_others_killed_are_added_to_the_figure_of_their_sentence(
    text: str, first: str, second: str, toll: Toll
) -> None:
    draft = draft_of(text)
    figures = [mark_of(draft, "killed", quote, value=exactly(n), best=n) for quote, n in ((first, 15), (second, 6))]
    for mark in figures:
        mark.group = "all"
        mark.spot = replace(mark.spot, sentence=int(". " in text[: mark.spot.first]))
    incident = IncidentDraft(figures, list(figures))
    draft.incidents.append(incident)
    bottom_lines(draft, NO_TOOLS)
    assert incident.killed == toll
