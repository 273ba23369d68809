"""Readings to files: every layout, whole files or none, and cells that no spreadsheet runs."""

import csv
import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import jsonschema
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.errors import ExportError
from histor.export.columns import ASSERTION_COLUMNS, INCIDENT_COLUMNS
from histor.export.delimited import neutral
from histor.export.layouts import LAYOUTS, write
from histor.record.article import Article
from histor.record.reading import Reading
from histor.record.values import Place
from histor.record.wire import json_schema, reading_from_line


def exported(layout: str, article: Article, reading: Reading, *, names: bool = False) -> bytes:
    out = io.BytesIO()
    assert write(layout, iter([(article, reading)]), out, names=names) == len(reading.incidents)
    return out.getvalue()


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def test_csv_has_one_row_per_incident_with_its_values(article: Article, reading: Reading) -> None:
    first, second = table(exported("csv", article, reading))
    assert first["incident_id"] == "velmar-1#i1"
    assert (first["killed_low"], first["killed_best"], first["killed_high"]) == ("5", "5", "")
    assert (first["date_earliest"], first["date_precision"]) == ("2021-03-04", "day")
    assert (first["lat"], first["lon"]) == ("16.27", "-0.04")
    assert first["killed_said_by"].startswith("at least 4 (security): the army; 1: Radio Velmar")
    assert (first["foreground"], second["foreground"]) == ("true", "false")
    assert first["claimed_by"] == "The Velmar Front"
    assert first["statements"] == "3"
    assert {first["verification"], second["verification"]} == {"machine-read, unverified"}


def test_suspects_are_never_called_perpetrators(article: Article, reading: Reading) -> None:
    row = table(exported("csv", article, reading, names=True))[0]
    assert row["suspect_persons"] == "Caro Fictive (suspected)"
    assert row["perpetrator_persons"] == "Gunmen (stated)"
    assert row["perpetrators"] == "unidentified (stated); Velmar Front (claimed)"
    stated = tuple(
        replace(a, status="stated") if a.value == "Caro Fictive" else a for a in reading.incidents[0].assertions
    )
    told = replace(reading, incidents=(replace(reading.incidents[0], assertions=stated),), statements=())
    row = table(exported("csv", article, told, names=True))[0]
    assert (row["suspect_persons"], row["perpetrator_persons"]) == ("Caro Fictive (stated)", "Gunmen (stated)")


def test_assertions_csv_points_each_value_at_its_evidence(article: Article, reading: Reading) -> None:
    rows = table(exported("assertions-csv", article, reading, names=True))
    assert len(rows) == sum(len(account.assertions) for account in reading.incidents)
    for row in rows:
        assert article.part(row["part"])[int(row["start"]) : int(row["end"])] == row["quote"]
    assert rows[6]["said_by"] == "Radio Velmar > Bela Madeup, a resident"
    assert [row["slot"] for row in table(exported("assertions-csv", article, reading))].count("victim") == 0


def test_jsonl_keeps_the_contract_and_its_evidence_verbatim(article: Article, reading: Reading) -> None:
    for names in (False, True):
        line = exported("jsonl", article, reading, names=names)
        jsonschema.validate(json.loads(line), json_schema())
        reading_from_line(line).verify(replace(article, title=json.loads(line)["article"]["title"]))
    assert json.loads(exported("jsonl", article, reading, names=True))["withheld"] == 0
    assert reading_from_line(exported("jsonl", article, reading, names=True)).statements == reading.statements


def test_parquet_has_the_columns_of_csv_with_types(article: Article, reading: Reading) -> None:
    frame = pyarrow.parquet.read_table(io.BytesIO(exported("parquet", article, reading)))
    assert frame.column_names == [column.name for column in INCIDENT_COLUMNS]
    assert frame["killed_best"].to_pylist() == [5, 11]
    assert frame["foreground"].to_pylist() == [True, False]
    assert frame["lon"].to_pylist() == [-0.04, -0.04]
    assert (
        pyarrow.parquet.read_table(
            io.BytesIO(exported("parquet", article, replace(reading, incidents=(), statements=())))
        ).num_rows
        == 0
    )


