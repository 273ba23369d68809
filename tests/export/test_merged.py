"""Merged incidents to files: one row each in every layout, and no withheld name in any of them."""

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import jsonschema
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from export.merged_story import WITHHELD, merged, testimonies
from export.test_privacy import filler, readings_with_a_victim
from histor.assemble.resolution import resolve
from histor.errors import ExportError
from histor.export.layouts import MERGED_LAYOUTS, write_merged
from histor.export.merged import MERGED_COLUMNS, SOURCES_SHOWN
from histor.export.merged_privacy import Merged, withhold_incident
from histor.export.names import MASK, PLACEHOLDER
from histor.record.article import Article
from histor.record.assertion import Assertion, Statement
from histor.record.evidence import Speaker
from histor.record.incident import POLICIES, Lineage, Testimony
from histor.record.incident_wire import incident_from_json, incident_schema
from histor.record.judgement import Correction
from histor.record.reading import Account, Reading
from histor.record.values import Place, Quantity, Toll


def exported(layout: str, *told: Merged, names: bool = False) -> bytes:
    out = io.BytesIO()
    assert write_merged(layout, iter(told), out, names=names) == len(told)
    return out.getvalue()


def everything(told: Merged, *, names: bool = False) -> dict[str, str]:
    """Each layout's file as plain text."""
    files = {}
    for layout in MERGED_LAYOUTS:
        data = exported(layout, told, names=names)
        frame = pyarrow.parquet.read_table(io.BytesIO(data)).to_pylist() if layout == "parquet" else None
        files[layout] = str(frame) if frame else data.decode()
    return files


def row(told: Merged, *, names: bool = False) -> dict[str, str]:
    (only,) = csv.DictReader(io.StringIO(exported("csv", told, names=names).decode(), newline=""))
    return only


@pytest.fixture
def told(article: Article, reading: Reading) -> Merged:
    return merged(article, reading)


def test_a_row_has_what_the_policy_made_of_the_accounts(told: Merged) -> None:
    shown = row(told)
    assert (shown["id"], shown["articles"], shown["accounts"], shown["independent_sources"]) == ("i-7", "2", "2", "1")
    assert (shown["grade"], shown["policy"], shown["score"]) == ("B", told.incident.policy, "0.875")
    assert (shown["killed_low"], shown["killed_best"], shown["killed_high"]) == ("7", "7", "7")
    assert (shown["date_earliest"], shown["date_precision"], shown["place_country"]) == ("2021-03-04", "day", "ML")
    assert shown["publishers"] == "The Invented Courier; The Velmar Post"
    assert shown["corrected"] == "place; perpetrators"
    assert shown["updated_at"] == told.updated_at
    assert shown["verification"] == "machine-read, unverified"


def test_another_policy_gives_other_values(article: Article, reading: Reading) -> None:
    shown = row(merged(article, reading, "range_all"))
    assert (shown["killed_low"], shown["killed_high"]) == ("1", "7")
    assert shown["policy"].startswith("range_all/")


def test_who_is_only_suspected_is_no_perpetrator(article: Article, reading: Reading) -> None:
    shown = row(merged(article, reading), names=True)
    assert shown["perpetrators"] == "Invented Cell (corrected)"
    assert shown["also_blamed"] == "Velmar Front (claimed); Fictive Brigade (suspected)"
    assert (shown["claimed_by"], shown["denied_by"]) == ("Velmar Front", "Fictive Brigade")
    uncorrected = resolve("i-7", testimonies(article, reading), (), "latest_reliable")
    shown = row(Merged(uncorrected), names=True)
    assert shown["perpetrators"] == "Velmar Front (claimed)"
    assert shown["also_blamed"] == "Fictive Brigade (suspected)"


def test_conflicts_are_told_field_by_field_with_the_gravest_apart(article: Article, reading: Reading) -> None:
    uncorrected = resolve("i-7", testimonies(article, reading), (), "latest_reliable")
    shown = row(Merged(uncorrected))
    found = dict(entry.split(": ") for entry in shown["conflicts"].split("; "))
    assert {one.field: one.conflict for one in uncorrected.resolved if one.conflict != "none"} == found
    assert shown["conflict"] in found.values()


def test_jsonl_follows_the_contract_and_can_be_read_again(told: Merged) -> None:
    for names in (False, True):
        line = json.loads(exported("jsonl", told, names=names))
        jsonschema.validate(line, incident_schema())
        again = incident_from_json({name: value for name, value in line.items() if name in told_fields()})
        assert again.killed == told.incident.killed and len(again.testimonies) == 2
    assert line["withheld"] == 0 and line["updated_at"] == told.updated_at
    assert json.loads(exported("jsonl", told))["withheld"] > 0


