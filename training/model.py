"""The reader's network: a MiniLM encoder with one tagger and three small heads over spans, pairs and incidents."""

import json
import math
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from histor.read.encoding import TAGS
from histor.read.features import INCIDENT_FEATURES, PAIR_FEATURES
from histor.read.labels import (
    GROUP_LABELS,
    KIND_LABELS,
    STAGE_LABELS,
    STATEMENT_LABELS,
    STATUS_LABELS,
    TARGET_LABELS,
    WEAPON_LABELS,
)  # fmt: skip

SPAN = 256
"""Numbers in a span's vector."""


class Layer(nn.Module):
    """One transformer layer as BERT has it (post-norm, GELU)."""

    def __init__(self, hidden: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.o = (nn.Linear(hidden, hidden) for _ in range(4))
        self.up, self.down = nn.Linear(hidden, inner), nn.Linear(inner, hidden)
        self.norm1, self.norm2 = nn.LayerNorm(hidden, 1e-12), nn.LayerNorm(hidden, 1e-12)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        b, n, d = x.shape
        q, k, v = (f(x).view(b, n, self.heads, d // self.heads).transpose(1, 2) for f in (self.q, self.k, self.v))
        scores = q @ k.transpose(-1, -2) / math.sqrt(d // self.heads) + bias
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(b, n, d)
        x = self.norm1(x + self.drop(self.o(mixed)))
        return self.norm2(x + self.drop(self.down(nn.functional.gelu(self.up(x)))))


class Encoder(nn.Module):
    """BERT's encoder by its published layout; takes the weights of a Hugging Face checkpoint folder."""

    def __init__(self, config: dict[str, int], dropout: float = 0.1) -> None:
        super().__init__()
        self.hidden = hidden = config["hidden_size"]
        self.words = nn.Embedding(config["vocab_size"], hidden)
        self.positions = nn.Embedding(config["max_position_embeddings"], hidden)
        self.kinds = nn.Embedding(2, hidden)
        self.norm = nn.LayerNorm(hidden, 1e-12)
        self.drop = nn.Dropout(dropout)
        self.layers = nn.ModuleList(
            Layer(hidden, config["num_attention_heads"], config["intermediate_size"], dropout)
            for _ in range(config["num_hidden_layers"])
        )

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        at = torch.arange(ids.shape[1], device=ids.device)
        x = self.drop(self.norm(self.words(ids) + self.positions(at) + self.kinds.weight[0]))
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return x

    @classmethod
    def pretrained(cls, folder: Path) -> "Encoder":
        """The encoder with the weights of `folder` (config.json, model.safetensors)."""
        encoder = cls(json.loads((folder / "config.json").read_text("utf-8")))
        raw = {k.removeprefix("bert."): v for k, v in load_file(folder / "model.safetensors").items()}
        names = {
            "words.weight": "embeddings.word_embeddings.weight",
            "positions.weight": "embeddings.position_embeddings.weight",
            "kinds.weight": "embeddings.token_type_embeddings.weight",
            "norm.weight": "embeddings.LayerNorm.weight",
            "norm.bias": "embeddings.LayerNorm.bias",
        }
        parts = {
            "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
            "o": "attention.output.dense", "norm1": "attention.output.LayerNorm",
            "up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm",
        }  # fmt: skip
        for number in range(len(encoder.layers)):
            for ours, theirs in parts.items():
                for kind in ("weight", "bias"):
                    names[f"layers.{number}.{ours}.{kind}"] = f"encoder.layer.{number}.{theirs}.{kind}"
        encoder.load_state_dict({ours: raw[theirs] for ours, theirs in names.items()})
        return encoder


class Tagger(nn.Module):
    """Encoder and tagger: token ids -> hidden states [B, T, H] and, for each tag, its three logits [B, T, tags, 3]."""

    def __init__(self, encoder: Encoder, tags: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.drop = nn.Dropout(0.1)
        self.tag = nn.Linear(encoder.hidden, tags * 3)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        hidden = self.encoder(ids, mask)
        return hidden, self.tag(self.drop(hidden)).view(*ids.shape, -1, 3)


class SpanHead(nn.Module):
    """First, last and mean token of a span, and its tag -> the span's vector and its labels' logits."""

    OUTPUTS = (
        ("status", len(STATUS_LABELS)), ("group", len(GROUP_LABELS)), ("target", len(TARGET_LABELS)),
        ("weapon", len(WEAPON_LABELS)), ("statement", len(STATEMENT_LABELS)), ("bottom", 1),
    )  # fmt: skip

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.join = nn.Linear(3 * hidden, SPAN)
        self.tag = nn.Embedding(len(TAGS), SPAN)
        self.norm = nn.LayerNorm(SPAN)
        self.drop = nn.Dropout(0.2)
        self.inner = nn.Linear(SPAN, SPAN)
        self.outputs = nn.ModuleDict({name: nn.Linear(SPAN, size) for name, size in self.OUTPUTS})

    def forward(self, first: Tensor, last: Tensor, mean: Tensor, tag: Tensor) -> tuple[Tensor, ...]:
        joined = self.join(torch.cat([first, last, mean], -1)) + self.tag(tag)
        span = self.norm(nn.functional.gelu(joined))
        inner = self.drop(nn.functional.gelu(self.inner(self.drop(span))))
        return (span, *(self.outputs[name](inner) for name, _ in self.OUTPUTS))


class PairHead(nn.Module):
    """Two spans, the earlier first, and how they stand together -> [same incident, one speaks the other's value]."""

    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(3 * SPAN + PAIR_FEATURES, SPAN), nn.GELU(), nn.Dropout(0.3),
            nn.Linear(SPAN, SPAN // 2), nn.GELU(), nn.Linear(SPAN // 2, 2),
        )  # fmt: skip

    def forward(self, a: Tensor, b: Tensor, features: Tensor) -> Tensor:
        return self.net(torch.cat([a, b, a * b, features], -1))


class IncidentHead(nn.Module):
    """An incident's spans pooled -> kinds, stage and three yes-no questions (foreground, aggregate, suicide)."""

    def __init__(self) -> None:
        super().__init__()
        self.join = nn.Sequential(nn.Linear(3 * SPAN + INCIDENT_FEATURES, SPAN), nn.GELU(), nn.Dropout(0.3))
        self.kinds, self.stage, self.flags = (nn.Linear(SPAN, n) for n in (len(KIND_LABELS), len(STAGE_LABELS), 3))

    def forward(self, pooled: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        inner = self.join(pooled)
        return self.kinds(inner), self.stage(inner), self.flags(inner)


class Network(nn.Module):
    """All parts together, for training."""

    def __init__(self, encoder: Encoder, extra_tags: int = 0) -> None:
        super().__init__()
        self.tagger = Tagger(encoder, len(TAGS) + extra_tags)
        self.spans, self.pairs, self.incidents = SpanHead(encoder.hidden), PairHead(), IncidentHead()
