"""What marks mean: actors that may be named, and words too few to mean anything."""

import numpy as np
import pytest
from sheets import draft_of, mark_of

from histor.read.draft import Draft, Mark, Tools
from histor.read.labels import STATUS_LABELS
from histor.read.values import actor_values, name_values

NO_TOOLS: Tools = None  # type: ignore[assignment]  # these values need no model


def blamed(text: str, quote: str, score: float = 0.9, tag: str = "perpetrator") -> tuple[Draft, Mark]:
    draft = draft_of(text)
    draft.country = "PK"
    mark = mark_of(draft, tag, quote, score=score)
    mark.labels["status"] = np.eye(len(STATUS_LABELS), dtype=np.float32)[STATUS_LABELS.index("stated")]
    actor_values(draft, NO_TOOLS)
    return draft, mark


def test_a_longer_proper_name_is_never_cut_to_a_states_army() -> None:
    _, mark = blamed("The Army of the Black Dawn said it did it.", "The Army of the Black Dawn")
    assert mark.value == "Army of the Black Dawn"


@pytest.mark.parametrize(("score", "readable"), [(0.9, True), (0.5, False)])
def test_a_bare_army_names_the_storys_state_only_when_the_reader_is_sure(score: float, readable: bool) -> None:
    _, mark = blamed("Villagers said the army burned the houses.", "the army", score)
    assert mark.readable is readable


def test_two_actors_of_one_quote_are_two_values() -> None:
    draft, _ = blamed("Russian and Syrian jets struck the town.", "Russian and Syrian jets")
    assert {mark.value for mark in draft.tagged("perpetrator")} == {"Russia", "Syria"}


def test_what_was_done_names_nobody() -> None:
    _, mark = blamed("The air strikes went on for hours.", "air strikes")
    assert not mark.readable


def test_persons_need_a_noun_or_a_name() -> None:
    assert blamed("Two brothers were charged.", "Two brothers", tag="perpetrator_person")[1].readable
    assert not blamed("They were charged with it.", "charged with", tag="perpetrator_person")[1].readable


def test_a_victim_needs_a_name_and_a_motive_some_words() -> None:
    draft = draft_of("Ola Brandt, a baker, died because of a quarrel over land.")
    named, nameless = mark_of(draft, "victim", "Ola Brandt"), mark_of(draft, "victim", "a baker")
    reason, scrap = mark_of(draft, "motive", "a quarrel over land"), mark_of(draft, "motive", "land")
    name_values(draft, NO_TOOLS)
    assert [mark.readable for mark in (named, nameless, reason, scrap)] == [True, False, True, False]


def test_a_name_is_never_coded_as_victim_and_as_the_likelier_suspect() -> None:
    draft = draft_of("Police arrested Ola Brandt, who denies it.")
    mark_of(draft, "perpetrator_person", "Ola Brandt", score=0.9)
    victim = mark_of(draft, "victim", "Ola Brandt", score=0.5)
    name_values(draft, NO_TOOLS)
    assert not victim.readable


def test_attackers_nobody_identified_are_readable() -> None:
    _, mark = blamed("Gunmen fired at the school.", "Gunmen")
    assert (mark.value, mark.readable) == ("unidentified", True)


def test_a_group_described_goes_by_the_name_beside_it() -> None:
    _, mark = blamed("He suspected the Sons of Tal, an armed movement that raids the border.", "movement")
    assert (mark.value, mark.evidence.quote) == ("Sons of Tal", "Sons of Tal")
