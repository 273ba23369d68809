"""The working sheet that the steps of a reading fill in, one after another."""

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from histor.read.calibration import Calibration
from histor.read.encoder import Encoder, Floats, Sight
from histor.read.features import Spot
from histor.read.where.gazetteer import Gazetteer
from histor.record.article import Article
from histor.record.assertion import Statement
from histor.record.codebook import Group, Kind, Stage, Status
from histor.record.evidence import Evidence, Speaker
from histor.record.values import Place, Quantity, TimeSpan, Toll


@dataclass(frozen=True, slots=True)
class Tools:
    """What the steps work with: loaded once, shared by all articles."""

    encoder: Encoder
    gazetteer: Gazetteer
    calibration: Calibration | None


@dataclass(slots=True, eq=False)
class Mark:
    """A span the tagger marked, and what later steps make of it.

    `labels` holds the span head's probabilities by output name; `place` and `best` are kept beside the value for the
    incident's own place and bottom line.
    """

    tag: str
    evidence: Evidence
    spot: Spot
    score: float
    vector: Floats
    labels: dict[str, Floats]
    value: str | Quantity | None = None
    readable: bool = True
    status: Status | None = None
    group: Group | None = None
    said_by: tuple[Speaker, ...] = ()
    time: TimeSpan | None = None
    place: Place | None = None
    best: int | None = None
    why: list[str] = field(default_factory=list)

    @property
    def bottom(self) -> float:
        """The chance that this value is its incident's own (the official toll, the most specific day or place)."""
        return float(self.labels["bottom"][0])


@dataclass(slots=True, eq=False)
class IncidentDraft:
    """One incident in the making. `anchors` name it; `marks` are all its values, anchors included.

    `chances` has the calibrated score of each value by the mark's id: the same mark may serve two incidents.
    `doubtful` are the marks left out for their chance, each with the reason in words.
    """

    anchors: list[Mark]
    marks: list[Mark] = field(default_factory=list)
    kinds: tuple[Kind, ...] = ("attack",)
    stage: Stage = "accomplished"
    foreground: bool = True
    aggregate: bool = False
    suicide: bool = False
    date: TimeSpan | None = None
    place: Place | None = None
    killed: Toll | None = None
    wounded: Toll | None = None
    score: float = 0.0
    chances: dict[int, float] = field(default_factory=dict)
    doubtful: list[tuple[Mark, str]] = field(default_factory=list)
    why: dict[str, str] = field(default_factory=dict)

    def of(self, *tags: str) -> list[Mark]:
        """The incident's readable marks of these tags, in text order."""
        return [mark for mark in self.marks if mark.tag in tags and mark.readable]

    @property
    def begins(self) -> tuple[bool, int]:
        """Where the incident is first named, for text order (the title comes first)."""
        return min((not mark.spot.in_title, mark.spot.first) for mark in self.anchors)


@dataclass(slots=True, eq=False)
class Draft:
    """One article being read."""

    article: Article
    sight: Sight
    sentences: list[tuple[int, int]]
    published: dt.date | None = None
    country: str | None = None
    marks: list[Mark] = field(default_factory=list)
    links: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))
    says: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))
    incidents: list[IncidentDraft] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)

    def tagged(self, *tags: str) -> list[Mark]:
        """The marks of these tags, in text order."""
        return [mark for mark in self.marks if mark.tag in tags]

    def sentence_bounds(self, evidence: Evidence) -> tuple[int, int]:
        """Where the sentence a quote begins in starts, and where the one it ends in stops; a title is one sentence."""
        if evidence.part == "title":
            return 0, len(self.article.title or "")
        starts = [start for start, _ in self.sentences]
        first = max(bisect_right(starts, evidence.start) - 1, 0)
        last = max(bisect_right(starts, evidence.end - 1) - 1, first)
        return min(starts[first], evidence.start), max(self.sentences[last][1], evidence.end)
