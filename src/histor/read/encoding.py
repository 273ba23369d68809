"""Tokens, windows and labels: what the encoder sees and what its outputs mean. Shared with training.

An article is one row of tokens: the title's, then the text's. The encoder sees it through overlapping windows, each
headed by the title, and every token takes its output from the window in which it stands most centrally.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from histor.record.codebook import Part

TAGS = (
    "mention", "date", "place", "perpetrator", "perpetrator_person", "target", "victim", "weapon",
    "killed", "wounded", "kidnapped", "captured", "motive", "speaker", "statement",
)  # fmt: skip
"""Kinds of span the tagger marks. `kidnapped` also covers the slot missing."""
TAG_INDEX = {tag: index for index, tag in enumerate(TAGS)}
ANCHORS = ("mention", "killed", "wounded", "kidnapped")
"""Spans that belong to one incident: incidents are clusters of these."""

WINDOW = 384
"""Tokens in a window: a whole short report, and a quarter faster than the 512 the position table would hold."""
TITLE_LIMIT = 40
"""Title tokens shown to each window; longer titles are cut there."""
OVERLAP = 96
"""Text tokens shared by neighbouring windows, so that no span is seen only at an edge."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """One article's tokens. `start` and `end` are code-point offsets into the part; all arrays have one entry a token.

    `windows` holds the token ids of each window with its special tokens; token i is read at
    `windows[window[i]][position[i]]`.
    """

    in_title: NDArray[np.bool_]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    windows: tuple[NDArray[np.int64], ...]
    window: NDArray[np.int64]
    position: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.start)

    def tokens_of(self, part: Part, start: int, end: int) -> tuple[int, int] | None:
        """First and last token (inclusive) touching [start:end] of a part; None if the encoder does not see it."""
        title_tokens = int(self.in_title.sum())
        low, high = (0, title_tokens) if part == "title" else (title_tokens, len(self))
        first = low + int(np.searchsorted(self.end[low:high], start, side="right"))
        last = low + int(np.searchsorted(self.start[low:high], end, side="left")) - 1
        return (first, last) if first <= last else None


def encode(tokenizer: Tokenizer, title: str, text: str) -> Encoded:
    """Tokenise an article and lay its windows."""
    head = tokenizer.encode(title, add_special_tokens=False)
    body = tokenizer.encode(text, add_special_tokens=False)
    head_ids, head_offsets = head.ids[:TITLE_LIMIT], head.offsets[:TITLE_LIMIT]
    offsets = np.array([*head_offsets, *body.offsets], dtype=np.int64).reshape(-1, 2)
    windows, window, position = _lay_windows(tokenizer, head_ids, body.ids)
    return Encoded(
        in_title=np.arange(len(offsets)) < len(head_ids),
        start=offsets[:, 0],
        end=offsets[:, 1],
        windows=windows,
        window=window,
        position=position,
    )


def _lay_windows(
    tokenizer: Tokenizer, head: list[int], body: list[int]
) -> tuple[tuple[NDArray[np.int64], ...], NDArray[np.int64], NDArray[np.int64]]:
    start_id, stop_id = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    room = WINDOW - len(head) - 3
    step = room - OVERLAP
    begins = [0]
    while begins[-1] + room < len(body):
        begins.append(begins[-1] + step)
    windows = [
        np.array([start_id, *head, stop_id, *body[begin : begin + room], stop_id], dtype=np.int64) for begin in begins
    ]
    count = len(head) + len(body)
    window, position = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    position[: len(head)] = np.arange(1, len(head) + 1)
    for number, begin in enumerate(begins):
        # The first half of an overlap stays with the window before, the second half goes to the window after.
        first = begin + (OVERLAP // 2 if number else 0)
        covered = np.arange(first, min(begin + room, len(body)))
        window[len(head) + covered] = number
        position[len(head) + covered] = len(head) + 2 + covered - begin
    return tuple(windows), window, position


def batches(lengths: Sequence[int], most: int) -> list[list[int]]:
    """Indices grouped by length, longest first, so that little of a batch is padding; at most `most` windows each."""
    order = sorted(range(len(lengths)), key=lambda index: (-lengths[index], index))
    return [order[begin : begin + most] for begin in range(0, len(order), most)]
