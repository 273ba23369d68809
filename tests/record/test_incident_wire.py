"""Incidents, judgements, corrections and changes to JSON and back, and schemas that accept them and nothing else."""

import copy
import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from histor.assemble.resolution import resolve
from histor.errors import RecordError
from histor.record.incident import POLICIES, Change, Event, Incident, TollPoint
from histor.record.incident_wire import (
    change_from_json,
    change_schema,
    change_to_json,
    incident_from_json,
    incident_schema,
    incident_to_json,
    toll_point_from_json,
    toll_point_to_json,
)
from histor.record.judgement import FIELDS, VERDICTS, Correction, Field, Judgement
from histor.record.judgement_wire import (
    correction_from_json,
    correction_schema,
    correction_to_json,
    field_from_json,
    field_to_json,
    judgement_from_json,
    judgement_schema,
    judgement_to_json,
)
from histor.record.values import Place, TimeSpan, Toll
from strategies import days, places, quantities, scores, spans, tolls, words
from testimonies import Told, incidents

INCIDENT = jsonschema.Draft202012Validator(incident_schema())
CORRECTION = jsonschema.Draft202012Validator(correction_schema())
JUDGEMENT = jsonschema.Draft202012Validator(judgement_schema())
CHANGE = jsonschema.Draft202012Validator(change_schema())

VALUES: dict[Field, st.SearchStrategy[Any]] = {
    "kinds": st.lists(st.sampled_from(("bombing", "attack", "arson")), min_size=1, unique=True).map(tuple),
    "suicide": st.booleans(),
    "stage": st.sampled_from(("accomplished", "foiled")),
    "aggregate": st.booleans(),
    "date": st.none() | spans(),
    "place": st.none() | places(),
    "killed": st.none() | tolls(),
    "wounded": st.none() | tolls(),
    "attackers_killed": st.none() | tolls(),
    "attackers_wounded": st.none() | tolls(),
    "perpetrators": st.lists(words()).map(tuple),
    "targets": st.lists(st.sampled_from(("civilians", "police")), unique=True).map(tuple),
    "weapons": st.lists(st.sampled_from(("firearm", "drone")), unique=True).map(tuple),
}
numbers = st.none() | st.integers(0, 2**31)
names = st.text(min_size=1).filter(str.strip)


def through_json(row: Any) -> Any:
    """The object as another program would read it."""
    return json.loads(json.dumps(row))


@st.composite
def valued(draw: st.DrawFn) -> tuple[Field, Any]:
    """A field with a value that it can have."""
    field = draw(st.sampled_from(FIELDS))
    return field, draw(VALUES[field])


@st.composite
def corrections(draw: st.DrawFn) -> Correction:
    """An analyst's corrections of every field."""
    field, value = draw(valued())
    raw = through_json(field_to_json(field, value))
    return Correction(draw(words()), field, raw, draw(names), draw(names), draw(words()), draw(numbers))


judgements = st.builds(
    Judgement,
    first=st.just("a#i1"),
    second=names,
    verdict=st.sampled_from(VERDICTS),
    by=names,
    reasons=st.lists(names, min_size=1).map(tuple),
    score=st.none() | scores(),
    version=words(),
    made_at=words(),
    number=numbers,
    withdraws=numbers,
).filter(lambda judgement: judgement.first != judgement.second)
events: st.SearchStrategy[Event] = st.sampled_from(("created", "updated", "merged", "split", "retracted"))
lists = st.lists(words()).map(tuple)
changes = st.builds(
    Change, st.integers(1, 2**31), words(), words(), events, st.none() | words(), lists, lists, lists, words()
)
points = st.builds(
    TollPoint,
    as_of=st.none() | days(),
    slot=st.sampled_from(("killed", "wounded")),
    quantity=quantities(),
    group=st.sampled_from(("all", "perpetrator")),
    total=st.booleans(),
    speaker=lists,
    account=words(),
    lineage=words(),
    quote=words(),
    recalled=st.booleans(),
    superseded_by=st.none() | words(),
)


