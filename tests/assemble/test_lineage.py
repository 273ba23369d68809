"""Lineage: reprints and rewritings found by wording, agency stories by their credits, and nothing by a quotation."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.assemble.credits import agency, carries_others, credits_of
from histor.assemble.lineage import PERMUTATIONS, lineages, shared_wording, sketch_of
from histor.record.article import Article
from histor.record.incident import Lineage
from histor.record.profile import Sketch

STORY = (
    "A bomb tore through the crowded market of Orrum on Monday, killing at least 12 people and burying stalls. "
    "The blast came shortly after noon prayers, when traders from the hill villages were packing up their sacks. "
    "Witnesses saw a white van stop by the well before the driver walked away towards the bus station. "
    "Hospital staff laid mattresses in the corridors because the two wards could not hold all who were hurt. "
    "The governor cut short a journey to the coast and ordered the roads to the south to be closed until morning. "
    "Nobody has said that they were behind it, though a faction of river smugglers had threatened the traders in May. "
    "Orrum had been quiet since the truce of two winters ago, and its market had only lately opened again."
)
OTHER = (
    "Mourners carried the coffins of market traders through Orrum a day after an explosion tore their stalls apart. "
    "Teachers kept the schools shut, and boys swept glass from the steps of the old customs house. "
    "An engineer who examined the crater told this newspaper that the charge had been hidden among fertiliser. "
    "The smugglers' council, long at odds with the traders over tolls at the ford, sent word that it grieved too. "
    "In the capital the opposition asked why warnings of an attack had lain on a desk for nine days."
)
SENTENCES = [*STORY.split(". "), *OTHER.split(". ")]


def article(name: str, text: str, published: str | None = "2024-03-05", publisher: str | None = None) -> Article:
    """An article of an invented outlet."""
    return Article(id=name, text=text, published=published, publisher=publisher)


def found(*articles: Article) -> tuple[Lineage, ...]:
    """The lineages of a few articles."""
    return lineages(sketch_of(one) for one in articles)


def groups(*articles: Article) -> list[set[str]]:
    """The lineages as sets of articles."""
    return [set(dict(lineage.members)) for lineage in found(*articles)]


def test_a_copy_with_other_furniture_is_a_reprint_of_the_earliest() -> None:
    copy = article("b", f"Read more: five stories\n\n{STORY}\n\nFollow us on Twitter", "2024-03-06")
    (lineage,) = found(copy, article("a", STORY, "2024-03-05"))
    assert lineage.id == "a" and lineage.members == (("a", "original"), ("b", "reprint"))
    assert lineage.reasons == (("b", "shares at least 100% of the shorter text's wording with a"),)


def test_a_cut_and_reworded_text_is_a_rewriting() -> None:
    sentences = STORY.split(". ")
    text = ". ".join(["What is known so far", sentences[3], sentences[1], sentences[0], sentences[5]])
    text = text.replace("12 people", "14 persons").replace("traders", "merchants").replace("though", "but")
    (lineage,) = found(article("a", STORY), article("b", text, "2024-03-06"))
    assert dict(lineage.members)["b"] in ("rewrite", "reprint")


def test_another_report_of_the_same_incident_is_apart_even_with_the_same_quotation() -> None:
    said = ' "We shall find whoever did this before the year is out," the governor said.'
    told = [article("a", STORY + said), article("b", OTHER + said)]
    assert set(sketch_of(told[0]).quotes) & set(sketch_of(told[1]).quotes)
    assert groups(*told) == [{"a"}, {"b"}]


def test_quotations_of_six_words_are_kept_whatever_their_marks() -> None:
    marks = (
        '"We shall find whoever did this, soon"',
        "“We shall find whoever did this soon”",
        "``We shall find whoever did this soon.''",
    )
    kept = {sketch_of(article("a", f"He said {quote} then.")).quotes for quote in marks}
    assert len(kept) == 1 and len(next(iter(kept))) == 1
    assert sketch_of(article("a", 'He said "we shall find them" then.')).quotes == ()


def test_an_agency_s_article_and_those_that_credit_it_are_one_lineage() -> None:
    wire = article("wire", f"ORRUM (Reuters) - {STORY}", "2024-03-06", "Reuters")
    taker = article("taker", f"{OTHER} (Reuters)", "2024-03-05", "The Example")
    (lineage,) = found(
        wire,
        taker,
    )
    assert lineage.id == "taker" and lineage.members == (("taker", "original"), ("wire", "quotes"))
    assert lineage.reasons == (("wire", "rests on reuters, as does taker"),)


def test_articles_that_credit_one_agency_share_a_lineage_and_different_agencies_do_not() -> None:
    one, two = article("a", f"ORRUM (AFP) - {STORY}"), article("b", f"According to AFP, {OTHER}")
    three = article("c", "Officials counted the dead of Orrum anew on Tuesday and came to fifteen. " * 2 + "- Xinhua")
    assert groups(one, two, three) == [{"a", "b"}, {"c"}]


def test_an_agency_s_next_report_follows_its_first() -> None:
    first = article("a", f"ORRUM (Reuters) - {STORY}", "2024-03-05", "Reuters")
    (lineage,) = found(first, article("b", f"ORRUM (Reuters) - {OTHER}", "2024-03-06", "Reuters"))
    assert lineage.members == (("a", "original"), ("b", "follows"))


def test_a_story_in_very_many_outlets_is_one_lineage() -> None:
    sketch = sketch_of(article("a", STORY))
    copies = [replace(sketch, article=f"a{number}", publisher=f"Outlet {number}") for number in range(500)]
    assert len(list(shared_wording(copies))) == 499
    assert [len(lineage.members) for lineage in lineages(copies)] == [500]


def test_an_article_of_two_agencies_rests_on_the_one_that_is_there() -> None:
    both = article("both", f"{OTHER}\n\n(With inputs from AP and Reuters)")
    assert groups(both, article("wire", STORY, publisher="Reuters")) == [{"wire", "both"}]
    assert groups(both, article("b", f"{STORY}\nReporting by Reuters", publisher="Herald")) == [{"b"}, {"both"}]


def test_one_text_never_makes_one_lineage_of_two_agencies() -> None:
    first = article("ap", f"ORRUM (AP) - {STORY}")
    second = article("afp", f"ORRUM (AFP) - {OTHER}")
    sentences = STORY.split(". ")[:4] + OTHER.split(". ")[:3]
    blend = article("blend", ". ".join(sentences), "2024-03-07")
    assert sorted(map(sorted, groups(first, second, blend))) == [["afp"], ["ap", "blend"]]


def test_one_outlet_s_own_reports_are_one_source_but_not_a_portal_s() -> None:
    one = article("a", STORY, "2024-03-05", "The Herald")
    two = article("b", OTHER, "2024-03-06", "Herald")
    (lineage,) = found(one, two)
    assert lineage.members == (("a", "original"), ("b", "follows"))
    assert lineage.reasons == (("b", "is by the same outlet as a"),)
    portal = [replace(one, publisher="Yahoo News"), replace(two, publisher="Yahoo News")]
    assert groups(*portal) == [{"a"}, {"b"}]


def test_an_outlet_s_agency_story_does_not_draw_in_what_it_wrote_itself() -> None:
    taken = article("a", f"ORRUM (AFP) - {STORY}", publisher="The Herald")
    own = article("b", OTHER, publisher="The Herald")
    assert groups(taken, own) == [{"a"}, {"b"}]


def test_short_notes_are_joined_only_as_copies() -> None:
    note = "At least 12 people were killed in the market of Orrum on Monday."
    assert groups(article("a", note), article("b", note)) == [{"a", "b"}]
    assert groups(article("a", note), article("b", STORY)) == [{"b"}, {"a"}]


def test_articles_without_words_are_lineages_of_their_own() -> None:
    told = [article("a", ""), article("b", "..."), article("c", "爆炸")]
    assert sorted(map(sorted, groups(*told))) == [["a"], ["b"], ["c"]]


def test_sketches_are_the_same_on_every_machine() -> None:
    sketch = sketch_of(article("a", STORY))
    assert len(sketch.shingles) == PERMUTATIONS and sketch.words == 133
    assert sketch.shingles[:3] == (1395771493, 9923051, 399189206)
    assert sketch_of(article("b", STORY.upper().replace(",", " -- "))).shingles == sketch.shingles


@st.composite
def sketches(draw: st.DrawFn) -> list[Sketch]:
    """Sketches of texts that share some sentences, credits, outlets and days."""
    texts = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8, unique=True).map(". ".join)
    credits = st.sampled_from(("", "ORRUM (AFP) - ", "ORRUM (Reuters) - ", "According to Xinhua, "))
    made = []
    for number in range(draw(st.integers(1, 7))):
        text = draw(credits) + draw(texts)
        publisher = draw(st.sampled_from((None, "The Herald", "Reuters", "Yahoo News")))
        published = draw(st.sampled_from((None, "2024-03-05", "2024-03-06")))
        made.append(sketch_of(article(f"a{number}", text, published, publisher)))
    return made


@given(sketches(), st.randoms(use_true_random=False))
def test_each_article_is_in_one_lineage_whatever_the_order(made: list[Sketch], chance: random.Random) -> None:
    first = lineages(made)
    assert lineages(chance.sample(made, len(made))) == first
    members = [member for lineage in first for member, _ in lineage.members]
    assert sorted(members) == sorted(sketch.article for sketch in made)
    days = {sketch.article: sketch.published or "9999" for sketch in made}
    for lineage in first:
        (original, relation), *others = lineage.members
        assert original == lineage.id and relation == "original"
        assert all(days[original] <= days[other] and kind != "original" for other, kind in others)
        assert [other for other, _ in lineage.reasons] == [other for other, _ in others]


@given(st.text(), st.text())
def test_any_text_can_be_sketched(text: str, title: str) -> None:
    sketch = sketch_of(Article(id="a", text=text, title=title))
    assert sketch == sketch_of(Article(id="a", text=text, title=title))
    assert len(sketch.shingles) in (0, PERMUTATIONS) and all(0 <= quote < 2**63 for quote in sketch.quotes)


CREDITED = (
    ("ADEN, March 7 (Xinhua) -- Four workers were hurt.", ("xinhua",)),
    ("(Reuters) - Gunmen freed the girls.", ("reuters",)),
    ("KABUL, AFP - A blast was heard.", ("agence france presse",)),
    ("A blast was heard.\n\n(With inputs from PTI and AFP)", ("press trust of india", "agence france presse")),
    ("By Ada Example, Associated Press\n\nA blast was heard.", ("associated press",)),
    ("Associated Press\n\nA blast was heard.", ("associated press",)),
    ("A blast was heard.\nCopyright 2016 The Associated Press. All rights reserved.", ("associated press",)),
    ("A blast was heard. Reporting by Ada Example; with additional reporting by Reuters", ("reuters",)),
    ("Three dead in Orrum Monitor AFP Sunday 15 Oct 2017 Shelling killed three people.", ("agence france presse",)),
    ("Three people died, according to the Xinhua news agency.", ("xinhua",)),
    ("Three people died, the state news agency SANA reported on Sunday.", ("sana",)),
    ("Three people died. — Bernama", ("bernama",)),
    ("Three people died. Our Standards:The Thomson Reuters Trust Principles.", ("reuters",)),
)


@pytest.mark.parametrize(("text", "credited"), CREDITED)
def test_a_credit_is_found(text: str, credited: tuple[str, ...]) -> None:
    assert credits_of(text) == credited


@pytest.mark.parametrize(
    "text",
    [
        "A blast was heard. Smoke over Orrum on Monday (Photo: AFP)\n\nThe mayor spoke.",
        "image copyright AFP\nimage caption Police called for help",
        'A blast was heard. "We ran," one child told AFP at the gate.',
        "The Anadolu Agency (AA) was founded in 1920 and has its seat in the capital.",
        "A blast was heard in Reuters Street, near the new bridge.",
        "An ap for telephones and an unite of measure.",
        "",
    ],
)
def test_what_is_no_credit(text: str) -> None:
    assert credits_of(text) == ()


def test_an_agency_named_far_down_is_no_credit() -> None:
    assert credits_of(f"{STORY} The toll was first reported by Reuters. {OTHER}") == ()


def test_agencies_go_by_many_names() -> None:
    assert agency("AFP") == agency("Agence France-Presse") == agency("agence france presse") == "agence france presse"
    assert (
        agency("The Associated Press") == "associated press" and agency("The Herald") is None and agency(None) is None
    )
    assert carries_others("MSN") and not carries_others("Reuters") and not carries_others(None)
