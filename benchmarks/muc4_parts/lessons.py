"""What the heads are taught from the templates: marks for every token, and which fillers belong together."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from histor.read.encoding import Encoded, encode
from muc4_parts.articles import ROLES, TYPES, Story, normal
from muc4_parts.fillers import Filler, Floats, Ints, all_pairs, places_of, sentence_numbers

UNKNOWN: Final = -100
_FIELD: Final = re.compile(r"^(\d+)\.\s+[A-Z: ]+?\s{2,}(.*)$")


@dataclass(frozen=True, slots=True)
class Lesson:
    """One article with its windows, its tokens' marks [tokens, roles + 1] and its types [2 * types]."""

    story: Story
    encoded: Encoded
    sentences: Ints
    marks: Ints
    types: Floats
    gold: dict[tuple[int, str], frozenset[int]]
    entities: tuple[frozenset[tuple[int, str]], ...]
    kinds: tuple[frozenset[int], ...]
    fillers: tuple[Filler, ...]


def make_lesson(tokenizer: Tokenizer, story: Story, people: Sequence[str] | None) -> Lesson:
    """`people`: victims the key only describes; None where that is not known."""
    encoded = encode(tokenizer, "", story.text)
    gold: dict[tuple[int, str], set[int]] = {}
    entities: set[frozenset[tuple[int, str]]] = set()
    words: dict[tuple[int, str], str] = {}
    for number, template in enumerate(story.templates):
        for role, name in enumerate(ROLES):
            for entity in template.entities[name]:
                keys = [(role, normal(mention)) for mention in entity if normal(mention)]
                entities.add(frozenset(keys))
                for key, mention in zip(keys, entity, strict=False):
                    gold.setdefault(key, set()).add(number)
                    words.setdefault(key, mention)
    found = [Filler(k[0], w, k[1], places_of(w, story.text, encoded), 1.0) for k, w in sorted(words.items())]
    return Lesson(
        story, encoded, sentence_numbers(story.text, encoded), _marks(story, encoded, words, people), _types(story),
        {key: frozenset(numbers) for key, numbers in gold.items()}, tuple(entities),
        tuple(frozenset(TYPES.index(t) for t in template.types if t in TYPES) for template in story.templates),
        tuple(one for one in found if one.places),
    )  # fmt: skip


def _types(story: Story) -> Floats:
    counts = [sum(name in template.types for template in story.templates) for name in TYPES]
    return np.array([c > 0 for c in counts] + [c > 1 for c in counts], dtype=np.float32)


def _marks(
    story: Story, encoded: Encoded, words: dict[tuple[int, str], str], people: Sequence[str] | None
) -> NDArray[np.int64]:
    """Outside 0, begin 1, inside 2; longer strings win. A bare common noun teaches where it stands first only."""
    marks = np.zeros((len(encoded), len(ROLES) + 1), dtype=np.int64)
    strings = [(role, mention) for (role, _), mention in words.items()] + [(len(ROLES), p) for p in people or ()]
    for role, mention in sorted(strings, key=lambda row: len(row[1])):
        loose = " " not in mention and ROLES[min(role, 4)] in ("PerpInd", "Target", "Weapon")
        for number, (first, last) in enumerate(places_of(mention, story.text, encoded)):
            column = marks[first : last + 1, role]
            if number and loose and not column.any():
                column[:] = UNKNOWN
                continue
            if number and loose:
                continue
            after = last + 1
            while after < len(marks) and marks[after, role] == 2:  # a shorter string's tail, now cut off
                marks[after, role] = UNKNOWN
                after += 1
            column[:] = 2
            column[0] = 1
    if people is None:
        marks[:, -1] = UNKNOWN
    return marks


def filler_targets(lesson: Lesson, fillers: Sequence[Filler]) -> tuple[Floats, Floats]:
    """Whether each filler is right [n], and in templates of which types [n, types]."""
    numbers = [lesson.gold.get((one.role, one.normal), frozenset()) for one in fillers]
    types = np.zeros((len(fillers), len(TYPES)), dtype=np.float32)
    for row, templates in zip(types, numbers, strict=True):
        for number in templates:
            row[list(lesson.kinds[number])] = 1
    return np.array([bool(n) for n in numbers], dtype=np.float32), types


def pair_targets(lesson: Lesson, fillers: Sequence[Filler]) -> tuple[Ints, Floats]:
    """Pairs of right fillers, and whether they are one entity and share a template; UNKNOWN where it says nothing."""
    pairs = all_pairs(len(fillers))
    keys = [(one.role, one.normal) for one in fillers]
    rows, kept = [], []
    for i, j in pairs:
        a, b = lesson.gold.get(keys[i]), lesson.gold.get(keys[j])
        if a is None or b is None:
            continue
        same = any(keys[i] in entity and keys[j] in entity for entity in lesson.entities)
        kept.append((i, j))
        rows.append((float(same) if keys[i][0] == keys[j][0] else UNKNOWN, UNKNOWN if same else float(bool(a & b))))
    return np.array(kept, dtype=np.int64).reshape(-1, 2), np.array(rows, dtype=np.float32).reshape(-1, 2)


def described_people(keys: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(article, strings) from the full keys: whom a template calls a victim without a name (slot 19)."""
    name, field = "", 0
    found: dict[str, set[str]] = {}
    for path in sorted(keys.glob("key-*")):
        for line in path.read_text("latin-1").splitlines():
            head = _FIELD.match(line)
            if head:
                field = int(head[1])
                if field == 0:
                    name = head[2].split()[0]
                    found.setdefault(name, set())
            elif line.strip() == "" or line.startswith(";"):
                field = -1
            if field == 19:
                found[name] |= {words.lower() for words in re.findall(r'"([^"]+)"', line)}
    for name, strings in found.items():
        yield name, tuple(sorted(strings))
