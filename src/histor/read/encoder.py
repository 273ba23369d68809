"""The learned part: an int8 encoder with a tagger, and small heads over spans, pairs of spans and incidents (ONNX)."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from histor.errors import ModelError
from histor.read.encoding import TAGS, Encoded, batches, encode

Floats = NDArray[np.float32]
MODEL_DIR = Path(__file__).parent / "model"
BATCH = 8
"""Windows in one run of the encoder: enough to keep two cores busy, little enough to stay under 200 MB."""
SPAN_OUTPUTS = ("vector", "status", "group", "target", "weapon", "statement", "bottom")
PAIR_CHUNK = 16384
CALIBRATION = "calibration.json"
"""The file that `histor.read.calibration` reads; it changes what is read, so it counts to the model."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What the encoder sees of one article: hidden states [tokens, hidden], tag probabilities [tokens, tags, 3]."""

    encoded: Encoded
    hidden: Floats
    tags: Floats


class Encoder:
    """The model's files, loaded once. Deterministic: one thread pool, fixed batches, no sampling.

    Raises:
        ModelError: a file is missing, damaged, or made for other labels.
    """

    def __init__(self, folder: Path | None = None, threads: int = 2) -> None:
        self.folder = folder or MODEL_DIR
        self.card = _card(self.folder)
        try:
            self.tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        except Exception as error:  # the library raises bare Exception
            raise ModelError(f"{self.folder / 'tokenizer.json'}: {error}; reinstall histor") from None
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        self._encoder, self._spans, self._pairs, self._incidents = (
            open_graph(self.folder / f"{name}.onnx", threads) for name in ("encoder", "spans", "pairs", "incidents")
        )

        self._hidden = int(self._encoder.get_outputs()[0].shape[-1])

    @property
    def version(self) -> str:
        """The model's name, version and digest, as written into every reading."""
        return f"{self.card['name']}-{self.card['version']}+{self.card['digest'][:8]}"

    def see(self, title: str, text: str) -> Sight:
        """Encode one article and mark its tokens."""
        encoded = encode(self.tokenizer, title, text)
        hidden = np.zeros((len(encoded), self._hidden), dtype=np.float32)
        logits = np.zeros((len(encoded), len(TAGS), 3), dtype=np.float32)
        for group in batches([len(window) for window in encoded.windows], BATCH):
            ids, mask = padded([encoded.windows[number] for number in group])
            states, marks = self._encoder.run(None, {"ids": ids, "mask": mask})
            for row, number in enumerate(group):
                tokens = encoded.window == number
                hidden[tokens] = states[row, encoded.position[tokens]]
                logits[tokens] = marks[row, encoded.position[tokens], : len(TAGS)]
        return Sight(encoded, hidden, _softmax(logits))

    def spans(self, first: Floats, last: Floats, mean: Floats, tag: NDArray[np.int64]) -> dict[str, Floats]:
        """Vectors [spans, 256] and label probabilities [spans, labels] of spans."""
        outputs = self._spans.run(None, {"first": first, "last": last, "mean": mean, "tag": tag})
        named: dict[str, Floats] = dict(zip(SPAN_OUTPUTS, outputs, strict=True))
        return {
            name: value if name == "vector" else _sigmoid(value) if name == "bottom" else _softmax(value)
            for name, value in named.items()
        }

    def pairs(self, vectors: Floats, pairs: NDArray[np.int64], features: Floats) -> Floats:
        """[pairs, 2]: the chance that both spans are of one incident, and that one is the other's speaker."""
        rows = [
            self._pairs.run(
                None, {"a": vectors[part[:, 0]], "b": vectors[part[:, 1]], "features": features[at:][: len(part)]}
            )[0]
            for at in range(0, len(pairs), PAIR_CHUNK)
            if len(part := pairs[at : at + PAIR_CHUNK])
        ]
        return _sigmoid(np.concatenate(rows)) if rows else np.zeros((0, 2), dtype=np.float32)

    def incidents(self, pooled: Floats) -> tuple[Floats, Floats, Floats]:
        """Probabilities of kinds [n, 18], stages [n, 4] and flags [n, 3] (foreground, aggregate, suicide)."""
        kinds, stage, flags = self._incidents.run(None, {"pooled": pooled})
        return _softmax(kinds), _softmax(stage), _sigmoid(flags)


def model_digest(folder: Path) -> str:
    """SHA-256 (hex) over the model's files in name order: what `histor doctor` holds against the model card."""
    digest = hashlib.sha256()
    calibration = [path for path in [folder / CALIBRATION] if path.exists()]
    for path in sorted([*folder.glob("*.onnx"), folder / "tokenizer.json", *calibration]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _card(folder: Path) -> dict[str, str]:
    try:
        card: dict[str, str] = json.loads((folder / "model.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{folder / 'model.json'}: {error}; reinstall histor or name another model folder") from None
    if card.get("tags") != " ".join(TAGS):
        raise ModelError(f"{folder}: the model was trained for other labels than this version of histor reads")
    return card


def open_graph(
    path: Path, threads: int, remedy: str = "reinstall histor or name another model folder"
) -> onnxruntime.InferenceSession:
    """A network to run on so many threads of the processor.

    Raises:
        ModelError: the file is missing or damaged.
    """
    options = onnxruntime.SessionOptions()
    # Threads beyond the cores wait for each other: some thousands take minutes to start.
    options.intra_op_num_threads = min(threads, os.cpu_count() or 1)
    options.inter_op_num_threads = 1
    # Idle threads sleep: spinning ones would eat the core that the rest of the reading runs on.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors share no base class
        raise ModelError(f"{path}: {error}; {remedy}") from None


def padded(windows: list[NDArray[np.int64]]) -> tuple[NDArray[np.int64], Floats]:
    """Windows of token ids as the rows of one array, and a mask with 1 where there is a token."""
    width = max(len(window) for window in windows)
    ids = np.zeros((len(windows), width), dtype=np.int64)
    mask = np.zeros((len(windows), width), dtype=np.float32)
    for row, window in enumerate(windows):
        ids[row, : len(window)] = window
        mask[row, : len(window)] = 1.0
    return ids, mask


def _softmax(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def _sigmoid(logits: Floats) -> Floats:
    shares: Floats = (1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30)))).astype(np.float32)
    return shares
