"""Training the MUC-4 heads together with the encoder, from the templates of the training articles."""

import json
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from histor.read.encoder import MODEL_DIR
from histor.read.encoding import WINDOW
from muc4_parts.articles import ROLES, read_stories
from muc4_parts.fillers import Filler, filler_features, gather_fillers, pair_features
from muc4_parts.lessons import UNKNOWN, Lesson, described_people, filler_targets, make_lesson, pair_targets
from muc4_parts.network import Network, reader_network
from muc4_parts.seeing import open_tokenizer

FLOOR: Final = 0.1
"""Chance of a span's beginning from which the heads are shown it in training; half of it when reading."""
MASK: Final = 103
SHELF: Final = 128
"""Windows whose lengths differ by less go through the encoder together."""


@dataclass(frozen=True)
class Settings:
    """Everything that changes the outcome. Rates fall to nothing over `epochs`; training ends after `stop` of them."""

    seed: int = 1
    epochs: int = 10
    stop: int = 8
    articles_per_step: int = 5
    encoder_rate: float = 1.2e-4
    head_rate: float = 8e-4
    weight_decay: float = 0.01
    warmup: float = 0.08
    masked: float = 0.08
    silent_share: float = 0.5
    frozen_layers: int = 2
    mark_weight: float = 40.0
    filler_weight: float = 1.0
    type_weight: float = 1.0
    pair_weight: float = 0.5
    average: float = 0.99


def load_lessons(data: Path, tokenizer: Tokenizer) -> list[Lesson]:
    """The training articles; unnamed victims come from the full keys where these lie beside them."""
    people = dict(described_people(data / "keys"))
    return [
        make_lesson(tokenizer, story, people.get(story.name)) for story in read_stories(data / "train.json", keyed=True)
    ]


def fit(data: Path, out: Path, s: Settings) -> Network:
    """Train and return the running average of the weights, saved to `out` after every epoch."""
    torch.manual_seed(s.seed)
    random.seed(s.seed)
    torch.set_num_threads(2)
    lessons = load_lessons(data, open_tokenizer())
    network = reader_network(MODEL_DIR / "encoder.onnx")
    frozen = [network.tagger.encoder.words, network.tagger.encoder.positions, network.tagger.encoder.kinds]
    for part in [*frozen, network.tagger.encoder.norm, *network.tagger.encoder.layers[: s.frozen_layers]]:
        part.requires_grad_(False)
    steps = sum(1.0 if one.story.templates else s.silent_share for one in lessons) / s.articles_per_step
    optimiser, rates = _optimiser(network, s, int(s.epochs * steps) + s.epochs)
    average = torch.optim.swa_utils.get_ema_multi_avg_fn(s.average)
    averaged = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=average)
    out.parent.mkdir(parents=True, exist_ok=True)
    for epoch in range(s.stop):
        began, seen = time.time(), {}
        network.train()
        for batch in _shuffled(_drawn(lessons, s.silent_share), s.articles_per_step):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                losses = forward(network, batch, s)
            optimiser.zero_grad()
            sum(losses.values(), torch.zeros(())).backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            rates.step()
            averaged.update_parameters(network)
            for name, value in losses.items():
                seen.setdefault(name, []).append(float(value.detach()))
        line = " ".join(f"{name} {np.mean(values):.3f}" for name, values in seen.items())
        print(f"epoch {epoch + 1}, {time.time() - began:.0f} s: {line}", flush=True)
        torch.save({"network": averaged.module.state_dict(), "settings": json.dumps(asdict(s))}, out)
    return averaged.module


def _drawn(lessons: Sequence[Lesson], silent_share: float) -> list[Lesson]:
    """All articles with templates and a share of those without, other ones each epoch."""
    return [one for one in lessons if one.story.templates or random.random() < silent_share]


def _shuffled(lessons: Sequence[Lesson], size: int) -> list[list[Lesson]]:
    """Random batches of articles that are about as long, so that little is padding."""
    order = sorted(lessons, key=lambda one: len(one.encoded) * random.uniform(0.85, 1.15))
    batches = [order[at : at + size] for at in range(0, len(order), size)]
    random.shuffle(batches)
    return batches


def forward(network: Network, lessons: Sequence[Lesson], s: Settings) -> dict[str, Tensor]:
    """The weighted losses of one step."""
    windows = [window for lesson in lessons for window in lesson.encoded.windows]
    hidden, logits = see(network, windows, s.masked if network.training else 0.0)
    losses: dict[str, list[Tensor]] = {}
    begin = 0
    for lesson in lessons:
        at = torch.from_numpy(lesson.encoded.window + begin) * WINDOW + torch.from_numpy(lesson.encoded.position)
        begin += len(lesson.encoded.windows)
        for name, loss in _losses(network, lesson, hidden[at].float(), logits[at].float()).items():
            losses.setdefault(name, []).append(loss)
    weights = {"mark": s.mark_weight, "filler": s.filler_weight, "type": s.type_weight}
    return {name: weights.get(name, s.pair_weight) * torch.stack(rows).mean() for name, rows in losses.items()}


