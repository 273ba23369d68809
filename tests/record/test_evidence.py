"""No value without evidence: quotes stand exactly where they say, in any script and with any line ends."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from histor.errors import EvidenceError
from histor.record.article import Article, fingerprint, stable_id
from histor.record.evidence import Evidence
from strategies import articles, evidence

ARTICLE = Article(id="a", text="“Twelve”\r\nwere killed 💥 in Orrum, قُتل", title="Twelve killed")


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_what_an_article_quotes_it_also_accepts(data: st.DataObject) -> None:
    article = data.draw(articles())
    quoted = data.draw(evidence(article))
    article.check(quoted)
    assert article.part(quoted.part)[quoted.start : quoted.end] == quoted.quote


def test_offsets_count_code_points_past_line_ends_and_emoji() -> None:
    start = ARTICLE.text.index("Orrum")
    assert ARTICLE.quote("text", start, start + 5) == Evidence("text", 27, 32, "Orrum")
    assert ARTICLE.quote("title", 0, 6).quote == "Twelve"


@pytest.mark.parametrize(
    ("part", "start", "quote"),
    [
        ("text", 0, "Twelve"),  # one to the left
        ("text", 1, "twelve"),  # another case
        ("text", 8, "\nwere "),  # the line end as another system writes it
        ("title", 1, "Twelve"),
        ("text", 34, "killed"),  # past the end
    ],
)
def test_a_wrong_quote_is_refused_by_name(part: str, start: int, quote: str) -> None:
    wrong = Evidence(part, start, start + len(quote), quote)
    with pytest.raises(EvidenceError, match=r"article a: (text|title)\[\d+:\d+\] is .*, not the quoted"):
        ARTICLE.check(wrong)


@pytest.mark.parametrize(
    ("part", "start", "end", "quote"),
    [
        ("text", 0, 5, "four"),
        ("text", 0, 0, ""),
        ("text", -4, 0, "four"),
        ("body", 0, 4, "four"),
        ("text", 4, 0, "four"),
    ],
)
def test_evidence_that_cannot_be_is_not_made(part: str, start: int, end: int, quote: str) -> None:
    with pytest.raises(EvidenceError):
        Evidence(part, start, end, quote)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (5, 2), (0, 1000)])
def test_an_article_quotes_no_words_outside_itself(start: int, end: int) -> None:
    with pytest.raises(EvidenceError, match="no words at text"):
        ARTICLE.quote("text", start, end)


def test_an_absent_title_has_no_words() -> None:
    untitled = Article(id="b", text="text")
    assert untitled.part("title") == ""
    with pytest.raises(EvidenceError, match="its length is 0"):
        untitled.quote("title", 0, 1)


def test_quotes_overlap_when_they_share_a_character() -> None:
    quote = ARTICLE.quote("text", 2, 6)
    assert quote.overlaps(ARTICLE.quote("text", 5, 9))
    assert not quote.overlaps(ARTICLE.quote("text", 6, 9))
    assert not quote.overlaps(ARTICLE.quote("title", 2, 6))


def test_the_fingerprint_is_of_title_and_text_as_they_stand() -> None:
    assert ARTICLE.sha256 == hashlib.sha256(f"Twelve killed\n{ARTICLE.text}".encode()).hexdigest()
    assert fingerprint("a\r\nb") != fingerprint("a\nb")
    assert fingerprint("b", "a") != fingerprint("a\nb")
    assert fingerprint("\ud800") != fingerprint("\ud801")


def test_ids_come_from_the_url_or_else_from_the_fingerprint() -> None:
    here = Article(id="", text="one", url="https://outlet.example/1")
    assert (
        here.id == Article(id="", text="one, corrected", url="https://outlet.example/1").id == stable_id("", here.url)
    )
    unplaced = Article(id="", text="one")
    assert unplaced.id == Article(id="", text="one", source="elsewhere").id
    assert unplaced.id.startswith("a-") and unplaced.id != Article(id="", text="two").id


def test_dropping_the_text_keeps_its_fingerprint() -> None:
    bare = ARTICLE.without_text()
    assert (bare.text, bare.sha256, bare.id) == ("", ARTICLE.sha256, ARTICLE.id)
