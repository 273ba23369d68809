"""One step of training: articles and other people's windows through the network, and the loss of every head."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn

from histor.read.encoding import TAGS
from histor.read.features import Spot, pair_features
from items import IGNORE, Incident, Item, OtherItem
from model import Network

Windows = tuple[np.ndarray, ...]
Losses = dict[str, list[Tensor]]


def forward(
    network: Network,
    items: list[Item],
    others: tuple[OtherItem, ...] = (),
    swap: Callable[[Windows], Windows] | None = None,
) -> dict[str, Tensor]:
    """The losses of one step, averaged over articles; `swap` changes the words of an article's windows."""
    windows = [w for item in items for w in (swap(item.encoded.windows) if swap else item.encoded.windows)]
    windows += [other.window for other in others]
    width = max(map(len, windows))
    ids = torch.zeros(len(windows), width, dtype=torch.long)
    for row, window in enumerate(windows):
        ids[row, : len(window)] = torch.from_numpy(window)
    mask = torch.arange(width)[None] < torch.tensor([len(w) for w in windows])[:, None]
    hidden, logits = network.tagger(ids, mask)
    losses: Losses = {}
    begin = 0
    for item in items:
        at = (torch.from_numpy(item.encoded.window) + begin, torch.from_numpy(item.encoded.position))
        begin += len(item.encoded.windows)
        _item_losses(network, item, hidden[at].float(), logits[at].float(), losses)
    for row, other in enumerate(others, start=begin):
        size = len(other.window)
        _other_losses(network, other, hidden[row, :size].float(), logits[row, :size].float(), losses)
    return {name: torch.stack(rows).mean() for name, rows in losses.items()}


def _add(losses: Losses, name: str, loss: Tensor) -> None:
    losses.setdefault(name, []).append(loss)


def _item_losses(network: Network, item: Item, hidden: Tensor, logits: Tensor, losses: Losses) -> None:
    tags = nn.functional.cross_entropy(
        logits[:, : len(TAGS)].reshape(-1, 3), item.tags.reshape(-1), ignore_index=IGNORE
    )
    _add(losses, "tag", tags * len(TAGS))
    if not item.spots:
        return
    vectors, *outputs = network.spans(*span_inputs(hidden, item.spots))
    for (name, _), output in zip(network.spans.OUTPUTS, outputs, strict=True):
        known = item.labels[name] != IGNORE
        if known.any():
            target = item.labels[name][known]
            loss = (
                _yes_no(output[known, 0], target)
                if name == "bottom"
                else nn.functional.cross_entropy(output[known], target)
            )
            _add(losses, name, loss)
    if len(item.pairs):
        scores = network.pairs(vectors[item.pairs[:, 0]], vectors[item.pairs[:, 1]], item.pair_features)
        for column, (name, target) in enumerate((("link", item.link), ("say", item.say))):
            known = target != IGNORE
            if known.any():
                _add(losses, name, _yes_no(scores[known, column], target[known]))
    if item.incidents:
        kinds, stage, flags = network.incidents(torch.stack([pool(vectors, row) for row in item.incidents]))
        _add(losses, "kinds", nn.functional.cross_entropy(kinds, torch.tensor([r.primary for r in item.incidents])))
        _add(losses, "stage", nn.functional.cross_entropy(stage, torch.tensor([r.stage for r in item.incidents])))
        _add(losses, "flags", _yes_no(flags, torch.stack([r.flags for r in item.incidents])))


def _other_losses(network: Network, other: OtherItem, hidden: Tensor, logits: Tensor, losses: Losses) -> None:
    columns = int((other.tags[1] != IGNORE).sum())
    cross = nn.functional.cross_entropy(
        logits[:, len(TAGS) :].reshape(-1, 3), other.tags.reshape(-1), ignore_index=IGNORE
    )
    _add(losses, "other", cross * columns)
    if len(other.pairs):
        vectors = network.spans(*span_inputs(hidden, other.spots))[0]
        features = torch.from_numpy(pair_features(other.spots, other.pairs.numpy()))
        scores = network.pairs(vectors[other.pairs[:, 0]], vectors[other.pairs[:, 1]], features)
        if len(other.say):
            _add(losses, "other_say", _yes_no(scores[:, 1], other.say))
        else:
            _add(losses, "other_link", _yes_no(scores[:, 0], other.link))


def _yes_no(scores: Tensor, target: Tensor) -> Tensor:
    return nn.functional.binary_cross_entropy_with_logits(scores, target.float())


def span_inputs(hidden: Tensor, spots: list[Spot]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """First, last and mean hidden state of each span, and its tag."""
    first = hidden[[s.first for s in spots]]
    last = hidden[[s.last for s in spots]]
    mean = torch.stack([hidden[s.first : s.last + 1].mean(0) for s in spots])
    return first, last, mean, torch.tensor([s.tag for s in spots])


def pool(vectors: Tensor, row: Incident) -> Tensor:
    """An incident's input: its anchors' mean, its first anchor, all its spans' mean, and its features."""
    anchors = vectors[row.anchors]
    return torch.cat([anchors.mean(0), anchors[0], vectors[row.values].mean(0), row.features])
