"""Incidents and the update log as JSON objects, both ways, with JSON Schemas from the same declarations."""

from typing import Any, Final, NotRequired, TypedDict

from histor.record.codebook import Group, Slot, Stage, Status, TargetClass, WeaponClass
from histor.record.incident import (
    Attribution,
    Change,
    Conflict,
    Event,
    Grade,
    Incident,
    Lineage,
    Policy,
    Relation,
    Resolved,
    Support,
    Testimony,
    TollPoint,
)
from histor.record.judgement import FIELDS, Field
from histor.record.judgement_wire import (
    CorrectionJson,
    Kinds,
    converted,
    correction_from_json,
    correction_to_json,
    field_from_json,
    field_to_json,
    made,
    schema_of,
)
from histor.record.values import Quantity
from histor.record.wire import (
    AccountJson,
    ArticleJson,
    Count,
    Day,
    PlaceJson,
    QuantityJson,
    Score,
    StatementJson,
    TimeSpanJson,
    TollJson,
    account_from_json,
    account_to_json,
    article_from_json,
    article_to_json,
    quantity_to_json,
    statement_from_json,
    statement_to_json,
)


class SupportJson(TypedDict):
    """One value with the accounts that give it and the lineages among them; its shape is that of the field."""

    value: Any
    accounts: list[str]
    independent: Count


class ResolvedJson(TypedDict):
    """A field's value by the policy, with support, alternatives and conflict."""

    field: Field
    value: Any
    policy: Policy
    support: list[str]
    independent: Count
    voices: Count
    alternatives: list[SupportJson]
    conflict: Conflict
    corrected: CorrectionJson | None


class ChangeJson(TypedDict):
    """One entry of the update log."""

    number: int
    at: str
    incident: str
    event: Event
    into: str | None
    others: list[str]
    joined: list[str]
    left: list[str]
    why: str


class TollPointJson(TypedDict):
    """One figure in the course of a toll."""

    as_of: Day | None
    slot: Slot
    quantity: QuantityJson
    group: Group
    total: bool
    speaker: list[str]
    account: str
    lineage: str
    quote: str
    recalled: bool
    superseded_by: str | None


class SaidJson(TypedDict):
    """One status with which a speaker, in an account, ties a name to the incident."""

    status: Status
    speaker: str
    account: str


class AttributionJson(TypedDict):
    """All that is said of one possible perpetrator."""

    name: str
    said: list[SaidJson]
    claims: list[str]
    denials: list[str]
    independent: Count


class MemberJson(TypedDict):
    """An article in a lineage; `reason` where it is not the original."""

    article: str
    relation: Relation
    reason: NotRequired[str]


class LineageJson(TypedDict):
    """Articles that go back to one original."""

    id: str
    members: list[MemberJson]


class TestimonyJson(TypedDict):
    """One account with its article, as it was weighed."""

    account_id: str
    article: ArticleJson
    account: AccountJson
    statements: list[StatementJson]
    grade: Grade
    lineage: str
    relation: Relation


class IncidentJson(TypedDict):
    """One incident as a policy resolves it."""

    id: str
    kinds: Kinds
    foreground: bool
    aggregate: bool
    suicide: bool
    stage: Stage
    date: TimeSpanJson | None
    place: PlaceJson | None
    killed: TollJson | None
    wounded: TollJson | None
    attackers_killed: TollJson | None
    attackers_wounded: TollJson | None
    targets: list[TargetClass]
    weapons: list[WeaponClass]
    perpetrators: list[AttributionJson]
    resolved: list[ResolvedJson]
    tolls: list[TollPointJson]
    lineages: list[LineageJson]
    testimonies: list[TestimonyJson]
    grade: Grade
    score: Score
    policy: str


def incident_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one incident."""
    return schema_of(IncidentJson, "incident")


def change_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one entry of the update log."""
    return schema_of(ChangeJson, "change")


def change_to_json(change: Change) -> ChangeJson:
    """An entry of the update log in JSON."""
    return {
        "number": change.number,
        "at": change.at,
        "incident": change.incident,
        "event": change.event,
        "into": change.into,
        "others": list(change.others),
        "joined": list(change.joined),
        "left": list(change.left),
        "why": change.why,
    }


def change_from_json(raw: ChangeJson | dict[str, Any]) -> Change:
    """The entry of the update log in a JSON object.

    Raises:
        RecordError: not a change by the contract.
    """
    row: dict[str, Any] = {**converted(raw, ChangeJson, "a change")}
    lists = {name: tuple(row[name]) for name in ("others", "joined", "left")}
    return Change(**{**row, **lists})


def incident_to_json(incident: Incident, *, text: bool = False, why: bool = False) -> IncidentJson:
    """An incident in JSON; `text` adds the articles' texts, `why` the reader's reasons."""
    return {
        "id": incident.id,
        "kinds": list(incident.kinds),
        "foreground": incident.foreground,
        "aggregate": incident.aggregate,
        "suicide": incident.suicide,
        "stage": incident.stage,
        "date": field_to_json("date", incident.date),
        "place": field_to_json("place", incident.place),
        "killed": field_to_json("killed", incident.killed),
        "wounded": field_to_json("wounded", incident.wounded),
        "attackers_killed": field_to_json("attackers_killed", incident.attackers_killed),
        "attackers_wounded": field_to_json("attackers_wounded", incident.attackers_wounded),
        "targets": list(incident.targets),
        "weapons": list(incident.weapons),
        "perpetrators": [_attribution_to_json(attribution) for attribution in incident.perpetrators],
        "resolved": [resolved_to_json(resolved) for resolved in incident.resolved],
        "tolls": [toll_point_to_json(point) for point in incident.tolls],
        "lineages": [_lineage_to_json(lineage) for lineage in incident.lineages],
        "testimonies": [_testimony_to_json(testimony, text, why) for testimony in incident.testimonies],
        "grade": incident.grade,
        "score": incident.score,
        "policy": incident.policy,
    }