def told_fields() -> set[str]:
    return set(incident_schema()["$defs"]["IncidentJson"]["properties"])


def test_geojson_has_a_point_for_a_town_and_none_for_a_country(told: Merged) -> None:
    country = replace(told.incident, place=Place("Mali", "country", None, "ML", 17.0, -4.0))
    here, nowhere = json.loads(exported("geojson", told, Merged(country)))["features"]
    assert here["geometry"] == {"type": "Point", "coordinates": [-0.04, 16.2]} and here["id"] == "i-7"
    assert nowhere["geometry"] is None and nowhere["properties"]["place_country"] == "ML"


def test_parquet_has_the_columns_of_csv_with_types(told: Merged) -> None:
    frame = pyarrow.parquet.read_table(io.BytesIO(exported("parquet", told)))
    assert frame.column_names == [column.name for column in MERGED_COLUMNS] == list(row(told))
    assert (frame["killed_best"].to_pylist(), frame["foreground"].to_pylist()) == ([7], [True])


def test_a_cell_lists_some_sources_and_says_how_many_more_there_are(told: Merged) -> None:
    one = told.incident.testimonies[1]
    many = [
        replace(one, account_id=f"n{n}#i1", article=replace(one.article, id=f"n{n}", url=f"https://x.example/{n}"))
        for n in range(SOURCES_SHOWN + 1_005)
    ]
    shown = row(Merged(resolve("i-8", many, (), "majority")))
    for name in ("article_ids", "urls"):
        assert len(shown[name].split("; ")) == SOURCES_SHOWN + 1 and shown[name].endswith("; and 1,005 more")


def test_incidents_are_streamed_and_a_broken_source_leaves_no_file(tmp_path: Path, told: Merged) -> None:
    path = tmp_path / "incidents.csv"
    assert write_merged("csv", (told for _ in range(30)), path) == 30
    before = path.read_bytes()

    def breaks():
        yield told
        raise RuntimeError("the source broke")

    with pytest.raises(RuntimeError):
        write_merged("csv", breaks(), path)
    assert path.read_bytes() == before and [entry.name for entry in tmp_path.iterdir()] == ["incidents.csv"]


def test_a_layout_of_single_readings_is_answered_with_those_there_are() -> None:
    with pytest.raises(ExportError, match=r"'assertions-csv'.*jsonl, csv"):
        write_merged("assertions-csv", [], io.BytesIO())


def test_text_that_json_cannot_carry_is_named_with_its_incident(told: Merged) -> None:
    one = told.incident.testimonies[1]
    broken = replace(told.incident, testimonies=(replace(one, article=replace(one.article, title="\ud800")),))
    with pytest.raises(ExportError, match="i-7"):
        exported("jsonl", Merged(broken))


def test_every_column_says_what_it_means() -> None:
    assert len({column.name for column in MERGED_COLUMNS}) == len(MERGED_COLUMNS)
    assert all(column.meaning for column in MERGED_COLUMNS)


@pytest.mark.parametrize("policy", POLICIES)
def test_what_one_article_withholds_is_in_no_file(article: Article, reading: Reading, policy: str) -> None:
    for layout, text in everything(merged(article, reading, policy)).items():
        for name in (*WITHHELD, "CARO", "FICTIVE", "ada-invented", "ada_invented"):
            text = text.replace("The Invented Courier", "")
            assert name not in text, (layout, name)


def test_names_come_out_when_asked_for(told: Merged) -> None:
    for layout, text in everything(told, names=True).items():
        assert all(name in text for name in ("Ada Invented", "Fictive Brigade", "Caro Fictive Lane")), layout
    shown = row(told, names=True)
    assert (shown["victims_named"], shown["victims"]) == ("1", "Ada Invented")
    assert (row(told)["victims_named"], row(told)["victims"]) == ("1", "")


def test_what_is_left_is_as_it_was(told: Merged) -> None:
    line = json.loads(exported("jsonl", told))
    assert [point["quantity"] for point in line["tolls"]] == [
        point["quantity"] for point in json.loads(exported("jsonl", told, names=True))["tolls"]
    ]
    assert f"seven died beside {PLACEHOLDER}" in {point["quote"] for point in line["tolls"]}
    assert [t["article"]["title"] for t in line["testimonies"]][1] == f"Velmar mourns {MASK * len('Ada Invented')}"
    assert line["perpetrators"][1]["name"] == "Velmar Front"
    assert line["resolved"][5]["corrected"]["by"] == "A. Analyst"
    assert line["testimonies"][1]["article"]["publisher"] == "The Velmar Post"


