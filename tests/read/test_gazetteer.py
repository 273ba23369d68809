"""The gazetteer's file, its lookups, and place names found in running text."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.errors import ModelError
from histor.read.where.gazetteer import ATLAS, Gazetteer, default_gazetteer, fold, sound, split_designator
from histor.read.where.toponyms import find


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return default_gazetteer()


def table(name: str) -> list[list[str]]:
    lines = (ATLAS / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(
    ("name", "kind", "country"),
    [
        ("Aleppo", "town", "SY"),
        ("Halab", "town", "SY"),
        ("Deir Ezzor", "town", "SY"),
        ("Côte d’Ivoire", "country", "CI"),
        ("the Hague", "town", "NL"),
        ("UK", "country", "GB"),
        ("Gaza", "region", "PS"),
        ("Lake Chad", "region", None),
        ("Idlib province", "admin1", "SY"),
        ("Province of Idlib", "admin1", "SY"),
        ("city of Homs", "town", "SY"),
        ("Cook County", "admin2", "US"),
        ("Calif.", "admin1", "US"),
    ],
)
def test_names_are_known_however_they_are_written(
    gazetteer: Gazetteer, name: str, kind: str, country: str | None
) -> None:
    assert (kind, country) in {(entry.kind, entry.country) for entry in gazetteer.lookup(name)}


def test_a_designator_puts_its_kind_first(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Niger State")[0].country == "NG"
    assert gazetteer.lookup("Idlib governorate")[0].kind == "admin1"
    assert gazetteer.lookup("Idlib city")[0].kind == "town"


def test_the_largest_place_of_a_name_comes_first(gazetteer: Gazetteer) -> None:
    towns = [entry for entry in gazetteer.lookup("London") if entry.kind == "town" and entry.main]
    assert towns[0].country == "GB"
    assert [t.population for t in towns] == sorted((t.population for t in towns), reverse=True)


def test_an_arabic_article_may_be_missing_or_added(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("al-Manbij")[0].name == "Manbij"
    assert gazetteer.lookup("Fallujah")[0].name == gazetteer.lookup("al-Fallujah")[0].name


def test_another_transcription_is_found_by_sound_in_its_country_only(gazetteer: Gazetteer) -> None:
    assert gazetteer.by_sound("Khan Sheekhoon", "SY")[0].name == "Khan Sheikhoun"
    assert gazetteer.by_sound("Khan Sheekhoon", "PE") == ()


def test_unlike_names_of_the_same_consonants_are_kept_apart(gazetteer: Gazetteer) -> None:
    assert all(entry.name != "Yabrud" for entry in gazetteer.by_sound("Jobar", "SY"))


def test_unknown_and_empty_names_have_no_places(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Zzyzzqquaxville") == ()
    assert gazetteer.lookup("") == ()
    assert gazetteer.lookup("…") == ()
    assert gazetteer.known([]) == []


def test_every_country_of_the_table_is_in_the_file(gazetteer: Gazetteer) -> None:
    for code, name, _lat, _lon, people, _others in table("countries.tsv"):
        entry = gazetteer.country(code)
        assert entry is not None and (entry.name, entry.kind) == (name, "country")
        for word in filter(None, people.split(";")):
            assert gazetteer.people(word) is not None


def test_every_region_of_the_table_is_in_the_file(gazetteer: Gazetteer) -> None:
    for row in table("regions.tsv"):
        country = row[1].strip("-") or None
        assert any(entry.country == country for entry in gazetteer.lookup(row[0])), row[0]


def test_capitals_lie_in_their_countries(gazetteer: Gazetteer) -> None:
    names = {}
    for code in ("SY", "AF", "NG", "US", "CO", "PH"):
        capital = gazetteer.capital(code)
        assert capital is not None and capital.country == code
        names[code] = capital.name
    assert names["SY"] == "Damascus" and names["US"].startswith("Washington")


def test_peoples_names_give_their_country(gazetteer: Gazetteer) -> None:
    assert [gazetteer.people(word) for word in ("Syrian", "Afghans", "british", "Table")] == ["SY", "AF", "GB", None]


def test_names_carry_no_marks_of_romanisation(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Jarabulus")[0].name.isascii() and gazetteer.lookup("Salqin")[0].name == "Salqin"


def test_a_missing_or_damaged_file_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="reinstall histor"):
        Gazetteer.load(tmp_path / "none.npz")
    (tmp_path / "bad.npz").write_bytes(b"not a gazetteer")
    with pytest.raises(ModelError, match=r"bad\.npz"):
        Gazetteer.load(tmp_path / "bad.npz")


def test_the_file_is_small() -> None:
    assert (ATLAS / "gazetteer.npz").stat().st_size < 10_000_000


@given(st.text(max_size=40))
def test_folding_any_text_is_stable_and_plain(text: str) -> None:
    folded = fold(text)
    assert folded.isascii() and folded == folded.lower() and " " not in folded
    assert sound(text).isascii()
    assert split_designator(text)[0] in text or not text


@given(st.text(max_size=300))
def test_any_text_is_searched_without_failure_and_with_exact_offsets(text: str) -> None:
    found = find(text, default_gazetteer())
    assert all(text[t.start : t.end] == t.words for t in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


def names(text: str) -> list[str]:
    return [toponym.words for toponym in find(text, default_gazetteer())]


def test_places_are_found_with_their_designators_and_peoples_apart() -> None:
    text = "Syrian troops shelled Maarat al-Numan in Idlib province on Monday, the United Nations said in New York."
    found = find(text, default_gazetteer())
    assert [t.words for t in found] == ["Syrian", "Maarat al-Numan", "Idlib province", "New York"]
    assert [t.people for t in found] == ["SY", None, None, None]


def test_people_and_common_words_are_not_places() -> None:
    assert names("Police in March said Mr Austin and General Paris had been Reading. Nice work, Mobile users.") == []
    assert names("Sydney Warsame said that Sydney Warsame was safe.") == []


def test_a_street_is_not_the_town_it_is_called_after() -> None:
    assert names("A bomb went off on Oxford Street in Manchester.") == ["Manchester"]


def test_a_country_with_a_lost_apostrophe_is_found_without_its_s() -> None:
    text = "A blast hit Syrias Aleppo."
    found = find(text, default_gazetteer())
    assert [text[t.start : t.end] for t in found] == ["Syria", "Aleppo"]


def test_initials_and_capitals_name_countries_but_us_does_not() -> None:
    assert names("The U.S. and the UK said so.") == ["U.S.", "UK"]
    assert names("They told us so.") == []


def test_a_long_article_is_searched_quickly(gazetteer: Gazetteer) -> None:
    text = "Gunmen attacked the town of Gao in northern Mali on Friday, officials in Bamako said. " * 36
    find(text, gazetteer)
    start = time.process_time()
    for _ in range(5):
        find(text, gazetteer)
    assert (time.process_time() - start) / 5 < 0.05
