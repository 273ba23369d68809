"""Tokens and windows: every token is read once, at its own place, under the title, and leads back to its words."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from histor.read.encoding import OVERLAP, TITLE_LIMIT, WINDOW, Encoded, batches, encode
from histor.read.reader import Reader

WORDS = st.lists(
    st.sampled_from(
        ["blast", "killed", "12", "Oruna", "😀", "👩‍👧", "قتل", "שלום", "été", "naïve", "\r\n", "\n", ".", "北京"]
    ),
    max_size=900,
).map(" ".join)


@pytest.fixture(scope="session")
def tokenizer(reader: Reader) -> Tokenizer:
    return reader.tools.encoder.tokenizer


def ids_of(encoded: Encoded) -> list[int]:
    """Every token's id, as its window holds it at its position."""
    return [int(encoded.windows[w][p]) for w, p in zip(encoded.window, encoded.position, strict=True)]


@settings(max_examples=40)
@given(title=WORDS, text=WORDS)
def test_every_token_stands_in_its_window_at_its_position(tokenizer: Tokenizer, title: str, text: str) -> None:
    encoded = encode(tokenizer, title, text)
    head = tokenizer.encode(title, add_special_tokens=False).ids[:TITLE_LIMIT]
    assert ids_of(encoded) == head + tokenizer.encode(text, add_special_tokens=False).ids
    assert int(encoded.in_title.sum()) == len(head)
    assert max(len(window) for window in encoded.windows) <= WINDOW
    for window in encoded.windows:
        assert window[1 : len(head) + 1].tolist() == head
        assert window[len(head) + 1] == window[-1] == tokenizer.token_to_id("[SEP]")


@settings(max_examples=40)
@given(title=WORDS, text=WORDS)
def test_every_token_leads_back_to_itself(tokenizer: Tokenizer, title: str, text: str) -> None:
    encoded = encode(tokenizer, title, text)
    for at in range(0, len(encoded), 7):
        part = "title" if encoded.in_title[at] else "text"
        span = encoded.tokens_of(part, int(encoded.start[at]), int(encoded.end[at]))
        assert span is not None and span[0] <= at <= span[1]


def test_no_token_of_a_long_text_is_read_at_a_windows_edge(tokenizer: Tokenizer) -> None:
    encoded = encode(tokenizer, "Blast in Oruna", "killed " * 2000)
    assert len(encoded.windows) > 5
    for number in range(1, len(encoded.windows)):
        inner = encoded.position[(encoded.window == number) & ~encoded.in_title]
        assert inner.min() >= OVERLAP // 2


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Le 😀 blast 👩‍👧 killed 12 people.", "killed 12"),
        ("قتل ثلاثة أشخاص في بغداد يوم الاثنين", "بغداد"),
        ("One line.\r\nGunmen killed\r\nthree.", "killed\r\nthree"),
    ],
)
def test_tokens_of_a_quote_cover_it_and_no_other_word(tokenizer: Tokenizer, text: str, quote: str) -> None:
    encoded = encode(tokenizer, "", text)
    start = text.index(quote)
    span = encoded.tokens_of("text", start, start + len(quote))
    assert span is not None
    assert text[encoded.start[span[0]] : encoded.end[span[1]]] == quote


def test_what_the_encoder_does_not_see_has_no_tokens(tokenizer: Tokenizer) -> None:
    title = "blast " * (TITLE_LIMIT + 5)
    encoded = encode(tokenizer, title, "killed  12")
    assert encoded.tokens_of("title", len(title) - 6, len(title) - 1) is None
    assert encoded.tokens_of("text", 6, 8) is None


def test_an_empty_article_has_one_window_and_no_tokens(tokenizer: Tokenizer) -> None:
    encoded = encode(tokenizer, "", "")
    assert (len(encoded), len(encoded.windows)) == (0, 1)


@given(st.lists(st.integers(1, WINDOW), max_size=60), st.integers(1, 9))
def test_batches_hold_every_window_once_the_longest_first(lengths: list[int], most: int) -> None:
    groups = batches(lengths, most)
    order = [index for group in groups for index in group]
    assert sorted(order) == list(range(len(lengths)))
    assert all(len(group) <= most for group in groups)
    assert np.all(np.diff([lengths[index] for index in order]) <= 0)
