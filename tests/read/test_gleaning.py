"""Values told by an incident's other words."""

import pytest
from sheets import draft_of, mark_of

from histor.read.draft import Draft, IncidentDraft, Mark, Tools
from histor.read.gleaning import drop_bystanders, glean_classes, glean_perpetrators

NO_TOOLS: Tools = None  # type: ignore[assignment]  # gleaning needs no model


def incident_of(draft: Draft, *marks: Mark) -> IncidentDraft:
    incident = IncidentDraft([marks[0]], list(marks))
    draft.incidents.append(incident)
    return incident


def test_the_words_that_name_the_incident_tell_its_weapon() -> None:
    draft = draft_of("Two car bombs went off.")
    incident = incident_of(draft, mark_of(draft, "mention", "car bombs"))
    glean_classes(draft, NO_TOOLS)
    (weapon,) = incident.of("weapon")
    assert (weapon.value, weapon.evidence.quote) == ("vehicle_bomb", "car bombs")


def test_a_marked_weapon_is_not_gleaned_again() -> None:
    draft = draft_of("A knife attack; shots were heard.")
    knife = mark_of(draft, "weapon", "knife", value="blade")
    incident = incident_of(draft, mark_of(draft, "mention", "shots"), knife)
    glean_classes(draft, NO_TOOLS)
    assert incident.of("weapon") == [knife]


def test_the_casualties_tell_the_target_but_dead_attackers_do_not() -> None:
    draft = draft_of("The blast killed four officers and two militants.")
    officers = mark_of(draft, "killed", "four officers")
    officers.group = "security"
    assert_targets = incident_of(draft, officers)
    attackers = mark_of(draft, "killed", "two militants")
    attackers.group = "perpetrator"
    no_targets = incident_of(draft, attackers)
    glean_classes(draft, NO_TOOLS)
    assert [mark.value for mark in assert_targets.of("target")] == ["police"]
    assert no_targets.of("target") == []


def test_bombs_of_an_air_strike_are_air_munitions() -> None:
    draft = draft_of("Planes dropped bombs on the town.")
    bombs = mark_of(draft, "weapon", "bombs", value="explosive")
    incident = incident_of(draft, mark_of(draft, "mention", "dropped"), bombs)
    incident.kinds = ("air_strike",)
    glean_classes(draft, NO_TOOLS)
    assert bombs.value == "air_munition"


def test_a_band_of_attackers_is_an_unidentified_perpetrator_and_a_lone_man_is_none() -> None:
    draft = draft_of("Gunmen attacked the village. A man attacked a shop.")
    band = incident_of(draft, mark_of(draft, "mention", "attacked the village"))
    lone = incident_of(draft, mark_of(draft, "perpetrator_person", "A man"))
    glean_perpetrators(draft, NO_TOOLS)
    (told,) = band.of("perpetrator")
    assert (told.value, told.evidence.quote, told.status) == ("unidentified", "Gunmen", "stated")
    assert lone.of("perpetrator") == []


def accused_of(text: str, *names: str, kinds: tuple[str, ...] = ("bombing",)) -> list[str]:
    """The words of the perpetrators that are left of those marked."""
    draft = draft_of(text)
    marks = [mark_of(draft, "perpetrator", name, value=name, status="stated") for name in names]
    for mark in marks:
        if mark.value in ("gunmen", "attackers"):
            mark.value = "unidentified"
    incident = incident_of(draft, *marks)
    incident.kinds = kinds  # type: ignore[assignment]  # any kind will do
    drop_bystanders(draft, NO_TOOLS)
    return [mark.evidence.quote for mark in incident.of("perpetrator")]


def test_who_is_told_of_beside_the_deed_is_no_perpetrator() -> None:
    assert accused_of("Jets struck a town held by the Oruna Front.", "Oruna Front") == []
    assert accused_of("No group has claimed it.", "group") == []
    assert accused_of("The army, fighting the Oruna Front, shelled a town.", "army", "Oruna Front") == ["army"]


@pytest.mark.parametrize(
    ("accusation", "kept"),
    [
        ("is accused of trying to destabilise the country", False),
        ("was charged with fraud", False),
        ("is accused of the killing", True),
        ("was suspected of involvement", True),
        ("said nothing", True),
    ],
)
def test_who_is_accused_of_something_else_is_not_blamed_for_the_deed(accusation: str, kept: bool) -> None:
    draft = draft_of(f"She was abducted. Ada Invented {accusation}.")
    person = mark_of(draft, "perpetrator_person", "Ada Invented")
    incident = incident_of(draft, mark_of(draft, "mention", "abducted"), person)
    drop_bystanders(draft, NO_TOOLS)
    assert (person in incident.marks) is kept


def test_two_sides_of_a_clash_both_fight() -> None:
    text = "The army was fighting the Oruna Front in Tal."
    assert accused_of(text, "army", "Oruna Front", kinds=("armed_clash",)) == ["army", "Oruna Front"]


def test_attackers_without_a_name_stand_alone_and_once() -> None:
    text = "The gunmen came at night. The attackers were of the Oruna Front."
    assert accused_of(text, "gunmen", "attackers", "Oruna Front") == ["Oruna Front"]
    assert accused_of(text, "gunmen", "attackers") == ["gunmen"]


@pytest.mark.parametrize(
    "text",
    [
        "The Tal-held town was bombed.",
        "Jets bombed territory under the control of the Tal.",
        "Jets bombed a village held by fighters of the Tal.",
        "Jets bombed a Tal stronghold.",
    ],
)
def test_whoever_holds_the_place_did_not_strike_it(text: str) -> None:
    draft = draft_of(text)
    holder = mark_of(draft, "perpetrator", "Tal", value="Tal")
    incident = incident_of(draft, mark_of(draft, "mention", "bombed"), holder)
    drop_bystanders(draft, NO_TOOLS)
    assert incident.of("perpetrator") == []


def test_an_unnamed_band_is_quoted_where_it_is_first_told_of() -> None:
    draft = draft_of("Gunmen stormed the school. The attackers fled.")
    later = mark_of(draft, "perpetrator", "attackers", value="unidentified")
    incident = incident_of(draft, mark_of(draft, "mention", "stormed"), later)
    glean_perpetrators(draft, NO_TOOLS)
    assert [mark.evidence.quote for mark in incident.of("perpetrator")] == ["Gunmen"]
