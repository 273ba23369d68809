"""Which articles of an incident go back to one original: shared wording, credits to one agency, one outlet's own.

Two articles may quote the same sentence of the same spokesman and be independent, so quotations join none: they only
go into the reasons (docs/why/lineage-and-resolution.md has what was measured).
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from anyascii import anyascii
from rensa import RMinHash  # type: ignore[import-untyped]

from histor.assemble.credits import agency, carries_others, credits_of, plain
from histor.record.article import Article
from histor.record.incident import RELATIONS, Lineage, Relation
from histor.record.profile import Sketch

PERMUTATIONS: Final = 128
_SEED: Final = 1
"""Any other seed would make sketches that cannot be compared with those kept."""
SHINGLE: Final = 3
QUOTED: Final = 6
"""Words from which a quotation is telling enough to be kept."""

REPRINTED: Final = (0.5, 0.7)
"""From which share of all shingles of two articles, or of the shorter one's, both have, one is a copy of the other.
The shorter one's share is what a sketch lets one be sure of, one standard error below the estimate: of a note against
a long article a sketch knows little."""
SAME: Final = 0.95
"""From which share of all shingles two texts are as good as one."""
REWRITTEN: Final = (0.2, 0.35)
"""From which it is a rewriting; benchmarks/lineage.py: lower, facts told in the same order begin to join articles."""
SHORT: Final = 30
"""Words under which a text is too short for its wording to tell anything."""

_WORD: Final = re.compile(r"[a-z0-9]+")
_QUOTE: Final = re.compile(r"“([^“”]{20,800})”|\"([^\"\n]{20,800})\"|``(.{20,800}?)(?:''|``)|«([^«»]{20,800})»")
_SENTENCE: Final = re.compile(r"[^\n.!?]*(?:[.!?](?=\S)[^\n.!?]*)*[.!?]?")
_FURNITURE: Final = (
    "copyright", "all rights reserved", "(c)", "this material may not", "trust principles", "privacy policy", "cookie",
    "terms of use", "terms of service", "click here", "sign up", "subscri", "newsletter", "breaking news", "mobile app",
    "download", "app store", "inbox", "e-mail", "email", "follow us", "follow @", "on twitter", "on facebook",
    "share this", "share on", "advertisement", "read more", "read also", "read next", "see also", "related stories",
    "related articles", "related news", "related topics", "posted:", "updated:", "last modified", "editing by",
    "reporting by", "contributed to this", "photo:", "photo by", "image caption", "image 1 of", "getty",
    "crime stoppers", "crimestoppers", "anyone with information", "anyone with any information", "tip line",
    "contact police", "contact detective", "call police", "call detective",
)  # fmt: skip
"""What stands around articles rather than in them; a sentence with it is left out."""
_PHONE: Final = re.compile(r"\d{3}[-. )]{1,2}\d{3}[-. ]\d{4}")
_LONG: Final = 400
"""Characters from which a run without a full stop is a text whose marks were lost, not furniture."""


def sketch_of(article: Article) -> Sketch:
    """What lineage looks at in one article; the same text gives the same sketch on every machine."""
    words = _words(article.text)
    return Sketch(
        article=article.id,
        published=article.published,
        publisher=article.publisher,
        shingles=_minhash(words),
        credits=credits_of(article.text),
        quotes=tuple(sorted(set(_quotes(article.text)))),
        words=len(words),
    )


def _words(text: str) -> list[str]:
    """The folded words of a text's own sentences."""
    folded = anyascii(text).lower()
    cues = [cue for cue in _FURNITURE if cue in folded]
    if cues or _PHONE.search(folded):
        folded = "\n".join(one for one in _SENTENCE.findall(folded) if not _is_furniture(one, cues))
    return _WORD.findall(folded)


def _is_furniture(sentence: str, cues: Sequence[str]) -> bool:
    return len(sentence) < _LONG and (any(cue in sentence for cue in cues) or bool(_PHONE.search(sentence)))


def _minhash(words: Sequence[str]) -> tuple[int, ...]:
    if len(words) < SHINGLE:
        return ()
    sketch = RMinHash(PERMUTATIONS, _SEED)
    sketch.update([" ".join(shingle) for shingle in zip(*(words[at:] for at in range(SHINGLE)), strict=False)])
    return tuple(sketch.digest())


