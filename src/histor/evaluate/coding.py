"""A coding: what a coder or a reader found in one article, in the only shape that scoring needs.

Both layouts of the world outside become codings here: gold (DOC.json: mentions and speakers are plain strings) and
readings by the output contract (mentions and speakers are evidence with offsets).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NotRequired, TypedDict

import msgspec

from histor.errors import GoldError, HistorError
from histor.record.codebook import Kind, Part, PlaceKind, Slot, Stage, StatementKind, Status
from histor.record.values import Place, Quantity, TimeSpan, Toll


class WordsJson(TypedDict):
    """Words of the article; offsets in readings only."""

    quote: str
    part: NotRequired[Part]
    start: NotRequired[int]
    end: NotRequired[int]


class QuantityJson(TypedDict):
    """A count."""

    low: int | None
    high: int | None


class AssertionJson(WordsJson):
    """One value of one slot."""

    slot: Slot
    value: NotRequired[str | QuantityJson | None]
    status: NotRequired[Status | None]
    said_by: NotRequired[list[str | WordsJson] | None]


class StatementJson(WordsJson):
    """What somebody says."""

    kind: StatementKind
    speaker: str
    said_by: NotRequired[list[str | WordsJson] | None]


class SpanJson(TypedDict):
    """Days."""

    earliest: str
    latest: str


class PlaceJson(TypedDict):
    """A place."""

    name: str
    kind: PlaceKind
    admin1: NotRequired[str | None]
    country: NotRequired[str | None]
    lat: NotRequired[float | None]
    lon: NotRequired[float | None]


class TollJson(TypedDict):
    """A bottom line."""

    low: int | None
    best: int | None
    high: int | None


class IncidentJson(TypedDict):
    """One incident."""

    kinds: NotRequired[list[Kind] | None]
    foreground: NotRequired[bool]
    suicide: NotRequired[bool]
    stage: NotRequired[Stage]
    mentions: NotRequired[list[str | WordsJson] | None]
    date: NotRequired[SpanJson | None]
    place: NotRequired[PlaceJson | None]
    killed: NotRequired[TollJson | None]
    wounded: NotRequired[TollJson | None]
    assertions: NotRequired[list[AssertionJson] | None]


class CodingJson(TypedDict):
    """One article's coding; its id stands under "doc" in gold and under "article" in readings."""

    incidents: NotRequired[list[IncidentJson] | None]
    statements: NotRequired[list[StatementJson] | None]


@dataclass(frozen=True, slots=True)
class Words:
    """Quoted words; `start` and `end` are None where the coding gives none (gold quotes without offsets)."""

    quote: str
    part: Part = "text"
    start: int | None = None
    end: int | None = None
    bare: bool = False
    """A plain string, which makes no claim about where it stands."""


@dataclass(frozen=True, slots=True)
class CodedAssertion:
    """One value with its words, status and speakers, outermost first."""

    slot: Slot
    words: Words
    value: str | Quantity | None = None
    status: Status | None = None
    said_by: tuple[Words, ...] = ()

    @property
    def name(self) -> str:
        """The value as a name; the quote where the value is none."""
        return self.value if isinstance(self.value, str) and self.value else self.words.quote

    @property
    def speaker(self) -> str:
        """The innermost speaker's words, or an empty string."""
        return self.said_by[-1].quote if self.said_by else ""


@dataclass(frozen=True, slots=True)
class CodedStatement:
    """What somebody says, by kind."""

    kind: StatementKind
    speaker: str
    words: Words
    said_by: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class CodedIncident:
    """One incident of a coding; a toll without any number counts as none."""

    kinds: tuple[Kind, ...]
    foreground: bool = True
    suicide: bool = False
    stage: Stage = "accomplished"
    mentions: tuple[Words, ...] = ()
    date: TimeSpan | None = None
    place: Place | None = None
    killed: Toll | None = None
    wounded: Toll | None = None
    assertions: tuple[CodedAssertion, ...] = ()

    def of_slot(self, slot: Slot) -> list[CodedAssertion]:
        """The assertions of one slot, in their order."""
        return [assertion for assertion in self.assertions if assertion.slot == slot]


@dataclass(frozen=True, slots=True)
class Coding:
    """What was found in one article."""

    incidents: tuple[CodedIncident, ...] = ()
    statements: tuple[CodedStatement, ...] = ()


NOTHING: Final = Coding()
"""What is scored for an article that was not read."""


def coding_from_json(row: Mapping[str, Any], where: str) -> Coding:
    """The coding in a gold row or in a reading; keys that scoring does not need are passed over.

    Raises:
        GoldError: the row is neither; the message begins with `where` and names the field.
    """
    try:
        raw = msgspec.convert(row, CodingJson)
        return Coding(
            incidents=tuple(_incident(incident) for incident in raw.get("incidents") or ()),
            statements=tuple(_statement(statement) for statement in raw.get("statements") or ()),
        )
    except (msgspec.ValidationError, HistorError) as error:
        raise GoldError(f"{where}: not a coding: {error}") from None


def _incident(raw: IncidentJson) -> CodedIncident:
    date, place = raw.get("date"), raw.get("place")
    return CodedIncident(
        kinds=tuple(raw.get("kinds") or ()),
        foreground=raw.get("foreground", True),
        suicide=raw.get("suicide", False),
        stage=raw.get("stage", "accomplished"),
        mentions=tuple(_words(mention) for mention in raw.get("mentions") or ()),
        date=TimeSpan(**date) if date else None,
        place=Place(**place) if place else None,
        killed=_toll(raw.get("killed")),
        wounded=_toll(raw.get("wounded")),
        assertions=tuple(_assertion(assertion) for assertion in raw.get("assertions") or ()),
    )


def _assertion(raw: AssertionJson) -> CodedAssertion:
    value = raw.get("value")
    return CodedAssertion(
        slot=raw["slot"],
        words=_words(raw),
        value=value if isinstance(value, str) or value is None else Quantity(value["low"], value["high"]),
        status=raw.get("status"),
        said_by=tuple(_words(hop) for hop in raw.get("said_by") or ()),
    )


def _statement(raw: StatementJson) -> CodedStatement:
    said_by = tuple(_words(hop) for hop in raw.get("said_by") or ())
    return CodedStatement(raw["kind"], raw["speaker"], _words(raw), said_by)


def _words(raw: str | WordsJson) -> Words:
    if isinstance(raw, str):
        return Words(raw, bare=True)
    return Words(raw["quote"], raw.get("part", "text"), raw.get("start"), raw.get("end"))


def _toll(raw: TollJson | None) -> Toll | None:
    toll = Toll(raw["low"], raw["best"], raw["high"]) if raw else None
    return None if toll == Toll(None, None, None) else toll
