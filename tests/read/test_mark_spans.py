"""From tokens to marked words."""

import numpy as np
import pytest
from sheets import draft_of

from histor.read.encoder import Sight
from histor.read.encoding import TAG_INDEX, Encoded
from histor.read.marks import _trimmed


@pytest.mark.parametrize(
    ("text", "token", "marked"),
    [
        ("He shot four U.S. soldiers.", "S. soldiers", "U.S. soldiers"),
        ("The end. Soldiers fired.", "Soldiers", "Soldiers"),
        ("Under plan B. Soldiers fired.", " Soldiers", "Soldiers"),
    ],
)
def test_an_abbreviation_is_never_cut_in_two(text: str, token: str, marked: str) -> None:
    draft = draft_of(text)
    start = np.array([text.index(token)])
    none = np.zeros(1, dtype=np.int64)
    encoded = Encoded(none.astype(np.bool_), start, start + len(token), (), none, none)
    draft.sight = Sight(encoded, np.zeros((1, 4), np.float32), np.zeros((1, len(TAG_INDEX), 3), np.float32))
    _, begin, end = _trimmed(draft, "target", 0, 0)
    assert text[begin:end] == marked
