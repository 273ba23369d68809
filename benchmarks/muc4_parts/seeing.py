"""The trained model at work: from an article to opinions, with onnxruntime alone."""

import hashlib
import json
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from histor.errors import ModelError
from histor.read.encoder import MODEL_DIR as READER_DIR
from histor.read.encoder import open_graph, padded
from histor.read.encoding import Encoded, batches, encode
from muc4_parts.articles import ROLES, TYPES, Story
from muc4_parts.fillers import (
    Filler,
    Floats,
    all_pairs,
    filler_features,
    gather_fillers,
    pair_features,
    sentence_numbers,
)
from muc4_parts.opinions import Opinion, square

MODEL_DIR: Final = Path(__file__).parents[1] / "muc4_model"
REMEDY: Final = "train it with: python benchmarks/muc4.py train"
GRAPHS: Final = ("encoder", "article", "spans", "fillers", "pairs")
FLOOR: Final = 0.05
"""Chance of a span's beginning below which it is not looked at."""
BATCH: Final = 8


def tokenizer_digest() -> str:
    """SHA-256 (hex) of the reader's tokenizer, which this model shares."""
    return hashlib.sha256((READER_DIR / "tokenizer.json").read_bytes()).hexdigest()


def open_tokenizer() -> Tokenizer:
    """The reader's tokenizer, cutting and padding nothing."""
    tokenizer = Tokenizer.from_file(str(READER_DIR / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


class Eye:
    """The model's graphs, loaded once. Deterministic: fixed batches, one pool of threads.

    Raises:
        ModelError: a file is missing or damaged, or the model was trained with another tokenizer.
    """

    def __init__(self, folder: Path = MODEL_DIR, threads: int = 2) -> None:
        _check(folder)
        self._tokenizer = open_tokenizer()
        self._graphs = {name: open_graph(folder / f"{name}.onnx", threads, REMEDY) for name in GRAPHS}
        self._hidden = int(self._graphs["encoder"].get_outputs()[0].shape[-1])

    def look(self, story: Story) -> Opinion:
        """What the heads think of one article."""
        encoded = encode(self._tokenizer, "", story.text)
        if not len(encoded):
            return _blank(story)
        hidden, tags = self._see(encoded)
        fillers = gather_fillers(story.text, encoded, tags, FLOOR)
        sentences = sentence_numbers(story.text, encoded)
        vector, told = self._run("article", hidden=hidden)
        vectors, judged = self._judge(hidden, vector, fillers, filler_features(fillers, sentences))
        pairs = all_pairs(len(fillers))
        chances = self._pair(vectors, pairs, pair_features(fillers, pairs, sentences))
        told = _sigmoid(told[0, : len(TYPES)])
        return Opinion(
            story, tuple(fillers), sentences, judged[:, 0], judged[:, 1:], told,
            square(len(fillers), pairs, chances[:, 0]), square(len(fillers), pairs, chances[:, 1]),
        )  # fmt: skip

    def _see(self, encoded: Encoded) -> tuple[Floats, Floats]:
        """Hidden states [tokens, hidden] and chances of the roles' marks [tokens, roles, 3]."""
        hidden = np.zeros((len(encoded), self._hidden), dtype=np.float32)
        logits = np.zeros((len(encoded), len(ROLES), 3), dtype=np.float32)
        for group in batches([len(window) for window in encoded.windows], BATCH):
            ids, mask = padded([encoded.windows[number] for number in group])
            states, marks = self._run("encoder", ids=ids, mask=mask)
            for row, number in enumerate(group):
                tokens = encoded.window == number
                hidden[tokens] = states[row, encoded.position[tokens]]
                logits[tokens] = marks[row, encoded.position[tokens], : len(ROLES)]
        raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
        return hidden, raised / raised.sum(axis=-1, keepdims=True)

    def _judge(self, hidden: Floats, article: Floats, fillers: list[Filler], features: Floats) -> tuple[Floats, Floats]:
        if not fillers:
            return np.zeros((0, article.shape[1]), np.float32), np.zeros((0, 1 + len(TYPES)), np.float32)
        places = [place for one in fillers for place in one.places]
        (spans,) = self._run(
            "spans",
            first=hidden[[first for first, _ in places]],
            last=hidden[[last for _, last in places]],
            mean=np.stack([hidden[first : last + 1].mean(axis=0) for first, last in places]),
            role=np.array([one.role for one in fillers for _ in one.places], dtype=np.int64),
        )
        parts = np.split(spans, np.cumsum([len(one.places) for one in fillers])[:-1])
        mean = np.stack([part.mean(axis=0) for part in parts])
        most, first = np.stack([part.max(axis=0) for part in parts]), np.stack([part[0] for part in parts])
        (scores,) = self._run("fillers", mean=mean, most=most, first=first, article=article, features=features)
        return mean, _sigmoid(scores)

    def _pair(self, vectors: Floats, pairs: NDArray[np.int64], features: Floats) -> Floats:
        if not len(pairs):
            return np.zeros((0, 2), np.float32)
        (scores,) = self._run("pairs", a=vectors[pairs[:, 0]], b=vectors[pairs[:, 1]], features=features)
        return _sigmoid(scores)

    def _run(self, name: str, **inputs: NDArray[np.generic]) -> list[Floats]:
        outputs: list[Floats] = self._graphs[name].run(None, inputs)
        return outputs


def _check(folder: Path) -> None:
    try:
        card = json.loads((folder / "model.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{folder / 'model.json'}: {error}; {REMEDY}") from None
    if card.get("tokenizer") != tokenizer_digest():
        raise ModelError(f"{folder}: made for another tokenizer than the reader's; {REMEDY}")


def _blank(story: Story) -> Opinion:
    nothing, none = np.zeros(0, np.float32), np.zeros((0, 0), np.float32)
    never = np.zeros(len(TYPES), np.float32)
    return Opinion(story, (), np.zeros(0, np.int64), nothing, np.zeros((0, len(TYPES)), np.float32), never, none, none)


def _sigmoid(logits: Floats) -> Floats:
    return (1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30)))).astype(np.float32)