def sample() -> Incident:
    """An incident with something in every field."""
    told = (
        Told(
            "a", date=TimeSpan("2024-03-04", "2024-03-04"), place=Place("Orrum", "town", "North", "ML", 16.2, -0.1, 11)
        )
        .killed(12, "police")
        .says("killed", 2, words="two attackers", group="perpetrator")
        .says("perpetrator", "Red Band", "Red Band", status="claimed")
        .says("target", "civilians")
        .says("weapon", "explosive")
        .states("claim_responsibility", "Red Band")
    )
    other = Told("b", "2024-03-06").killed(14).testimony()
    fixed = Correction("a#i1", "killed", {"low": 13, "best": 13, "high": 13}, "A. Analyst", "counted", number=1)
    return resolve("a#i1", [told.testimony(), other], (), "majority", [fixed])


@settings(max_examples=30)
@given(incidents(), st.sampled_from(POLICIES))
def test_an_incident_comes_back_as_it_went(told: Any, policy: Any) -> None:
    testimonies, lineages = told
    incident = resolve("x", testimonies, lineages, policy)
    row = through_json(incident_to_json(incident, text=True, why=True))
    assert list(INCIDENT.iter_errors(row)) == []
    assert incident_from_json(row) == incident


def test_a_corrected_incident_comes_back_without_its_texts() -> None:
    incident = sample()
    row = through_json(incident_to_json(incident))
    INCIDENT.validate(row)
    assert "text" not in row["testimonies"][0]["article"]
    assert row["killed"] == {"low": 13, "best": 13, "high": 13} and row["attackers_killed"]["best"] == 2
    again = incident_from_json(row)
    assert again.resolved == incident.resolved and again.tolls == incident.tolls
    assert again.perpetrators == incident.perpetrators and again.lineages == incident.lineages


@given(valued())
def test_every_field_s_value_comes_back_as_it_went(one: tuple[Field, Any]) -> None:
    field, value = one
    assert field_from_json(field, through_json(field_to_json(field, value))) == value


@given(corrections())
def test_a_correction_comes_back_as_it_went(correction: Correction) -> None:
    row = through_json(correction_to_json(correction))
    assert list(CORRECTION.iter_errors(row)) == []
    assert correction_from_json(row) == correction


@given(judgements)
def test_a_judgement_comes_back_as_it_went(judgement: Judgement) -> None:
    row = through_json(judgement_to_json(judgement))
    assert list(JUDGEMENT.iter_errors(row)) == []
    assert judgement_from_json(row) == judgement


@given(changes)
def test_a_change_comes_back_as_it_went(change: Change) -> None:
    row = through_json(change_to_json(change))
    assert list(CHANGE.iter_errors(row)) == []
    assert change_from_json(row) == change


@given(points)
def test_a_figure_of_the_toll_comes_back_as_it_went(point: TollPoint) -> None:
    assert toll_point_from_json(through_json(toll_point_to_json(point))) == point


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kinds", []),
        ("kinds", ["picnic"]),
        ("kinds", None),
        ("suicide", "yes"),
        ("stage", "done"),
        ("aggregate", None),
        ("date", {"earliest": "2024-03-04"}),
        ("date", "2024-03-04"),
        ("place", {"name": "Orrum", "kind": "planet"}),
        ("killed", 12),
        ("killed", {"low": -1, "best": 1, "high": 1}),
        ("attackers_wounded", {"low": 1, "best": 1}),
        ("perpetrators", "Red Band"),
        ("targets", ["everyone"]),
        ("weapons", None),
    ],
)
def test_a_value_that_the_field_cannot_have_is_refused_by_the_schema_and_by_the_code(field: Field, value: Any) -> None:
    row = through_json(correction_to_json(Correction("a#i1", field, value, "A. Analyst", "counted")))
    assert not CORRECTION.is_valid(row)
    with pytest.raises(RecordError, match=f"not a value of {field}"):
        correction_from_json(row)
    incident = through_json(incident_to_json(sample()))
    next(one for one in incident["resolved"] if one["field"] == field)["value"] = value
    assert not INCIDENT.is_valid(incident)
    with pytest.raises(RecordError, match=f"not a value of {field}"):
        incident_from_json(incident)


