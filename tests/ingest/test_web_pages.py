"""Pages become articles with their metadata, and hostile ones cost little."""

import time

import pytest
from newsroom import STORY, page

from histor.ingest.options import Limits

METADATA = (
    "<meta property='og:site_name' content='The Lantern'>"
    "<meta property='article:published_time' content='2021-03-05T22:10:00+01:00'>"
    "<link rel='canonical' href='https://lantern.example/port'>"
)


def test_title_publisher_day_url_and_language(file, articles) -> None:
    html = page(head=METADATA).replace("<html>", "<html lang='en-GB'>")
    (article,) = articles(file("a.html", html))
    assert article.title == "Four killed in Veslin port"
    assert article.text == STORY
    assert (article.published, article.published_from) == ("2021-03-05", "metadata")
    assert (article.publisher, article.url) == ("The Lantern", "https://lantern.example/port")
    assert article.language == "en"


def test_the_headline_is_not_repeated_in_the_text(file, articles) -> None:
    (article,) = articles(file("a.html", page()))
    assert article.title is not None and article.title not in article.text


@pytest.mark.parametrize(
    ("head", "story", "published", "published_from"),
    [
        ("<link rel='canonical' href='https://lantern.example/2021/03/05/port'>", STORY, "2021-03-05", "url"),
        ("", "VESLIN, March 5, 2021 (NPA) - " + STORY, "2021-03-05", "dateline"),
        ("<meta name='date' content='9999-12-31'>", STORY, None, None),
        ("", STORY, None, None),
    ],
)
def test_where_the_day_was_found(file, articles, head, story, published, published_from) -> None:
    (article,) = articles(file("a.html", page(story, head)))
    assert (article.published, article.published_from) == (published, published_from)


def test_curly_quotes_emoji_and_right_to_left_words_survive(file, articles) -> None:
    odd = "“Four died,” said Tosk’s brother — ‘all dockers’ 🚢 قُتل أربعة."
    (article,) = articles(file("a.html", page(STORY + odd)))
    assert odd in article.text


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("utf-8", ""),
        ("utf-8", "<meta charset='utf-8'>"),
        ("windows-1251", "<meta http-equiv='Content-Type' content='text/html; charset=windows-1251'>"),
        ("windows-1251", "<meta charset='no-such-encoding'>"),
        ("utf-16", ""),
    ],
)
def test_encodings_declared_wrong_or_not_at_all(file, articles, encoding, head) -> None:
    story = "В порту Веслина в четверг убиты четыре докера, сообщила полиция. Нападавшие скрылись на лодке. " * 3
    (article,) = articles(file("a.html", page(story.strip(), head, title="Убиты").encode(encoding)))
    assert article.text == story.strip()


def test_a_short_story_counts(file, articles) -> None:
    assert articles(file("a.html", page("Four died in Veslin.")))[0].text == "Four died in Veslin."


@pytest.mark.parametrize(
    "content", ["", "<html></html>", "<html><body><script>load()</script></body></html>", "<!--" * 1_000, "<" * 5_000]
)
def test_a_page_without_a_story_is_a_failure_or_what_it_says(file, read, content) -> None:
    (item,) = read(file("a.html", content))
    assert getattr(item, "reason", "") or item.text.strip()


HOSTILE = {
    "nested": "<html><body>" + "<div>" * 10_000 + STORY + "</div>" * 10_000,
    "nested in capitals": "<html><body>" + "<SPAN class=a>" * 10_000 + STORY,
    "attributes": "<html><body><p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">" + STORY,
    "attributes without values": "<html><body><p " + "a " * 100_000 + ">" + STORY,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_markup_made_to_take_long_is_refused_at_once(file, failure, name) -> None:
    path = file("a.html", HOSTILE[name])
    started = time.perf_counter()
    assert "more than" in failure(path).reason
    assert time.perf_counter() - started < 1


def test_twenty_megabytes_of_one_paragraph_are_refused(file, failure) -> None:
    path = file("a.html", b"<html><body><p>" + b"word " * 4_000_000)
    assert "larger than 2,000,000 bytes" in failure(path).reason


def test_a_page_that_takes_too_long_is_stopped_and_the_next_one_is_read(file, read) -> None:
    slow = "<html><body><article><p>" + "<a href='x'>y</a> " * 60_000 + "</p></article></body></html>"
    stopped, article = read(file("a.html", slow), file("b.html", page()), limits=Limits(seconds=1))
    assert "longer than 1 seconds" in stopped.reason
    assert article.text == STORY


def test_a_large_honest_page_is_read_in_a_child_process(file, articles) -> None:
    story = "</p><p>".join(f"{STORY} Dock number {number} was closed." for number in range(1_400))
    path = file("a.html", page(story, METADATA))
    assert path.stat().st_size > 500_000
    (article,) = articles(path, limits=Limits(characters=1_000_000))
    assert "Dock number 1399 was closed." in article.text
    assert article.published == "2021-03-05"


def test_scripts_and_unclosed_paragraphs_do_not_look_nested(file, articles) -> None:
    script = "<script>" + "document.write('<div><b>');" * 1_000 + "</script>"
    paragraphs = "<p>".join(f"Docker number {number} was killed, police said." for number in range(400))
    (article,) = articles(file("a.html", f"<html><body>{script}<article><p>{paragraphs}</article></body></html>"))
    assert "Docker number 399" in article.text
