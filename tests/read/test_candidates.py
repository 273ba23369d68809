"""Phrases of the lists and grammars: marks grow to them, and those nobody marked are offered."""

import time

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from histor.read.candidates import OFFERED, candidates, grown, offered
from histor.read.draft import Draft
from histor.read.encoding import TAG_INDEX
from histor.read.reader import Reader
from histor.read.sentences import sentences
from histor.record.article import Article

RUNS = st.lists(st.integers(0, 60), unique=True, max_size=16).map(
    lambda points: [(a, b, 0.5) for a, b in zip(sorted(points)[::2], sorted(points)[1::2], strict=False)]
)
SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 8)).map(lambda s: (s[0], s[0] + s[1])), max_size=12)


def never(first: int, last: int) -> bool:
    return False


def test_a_run_grows_to_the_phrases_it_touches() -> None:
    assert grown([(5, 6, 0.8)], [(3, 5), (6, 9), (11, 12)], never) == [(3, 9, 0.8)]


def test_a_run_does_not_grow_across_a_break() -> None:
    assert grown([(5, 6, 0.8)], [(3, 9)], lambda first, last: first < 4) == [(5, 6, 0.8)]


def test_runs_that_meet_become_one_with_the_better_score() -> None:
    assert grown([(1, 2, 0.5), (4, 5, 0.9)], [(2, 4)], never) == [(1, 5, 0.9)]


@given(RUNS, SPANS)
def test_grown_runs_cover_the_runs_and_hold_no_less_than_what_they_touch(runs, spans) -> None:
    united = grown(runs, spans, never)
    for first, last, _ in runs:
        low = min([first, *(a for a, b in spans if a <= last and first <= b)])
        high = max([last, *(b for a, b in spans if a <= last and first <= b)])
        assert any(a <= low and high <= b for a, b, _ in united)


@given(RUNS, SPANS, st.integers(0, 2**32 - 1))
def test_offered_are_exactly_the_free_phrases_with_a_chance(runs, spans, seed: int) -> None:
    tags = np.random.default_rng(seed).random((80, len(TAG_INDEX), 3)).astype(np.float32) / 20
    inside = tags[:, TAG_INDEX["place"], 1:].sum(axis=-1)
    free = [(a, b) for a, b in spans if all(last < a or b < first for first, last, _ in runs)]
    expected = [(a, b) for a, b in free if round(float(inside[a : b + 1].max()), 4) >= OFFERED["place"]]
    assert [run[:2] for run in offered(runs, spans, "place", tags)] == expected


def test_a_long_article_does_not_cost_the_square_of_its_phrases() -> None:
    many = [(at, at + 1) for at in range(0, 200_000, 4)]
    tags = np.zeros((200_004, len(TAG_INDEX), 3), np.float32)
    begun = time.process_time()
    runs = grown([(a, b, 0.5) for a, b in many], many, never)
    assert offered(runs, many, "date", tags) == []
    assert time.process_time() - begun < 10


def test_a_page_of_capitals_without_a_space_costs_no_more_than_its_length(reader: Reader) -> None:
    begun = time.process_time()
    candidates(seen(reader, "A" * 200_000), reader.tools)
    assert time.process_time() - begun < 10


def seen(reader: Reader, text: str, title: str = "") -> Draft:
    article = Article("a", text, title)
    return Draft(article, reader.tools.encoder.see(title, text), sentences(text))


def test_lists_and_grammars_find_their_phrases_in_title_and_text(reader: Reader) -> None:
    title, text = "Blast in Mosul", "On 4 March 2019 a car bomb hit police officers in Kirkuk, said Omar Bin Tal."
    draft = seen(reader, text, title)
    found = candidates(draft, reader.tools)

    def words(tag: str) -> list[str]:
        encoded = draft.sight.encoded
        return [
            draft.article.part("title" if encoded.in_title[a] else "text")[encoded.start[a] : encoded.end[b]]
            for a, b in found[tag]
        ]

    assert words("date") == ["4 March 2019"]
    assert words("place") == ["Mosul", "Kirkuk"]
    assert "car bomb" in words("weapon")
    assert any("police officers".startswith(quote) for quote in words("target"))
    assert words("victim") == ["Omar Bin Tal"]


def test_the_day_of_publication_at_the_head_is_no_date_of_an_incident(reader: Reader) -> None:
    draft = seen(reader, "Published 5 March 2019\nA blast on 4 March 2019 killed two people in Kirkuk.")
    encoded = draft.sight.encoded
    found = candidates(draft, reader.tools)["date"]
    assert [draft.article.text[encoded.start[a] : encoded.end[b]] for a, b in found] == ["4 March 2019"]
