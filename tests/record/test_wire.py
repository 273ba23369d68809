"""The output contract: readings to JSON and back, and a published schema that accepts them and nothing else."""

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from histor.errors import RecordError
from histor.record.article import Article
from histor.record.assertion import Assertion, Statement
from histor.record.evidence import Speaker
from histor.record.reading import Account, MadeBy, Reading
from histor.record.values import Place, Quantity, TimeSpan, Toll
from histor.record.wire import json_schema, reading_from_json, reading_from_line, reading_to_json, reading_to_line
from strategies import readings

PUBLISHED = Path(__file__).parents[2] / "docs" / "reference" / "reading.schema.json"
VALIDATOR = jsonschema.Draft202012Validator(json_schema())

UNHURRIED = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Whole readings are large; on a busy machine hypothesis would give up making them."""


def sample() -> dict[str, Any]:
    """A reading with something in every field, as a program would read it from a line."""
    article = Article(
        id="a", text="Gunmen killed four soldiers near Orrum, the army said.", title="Four killed", url="u"
    )
    assertions = (
        Assertion("killed", Quantity(4, 4), article.quote("text", 7, 27), (Speaker(article.quote("text", 40, 48)),)),
        Assertion("perpetrator", "unidentified", article.quote("text", 0, 6), status="stated"),
        Assertion("motive", None, article.quote("title", 0, 4)),
    )
    account = Account(
        id="i1",
        kinds=("armed_assault",),
        mentions=(article.quote("text", 7, 13),),
        date=TimeSpan("2024-03-01", "2024-03-01"),
        place=Place("Orrum", "town", "North", "ML", 16.2, -0.1, 1),
        killed=Toll(4, 4, 4),
        assertions=assertions,
        why=(("kind", "head: armed_assault"),),
    )
    statement = Statement("accuse", "the army", "i1", article.quote("text", 40, 53), "2024-03-02")
    reading = Reading(article, (account,), (statement,), MadeBy("0.1.0", "test", "none"))
    return json.loads(reading_to_line(reading, text=True, why=True))


@UNHURRIED
@given(readings())
def test_a_reading_comes_back_as_it_went(reading: Reading) -> None:
    assert reading_from_line(reading_to_line(reading, text=True, why=True, doubtful=True)) == reading


@UNHURRIED
@given(readings())
def test_a_line_is_one_line_and_always_the_same(reading: Reading) -> None:
    line = reading_to_line(reading)
    assert "\n" not in line and line == reading_to_line(reading_from_line(line))


@UNHURRIED
@given(readings())
def test_text_reasons_and_doubtful_values_are_left_out_unless_asked_for(reading: Reading) -> None:
    row = json.loads(reading_to_line(reading))
    assert "text" not in row["article"]
    assert not any("why" in incident or "doubtful" in incident for incident in row["incidents"])
    assert reading_from_json(row).article.sha256 == reading.article.sha256


@UNHURRIED
@given(readings(), st.booleans())
def test_the_schema_accepts_every_reading(reading: Reading, full: bool) -> None:
    row = json.loads(json.dumps(reading_to_json(reading, text=full, why=full, doubtful=full)))
    assert list(VALIDATOR.iter_errors(row)) == []


def test_the_published_schema_is_the_one_in_the_code() -> None:
    published = json.loads(PUBLISHED.read_text("utf-8"))
    assert published == json_schema(), "publish it again: histor schema > docs/reference/reading.schema.json"
    jsonschema.Draft202012Validator.check_schema(published)


def test_fields_stand_where_the_contract_has_them() -> None:
    row = sample()
    assert list(row) == ["article", "incidents", "statements", "made_by"]
    killed = row["incidents"][0]["assertions"][0]
    assert killed["said_by"] == [{"quote": "the army", "part": "text", "start": 40, "end": 48}]
    assert killed["value"] == {"low": 4, "high": 4, "approx": False} and "status" not in killed
    assert row["incidents"][0]["place"]["geonames"] == 1
    assert row["incidents"][0]["wounded"] is None


BREAKS: tuple[tuple[tuple[str | int, ...], Any], ...] = (
    (("article", "id"), None),
    (("article", "published"), "5 March"),
    (("incidents", 0, "kinds"), []),
    (("incidents", 0, "kinds"), ["picnic"]),
    (("incidents", 0, "kinds"), ["bombing"] * 4),
    (("incidents", 0, "stage"), "done"),
    (("incidents", 0, "foreground"), "yes"),
    (("incidents", 0, "date", "latest"), None),
    (("incidents", 0, "killed", "low"), -1),
    (("incidents", 0, "killed", "best"), "four"),
    (("incidents", 0, "place", "kind"), "planet"),
    (("incidents", 0, "mentions", 0, "start"), -1),
    (("incidents", 0, "assertions", 0, "slot"), "colour"),
    (("incidents", 0, "assertions", 0, "part"), "body"),
    (("incidents", 0, "assertions", 0, "score"), 1.5),
    (("incidents", 0, "assertions", 1, "status"), "certain"),
    (("statements", 0, "kind"), "shout"),
)


@pytest.mark.parametrize(("path", "value"), BREAKS, ids=lambda part: str(part))
def test_a_broken_reading_is_refused_by_the_schema_and_by_the_code(path: tuple[str | int, ...], value: Any) -> None:
    row: Any = sample()
    VALIDATOR.validate(row)
    here = row
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    assert not VALIDATOR.is_valid(row)
    with pytest.raises(RecordError, match="not a reading"):
        reading_from_json(row)


@pytest.mark.parametrize("missing", ["article", "incidents", "statements", "made_by"])
def test_a_reading_without_one_of_its_parts_is_refused(missing: str) -> None:
    row = sample()
    del row[missing]
    assert not VALIDATOR.is_valid(row)
    with pytest.raises(RecordError, match=missing):
        reading_from_json(row)


def test_what_a_schema_cannot_say_the_code_still_refuses() -> None:
    broken = [copy.deepcopy(sample()) for _ in range(4)]
    broken[0]["incidents"][0]["killed"] = {"low": 5, "best": 4, "high": 4}
    broken[1]["incidents"][0]["assertions"][0]["end"] += 1
    broken[2]["statements"][0]["about"] = "i9"
    broken[3]["incidents"][0]["date"] = {"earliest": "2024-02-30", "latest": "2024-03-01"}
    for row in broken:
        with pytest.raises(RecordError, match="not a reading"):
            reading_from_json(row)


@pytest.mark.parametrize("line", ["", "{", "[]", "null", '"reading"', b"\xff\xfe", "[" * 10_000])
def test_what_is_not_a_reading_is_named_so(line: str | bytes) -> None:
    with pytest.raises(RecordError, match="not a reading"):
        reading_from_line(line)