def see(network: Network, windows: Sequence[np.ndarray], masked: float) -> tuple[Tensor, Tensor]:
    """Hidden states [windows * WINDOW, H] and marks of all windows; those about as long go together, unpadded."""
    lengths = torch.tensor([len(window) for window in windows])
    shelves = (lengths - 1) // SHELF
    states, marks, where = [], [], torch.zeros(len(windows) * WINDOW, dtype=torch.long)
    total = 0
    for shelf in shelves.unique().tolist():
        rows = (shelves == shelf).nonzero()[:, 0].tolist()
        width = int(lengths[rows].max())
        ids = torch.zeros(len(rows), width, dtype=torch.long)
        for row, number in enumerate(rows):
            ids[row, : lengths[number]] = torch.from_numpy(windows[number])
            where[number * WINDOW : number * WINDOW + width] = torch.arange(width) + total + row * width
        if masked:
            ids = ids.masked_fill((torch.rand(ids.shape) < masked) & (ids > MASK), MASK)
        hidden, logits = network.tagger(ids, torch.arange(width)[None] < lengths[rows][:, None])
        states.append(hidden.flatten(0, 1))
        marks.append(logits.flatten(0, 1))
        total += len(rows) * width
    return torch.cat(states)[where], torch.cat(marks)[where]


def _losses(network: Network, lesson: Lesson, hidden: Tensor, logits: Tensor) -> dict[str, Tensor]:
    marks = torch.from_numpy(lesson.marks).reshape(-1)
    losses = {"mark": nn.functional.cross_entropy(logits.reshape(-1, 3), marks, ignore_index=UNKNOWN)}
    chances = logits[:, : len(ROLES)].detach().softmax(-1).numpy()
    fillers = with_gold(lesson, gather_fillers(lesson.story.text, lesson.encoded, chances, FLOOR))
    article, types = network.article(hidden)
    losses["type"] = _yes_no(types[0], torch.from_numpy(lesson.types)).sum() / 4
    if not fillers:
        return losses
    vectors, outputs = judge(network, hidden, article, fillers, lesson.sentences)
    right, of_types = map(torch.from_numpy, filler_targets(lesson, fillers))
    loss = _yes_no(outputs[:, 0], right).sum() / max(8, len(fillers))
    if right.any():
        loss = loss + _yes_no(outputs[right > 0, 1:], of_types[right > 0]).sum(-1).mean() / 4
    losses["filler"] = loss
    pairs, targets = pair_targets(lesson, fillers)
    if len(pairs):
        features = torch.from_numpy(pair_features(fillers, pairs, lesson.sentences))
        scores = network.pairs(vectors[pairs[:, 0]], vectors[pairs[:, 1]], features)
        for column, name in enumerate(("same", "together")):
            known = torch.from_numpy(targets[:, column] != UNKNOWN)
            if known.any():
                losses[name] = _yes_no(scores[known, column], torch.from_numpy(targets[:, column])[known]).mean()
    return losses


def _yes_no(scores: Tensor, target: Tensor) -> Tensor:
    return nn.functional.binary_cross_entropy_with_logits(scores, target, reduction="none")


def with_gold(lesson: Lesson, fillers: list[Filler]) -> list[Filler]:
    """Marked fillers and those of the key; what both name stands wherever the tagger saw it."""
    seen = {(one.role, one.normal) for one in fillers}
    missed = [one for one in lesson.fillers if (one.role, one.normal) not in seen]
    return [replace(one, mark=0.0) for one in missed] + fillers


def judge(
    network: Network, hidden: Tensor, article: Tensor, fillers: Sequence[Filler], sentences: np.ndarray
) -> tuple[Tensor, Tensor]:
    """The fillers' vectors [n, SPAN] and logits [n, 1 + types]."""
    places = [(place, number) for number, one in enumerate(fillers) for place in one.places]
    first = hidden[[place[0] for place, _ in places]]
    last = hidden[[place[1] for place, _ in places]]
    mean = torch.stack([hidden[a : b + 1].mean(0) for (a, b), _ in places])
    roles = torch.tensor([fillers[number].role for _, number in places])
    spans = network.spans(first, last, mean, roles)
    split = torch.split(spans, [len(one.places) for one in fillers])
    vectors = torch.stack([part.mean(0) for part in split])
    features = torch.from_numpy(filler_features(fillers, sentences))
    most = torch.stack([part.amax(0) for part in split])
    outputs = network.fillers(vectors, most, torch.stack([part[0] for part in split]), article, features)
    return vectors, outputs


def _optimiser(
    network: Network, s: Settings, steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LambdaLR]:
    """AdamW, a lower rate for the encoder, linear warm-up and decay."""
    heads = [p for n, p in network.named_parameters() if not n.startswith("tagger.encoder")]
    encoder = [p for p in network.tagger.encoder.parameters() if p.requires_grad]
    groups = [{"params": encoder, "lr": s.encoder_rate}, {"params": heads, "lr": s.head_rate}]
    optimiser = torch.optim.AdamW(groups, weight_decay=s.weight_decay)
    rates = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda n: min((n + 1) / (s.warmup * steps), max(0.0, (steps - n) / ((1 - s.warmup) * steps)))
    )
    return optimiser, rates
