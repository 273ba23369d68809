"""Profiles: folded names, telling words near the evidence, and nothing of what an article denies or does not name."""

from hypothesis import given

from histor.assemble.folding import fold, fold_person, last_name, sound
from histor.assemble.profiles import MAX_WORDS, profile_of
from histor.record.article import Article
from histor.record.assertion import Assertion
from histor.record.codebook import Slot, Status
from histor.record.profile import Profile
from histor.record.reading import Account, Reading
from histor.record.values import Place
from strategies import readings

TEXT = (
    "Meridian Wire - Gunmen shot dead Sergeant Kodjo Ayite in Sokodé on Tuesday. The Harmattan Brigade denied it. "
    "The Sons of the Plateau claimed it." + " Nothing else was said of that." * 20 + " A ferry sank at Lomé harbour."
)
ARTICLE = Article("a", TEXT, "Sergeant killed", "Meridian Wire", "2024-03-12")


def assertion(slot: Slot, words: str, value: str | None = None, status: Status | None = None) -> Assertion:
    """What the article says in some of its words."""
    start = TEXT.index(words)
    return Assertion(slot, value or words, ARTICLE.quote("text", start, start + len(words)), status=status)


ACCOUNT = Account(
    "i1",
    ("armed_assault",),
    place=Place("Sokodé", "town", "Centrale", "TG", 8.98, 1.13),
    assertions=(
        assertion("perpetrator_person", "Gunmen", status="stated"),
        assertion("victim", "Sergeant Kodjo Ayite"),
        assertion("place", "Sokodé"),
        assertion("perpetrator", "The Harmattan Brigade", status="denied"),
        assertion("perpetrator", "The Sons of the Plateau", status="claimed"),
        assertion("perpetrator", "Gunmen", "unidentified", status="stated"),
        assertion("target", "Sergeant", "police"),
    ),
)


def profile() -> Profile:
    """The profile of the one account."""
    return profile_of(ARTICLE, ACCOUNT, "a#i1")


def test_names_are_folded_without_titles_accents_and_articles() -> None:
    assert profile().victims == ("kodjo ayite",)
    assert profile().places == ("sokode",)
    assert profile().targets == ("police",)


def test_who_is_denied_or_unidentified_is_no_perpetrator() -> None:
    assert profile().perpetrators == ("sons of the plateau",)


def test_telling_words_stand_near_the_evidence_and_are_not_the_publisher() -> None:
    words = profile().words
    assert {"ayite", "kodjo", "harmattan"} <= set(words)
    assert not {"ferry", "harbour", "meridian"} & set(words)


@given(readings())
def test_any_account_has_a_profile(reading: Reading) -> None:
    for account in reading.incidents:
        found = profile_of(reading.article, account, "x")
        assert len(found.words) <= MAX_WORDS
        for name in (*found.victims, *found.persons, *found.places, *found.words):
            assert name == fold(name) != ""


def test_spellings_of_one_name_sound_alike() -> None:
    assert last_name(fold_person("Col. Muammar Qaddafi")) == last_name(fold_person("Moammar Kadafi"))
    assert sound("muhammad") == sound("mohamed")
    assert sound("ayite") != sound("mensavi")


def test_descriptions_are_no_names() -> None:
    text = "Gunmen, two brothers and Abdel bin Adzevi fled"
    article = Article("b", text)
    people = [("Gunmen", 0), ("two brothers", 8), ("Abdel bin Adzevi", 25)]
    said = tuple(
        Assertion("perpetrator_person", words, article.quote("text", at, at + len(words)), status="stated")
        for words, at in people
    )
    assert profile_of(article, Account("i1", ("attack",), assertions=said), "b#i1").persons == ("abdel bin adzevi",)
