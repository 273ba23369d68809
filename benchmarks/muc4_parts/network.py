"""The heads over the reader's encoder: article, filler and pair of fillers (torch; only training needs it)."""

import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

sys.path.append(str(Path(__file__).parents[2] / "training"))

from histor.read.encoding import TAGS
from model import Encoder, Tagger
from muc4_parts.articles import ROLES, TYPES
from muc4_parts.fillers import FILLER_FEATURES, PAIR_FEATURES
from others import EXTRA_TAGS

SPAN = 160
"""Numbers in a filler's and in an article's vector."""
OUTSIDE = 3.0
"""Where a new tag's bias for outside begins: most tokens are."""
LAYOUT = {
    "hidden_size": 384, "vocab_size": 30522, "max_position_embeddings": 512, "num_attention_heads": 12,
    "intermediate_size": 1536, "num_hidden_layers": 6,
}  # fmt: skip
"""MiniLM-L6, as the reader has it."""


class ArticleHead(nn.Module):
    """An article's hidden states [tokens, H] -> its vector [1, SPAN] and logits [1, 2 * types]: told, told twice."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.look, self.join = nn.Linear(hidden, 4), nn.Linear(5 * hidden, SPAN)
        self.norm, self.drop = nn.LayerNorm(SPAN), nn.Dropout(0.2)
        self.types = nn.Linear(SPAN, 2 * len(TYPES))

    def forward(self, hidden: Tensor) -> tuple[Tensor, Tensor]:
        seen = self.look(hidden).softmax(0).transpose(0, 1) @ hidden
        pooled = torch.cat([seen.flatten(), hidden.amax(0)])[None]
        vector = self.norm(nn.functional.gelu(self.join(pooled)))
        return vector, self.types(self.drop(vector))


class SpanHead(nn.Module):
    """First, last and mean token of a span and its role -> the span's vector."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.join, self.role = nn.Linear(3 * hidden, SPAN), nn.Embedding(len(ROLES), SPAN)
        self.norm = nn.LayerNorm(SPAN)

    def forward(self, first: Tensor, last: Tensor, mean: Tensor, role: Tensor) -> Tensor:
        return self.norm(nn.functional.gelu(self.join(torch.cat([first, last, mean], -1)) + self.role(role)))


class FillerHead(nn.Module):
    """Mean, strongest and first of a filler's spans, the article, features -> logits [1 + types]: right, in which."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Sequential(
            nn.Dropout(0.2), nn.Linear(4 * SPAN + FILLER_FEATURES, SPAN), nn.GELU(), nn.Dropout(0.2)
        )
        self.out = nn.Linear(SPAN, 1 + len(TYPES))

    def forward(self, mean: Tensor, most: Tensor, first: Tensor, article: Tensor, features: Tensor) -> Tensor:
        return self.out(self.inner(torch.cat([mean, most, first, article.expand_as(mean), features], -1)))


class PairHead(nn.Module):
    """Two fillers and how they stand together -> logits: the same entity, in one template."""

    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Dropout(0.2), nn.Linear(3 * SPAN + PAIR_FEATURES, SPAN), nn.GELU(), nn.Dropout(0.2),
            nn.Linear(SPAN, SPAN // 2), nn.GELU(), nn.Linear(SPAN // 2, 2),
        )  # fmt: skip

    def forward(self, a: Tensor, b: Tensor, features: Tensor) -> Tensor:
        return self.net(torch.cat([a + b, a * b, (a - b).abs(), features], -1))


class Network(nn.Module):
    """All parts together, for training. One tag more than roles: people told of without a name."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.tagger = Tagger(encoder, len(ROLES) + 1)
        self.article, self.spans = ArticleHead(encoder.hidden), SpanHead(encoder.hidden)
        self.fillers, self.pairs = FillerHead(), PairHead()


def reader_network(path: Path) -> Network:
    """The encoder of the reader that is shipped, and the marks of MUC-4's roles that it learned on the side.

    The 8-bit weights are made floats again. The tag of unnamed people starts from nothing.
    """
    network = Network(Encoder(LAYOUT))
    graph = onnx.load(path).graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    state = _tables(stored) | {
        node.name.strip("/").removesuffix("/MatMul_Q8").replace("/", ".") + ".weight": _whole(stored, node)
        for node in graph.node
        if node.op_type == "MatMulNBits"
    }
    weight, bias = state.pop("tag.weight"), state.pop("tag.bias")
    encoder = {name.removeprefix("encoder."): torch.from_numpy(np.array(w, np.float32)) for name, w in state.items()}
    network.tagger.encoder.load_state_dict(encoder)
    rows = 3 * (len(TAGS) + EXTRA_TAGS.index("muc_person"))
    known = 3 * len(ROLES)
    with torch.no_grad():
        network.tagger.tag.weight[:known] = torch.from_numpy(weight[rows : rows + known])
        network.tagger.tag.bias[:known] = torch.from_numpy(bias[rows : rows + known].copy())
        network.tagger.tag.bias[known] = OUTSIDE
    return network


def _whole(stored: dict[str, np.ndarray], node: onnx.NodeProto) -> np.ndarray:
    """The weights [out, in] of a multiplication by blocks of 8 bits."""
    blocks, scales = stored[node.input[1]].astype(np.float32) - 128, stored[node.input[2]]
    return (blocks * scales.reshape(*blocks.shape[:2], 1)).reshape(len(blocks), -1)


def _tables(stored: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Norms, biases and embeddings by their names in the network."""
    tables = {name: w for name, w in stored.items() if name.endswith((".bias", ".weight"))}
    for name in ("encoder.words.weight", "encoder.positions.weight"):
        scale, zero = stored[f"{name}_scale"], stored[f"{name}_zero_point"]
        tables[name] = (stored[f"{name}_quantized"].astype(np.float32) - np.float32(zero)) * scale
    kinds = next(w for name, w in stored.items() if name.startswith("onnx::Add") and w.ndim == 1)
    return tables | {"encoder.kinds.weight": np.stack([kinds, kinds])}
