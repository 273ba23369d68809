"""The output contract: readings as JSON objects, both ways, and its JSON Schema made from the same declarations."""

from collections.abc import Iterable
from typing import Annotated, Any, NotRequired, TypedDict

import msgspec

from histor import SCHEMA
from histor.errors import HistorError, RecordError
from histor.record.article import Article
from histor.record.assertion import Assertion, Statement
from histor.record.codebook import Group, Kind, Part, PlaceKind, Slot, Stage, StatementKind, Status
from histor.record.evidence import Evidence, Speaker
from histor.record.reading import Account, MadeBy, Reading
from histor.record.values import Place, Quantity, TimeSpan, Toll

Day = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Offset = Annotated[int, msgspec.Meta(ge=0)]
Score = Annotated[float, msgspec.Meta(ge=0, le=1)]
Count = Annotated[int, msgspec.Meta(ge=0)]


class EvidenceJson(TypedDict):
    """A quote and where it stands."""

    quote: str
    part: Part
    start: Offset
    end: Offset


class QuantityJson(TypedDict):
    """A count as one passage gives it; null is open."""

    low: Count | None
    high: Count | None
    approx: bool


class TollJson(TypedDict):
    """The article's bottom line."""

    low: Count | None
    best: Count | None
    high: Count | None


class TimeSpanJson(TypedDict):
    """Whole days, inclusive."""

    earliest: Day
    latest: Day


class PlaceJson(TypedDict):
    """A resolved place."""

    name: str
    kind: PlaceKind
    admin1: str | None
    country: str | None
    lat: float | None
    lon: float | None
    geonames: int | None


class AssertionJson(EvidenceJson):
    """One value with its evidence and speakers."""

    slot: Slot
    value: str | QuantityJson | None
    said_by: list[EvidenceJson]
    status: NotRequired[Status]
    group: NotRequired[Group]
    score: Score
    why: NotRequired[str]


class StatementJson(EvidenceJson):
    """What somebody says about an incident."""

    kind: StatementKind
    speaker: str
    about: str | None
    date: Day | None
    said_by: list[EvidenceJson]
    score: NotRequired[Score]
    why: NotRequired[str]


class AccountJson(TypedDict):
    """One incident as the article tells it."""

    id: str
    foreground: bool
    aggregate: bool
    kinds: Annotated[list[Kind], msgspec.Meta(min_length=1, max_length=3)]
    suicide: bool
    stage: Stage
    mentions: list[EvidenceJson]
    date: TimeSpanJson | None
    place: PlaceJson | None
    killed: TollJson | None
    wounded: TollJson | None
    assertions: list[AssertionJson]
    score: NotRequired[Score]
    why: NotRequired[dict[str, str]]
    doubtful: NotRequired[list[AssertionJson]]


class ArticleJson(TypedDict):
    """The article read; `text` only where it was asked for."""

    id: str
    url: str | None
    title: str | None
    publisher: str | None
    published: Day | None
    published_from: NotRequired[str | None]
    language: str | None
    sha256: str
    source: NotRequired[str | None]
    text: NotRequired[str]


class MadeByJson(TypedDict):
    """Versions of the software and the reader."""

    histor: str
    reader: str
    settings: str


class ReadingJson(TypedDict):
    """One line of `histor read --format jsonl`."""

    article: ArticleJson
    incidents: list[AccountJson]
    statements: list[StatementJson]
    made_by: MadeByJson


def json_schema() -> dict[str, Any]:
    """The published JSON Schema (2020-12) of one reading."""
    schema = msgspec.json.schema(ReadingJson)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"Histor reading, schema {SCHEMA}"}
    return {**head, **schema}