def _quotes(text: str) -> Iterator[int]:
    for match in _QUOTE.finditer(text):
        words = _WORD.findall(anyascii("".join(filter(None, match.groups()))).lower())
        if len(words) >= QUOTED:
            yield int.from_bytes(hashlib.blake2b(" ".join(words).encode(), digest_size=8).digest(), "big") >> 1


@dataclass(frozen=True, slots=True)
class Tie:
    """Why two articles belong together: `relation` is what the later one is by this tie alone, `reason` goes before
    the name of the other article, `strength` is between 0 and 1."""

    first: str
    second: str
    relation: Relation
    strength: float
    reason: str

    def other(self, article: str) -> str:
        """The article at the tie's other end."""
        return self.second if article == self.first else self.first


def lineages(sketches: Iterable[Sketch]) -> tuple[Lineage, ...]:
    """The lineages of one incident's articles: each article in exactly one, the same whatever the order given.

    Near copies are joined first, then credits to one agency, then rewritings, unless that would make one lineage of
    two agencies' reports; last, what an outlet wrote itself. The original is the earliest by day of publication.
    """
    ordered = sorted({sketch.article: sketch for sketch in sketches}.values(), key=_age)
    worded = sorted(shared_wording(ordered), key=lambda tie: (-tie.strength, tie.first, tie.second))
    groups = _Groups(ordered)
    for tie in [tie for tie in worded if tie.relation == "reprint"]:
        groups.join(tie)
    for tie in _credited(ordered):
        groups.join(tie)
    for tie in worded:
        groups.join(tie, heed_owners=True)
    for tie in _own(groups):
        groups.join(tie)
    return tuple(_lineage(members, groups.ties) for members in groups.members())


def _age(sketch: Sketch) -> tuple[str, int, str]:
    """Earliest first, unknown days last; of one day the longest, since copies are cut."""
    return (sketch.published or "9999", -sketch.words, sketch.article)


def shared_wording(sketches: Sequence[Sketch]) -> Iterator[Tie]:
    """Ties of wording, each once; the sketch given first is the tie's first. What is all but the same as an earlier
    text is compared with that one only: an agency's story in a thousand outlets is not a million ties."""
    worded = [sketch for sketch in sketches if sketch.shingles]
    table = np.array([sketch.shingles for sketch in worded], dtype=np.uint32)
    sizes = np.array([max(sketch.words, 1) for sketch in worded], dtype=float)
    known: set[int] = set()
    for row in (row for row in range(len(worded) - 1) if row not in known):
        alike = (table[row + 1 :] == table[row]).mean(axis=1)
        known.update(row + 1 + int(at) for at in np.flatnonzero(alike >= SAME))
        others = sizes[row + 1 :]
        sure = np.maximum(0.0, alike - np.sqrt(alike * (1 - alike) / PERMUTATIONS))
        held = np.minimum(1.0, sure / (1 + sure) * (sizes[row] + others) / np.minimum(sizes[row], others))
        for at in map(int, np.flatnonzero((alike >= REWRITTEN[0]) | (held >= REWRITTEN[1]))):
            tie = _tie(worded[row], worded[row + 1 + at], float(alike[at]), float(held[at]))
            if tie is not None:
                yield tie


def _tie(first: Sketch, second: Sketch, alike: float, held: float) -> Tie | None:
    reprint = alike >= REPRINTED[0] or held >= REPRINTED[1]
    if min(first.words, second.words) < SHORT and alike < REPRINTED[0]:
        return None
    relation: Relation = "reprint" if reprint else "rewrite"
    quotes = len(set(first.quotes) & set(second.quotes))
    also = f" and {quotes} quotation{'s' * (quotes > 1)}" if quotes else ""
    said = f"shares at least {held:.0%} of the shorter text's wording{also} with"
    return Tie(first.article, second.article, relation, held, said)


def _owner(sketch: Sketch) -> str | None:
    """The one agency whose report the article is, or None: nobody's but its own, or several agencies'."""
    own = agency(sketch.publisher)
    if own is not None and (not sketch.credits or own in sketch.credits):
        return own
    return sketch.credits[0] if len(sketch.credits) == 1 else None


