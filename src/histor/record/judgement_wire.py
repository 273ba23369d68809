"""Judgements, corrections and the values of an incident's fields as JSON objects, both ways, with JSON Schemas from the
same declarations."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final, TypedDict, TypeVar

import msgspec

from histor import SCHEMA
from histor.errors import HistorError, RecordError
from histor.record.codebook import Kind, Stage, TargetClass, WeaponClass
from histor.record.judgement import FIELDS, Correction, Field, Judgement, Verdict
from histor.record.values import Place, TimeSpan, Toll
from histor.record.wire import PlaceJson, Score, TimeSpanJson, TollJson, place_to_json, toll_to_json

T = TypeVar("T")
Kinds = Annotated[list[Kind], msgspec.Meta(min_length=1)]


class CorrectionJson(TypedDict):
    """An analyst's value for a field; null is "not known", where the field may be unknown."""

    account: str
    field: Field
    value: Any
    by: str
    reason: str
    made_at: str
    number: int | None
    withdraws: int | None


class JudgementJson(TypedDict):
    """Whether two accounts are of one incident, by whom and why."""

    first: str
    second: str
    verdict: Verdict
    by: str
    reasons: list[str]
    score: Score | None
    version: str
    made_at: str
    number: int | None
    withdraws: int | None


_TOLL: Final = TollJson | None
SHAPES: Final[Mapping[Field, Any]] = {
    "kinds": Kinds,
    "suicide": bool,
    "stage": Stage,
    "aggregate": bool,
    "date": TimeSpanJson | None,
    "place": PlaceJson | None,
    "killed": _TOLL,
    "wounded": _TOLL,
    "attackers_killed": _TOLL,
    "attackers_wounded": _TOLL,
    "perpetrators": list[str],
    "targets": list[TargetClass],
    "weapons": list[WeaponClass],
}
"""What a field's value looks like in JSON."""


def field_to_json(field: Field, value: object) -> Any:
    """The value of a field in JSON.

    Raises:
        RecordError: a value that the field cannot have.
    """
    return _conformed(field, _plain(value))


def field_from_json(field: Field, raw: Any) -> Any:
    """The value of a field from JSON: kinds, perpetrators, targets and weapons a tuple, date a TimeSpan, place a Place,
    the tolls a Toll or None.

    Raises:
        RecordError: a value that the field cannot have; the message names the field.
    """
    value = _conformed(field, raw)
    return made(f"a value of {field}", lambda: _MAKERS.get(field, _unchanged)(value))


def _conformed(field: Field, raw: Any) -> Any:
    if field not in FIELDS:
        raise RecordError(f"field {field!r}: it must be one of {', '.join(FIELDS)}")
    return converted(raw, SHAPES[field], f"a value of {field}")


def _plain(value: object) -> Any:
    if isinstance(value, Toll):
        return toll_to_json(value)
    if isinstance(value, Place):
        return place_to_json(value)
    if isinstance(value, TimeSpan):
        return {"earliest": value.earliest, "latest": value.latest}
    return list(value) if isinstance(value, tuple) else value


def _unchanged(value: Any) -> Any:
    return value


def _toll(value: TollJson | None) -> Toll | None:
    return Toll(**value) if value is not None else None


_MAKERS: Final[Mapping[Field, Callable[[Any], Any]]] = {
    "kinds": tuple,
    "date": lambda value: TimeSpan(**value) if value is not None else None,
    "place": lambda value: Place(**value) if value is not None else None,
    "killed": _toll,
    "wounded": _toll,
    "attackers_killed": _toll,
    "attackers_wounded": _toll,
    "perpetrators": tuple,
    "targets": tuple,
    "weapons": tuple,
}


def judgement_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one judgement."""
    return schema_of(JudgementJson, "judgement")


def correction_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one correction."""
    return schema_of(CorrectionJson, "correction")


def schema_of(shape: Any, name: str) -> dict[str, Any]:
    """The JSON Schema of a declared object; what looks different from field to field is said for each field."""
    (schema, *values), parts = msgspec.json.schema_components([shape, *SHAPES.values()], ref_template="#/$defs/{name}")
    for part, keys in (("ResolvedJson", ("value", "alternatives")), ("CorrectionJson", ("value",))):
        if part in parts:
            parts[part]["allOf"] = [_shaped(field, looks, keys) for field, looks in zip(SHAPES, values, strict=True)]
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"Histor {name}, schema {SCHEMA}"}
    return {**head, **schema, "$defs": parts}


def _shaped(field: Field, looks: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    """What `value`, and each alternative's, looks like where the object is about this field and not a withdrawal."""
    then = {"value": looks, "alternatives": {"items": {"properties": {"value": looks}}}}
    return {
        "if": {"properties": {"field": {"const": field}, "withdraws": {"type": "null"}}},
        "then": {"properties": {key: then[key] for key in keys}},
    }


def judgement_to_json(judgement: Judgement) -> JudgementJson:
    """A judgement in JSON."""
    return {
        "first": judgement.first,
        "second": judgement.second,
        "verdict": judgement.verdict,
        "by": judgement.by,
        "reasons": list(judgement.reasons),
        "score": judgement.score,
        "version": judgement.version,
        "made_at": judgement.made_at,
        "number": judgement.number,
        "withdraws": judgement.withdraws,
    }


def judgement_from_json(raw: JudgementJson | dict[str, Any]) -> Judgement:
    """The judgement in a JSON object.

    Raises:
        RecordError: not a judgement by the contract.
    """
    row: dict[str, Any] = {**converted(raw, JudgementJson, "a judgement")}
    return made("a judgement", lambda: Judgement(**{**row, "reasons": tuple(row["reasons"])}))


def correction_to_json(correction: Correction) -> CorrectionJson:
    """A correction in JSON."""
    return {
        "account": correction.account,
        "field": correction.field,
        "value": correction.value,
        "by": correction.by,
        "reason": correction.reason,
        "made_at": correction.made_at,
        "number": correction.number,
        "withdraws": correction.withdraws,
    }


def correction_from_json(raw: CorrectionJson | dict[str, Any]) -> Correction:
    """The correction in a JSON object; its value is held against the field, unless it only withdraws another.

    Raises:
        RecordError: not a correction by the contract, or a value that the field cannot have.
    """
    row = converted(raw, CorrectionJson, "a correction")
    if row["withdraws"] is None:
        field_from_json(row["field"], row["value"])
    return made("a correction", lambda: Correction(**row))


def converted(raw: Any, shape: type[T], what: str) -> T:
    """The raw object, held against its declaration.

    Raises:
        RecordError: it does not follow the declaration; the message names the field.
    """
    try:
        return msgspec.convert(raw, shape)
    except msgspec.ValidationError as error:
        raise RecordError(f"not {what}: {error}") from None


def made(what: str, make: Callable[[], T]) -> T:
    """What `make` makes.

    Raises:
        RecordError: the values contradict each other.
    """
    try:
        return make()
    except HistorError as error:
        raise RecordError(f"not {what}: {error}") from None