def test_ids_that_tell_a_name_are_exchanged_everywhere_alike(told: Merged) -> None:
    cleared = withhold_incident(told).incident
    accounts = {one.account_id for one in cleared.testimonies}
    articles = {one.article.id for one in cleared.testimonies}
    assert len(accounts) == len(articles) == 2 and "velmar-1" in articles
    assert {account for one in cleared.resolved for account in one.support} <= accounts
    assert {point.account for point in cleared.tolls} <= accounts
    assert {member for lineage in cleared.lineages for member, _ in lineage.members} == articles
    ((_, reason),) = cleared.lineages[0].reasons
    assert reason == f"it shares eight words with {cleared.lineages[0].id}: seven died beside {PLACEHOLDER}"


def test_two_copies_whose_ids_told_a_name_stay_two(article: Article, reading: Reading) -> None:
    copies = tuple(
        Testimony(f"{name}#i1", replace(article, id=name), reading.incidents[0])
        for name in ("ada-invented-1", "ada-invented-2", "ada-invented-3")
    )
    cleared = withhold_incident(Merged(resolve("i-1", copies, (), "majority"))).incident
    assert len({one.account_id for one in cleared.testimonies}) == len(cleared.lineages) == cleared.articles == 3


def test_a_name_that_the_article_tells_in_another_incident_is_withheld_too(article: Article, reading: Reading) -> None:
    second = Testimony(f"{article.id}#i2", article, reading.incidents[1])
    alone = resolve("i-2", (second,), (), "majority")
    assert "Ada Invented" in exported("jsonl", Merged(alone)).decode(), "nothing of the second incident tells of her"
    assert "Ada" not in exported("jsonl", Merged(alone, (reading,))).decode()


@st.composite
def incidents_with_a_victim(draw: st.DrawFn) -> tuple[Merged, str]:
    """A name that one article gives as a victim's, and that stands in every part of an incident of two articles."""
    article, reading, name = draw(readings_with_a_victim())
    (read,) = reading.incidents
    read = replace(read, assertions=tuple(a for a in read.assertions if a.slot != "target"))  # the codebook has classes
    first = Testimony(f"{article.id}#i1", article, read, reading.statements)
    words = draw(st.sampled_from([name, name.upper()]))
    text = f"{draw(filler)} {words} {draw(filler)}"
    other = Article(
        f"{name} 2", text, f"On {words}", f"{name} Post", "2020-01-02", url=f"https://x.example/?q={name}", source=name
    )
    whole = other.quote("text", 0, len(text))
    account = Account(
        "i1",
        ("attack",),
        mentions=(whole,),
        place=Place(f"{words} street", "site", f"{name} district", "XX", 1.0, 2.0),
        killed=Toll(3, 3, 3),
        assertions=(
            Assertion("killed", Quantity(3, 3), whole, (Speaker(whole),), group="all"),
            Assertion("perpetrator", f"{words} gang", whole, (Speaker(whole),), status="claimed"),
            Assertion("perpetrator", f"{name} league", whole, (Speaker(whole),), status="suspected"),
        ),
    )
    claim = Statement("claim_responsibility", f"{words} gang", "i1", whole, said_by=(Speaker(whole),))
    second = Testimony(f"{other.id}#i1", other, account, (claim,))
    names = (first.article.id, second.article.id)
    reason = f"it has words of {names[0]}: {words} {draw(filler)}"
    lineage = Lineage(names[0], ((names[0], "original"), (names[1], "rewrite")), ((names[1], reason),))
    corrections = (
        Correction(first.account_id, "perpetrators", [f"{words} cell", f"{name} gang"], "A", f"{words} told us"),
        Correction(second.account_id, "killed", {"low": 1, "best": 1, "high": 1}, "A", f"by {name}"),
    )
    kept = draw(st.lists(st.sampled_from(corrections), unique_by=id))
    told = draw(st.permutations((first, second)))
    made = resolve("i-1", told, draw(st.sampled_from(((), (lineage,)))), draw(st.sampled_from(POLICIES)), kept)
    return Merged(made, draw(st.sampled_from(((), (reading,))))), name


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(incidents_with_a_victim())
def test_no_withheld_name_is_in_any_file_of_merged_incidents(made: tuple[Merged, str]) -> None:
    told, name = made
    for layout, text in everything(told).items():
        for form in (name, name.upper()):
            assert not re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text), (layout, form, text)
    jsonschema.validate(json.loads(exported("jsonl", told)), incident_schema())
