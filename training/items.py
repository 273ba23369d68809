"""Examples -> items: one article or window tokenised, with the targets of every head laid out as tensors."""

import random
import re
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from histor.read.encoding import ANCHORS, TAG_INDEX, TAGS, Encoded, encode
from histor.read.features import PAIR_FEATURES, Spot, incident_features, pair_features
from histor.read.labels import (
    FLAG_LABELS,
    GROUP_LABELS,
    KIND_LABELS,
    STAGE_LABELS,
    STATEMENT_LABELS,
    STATUS_LABELS,
    TARGET_LABELS,
    WEAPON_LABELS,
)  # fmt: skip
from histor.read.sentences import sentences
from others import EXTRA_TAGS, Other
from prepare import Example, Span

LABELS = {
    "status": STATUS_LABELS, "group": GROUP_LABELS, "target": TARGET_LABELS,
    "weapon": WEAPON_LABELS, "statement": STATEMENT_LABELS,
}  # fmt: skip
OUTSIDE, BEGIN, INSIDE, IGNORE = 0, 1, 2, -100
"""A token's label under one tag; IGNORE where the coding does not tell."""


@dataclass
class Incident:
    """One incident's rows among the article's spans, its features, and the incident head's targets."""

    anchors: list[int]
    values: list[int]
    features: Tensor
    primary: int
    stage: int
    flags: Tensor


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
    incidents: list[Incident]


@dataclass
class OtherItem:
    """A window of somebody else's coding: token ids, targets of the extra tags, and pairs of its spans.

    `say` tells of a source and a content whether the one says the other, `link` of two fillers of MUC-4's slots whether
    a template has both; the other of the two is empty.
    """

    window: np.ndarray
    tags: Tensor
    spots: list[Spot]
    pairs: Tensor
    say: Tensor
    link: Tensor


ROLES = {
    "source": "speaker", "content": "statement", "muc_person": "perpetrator_person", "muc_organisation": "perpetrator",
    "muc_target": "target", "muc_victim": "victim", "muc_weapon": "weapon",
}  # fmt: skip
"""The reader's tag that another coding's span stands for in pairs."""


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
        if role := ROLES.get(tag):
            spots[number] = Spot(first, last, TAG_INDEX[role], other.text.count(". ", 0, start), "", False)
    if not (tags > OUTSIDE).any():
        return None
    none = torch.zeros(0)
    if other.incidents:
        pairs, link = _same_incident(spots, other.incidents)
        return OtherItem(window, tags, list(spots.values()), pairs, none, link)
    pairs, say = _attributions(spots, {frozenset(pair) for pair in other.said})
    return OtherItem(window, tags, list(spots.values()), pairs, say, none)


def _same_incident(spots: dict[int, Spot], incidents: list[frozenset[int]]) -> tuple[Tensor, Tensor]:
    """Pairs of spans of different words, and whether an incident has both."""
    order = sorted(spots, key=lambda n: (spots[n].first, spots[n].last, spots[n].tag))
    rows = {number: row for row, number in enumerate(spots)}
    chosen = [(i, j) for x, i in enumerate(order) for j in order[x + 1 :] if spots[i].last < spots[j].first]
    link = [float(bool(incidents[i] & incidents[j])) for i, j in chosen]
    return torch.tensor([(rows[i], rows[j]) for i, j in chosen], dtype=torch.long).reshape(-1, 2), torch.tensor(link)


def _attributions(spots: dict[int, Spot], said: set[frozenset[int]]) -> tuple[Tensor, Tensor]:
    """Pairs of a source and a content at most three sentences apart, and whether the one says the other."""
    order = sorted(spots, key=lambda n: (spots[n].first, spots[n].last, spots[n].tag))
    rows = {number: row for row, number in enumerate(spots)}
    pairs, say = [], []
    for x, i in enumerate(order):
        for j in order[x + 1 :]:
            if spots[i].tag != spots[j].tag and abs(spots[i].sentence - spots[j].sentence) <= 3:
                pairs.append((rows[i], rows[j]))
                say.append(float(frozenset((i, j)) in said))
    return torch.tensor(pairs, dtype=torch.long).reshape(-1, 2), torch.tensor(say)


