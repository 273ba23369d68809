"""Values in a few words: each says what the codebook's number and date rules say, no more."""

import pytest

from histor.cli import phrases
from histor.record.article import Article
from histor.record.reading import Reading
from histor.record.values import Place, Quantity, TimeSpan, Toll


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        (Quantity(95, 95), "95"),
        (Quantity(12, None), "12+"),
        (Quantity(None, 20), "up to 20"),
        (Quantity(10, 15), "10–15"),
        (Quantity(30, 30, True), "~30"),
        (Quantity(None, None), "?"),
    ],
)
def test_a_count_says_what_is_open(quantity: Quantity, words: str) -> None:
    assert phrases.count(quantity) == words


def test_a_toll_names_low_best_and_high_unless_they_agree() -> None:
    assert phrases.toll_in_full(Toll(90, 95, 103)) == "low 90 · best 95 · high 103"
    assert phrases.toll_in_full(Toll(24, None, None)) == "low 24 · best open · high open"
    assert phrases.toll_in_full(Toll(7, 7, 7)) == "7"
    assert (phrases.toll(Toll(90, 95, 103)), phrases.toll(None)) == ("90–103", "")


@pytest.mark.parametrize(
    ("span", "full", "short"),
    [
        (TimeSpan("2024-03-06", "2024-03-06"), "2024-03-06 (Wednesday)", "2024-03-06"),
        (TimeSpan("2024-02-01", "2024-02-29"), "February 2024", "2024-02"),
        (TimeSpan("2019-01-01", "2019-12-31"), "2019", "2019"),
        (TimeSpan("2024-03-06", "2024-03-08"), "2024-03-06 to 2024-03-08", "2024-03-06 to 2024-03-08"),
    ],
)
def test_a_span_is_named_by_its_granularity(span: TimeSpan, full: str, short: str) -> None:
    assert (phrases.span(span), phrases.short_span(span)) == (full, short)


def test_a_place_names_what_holds_it_once() -> None:
    oruna = Place("Oruna", "town", "Northern Province", "MD", 14.5, -3.25)
    assert phrases.place(oruna) == "Oruna, Northern Province, MD (town) · 14.50, -3.25"
    assert phrases.place(Place("Kabul", "town", "Kabul", "AF")) == "Kabul, AF (town)"
    assert phrases.short_place(Place("Mali", "country", None, "ML")) == "Mali"
    assert phrases.short_place(oruna) == "Oruna, MD"


def test_blame_carries_its_status(reading: Reading) -> None:
    assert [phrases.blamed(account) for account in reading.incidents] == [
        "Red Dawn Front (claimed)",
        "unidentified (stated)",
    ]


def test_speakers_stand_outermost_first(reading: Reading) -> None:
    (tie,) = reading.incidents[0].values("perpetrator")
    assert phrases.chain(tie.said_by) == "Radio Tal › Red Dawn Front"


def test_an_article_without_title_is_called_by_its_opening() -> None:
    assert phrases.heading(Article("x", "A blast.\nIt was loud.")) == "A blast. It was loud."
    assert len(phrases.heading(Article("x", "word " * 100))) <= 80
    assert phrases.heading(Article("x", "  ")) == "x"
