"""Long articles are cut to the surroundings of their values, and no value is cut away."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from histor.cli.excerpts import stretches, surroundings
from histor.record.article import Article

LONG = "\n".join(f"Paragraph {number}: " + "quiet words " * 30 for number in range(200))


def test_a_short_article_is_printed_whole() -> None:
    assert stretches("short", []) == [(0, 5)]
    assert stretches("", []) == []


def test_a_long_article_keeps_its_opening_and_each_value() -> None:
    article = Article("x", LONG + "\nfive people died there\n" + LONG)
    start = article.text.index("five people died")
    found = stretches(article.text, [article.quote("text", start, start + 16)])
    assert found[0][0] == 0
    assert any(first <= start and start + 16 <= last for first, last in found)
    assert sum(last - first for first, last in found) < 2_000


def test_surroundings_stay_in_the_paragraph_and_cut_no_word() -> None:
    text = "another paragraph\n" + "alpha " * 30 + "five died " + "omega " * 30 + "\nyet another"
    start = text.index("five died")
    words = text[slice(*surroundings(text, start, start + 9))]
    assert words.startswith("alpha ") and words.endswith(" omega")
    assert "another" not in words and len(words) <= 9 + 2 * 70


@given(st.text(st.sampled_from("ab \n"), max_size=300), st.data())
def test_surroundings_hold_the_quote_and_stay_inside(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = surroundings(text, start, end, around=20)
    assert 0 <= first <= start <= end <= last <= len(text)
    assert start - first <= 20 and last - end <= 20


@given(st.lists(st.integers(0, 9_990), max_size=30))
def test_stretches_are_in_order_and_apart(starts: list[int]) -> None:
    article = Article("x", "word " * 2_000)
    marks = [article.quote("text", start, start + 10) for start in starts]
    found = stretches(article.text, marks)
    assert all(one[1] < other[0] for one, other in pairwise(found))
    assert all(any(first <= mark.start and mark.end <= last for first, last in found) for mark in marks)