def _credited(ordered: Sequence[Sketch]) -> Iterator[Tie]:
    """Ties to the agency's own article, or else to the first that credits it.

    An article made of several agencies' reports rests on the first of them that has an article of its own here.
    """
    anchors: dict[str, Sketch] = {}
    for sketch in sorted(ordered, key=lambda sketch: agency(sketch.publisher) is None):
        name = _owner(sketch)
        if name is not None:
            anchors.setdefault(name, sketch)
    for sketch in ordered:
        one = _owner(sketch)
        names = [one] if one else [name for name in sketch.credits if _is_own(anchors.get(name))]
        anchor = anchors[names[0]] if names else sketch
        if anchor is sketch:
            continue
        if agency(sketch.publisher) == agency(anchor.publisher) == names[0]:
            yield Tie(anchor.article, sketch.article, "follows", 0.0, "is by the same outlet as")
        else:
            yield Tie(anchor.article, sketch.article, "quotes", 0.0, f"rests on {names[0]}, as does")


def _is_own(anchor: Sketch | None) -> bool:
    return anchor is not None and agency(anchor.publisher) is not None


def _own(groups: "_Groups") -> Iterator[Tie]:
    """Ties between what one outlet wrote itself: lineages all of whose articles it published and no agency owns."""
    written: dict[str, str] = {}
    for members in groups.members():
        publisher, *others = {plain(sketch.publisher or "") for sketch in members}
        theirs = groups.owner(members[0].article) in (None, agency(publisher))
        if publisher and theirs and not others and not carries_others(publisher):
            first = written.setdefault(publisher, members[0].article)
            for sketch in members:
                if sketch.article != first:
                    yield Tie(first, sketch.article, "follows", 0.0, "is by the same outlet as")


class _Groups:
    """Articles joined so far: union-find, with the agency that owns each group."""

    def __init__(self, ordered: Sequence[Sketch]) -> None:
        self._sketches = {sketch.article: sketch for sketch in ordered}
        self._root = {sketch.article: sketch.article for sketch in ordered}
        self._owner = {sketch.article: _owner(sketch) for sketch in ordered}
        self.ties: dict[str, list[Tie]] = {}

    def find(self, article: str) -> str:
        """The group's name, which changes as groups are joined."""
        while self._root[article] != article:
            self._root[article] = article = self._root[self._root[article]]
        return article

    def join(self, tie: Tie, heed_owners: bool = False) -> None:
        """Make one group of two; with `heed_owners`, only unless two agencies' reports would become one."""
        first, second = self.find(tie.first), self.find(tie.second)
        owners = {self._owner[first], self._owner[second]} - {None}
        if first != second and heed_owners and len(owners) > 1:
            return
        for article in (tie.first, tie.second):
            self.ties.setdefault(article, []).append(tie)
        self._root[second] = first
        self._owner[first] = self._owner[first] or self._owner[second]

    def members(self) -> list[list[Sketch]]:
        """The groups, earliest first, and so each one's members."""
        groups: dict[str, list[Sketch]] = {}
        for article, sketch in self._sketches.items():
            groups.setdefault(self.find(article), []).append(sketch)
        return list(groups.values())

    def owner(self, article: str) -> str | None:
        """The agency whose report the article's group is, or None."""
        return self._owner[self.find(article)]


_NEAREST: Final = {relation: at for at, relation in enumerate(RELATIONS)}


def _lineage(members: Sequence[Sketch], ties: Mapping[str, Sequence[Tie]]) -> Lineage:
    original = members[0].article
    placed: list[tuple[str, Relation]] = [(original, "original")]
    reasons = []
    for article in (sketch.article for sketch in members[1:]):
        tie = min(
            ties[article],
            key=lambda tie: (_NEAREST[tie.relation], tie.other(article) != original, -tie.strength, tie.other(article)),
        )
        placed.append((article, tie.relation))
        reasons.append((article, f"{tie.reason} {tie.other(article)}"))
    return Lineage(original, tuple(placed), tuple(reasons))
