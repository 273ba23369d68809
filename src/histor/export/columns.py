"""The tables that readings make: one row per incident of an article, or one per assertion."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from histor.export import wording
from histor.export.names import is_named
from histor.export.privacy import Cleared
from histor.export.table import Column, Table, cells, distinct, event_columns
from histor.record.assertion import Assertion
from histor.record.codebook import Slot, Status
from histor.record.reading import Account
from histor.record.values import Quantity

_ESTABLISHED: Final[frozenset[Status]] = frozenset({"claimed", "stated", "convicted"})
_CONVICTED: Final[frozenset[Status]] = frozenset({"claimed", "convicted"})


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One incident of one cleared reading."""

    cleared: Cleared
    account: Account


@dataclass(frozen=True, slots=True)
class AssertionRow:
    """One assertion about one incident of one cleared reading."""

    cleared: Cleared
    account: Account
    assertion: Assertion


def incident_rows(cleared: Cleared) -> Iterator[IncidentRow]:
    """A reading's incidents, their places cleared."""
    for account in cleared.reading.incidents:
        yield IncidentRow(cleared, replace(account, place=cleared.clear_place(account.place)))


def assertion_rows(cleared: Cleared) -> Iterator[AssertionRow]:
    """A reading's assertions, incident by incident."""
    for account in cleared.reading.incidents:
        yield from (AssertionRow(cleared, account, assertion) for assertion in account.assertions)


def incident_id(row: IncidentRow | AssertionRow) -> str:
    """The incident's id in the whole export: the article's and its own."""
    return f"{row.cleared.article.id}#{row.account.id}"


def _said(assertion: Assertion) -> str:
    group = f" ({assertion.group})" if assertion.group and assertion.group != "all" else ""
    speakers = wording.chain(assertion.said_by)
    return f"{wording.value(assertion)}{group}" + (f": {speakers}" if speakers else "")


def _said_of(slot: Slot) -> Callable[[IncidentRow], str]:
    return lambda row: distinct(map(_said, row.account.values(slot)))


def _classes(slot: Slot) -> Callable[[IncidentRow], str]:
    return lambda row: distinct(str(assertion.value) for assertion in row.account.values(slot))


def _attributed(slot: Slot, wanted: Callable[[Assertion], bool]) -> Callable[[IncidentRow], str]:
    return lambda row: distinct(f"{a.value} ({a.status})" for a in row.account.values(slot) if wanted(a))


def _is_perpetrator(assertion: Assertion) -> bool:
    """A named individual is a perpetrator only by conviction or claim; a group, or the nameless, by narration too."""
    named = assertion.slot == "perpetrator_person" and is_named(str(assertion.value))
    return assertion.status in (_CONVICTED if named else _ESTABLISHED)


def _is_suspect(assertion: Assertion) -> bool:
    return assertion.status != "denied" and not _is_perpetrator(assertion)


def _victims(row: IncidentRow) -> str:
    return distinct(str(assertion.value) for assertion in row.account.values("victim"))


def _evidence(row: IncidentRow) -> str:
    quotes = (f"{a.slot}: “{' '.join(a.evidence.quote.split())}”" for a in row.account.assertions)
    return " | ".join(dict.fromkeys(quotes))


def _statements(row: IncidentRow, kind: str) -> str:
    about = (s for s in row.cleared.reading.statements if s.about == row.account.id and s.kind == kind)
    return distinct(statement.speaker for statement in about)


def _statement_count(row: IncidentRow) -> int:
    return sum(statement.about == row.account.id for statement in row.cleared.reading.statements)


def _denied(row: IncidentRow) -> str:
    return distinct(str(assertion.value) for assertion in row.account.assertions if assertion.status == "denied")


def _publisher(row: IncidentRow | AssertionRow) -> str | None:
    publisher = row.cleared.article.publisher
    return row.cleared.say_world(publisher) if publisher else publisher


def _account(row: IncidentRow) -> Account:
    return row.account


def _made_by(row: IncidentRow | AssertionRow) -> str:
    made_by = row.cleared.reading.made_by
    return f"histor {made_by.histor}, reader {made_by.reader}" + (f", {made_by.settings}" if made_by.settings else "")


_I = Column[IncidentRow]
_A = Column[AssertionRow]

