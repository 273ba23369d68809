"""Who did it, told by plain cues."""

import pytest
from sheets import draft_of, mark_of

from histor.read.attributing import glean_attributions
from histor.read.draft import IncidentDraft, Mark, Tools
from histor.read.who.naming import name_beside

NO_TOOLS: Tools = None  # type: ignore[assignment]  # the cues need no model


def gleaned(text: str, *marks: Mark) -> list[tuple[object, str | None, list[str]]]:
    draft = draft_of(text)
    mention = mark_of(draft, "mention", "bombing")
    incident = IncidentDraft([mention], [mention, *marks])
    draft.incidents.append(incident)
    glean_attributions(draft, NO_TOOLS)
    return [(m.value, m.status, [hop.quote for hop in m.said_by]) for m in incident.of("perpetrator")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Boko Haram claimed responsibility for the bombing.", ("Boko Haram", "claimed", ["Boko Haram"])),
        (
            "An armed group calling itself the Sons of Tal claimed responsibility for the bombing.",
            ("Sons of Tal", "claimed", ["the Sons of Tal"]),
        ),
        ("The Taliban denied any involvement in the bombing.", ("Taliban", "denied", ["The Taliban"])),
        ("The governor blamed the bombing on Boko Haram.", ("Boko Haram", "accused", ["The governor"])),
    ],
)
def test_who_did_it_is_told_by_a_plain_cue(text: str, found: tuple[object, str, list[str]]) -> None:
    assert gleaned(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "No group has claimed responsibility for the bombing.",
        "The Taliban have not claimed responsibility for the bombing.",
        "His lawyer Ane Tal denied involvement in the bombing.",
        "A group from Egypt claimed responsibility for the bombing.",
    ],
)
def test_nobody_is_named_who_did_not_claim_it(text: str) -> None:
    assert gleaned(text) == []


@pytest.mark.parametrize(
    ("text", "noun", "name"),
    [
        ("a militia known as the Army of Tal struck", "militia", "Army of Tal"),
        ("the Sons of Tal, an armed movement, struck", "movement", "Sons of Tal"),
        ("in Tal, a group fled", "group", None),
        ("on Monday, a group of men fled", "group", None),
    ],
)
def test_a_group_is_named_beside_its_noun(text: str, noun: str, name: str | None) -> None:
    start = text.index(noun)
    span = name_beside(text, start, start + len(noun))
    assert (text[slice(*span)] if span else None) == name
