"""Counts told so plainly that a rule finds them."""

import pytest
from sheets import draft_of, exactly, mark_of

from histor.read.draft import Draft, IncidentDraft, Mark, Tools
from histor.read.plain_counts import glean_plain_counts
from histor.record.values import Quantity

NO_TOOLS: Tools = None  # type: ignore[assignment]  # plain phrases need no model


def incident_in(draft: Draft, words: str) -> IncidentDraft:
    mention = mark_of(draft, "mention", words)
    incident = IncidentDraft([mention], [mention])
    draft.incidents.append(incident)
    return incident


def gleaned(text: str, slot: str) -> list[Mark]:
    draft = draft_of(text)
    incident = incident_in(draft, "blast")
    glean_plain_counts(draft, NO_TOOLS)
    return incident.of(slot)


@pytest.mark.parametrize(
    ("text", "slot", "quote", "count"),
    [
        ("A blast shook Oruna. No one was injured.", "wounded", "No one was injured", 0),
        ("A blast shook Oruna; there were no fatalities.", "killed", "no fatalities", 0),
        ("The blast caused no casualties.", "killed", "no casualties", 0),
        ("After the blast he ran at a crowd, and officers shot him dead.", "killed", "shot him dead", 1),
    ],
)
def test_a_plain_phrase_is_a_count(text: str, slot: str, quote: str, count: int) -> None:
    (mark,) = gleaned(text, slot)
    assert (mark.evidence.quote, mark.value) == (quote, exactly(count))


@pytest.mark.parametrize(
    "text", ["After the blast no one was arrested.", "The blast: there were no details of casualties."]
)
def test_other_denials_count_nobody(text: str) -> None:
    assert gleaned(text, "killed") == gleaned(text, "wounded") == []


def test_whom_officers_shoot_is_the_attacker() -> None:
    (mark,) = gleaned("After the blast officers shot him dead.", "killed")
    assert mark.group == "perpetrator"


def test_who_says_so_is_kept() -> None:
    (mark,) = gleaned("A blast shook Oruna. Police said no one was hurt.", "wounded")
    assert [speaker.quote for speaker in mark.said_by] == ["Police"]


def test_a_figure_outranks_nobody() -> None:
    draft = draft_of("The blast killed four. At first there were no deaths.")
    incident = incident_in(draft, "blast")
    incident.marks.append(mark_of(draft, "killed", "killed four", value=Quantity(4, 4), best=4))
    glean_plain_counts(draft, NO_TOOLS)
    assert [mark.value for mark in incident.of("killed")] == [exactly(4)]


def test_a_phrase_far_from_any_incident_is_of_none() -> None:
    assert gleaned("A blast shook Oruna. It rained. Markets closed. Snow fell. No one was injured.", "wounded") == []