def test_parquet_without_pyarrow_says_how_to_get_it() -> None:
    code = (
        "import sys, io; sys.modules['pyarrow'] = None\n"
        "from histor.export.layouts import write\n"
        "try: write('parquet', [], io.BytesIO())\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.startswith("ExportError") and "pip install 'histor[parquet]'" in said


def test_geojson_places_towns_and_leaves_countries_without_a_point(article: Article, reading: Reading) -> None:
    town, country = json.loads(exported("geojson", article, reading))["features"]
    assert town["geometry"] == {"type": "Point", "coordinates": [-0.04, 16.27]}
    assert country["geometry"] is None
    assert town["properties"]["killed_low"] == 5
    assert "lat" not in town["properties"]
    assert json.loads(exported("geojson", article, replace(reading, incidents=(), statements=())))["features"] == []


@pytest.mark.parametrize(("lat", "lon"), [(91.0, 0.0), (0.0, 181.0), (float("nan"), 0.0), (None, 3.0)])
def test_geojson_refuses_coordinates_off_the_globe(
    article: Article, reading: Reading, lat: float | None, lon: float
) -> None:
    lost = replace(reading.incidents[0], place=Place("Nowhere", "town", lat=lat, lon=lon))
    data = exported("geojson", article, replace(reading, incidents=(lost,), statements=()))
    assert json.loads(data)["features"][0]["geometry"] is None


@pytest.mark.parametrize("layout", LAYOUTS)
def test_same_readings_give_the_same_bytes(layout: str, article: Article, reading: Reading) -> None:
    assert exported(layout, article, reading) == exported(layout, article, reading)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_pairs_are_streamed_one_at_a_time(layout: str, article: Article, reading: Reading) -> None:
    class Once:
        def __init__(self) -> None:
            self.given = 0

        def __iter__(self) -> "Once":
            return self

        def __next__(self) -> tuple[Article, Reading]:
            self.given += 1
            if self.given > 50:
                raise StopIteration
            return replace(article, id=f"n{self.given}"), reading

    assert write(layout, Once(), io.BytesIO()) == 100


def test_a_path_is_written_whole_or_not_at_all(tmp_path: Path, article: Article, reading: Reading) -> None:
    path = tmp_path / "incidents.csv"
    assert write("csv", [(article, reading)], path) == 2
    before = path.read_bytes()

    def breaks() -> object:
        yield article, reading
        raise RuntimeError("the source broke")

    with pytest.raises(RuntimeError):
        write("csv", breaks(), path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["incidents.csv"]


def test_a_path_that_cannot_be_written_is_named_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"absent.*choose another path"):
        write("csv", [], tmp_path / "absent" / "x.csv")


def test_an_unknown_layout_is_answered_with_those_there_are() -> None:
    with pytest.raises(ExportError, match=r"'xlsx'.*jsonl, csv"):
        write("xlsx", [], io.BytesIO())


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    shown = neutral(text)
    assert shown.lstrip()[:1] not in tuple("=+-@＝＋－＠") and shown[:1] not in ("\t", "\r", "\n")
    assert shown in (text, f"'{text}")


def test_a_formula_in_a_title_reaches_csv_as_text_and_numbers_stay_numbers(article: Article, reading: Reading) -> None:
    hostile = replace(article, title='=HYPERLINK("http://x.example","y")', url=None)
    row = table(exported("csv", hostile, reading))[0]
    assert row["title"].startswith("'=HYPERLINK")
    assert row["lon"] == "-0.04"


@pytest.mark.parametrize("layout", [name for name in LAYOUTS if name != "jsonl"])
def test_text_that_no_table_can_hold_is_replaced(layout: str, article: Article, reading: Reading) -> None:
    written = exported(layout, replace(article, title="nul \x00 and half a pair \ud800"), reading)
    assert written and b"\xed\xa0\x80" not in written


def test_jsonl_names_the_article_whose_text_utf8_cannot_carry(article: Article, reading: Reading) -> None:
    with pytest.raises(ExportError, match="velmar-1"):
        exported("jsonl", replace(article, title="\ud800"), reading)


def test_every_column_says_what_it_means() -> None:
    for columns in (INCIDENT_COLUMNS, ASSERTION_COLUMNS):
        assert len({column.name for column in columns}) == len(columns)
        assert all(column.meaning for column in columns)
