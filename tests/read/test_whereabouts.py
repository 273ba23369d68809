"""Which of an incident's places is its own."""

from sheets import draft_of, mark_of

from histor.read.draft import IncidentDraft, Tools
from histor.read.whereabouts import own_place
from histor.record.codebook import PlaceKind
from histor.record.values import Place

NO_TOOLS: Tools = None  # type: ignore[assignment]  # choosing among marks needs no model


def own_place_of(text: str, *told: tuple[str, PlaceKind]) -> str:
    draft = draft_of(text)
    marks = []
    for name, kind in told:
        mark = mark_of(draft, "place", name)
        mark.place = Place(name, kind, None, "ML", 16.27 if kind == "town" else None, -0.04 if kind == "town" else None)
        marks.append(mark)
    draft.incidents.append(IncidentDraft(marks[:1], marks))
    own_place(draft, NO_TOOLS)
    place = draft.incidents[0].place
    assert place is not None
    return place.name


def test_a_site_with_a_name_says_more_than_the_street() -> None:
    text = "A bomb went off in the street in Gao. It had lain on Kolda street, police said."
    assert own_place_of(text, ("street", "site"), ("Gao", "town"), ("Kolda street", "site")) == "Kolda street"


def test_a_site_without_a_name_says_more_than_the_town() -> None:
    assert own_place_of("A bomb went off in the market of Gao.", ("market", "site"), ("Gao", "town")) == "market"