def reading_to_json(reading: Reading, *, text: bool = False, why: bool = False, doubtful: bool = False) -> ReadingJson:
    """The reading as the contract lays it out.

    `text` adds the article's text, `why` the reader's reasons, `doubtful` the values left out for their low chance.
    """
    return {
        "article": article_to_json(reading.article, text=text),
        "incidents": [account_to_json(account, why, doubtful) for account in reading.incidents],
        "statements": [statement_to_json(statement, why) for statement in reading.statements],
        "made_by": {
            "histor": reading.made_by.histor,
            "reader": reading.made_by.reader,
            "settings": reading.made_by.settings,
        },
    }


def reading_to_line(reading: Reading, *, text: bool = False, why: bool = False, doubtful: bool = False) -> str:
    """One line of JSON without line feed, in UTF-8-safe characters; the same reading gives the same line."""
    return msgspec.json.encode(reading_to_json(reading, text=text, why=why, doubtful=doubtful)).decode()


def reading_from_line(line: str | bytes) -> Reading:
    """The reading in one line of JSON.

    Raises:
        RecordError: not JSON, or not a reading by the contract; the message names the field.
    """
    try:
        return reading_from_json(msgspec.json.decode(line, type=ReadingJson))
    except msgspec.MsgspecError as error:
        raise RecordError(f"not a reading: {error}") from None


def reading_from_json(raw: ReadingJson | dict[str, Any]) -> Reading:
    """The reading in a JSON object.

    Raises:
        RecordError: not a reading by the contract.
    """
    try:
        row = msgspec.convert(raw, ReadingJson)
        return Reading(
            article=article_from_json(row["article"]),
            incidents=tuple(account_from_json(account) for account in row["incidents"]),
            statements=tuple(statement_from_json(statement) for statement in row["statements"]),
            made_by=MadeBy(**row["made_by"]),
        )
    except (msgspec.ValidationError, HistorError) as error:
        raise RecordError(f"not a reading: {error}") from None


def article_to_json(article: Article, *, text: bool = False) -> ArticleJson:
    """The article's head, with its text where asked for."""
    row: ArticleJson = {
        "id": article.id,
        "url": article.url,
        "title": article.title,
        "publisher": article.publisher,
        "published": article.published,
        "published_from": article.published_from,
        "language": article.language,
        "sha256": article.sha256,
        "source": article.source,
    }
    if text:
        row["text"] = article.text
    return row


def _evidence_to_json(evidence: Evidence) -> EvidenceJson:
    return {"quote": evidence.quote, "part": evidence.part, "start": evidence.start, "end": evidence.end}


def _hops(said_by: Iterable[Speaker]) -> list[EvidenceJson]:
    return [_evidence_to_json(speaker.evidence) for speaker in said_by]


def account_to_json(account: Account, why: bool, doubtful: bool = False) -> AccountJson:
    """One account; `why` adds the reader's reasons, `doubtful` what it left out, always with the reason."""
    row: AccountJson = {
        "id": account.id,
        "foreground": account.foreground,
        "aggregate": account.aggregate,
        "kinds": list(account.kinds),
        "suicide": account.suicide,
        "stage": account.stage,
        "mentions": [_evidence_to_json(mention) for mention in account.mentions],
        "date": {"earliest": account.date.earliest, "latest": account.date.latest} if account.date else None,
        "place": place_to_json(account.place) if account.place else None,
        "killed": toll_to_json(account.killed) if account.killed else None,
        "wounded": toll_to_json(account.wounded) if account.wounded else None,
        "assertions": [assertion_to_json(assertion, why=why) for assertion in account.assertions],
        "score": account.score,
    }
    if why:
        row["why"] = dict(account.why)
    if doubtful:
        row["doubtful"] = [assertion_to_json(assertion, why=True) for assertion in account.doubtful]
    return row


def place_to_json(place: Place) -> PlaceJson:
    """A place with all it is known by."""
    return {
        "name": place.name,
        "kind": place.kind,
        "admin1": place.admin1,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "geonames": place.geonames,
    }


def quantity_to_json(value: Quantity) -> QuantityJson:
    """A count with its bounds."""
    return {"low": value.low, "high": value.high, "approx": value.approx}


