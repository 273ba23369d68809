"""Tables: one article a row, whatever the delimiter, the types and the encoding."""

import csv
import datetime as dt
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import STORY

from histor.ingest.found import Document
from histor.ingest.options import IngestOptions, Limits
from histor.ingest.tables import read_csv
from histor.record.article import Article
from histor.record.reading import Failure

ODD = '“Curly”, "straight"\r\nand 🚢;\nnew lines'


def table(rows: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize(("delimiter", "name"), [(",", "a.csv"), (";", "a.csv"), ("\t", "a.tsv"), ("|", "a.csv")])
def test_csv_with_any_delimiter_keeps_the_text(file, articles, delimiter, name) -> None:
    rows = [["ID", "Text", "published", "publisher"], ["v-1", ODD, "5 March 2021", "The Lantern"]]
    path = file(name, table(rows, delimiter))
    (article,) = articles(path)
    assert (article.id, article.text, article.published) == ("v-1", ODD, "2021-03-05")
    assert (article.publisher, article.source) == ("The Lantern", f"{path}:1")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1).filter(str.strip))
def test_csv_text_comes_back_as_written(text: str) -> None:
    data = table([["text", "id"], [text, "1"]]).encode()
    (found,) = read_csv(Document.of(data, "x"), IngestOptions())
    assert not isinstance(found, Failure) and found.text == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_csv_in_other_encodings(file, articles, encoding) -> None:
    text = "“Four died,” he said – in the café of Veslin’s old port."
    assert articles(file("a.csv", table([["text"], [text]]).encode(encoding)))[0].text == text


def test_a_bad_csv_row_is_named_and_the_others_go_on(file, read) -> None:
    rows = [["id", "text"], ["1", "One."], ["2", ""], ["3"], [], ["4", "x" * 2_000], ["5", "Two."]]
    path = file("a.csv", table(rows))
    items = read(path, limits=Limits(characters=1_000))
    assert [item.text for item in items if isinstance(item, Article)] == ["One.", "Two."]
    refused = [item.source for item in items if isinstance(item, Failure)]
    assert refused == [f"{path}:{number}" for number in (2, 3, 5)]


def test_an_open_quote_does_not_swallow_the_memory(file, read) -> None:
    content = 'id,text\n1,"never closed\n' + "2,Four died.\n" * 10_000
    items = read(file("a.csv", content), limits=Limits(document_bytes=20_000))
    assert any(isinstance(item, Failure) and "quote" in item.remedy for item in items)
    assert sum(isinstance(item, Article) for item in items) > 5_000


def test_a_table_without_text_says_which_columns_it_has(file, failure) -> None:
    refused = failure(file("a.csv", "id,body\n1,Four died.\n"))
    assert "'id', 'body'" in refused.reason and "rename" in refused.remedy


@pytest.mark.parametrize("content", ["", "\n", "text\n"])
def test_an_empty_table_is_a_failure(file, failure, content) -> None:
    assert failure(file("a.csv", content)).reason


def test_parquet_with_dates_numbers_and_nulls(tmp_path, articles) -> None:
    path = tmp_path / "a.parquet"
    columns = {
        "id": [1, 2, 3],
        "text": [ODD, STORY, "Three."],
        "published": [dt.datetime(2021, 3, 5, 22, tzinfo=dt.UTC), None, dt.datetime(2022, 1, 2, tzinfo=dt.UTC)],
        "title": ["One", None, "Three"],
        "vector": [[1.0], [2.0], [3.0]],
    }
    pq.write_table(pa.table(columns), path)
    first, second, third = articles(path)
    assert (first.id, first.text, first.published, first.title) == ("1", ODD, "2021-03-05", "One")
    assert (second.published, second.title, second.source) == (None, None, f"{path}:2")
    assert third.published == "2022-01-02"


def test_a_parquet_row_without_text_is_named(tmp_path, read) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": ["One.", None, "Two."]}), path)
    one, refused, two = read(path)
    assert (one.text, two.text) == ("One.", "Two.")
    assert isinstance(refused, Failure) and refused.source == f"{path}:2"


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"\x00" * 500 + b"PAR1", b"not parquet at all"])
def test_a_damaged_parquet_file_is_a_failure(file, failure, content) -> None:
    assert "not a Parquet file" in failure(file("a.parquet", content)).reason


def test_a_parquet_file_without_text_says_which_columns_it_has(tmp_path, failure) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"body": ["One."]}), path)
    assert "no column 'text'" in failure(path).reason