def incident_from_json(raw: IncidentJson | dict[str, Any]) -> Incident:
    """The incident in a JSON object.

    Raises:
        RecordError: not an incident by the contract.
    """
    row = converted(raw, IncidentJson, "an incident")
    values = {field: field_from_json(field, row[field]) for field in _OWN}
    return made(
        "an incident",
        lambda: Incident(
            id=row["id"],
            foreground=row["foreground"],
            perpetrators=tuple(map(_attribution_from_json, row["perpetrators"])),
            resolved=tuple(map(resolved_from_json, row["resolved"])),
            tolls=tuple(map(toll_point_from_json, row["tolls"])),
            testimonies=tuple(map(_testimony_from_json, row["testimonies"])),
            lineages=tuple(map(_lineage_from_json, row["lineages"])),
            grade=row["grade"],
            score=row["score"],
            policy=row["policy"],
            **values,
        ),
    )


_OWN: Final[tuple[Field, ...]] = tuple(field for field in FIELDS if field != "perpetrators")
"""Fields whose resolved value the incident carries as it is; of perpetrators it carries all attributions."""


def resolved_to_json(resolved: Resolved) -> ResolvedJson:
    """A resolved field in JSON."""
    field = resolved.field
    return {
        "field": field,
        "value": field_to_json(field, resolved.value),
        "policy": resolved.policy,
        "support": list(resolved.support),
        "independent": resolved.independent,
        "voices": resolved.voices,
        "alternatives": [
            {"value": field_to_json(field, one.value), "accounts": list(one.accounts), "independent": one.independent}
            for one in resolved.alternatives
        ],
        "conflict": resolved.conflict,
        "corrected": correction_to_json(resolved.corrected) if resolved.corrected else None,
    }


def resolved_from_json(raw: ResolvedJson | dict[str, Any]) -> Resolved:
    """The resolved field in a JSON object.

    Raises:
        RecordError: not a resolved field by the contract.
    """
    row = converted(raw, ResolvedJson, "a resolved value")
    field = row["field"]
    return Resolved(
        field=field,
        value=field_from_json(field, row["value"]),
        policy=row["policy"],
        support=tuple(row["support"]),
        independent=row["independent"],
        voices=row["voices"],
        alternatives=tuple(
            Support(field_from_json(field, one["value"]), tuple(one["accounts"]), one["independent"])
            for one in row["alternatives"]
        ),
        conflict=row["conflict"],
        corrected=correction_from_json(row["corrected"]) if row["corrected"] is not None else None,
    )


def toll_point_to_json(point: TollPoint) -> TollPointJson:
    """One figure of the course of the toll in JSON."""
    return {
        "as_of": point.as_of,
        "slot": point.slot,
        "quantity": quantity_to_json(point.quantity),
        "group": point.group,
        "total": point.total,
        "speaker": list(point.speaker),
        "account": point.account,
        "lineage": point.lineage,
        "quote": point.quote,
        "recalled": point.recalled,
        "superseded_by": point.superseded_by,
    }


def toll_point_from_json(raw: TollPointJson | dict[str, Any]) -> TollPoint:
    """The figure in a JSON object.

    Raises:
        RecordError: not a figure of a toll by the contract.
    """
    row: dict[str, Any] = {**converted(raw, TollPointJson, "a figure of a toll")}
    quantity = made("a figure of a toll", lambda: Quantity(**row["quantity"]))
    return TollPoint(**{**row, "quantity": quantity, "speaker": tuple(row["speaker"])})


def _attribution_to_json(attribution: Attribution) -> AttributionJson:
    return {
        "name": attribution.name,
        "said": [
            {"status": status, "speaker": speaker, "account": account} for status, speaker, account in attribution.said
        ],
        "claims": list(attribution.claims),
        "denials": list(attribution.denials),
        "independent": attribution.independent,
    }


def _attribution_from_json(row: AttributionJson) -> Attribution:
    said = tuple((one["status"], one["speaker"], one["account"]) for one in row["said"])
    return Attribution(row["name"], said, tuple(row["claims"]), tuple(row["denials"]), row["independent"])


def _lineage_to_json(lineage: Lineage) -> LineageJson:
    reasons = dict(lineage.reasons)
    members: list[MemberJson] = []
    for article, relation in lineage.members:
        member: MemberJson = {"article": article, "relation": relation}
        if article in reasons:
            member["reason"] = reasons[article]
        members.append(member)
    return {"id": lineage.id, "members": members}


def _lineage_from_json(row: LineageJson) -> Lineage:
    members = tuple((member["article"], member["relation"]) for member in row["members"])
    reasons = tuple((member["article"], member["reason"]) for member in row["members"] if "reason" in member)
    return Lineage(row["id"], members, reasons)


def _testimony_to_json(testimony: Testimony, text: bool, why: bool) -> TestimonyJson:
    return {
        "account_id": testimony.account_id,
        "article": article_to_json(testimony.article, text=text),
        "account": account_to_json(testimony.account, why),
        "statements": [statement_to_json(statement, why) for statement in testimony.statements],
        "grade": testimony.grade,
        "lineage": testimony.lineage,
        "relation": testimony.relation,
    }


def _testimony_from_json(row: TestimonyJson) -> Testimony:
    return Testimony(
        account_id=row["account_id"],
        article=article_from_json(row["article"]),
        account=account_from_json(row["account"]),
        statements=tuple(map(statement_from_json, row["statements"])),
        grade=row["grade"],
        lineage=row["lineage"],
        relation=row["relation"],
    )
