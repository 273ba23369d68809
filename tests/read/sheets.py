"""Drafts and marks made by hand, for steps that need no model."""

from typing import Any

import numpy as np

from histor.read.draft import Draft, Mark
from histor.read.encoder import Sight
from histor.read.encoding import TAG_INDEX, Encoded
from histor.read.features import Spot
from histor.read.labels import GROUP_LABELS
from histor.read.sentences import sentences
from histor.record.article import Article
from histor.record.codebook import Group, Part
from histor.record.values import Quantity


def draft_of(text: str, title: str = "") -> Draft:
    """A draft of an article with no tokens and no marks yet."""
    none = np.zeros(0, dtype=np.int64)
    encoded = Encoded(none.astype(np.bool_), none, none, (), none, none)
    sight = Sight(encoded, np.zeros((0, 4), np.float32), np.zeros((0, len(TAG_INDEX), 3), np.float32))
    return Draft(Article("a", text, title), sight, sentences(text))


def mark_of(
    draft: Draft, tag: str, quote: str, part: Part = "text", bottom: float = 0.5, group: Group = "all", **more: Any
) -> Mark:
    """A mark at the first place where the quote stands, added to the draft."""
    start = draft.article.part(part).index(quote)
    labels = {
        "bottom": np.array([bottom], np.float32),
        "group": np.array([float(name == group) for name in GROUP_LABELS], np.float32),
    }
    spot = Spot(start, start + len(quote) - 1, TAG_INDEX[tag], 0, quote.lower(), part == "title")
    evidence = draft.article.quote(part, start, start + len(quote))
    mark = Mark(tag, evidence, spot, more.pop("score", 0.9), np.zeros(4, np.float32), labels, **more)
    draft.marks.append(mark)
    return mark


def exactly(count: int) -> Quantity:
    """A count without doubt."""
    return Quantity(count, count)
