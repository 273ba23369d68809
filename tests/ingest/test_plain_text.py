"""A text file is one article, exactly as it stands."""

import gzip
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import STORY

from histor.ingest.found import Document
from histor.ingest.options import IngestOptions
from histor.ingest.text import read as read_text

ODD = "“Curly” quotes’ and 🚢 emoji 👩‍👩‍👧 and \u200fعربي\u200e and CRLF\r\nand tabs\tand \u2028 separators.\r\n"


def test_the_text_stands_as_it_was_written(file, articles) -> None:
    (article,) = articles(file("odd.txt", ODD))
    assert article.text == ODD
    at = article.text.index("emoji")
    article.check(article.quote("text", at, at + 5))


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1))
def test_every_offset_counts_code_points(text: str) -> None:
    document = Document.of(("story: " + text).encode(), "x.txt")
    try:
        (found,) = read_text(document, IngestOptions())
    except Exception as error:  # control characters in number are taken for binary data, nothing else may fail
        assert "binary" in str(error)
    else:
        assert found.text == "story: " + text


def test_the_id_is_the_same_in_every_run_and_for_every_copy(file, articles) -> None:
    first, second = articles(file("a.txt", STORY), file("b.txt", STORY))
    assert first.id == second.id == articles(file("a.txt", STORY))[0].id
    assert first.sha256 == second.sha256
    assert first.source != second.source


def test_the_given_day_publisher_and_language_apply(file, articles) -> None:
    (article,) = articles(file("a.txt", "Vier Tote."), published="2021-03-05", publisher="Norpost", language="de-AT")
    assert (article.published, article.published_from) == ("2021-03-05", "given")
    assert (article.publisher, article.language) == ("Norpost", "de")


@pytest.mark.parametrize(
    ("name", "text", "published", "published_from"),
    [
        ("a.txt", "VESLIN, March 5, 2021 (NPA) - Four died.", "2021-03-05", "dateline"),
        ("a.txt", "Last updated: March 5, 2021\nFour died.", "2021-03-05", "text"),
        ("2021-03-05-port.txt", "Four died.", "2021-03-05", "file"),
        ("a.txt", "Four died.", None, None),
        ("a.txt", "VESLIN, March 5, 9999 (NPA) - Four died.", None, None),
    ],
)
def test_where_the_day_was_found(file, articles, name, text, published, published_from) -> None:
    (article,) = articles(file(name, text))
    assert (article.published, article.published_from) == (published, published_from)


def test_the_given_day_outranks_a_guess_from_the_text(file, articles) -> None:
    (article,) = articles(file("a.txt", "VESLIN, March 5, 2021 (NPA) - Four died."), published="2021-03-06")
    assert article.published == "2021-03-06"


def test_an_impossible_given_day_is_unknown_not_fatal(file, articles) -> None:
    assert articles(file("a.txt", STORY), published="9999-99-99")[0].published is None


def test_language_by_letter_patterns(file, articles) -> None:
    german = (
        "Bewaffnete haben am Donnerstag im Hafen von Veslin vier Arbeiter getötet, teilte die Polizei mit. Zwei der "
        "Angreifer seien mit einem Boot geflohen, ein dritter sei verletzt worden, sagte ein Sprecher der Hafenwache. "
        "Bisher hat sich niemand zu der Tat bekannt. Es ist bereits der dritte Anschlag auf die Anlagen seit Januar. "
        "Der Bürgermeister rief die Bevölkerung zur Ruhe auf und bat Zeugen, sich bei den Behörden zu melden."
    )
    english, german_article = articles(file("en.txt", STORY), file("de.txt", german))
    assert (english.language, german_article.language) == ("en", "de")
    assert articles(file("short.txt", "Four died."))[0].language is None


@pytest.mark.parametrize("content", ["", "  \r\n\t ", "\ufeff"])
def test_an_empty_file_is_a_failure(file, failure, content) -> None:
    assert failure(file("empty.txt", content)).reason == "no words in it"


def test_a_binary_file_is_a_failure(file, failure) -> None:
    refused = failure(file("photo.txt", bytes(range(256)) * 50))
    assert "binary" in refused.reason and refused.source.endswith("photo.txt") and refused.stage == "ingest"


def test_fifty_megabytes_are_refused_at_once_and_in_little_memory(file, failure) -> None:
    path = file("huge.txt", b"Four died. " * 5_000_000)
    tracemalloc.start()
    started = time.perf_counter()
    assert "larger than 20,000,000 bytes" in failure(path).reason
    assert time.perf_counter() - started < 2
    assert tracemalloc.get_traced_memory()[1] < 70_000_000
    tracemalloc.stop()


def test_an_article_as_long_as_a_book_is_refused(file, failure) -> None:
    assert "1,100,000 characters" in failure(file("book.txt", "Four died. " * 100_000)).reason


def test_an_unknown_encoding_is_a_failure(file, failure) -> None:
    assert "unknown encoding 'klingon'" in failure(file("a.txt", STORY), encoding="klingon").reason


def test_gzipped_text_is_read_and_a_bomb_is_not(file, articles, failure) -> None:
    assert articles(file("a.txt.gz", gzip.compress(STORY.encode())))[0].text == STORY
    bomb = gzip.compress(b"a" * 80_000_000)
    assert "bomb" in failure(file("bomb.txt.gz", bomb)).reason
