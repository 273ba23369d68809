"""Places resolved in context: which of the places so named, of what kind, and the most specific of several."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from histor.read.where.places import PlaceMention, ResolvedPlace, most_specific, resolve, story_country
from histor.record.values import Place


def read(text: str, *words: str, **options: str) -> list[ResolvedPlace | None]:
    mentions = [PlaceMention(w, text.index(w), text.index(w) + len(w)) for w in words]
    return resolve(mentions, text, **options)


def one(text: str, words: str, **options: str) -> Place:
    found = read(text, words, **options)[0]
    assert found is not None
    return found.place


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("A bomb hit Paris, Texas, on Monday.", "Paris", ("Paris", "town", "Texas", "US")),
        ("A bomb hit Paris on Monday, French police said.", "Paris", ("Paris", "town", "Ile-de-France", "FR")),
        ("Two died in Ariha in Idlib province.", "Ariha", ("Ariha", "town", "Idlib", "SY")),
        ("Shells fell across Idlib province.", "Idlib province", ("Idlib", "admin1", "Idlib", "SY")),
        ("Raids hit the province of Aleppo in Syria.", "the province of Aleppo", ("Aleppo", "admin1", "Aleppo", "SY")),
        ("Raids hit Aleppo in Syria.", "Aleppo", ("Aleppo", "town", "Aleppo", "SY")),
        ("Clashes broke out in Gaza.", "Gaza", ("Gaza Strip", "region", None, "PS")),
        ("Attacks went on across Mali.", "across Mali", ("Mali", "country", None, "ML")),
        ("An attack on Kenyan soil in Garissa.", "Kenyan soil", ("Kenya", "country", None, "KE")),
        ("Troops came from Kansas City to Topeka, Kansas.", "Kansas City", ("Kansas City", "town", None, "US")),
    ],
)
def test_a_name_is_placed_by_what_stands_around_it(text: str, words: str, expected: tuple[str | None, ...]) -> None:
    place = one(text, words)
    got = (place.name, place.kind, place.admin1 if expected[2] else None, place.country)
    assert got == expected
    assert place.lat is not None and place.lon is not None


def test_the_country_of_the_story_decides_between_namesakes() -> None:
    assert one("Gunmen raided Tripoli.", "Tripoli", story_country="LB").country == "LB"
    assert one("Gunmen raided Tripoli.", "Tripoli", story_country="LY").country == "LY"


def test_a_site_keeps_its_printed_name_and_stands_in_its_town() -> None:
    place = one("A man attacked people at the Riverside Hotel in Mombasa, Kenya.", "the Riverside Hotel in Mombasa")
    assert (place.name, place.kind, place.country) == ("Riverside Hotel in Mombasa", "site", "KE")
    assert place.lat == pytest.approx(-4.05, abs=0.2)
    assert place.geonames is None


def test_a_site_is_not_in_the_town_it_is_called_after() -> None:
    text = "London police closed Victoria Station after a stabbing in London, England."
    assert one(text, "Victoria Station").country == "GB"


def test_a_site_without_its_own_town_takes_the_town_told_with_it() -> None:
    text = "A car exploded in Manbij. Aleppo sent doctors. The blast was at the al-Qadi market."
    _, market = read(text, "Manbij", "the al-Qadi market")
    assert market is not None and market.place.lat == pytest.approx(36.53, abs=0.1)


def test_the_capital_and_the_town_are_worked_out() -> None:
    text = "Afghan police said the capital was hit. Later a mosque in Kunduz burned; the town was sealed off."
    capital, town = read(text, "the capital", "the town")
    assert capital is not None and capital.place.name == "Kabul"
    assert town is not None and town.place.name == "Kunduz"


def test_parts_of_a_country_are_regions_and_parts_of_a_town_the_town() -> None:
    text = "Raids in northern Nigeria and in southern Aleppo."
    north, south = read(text, "northern Nigeria", "southern Aleppo")
    assert north is not None and (north.place.name, north.place.kind) == ("northern Nigeria", "region")
    assert south is not None and (south.place.name, south.place.kind) == ("Aleppo", "town")


def test_the_countryside_of_a_town_is_its_division() -> None:
    assert one("Shells fell in rural Aleppo, Syria.", "rural Aleppo").kind == "admin1"


def test_two_countries_together_are_a_region() -> None:
    place = one("Strikes across Syria and Iraq went on.", "across Syria and Iraq")
    assert (place.name, place.kind, place.country) == ("Syria and Iraq", "region", None)


def test_an_unknown_village_keeps_its_name_and_context_without_coordinates() -> None:
    place = one("Gunmen burned Qorvexa in Borno State, Nigeria.", "Qorvexa in Borno State")
    assert (place.name, place.kind, place.admin1, place.country) == ("Qorvexa", "town", "Borno", "NG")
    assert place.lat is None and place.lon is None


def test_words_that_name_no_place_give_none_and_spoil_nothing_else() -> None:
    text = "They met somewhere and then bombed Homs in Syria."
    nothing, homs = read(text, "somewhere", "Homs")
    assert nothing is None
    assert homs is not None and homs.place.name == "Homs"


def test_the_country_of_a_story_is_the_one_its_names_speak_for() -> None:
    text = "MOSUL, Iraq - Iraqi troops fought near Tal Afar. The United States sent aid to Baghdad."
    found = story_country(text)
    assert found is not None and found[0] == "IQ" and 0.5 < found[1] <= 1
    assert story_country("They said nothing at all.") is None


def place(name: str, kind: str, admin1: str | None = None, country: str | None = "SY") -> ResolvedPlace:
    return ResolvedPlace(Place(name, kind, admin1, country), 1.0, "made")  # type: ignore[arg-type]


def test_the_most_specific_place_wins() -> None:
    places = [place("Syria", "country"), place("Idlib", "admin1", "Idlib"), place("Ariha", "town", "Idlib")]
    assert most_specific(places) == 2
    assert most_specific([*places, place("Grand Mosque, Ariha", "site", "Idlib")]) == 3
    assert most_specific([]) is None


def test_a_town_inside_outranks_the_seat_of_its_division() -> None:
    assert most_specific([place("Aleppo", "town", "Aleppo"), place("Al Atarib", "town", "Aleppo")]) == 1


def test_of_two_towns_the_one_the_others_contain_wins() -> None:
    towns = [place("Erbil", "town", "Erbil", "IQ"), place("Ariha", "town", "Idlib"), place("Syria", "country")]
    assert most_specific(towns) == 1


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=120), st.integers(0, 60), st.integers(0, 60))
def test_any_text_and_any_offsets_are_survived(text: str, start: int, length: int) -> None:
    words = text[start : start + length] or "x"
    found = resolve([PlaceMention(words, start, start + length), PlaceMention(words, -1, -1)], text)
    assert len(found) == 2
    assert all(f is None or 0 <= f.score <= 1 for f in found)


def test_the_same_article_gives_the_same_places() -> None:
    text = "Police in Springfield, Illinois, said men from Columbus and Athens fled to Georgia."
    assert read(text, "Springfield", "Columbus", "Athens") == read(text, "Springfield", "Columbus", "Athens")
