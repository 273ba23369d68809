"""Sentences: where they begin and end, in code points of the text."""

import re

from sentencex import segment

_NO_END = re.compile(
    r"(?:\b[ap]\.m\.|\bapprox\.|\b[Kk]m\.|\bNo\.|\bGen\.|\bLt\.|\bCol\.|\bSgt\.|\bMaj\.|\bSen\.|\bRep\.)\s*$"
)
"""Abbreviations after which a sentence does not end when a capital or figure follows."""
_WIDE_SPACE = re.compile(r"[^\S\x00-\x7f]")
"""White space beyond ASCII: after a single capital and before a full stop it makes the segmenter fail ("B\u00a0.")."""


def sentences(text: str) -> list[tuple[int, int]]:
    """Offsets [start, end) of the text's sentences, in order; together with the space between them they cover it."""
    spans: list[tuple[int, int]] = []
    at = 0
    for paragraph in re.split(r"(\n+)", text):
        for piece in segment("en", _WIDE_SPACE.sub(" ", paragraph)) if paragraph.strip() else [paragraph]:
            start, at = at, at + len(piece)
            stripped = piece.strip()
            if not stripped:
                continue
            begin = start + piece.index(stripped[0])
            end = begin + len(stripped)
            if spans and _NO_END.search(text[spans[-1][0] : spans[-1][1]]) and "\n" not in text[spans[-1][1] : begin]:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((begin, end))
    return spans