INCIDENT_COLUMNS: Final[tuple[Column[IncidentRow], ...]] = (
    _I("incident_id", "code", "article id, #, incident id", incident_id),
    _I("article_id", "code", "the article's id", lambda r: r.cleared.article.id),
    _I("title", "text", "the article's title", lambda r: r.cleared.article.title),
    _I("url", "code", "the article's address", lambda r: r.cleared.article.url),
    _I("publisher", "code", "who published it", _publisher),
    _I("published", "code", "day of publication, YYYY-MM-DD", lambda r: r.cleared.article.published),
    *event_columns(_account),
    _I("killed_said_by", "text", "each figure (group): who says it, outermost first", _said_of("killed")),
    _I("wounded_said_by", "text", "each figure (group): who says it", _said_of("wounded")),
    _I("kidnapped_said_by", "text", "each figure (group): who says it", _said_of("kidnapped")),
    _I("missing_said_by", "text", "each figure (group): who says it", _said_of("missing")),
    _I("captured_said_by", "text", "each figure (group): who says it", _said_of("captured")),
    _I(
        "perpetrators",
        "text",
        "groups or states that claimed it, were convicted, or are told as fact (status)",
        _attributed("perpetrator", _is_perpetrator),
    ),
    _I(
        "suspects",
        "text",
        "groups or states charged, accused or suspected (status)",
        _attributed("perpetrator", _is_suspect),
    ),
    _I(
        "perpetrator_persons",
        "text",
        "individuals convicted or claimed, and the nameless told as fact (status)",
        _attributed("perpetrator_person", _is_perpetrator),
    ),
    _I("suspect_persons", "text", "all other individuals (status)", _attributed("perpetrator_person", _is_suspect)),
    _I("denied", "text", "groups or persons whose part in it is denied", _denied),
    _I("targets", "text", "classes of what was meant to be hit", _classes("target")),
    _I("weapons", "text", "classes of weapons", _classes("weapon")),
    _I(
        "victims_named",
        "integer",
        "how many victims the article names",
        lambda r: r.cleared.victims.get(r.account.id, 0),
    ),
    _I("victims", "text", "their names, only where names were asked for", _victims),
    _I("evidence", "text", "slot: “quote”, between them |", _evidence),
    _I("statements", "integer", "statements about it", _statement_count),
    _I("claimed_by", "text", "who claims responsibility", lambda r: _statements(r, "claim_responsibility")),
    _I("denied_by", "text", "who denies responsibility", lambda r: _statements(r, "deny_responsibility")),
    _I("score", "number", "the reader's score, 0 to 1", lambda r: r.account.score),
    _I("made_by", "code", "versions of software and reader", _made_by),
    _I("verification", "code", "always: machine-read, unverified", lambda r: wording.VERIFICATION),
)


def _value(row: AssertionRow) -> str | None:
    value = row.assertion.value
    return wording.count(value) if isinstance(value, Quantity) else value


def _bound(row: AssertionRow, bound: Literal["low", "high"]) -> int | None:
    value = row.assertion.value
    return getattr(value, bound) if isinstance(value, Quantity) else None


ASSERTION_COLUMNS: Final[tuple[Column[AssertionRow], ...]] = (
    _A("incident_id", "code", "article id, #, incident id", incident_id),
    _A("article_id", "code", "the article's id", lambda r: r.cleared.article.id),
    _A("publisher", "code", "who published it", _publisher),
    _A("published", "code", "day of publication, YYYY-MM-DD", lambda r: r.cleared.article.published),
    _A("foreground", "flag", "whether the article is news of the incident", lambda r: r.account.foreground),
    _A("slot", "code", "what is asserted (codebook, slots)", lambda r: r.assertion.slot),
    _A(
        "value",
        "text",
        "the value by the codebook, a count in words; empty for a motive",
        _value,
    ),
    _A("low", "integer", "lower bound of a count", lambda r: _bound(r, "low")),
    _A("high", "integer", "upper bound of a count; empty is open", lambda r: _bound(r, "high")),
    _A(
        "approx",
        "flag",
        "whether a count is about so many",
        lambda r: r.assertion.value.approx if isinstance(r.assertion.value, Quantity) else None,
    ),
    _A("group", "code", "whom a count counts", lambda r: r.assertion.group),
    _A("status", "code", "strength of an attribution", lambda r: r.assertion.status),
    _A("said_by", "text", "who says it, outermost first, between them >", lambda r: wording.chain(r.assertion.said_by)),
    _A("quote", "text", "the words that carry the value", lambda r: r.assertion.evidence.quote),
    _A("part", "code", "text or title", lambda r: r.assertion.evidence.part),
    _A("start", "integer", "offset of the quote's first character", lambda r: r.assertion.evidence.start),
    _A("end", "integer", "offset after its last character", lambda r: r.assertion.evidence.end),
    _A("score", "number", "the reader's score, 0 to 1", lambda r: r.assertion.score),
    _A("made_by", "code", "versions of software and reader", _made_by),
    _A("verification", "code", "always: machine-read, unverified", lambda r: wording.VERIFICATION),
)

INCIDENTS: Final[Table[Cleared]] = Table(
    INCIDENT_COLUMNS,
    lambda cleared: (cells(INCIDENT_COLUMNS, row, cleared.say) for row in incident_rows(cleared)),
)
ASSERTIONS: Final[Table[Cleared]] = Table(
    ASSERTION_COLUMNS,
    lambda cleared: (cells(ASSERTION_COLUMNS, row, cleared.say) for row in assertion_rows(cleared)),
)