def toll_to_json(toll: Toll) -> TollJson:
    """A bottom line with its bounds."""
    return {"low": toll.low, "best": toll.best, "high": toll.high}


def assertion_to_json(assertion: Assertion, *, why: bool) -> AssertionJson:
    """One assertion; `why` adds the reader's reasons."""
    value = assertion.value
    row: AssertionJson = {
        "slot": assertion.slot,
        "value": quantity_to_json(value) if isinstance(value, Quantity) else value,
        "quote": assertion.evidence.quote,
        "part": assertion.evidence.part,
        "start": assertion.evidence.start,
        "end": assertion.evidence.end,
        "said_by": _hops(assertion.said_by),
        "score": assertion.score,
    }
    if assertion.status is not None:
        row["status"] = assertion.status
    if assertion.group is not None:
        row["group"] = assertion.group
    if why:
        row["why"] = assertion.why
    return row


def statement_to_json(statement: Statement, why: bool) -> StatementJson:
    """One statement; `why` adds the reader's reasons."""
    row: StatementJson = {
        "kind": statement.kind,
        "speaker": statement.speaker,
        "about": statement.about,
        "quote": statement.evidence.quote,
        "part": statement.evidence.part,
        "start": statement.evidence.start,
        "end": statement.evidence.end,
        "date": statement.date,
        "said_by": _hops(statement.said_by),
        "score": statement.score,
    }
    if why:
        row["why"] = statement.why
    return row


def _evidence_from_json(row: EvidenceJson) -> Evidence:
    return Evidence(row["part"], row["start"], row["end"], row["quote"])


def _speakers_from_json(rows: list[EvidenceJson]) -> tuple[Speaker, ...]:
    return tuple(Speaker(_evidence_from_json(row)) for row in rows)


def article_from_json(row: ArticleJson) -> Article:
    """The article's head, and its text where the row has it."""
    return Article(
        id=row["id"],
        text=row.get("text", ""),
        title=row["title"],
        publisher=row["publisher"],
        published=row["published"],
        published_from=row.get("published_from"),
        url=row["url"],
        language=row["language"],
        source=row.get("source"),
        sha256=row["sha256"],
    )


def account_from_json(row: AccountJson) -> Account:
    """One account; raises HistorError where its values contradict each other."""
    return Account(
        id=row["id"],
        kinds=tuple(row["kinds"]),
        foreground=row["foreground"],
        aggregate=row["aggregate"],
        suicide=row["suicide"],
        stage=row["stage"],
        mentions=tuple(_evidence_from_json(mention) for mention in row["mentions"]),
        date=TimeSpan(**row["date"]) if row["date"] else None,
        place=Place(**row["place"]) if row["place"] else None,
        killed=Toll(**row["killed"]) if row["killed"] else None,
        wounded=Toll(**row["wounded"]) if row["wounded"] else None,
        assertions=tuple(_assertion_from_json(assertion) for assertion in row["assertions"]),
        score=row.get("score", 1.0),
        why=tuple(row.get("why", {}).items()),
        doubtful=tuple(_assertion_from_json(assertion) for assertion in row.get("doubtful", ())),
    )


def _assertion_from_json(row: AssertionJson) -> Assertion:
    value = row["value"]
    return Assertion(
        slot=row["slot"],
        value=value if isinstance(value, str) or value is None else Quantity(**value),
        evidence=_evidence_from_json(row),
        said_by=_speakers_from_json(row["said_by"]),
        status=row.get("status"),
        group=row.get("group"),
        score=row["score"],
        why=row.get("why", ""),
    )


def statement_from_json(row: StatementJson) -> Statement:
    """One statement; raises HistorError where its evidence contradicts itself."""
    return Statement(
        kind=row["kind"],
        speaker=row["speaker"],
        about=row["about"],
        evidence=_evidence_from_json(row),
        date=row["date"],
        said_by=_speakers_from_json(row["said_by"]),
        score=row.get("score", 1.0),
        why=row.get("why", ""),
    )