def test_what_a_schema_cannot_say_the_code_still_refuses() -> None:
    for field, value in (
        ("killed", {"low": 5, "best": 4, "high": 4}),
        ("date", {"earliest": "2024-03-05", "latest": "2024-03-04"}),
    ):
        with pytest.raises(RecordError, match=f"not a value of {field}"):
            field_from_json(field, value)  # type: ignore[arg-type]
    with pytest.raises(RecordError, match="it must be one of kinds"):
        field_from_json("colour", "red")  # type: ignore[arg-type]


def test_a_withdrawal_needs_no_value() -> None:
    back = Correction("a#i1", "stage", None, "A. Analyst", "a slip", number=2, withdraws=1)
    row = through_json(correction_to_json(back))
    CORRECTION.validate(row)
    assert correction_from_json(row) == back


BREAKS: tuple[tuple[tuple[str | int, ...], Any], ...] = (
    (("id",), None),
    (("kinds",), []),
    (("stage",), "done"),
    (("grade",), "G"),
    (("score",), 1.5),
    (("killed", "best"), "four"),
    (("perpetrators", 0, "said", 0, "status"), "certain"),
    (("resolved", 0, "conflict"), "war"),
    (("resolved", 0, "policy"), "best"),
    (("resolved", 6, "alternatives", 0, "value"), 12),
    (("tolls", 0, "as_of"), "5 March"),
    (("tolls", 0, "group"), "nobody"),
    (("lineages", 0, "members", 0, "relation"), "cousin"),
    (("testimonies", 0, "account", "kinds"), ["picnic"]),
)


@pytest.mark.parametrize(("path", "value"), BREAKS, ids=lambda part: str(part))
def test_a_broken_incident_is_refused_by_the_schema_and_by_the_code(path: tuple[str | int, ...], value: Any) -> None:
    row: Any = through_json(incident_to_json(sample()))
    INCIDENT.validate(row)
    here = row
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    assert not INCIDENT.is_valid(row)
    with pytest.raises(RecordError, match="not a"):
        incident_from_json(row)


@pytest.mark.parametrize("missing", list(incident_to_json(sample())))
def test_an_incident_without_one_of_its_parts_is_refused(missing: str) -> None:
    row = copy.deepcopy(through_json(incident_to_json(sample())))
    del row[missing]
    assert not INCIDENT.is_valid(row)
    with pytest.raises(RecordError, match=missing):
        incident_from_json(row)


@pytest.mark.parametrize(
    ("read", "row", "what"),
    [
        (judgement_from_json, [], "a judgement"),
        (
            judgement_from_json,
            {**judgement_to_json(Judgement("a", "b", "same", "machine")), "second": "a"},
            "a judgement",
        ),
        (judgement_from_json, {**judgement_to_json(Judgement("a", "b", "same", "machine")), "by": " "}, "a judgement"),
        (correction_from_json, {"field": "stage"}, "a correction"),
        (change_from_json, {**change_to_json(Change(1, "t", "x", "created")), "event": "lost"}, "a change"),
    ],
)
def test_what_is_none_of_them_is_named_so(read: Any, row: Any, what: str) -> None:
    with pytest.raises(RecordError, match=f"not {what}"):
        read(row)


def test_the_schemas_are_schemas() -> None:
    for schema in (incident_schema(), change_schema(), judgement_schema(), correction_schema()):
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["title"].startswith("Histor ")


def test_a_toll_written_out_is_the_toll() -> None:
    assert field_to_json("killed", Toll(12, 12, None)) == {"low": 12, "best": 12, "high": None}