def make_item(tokenizer: Tokenizer, example: Example, drop_title: bool) -> Item:
    """Tokenise an example and lay out its targets."""
    encoded = encode(tokenizer, "" if drop_title else example.title, example.text)
    tags = torch.zeros(len(encoded), len(TAGS), dtype=torch.long)
    for part, start, end, tag in example.masked:
        if at := encoded.tokens_of(part, start, end):
            tags[at[0] : at[1] + 1, TAG_INDEX[tag]] = IGNORE
    if not example.whole:
        tags[:, TAG_INDEX["statement"]] = IGNORE
    bounds = sentences(example.text)
    spots, spans = [], []
    for span in example.spans:
        at = encoded.tokens_of(span.part, span.start, span.end)
        if at is None or (span.part == "title" and drop_title):
            continue
        column = TAG_INDEX[span.tag]
        if not span.outside and (example.whole or span.tag != "statement"):
            tags[at[0], column], tags[at[0] + 1 : at[1] + 1, column] = BEGIN, INSIDE
        spots.append(_spot(example, span, at, bounds))
        spans.append(span)
    labels = {
        name: torch.tensor([values.index(v) if (v := getattr(s, name)) in values else IGNORE for s in spans])
        for name, values in LABELS.items()
    }
    labels["bottom"] = torch.tensor([IGNORE if s.bottom is None else int(s.bottom) for s in spans])
    pairs, link, say = _pairs(spans, spots)
    features = pair_features(spots, pairs.numpy()) if len(pairs) else np.zeros((0, PAIR_FEATURES), np.float32)
    incidents = _incidents(example, spans, spots, len(encoded))
    return Item(encoded, tags, spots, labels, pairs, torch.from_numpy(features), link, say, incidents)


def _spot(example: Example, span: Span, at: tuple[int, int], bounds: list[tuple[int, int]]) -> Spot:
    in_title = span.part == "title"
    words = (example.title if in_title else example.text)[span.start : span.end]
    sentence = -1 if in_title else next((n for n, (_, end) in enumerate(bounds) if span.start < end), 0)
    return Spot(*at, TAG_INDEX[span.tag], sentence, re.sub(r"\W+", " ", words.lower()), in_title)


def _pairs(spans: list[Span], spots: list[Spot]) -> tuple[Tensor, Tensor, Tensor]:
    """Every pair that has a link target (an anchor with anything) or a say target (a value with a speaker)."""
    pairs, link, say = [], [], []
    order = sorted(
        range(len(spans)), key=lambda i: (not spots[i].in_title, spots[i].first, spots[i].last, spots[i].tag)
    )
    for x, i in enumerate(order):
        for j in order[x + 1 :]:
            a, b = spans[i], spans[j]
            tags = (a.tag, b.tag)
            linkable = (a.tag in ANCHORS or b.tag in ANCHORS) and "speaker" not in tags and _placed(a) and _placed(b)
            value, speaker = (b, a) if a.tag == "speaker" else (a, b)
            sayable = tags.count("speaker") == 1 and value.said_by is not None and value.part == speaker.part
            if not linkable and not sayable:
                continue
            pairs.append((i, j))
            link.append(int(bool(a.incidents & b.incidents)) if linkable else IGNORE)
            here = (speaker.start, speaker.end, speaker.part)
            say.append(int(here in value.said_by) if sayable else IGNORE)
    return torch.tensor(pairs, dtype=torch.long).reshape(-1, 2), torch.tensor(link), torch.tensor(say)


def _placed(span: Span) -> bool:
    """Whether it is known which incidents a span belongs to, if only that it is none."""
    return bool(span.incidents) or span.outside


def _incidents(example: Example, spans: list[Span], spots: list[Spot], tokens: int) -> list[Incident]:
    members = {
        number: [i for i, s in enumerate(spans) if number in s.incidents and s.tag != "statement"]
        for number in range(len(example.incidents))
    }
    anchors = {number: [i for i in rows if spans[i].tag in ANCHORS] for number, rows in members.items()}
    told = [number for number in members if anchors[number]]
    ranked = sorted(told, key=lambda number: min(spots[i].first for i in anchors[number]))
    rows = []
    for number in told:
        gold = example.incidents[number]
        features = incident_features(spots, members[number], tokens, ranked.index(number), len(ranked))
        rows.append(
            Incident(
                anchors=anchors[number],
                values=members[number],
                features=torch.from_numpy(features),
                primary=KIND_LABELS.index(gold["kinds"][0]),
                stage=STAGE_LABELS.index(gold["stage"]),
                flags=torch.tensor([float(gold[flag]) for flag in FLAG_LABELS]),
            )
        )
    return rows
