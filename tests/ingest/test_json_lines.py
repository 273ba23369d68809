"""One article a line; a bad line costs itself alone."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import STORY

from histor.ingest.found import Document
from histor.ingest.jsonl import read as read_lines
from histor.ingest.options import IngestOptions, Limits
from histor.record.article import Article
from histor.record.reading import Failure


def test_every_field_is_kept(file, articles) -> None:
    row = {
        "id": "v-1", "title": "Four killed", "text": STORY, "published": "2021-03-05T22:10:00-05:00",
        "publisher": "The Lantern", "url": "https://lantern.example/port", "language": "en-GB",
    }  # fmt: skip
    path = file("a.jsonl", json.dumps(row) + "\n")
    assert articles(path) == [
        Article(
            id="v-1", title="Four killed", text=STORY, published="2021-03-05", published_from="metadata",
            publisher="The Lantern", url="https://lantern.example/port", language="en", source=f"{path}:1",
        )
    ]  # fmt: skip


@given(st.text(min_size=1).filter(str.strip), st.booleans())
def test_text_comes_back_as_written(text: str, escaped: bool) -> None:
    line = json.dumps({"text": text}, ensure_ascii=escaped).encode("utf-8", "surrogatepass")
    (found,) = read_lines(Document.of(line + b"\n", "x"), IngestOptions())
    assert not isinstance(found, Failure) and found.text == text


def test_a_lone_surrogate_becomes_one_character_and_moves_no_offset(file, articles) -> None:
    (article,) = articles(
        file("a.jsonl", '{"text": "Four \\ud800 died in Veslin \\ud83d\\udea2.", "title": "\\udfff"}')
    )
    assert article.text == "Four \ufffd died in Veslin 🚢."
    assert article.title == "\ufffd"
    assert article.quote("text", 7, 11).quote == "died"


def test_a_bad_line_is_named_and_the_others_go_on(file, read) -> None:
    lines = ['{"text": "One."}', "not json", "[1, 2]", '{"title": "no text"}', "", '{"text": 5}', '{"text": "Two."}']
    path = file("a.jsonl", "\n".join(lines))
    items = read(path)
    kept = [item.text for item in items if isinstance(item, Article)]
    refused = [item for item in items if isinstance(item, Failure)]
    assert kept == ["One.", "Two."]
    assert [item.source for item in refused] == [f"{path}:{number}" for number in (2, 3, 4, 6)]
    assert all(item.reason and item.stage == "ingest" for item in refused)
    assert "'title'" in refused[2].reason


@pytest.mark.parametrize("published", ["9999-01-01", "1500-01-01", "soon", 20210305.5, [], {}, True, "2021-02-31", ""])
def test_a_date_that_is_none_leaves_the_day_unknown(file, articles, published) -> None:
    (article,) = articles(file("a.jsonl", json.dumps({"text": "Four died.", "published": published})))
    assert article.published is None and article.published_from is None


def test_values_of_other_types_are_taken_for_words_or_left_out(file, articles) -> None:
    row = {"text": "Four died.", "id": 7, "title": ["x"], "publisher": None, "url": 3, "language": "English", "more": 1}
    (article,) = articles(file("a.jsonl", json.dumps(row)))
    assert (article.id, article.title, article.publisher, article.language) == ("7", None, None, None)


def test_the_same_article_twice_is_two_articles(file, articles) -> None:
    first, second = articles(file("a.jsonl", '{"id": "a", "text": "Four died."}\n' * 2))
    assert first.id == second.id and first.source != second.source


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_other_encodings(file, articles, encoding) -> None:
    line = '{"text": "“Four died,” he said – in the café of Veslin’s old port."}\n'
    (first, second) = articles(file("a.jsonl", (line * 2).encode(encoding)))
    assert first.text == second.text == json.loads(line)["text"]


def test_one_line_in_another_encoding_harms_no_other(file, articles) -> None:
    lines = '{"text": "Tosk’s café"}\n'
    mixed = lines.encode() + lines.encode("cp1252") + lines.encode()
    assert [article.text for article in articles(file("a.jsonl", mixed))] == ["Tosk’s café"] * 3


def test_line_ends_and_separators_inside_a_text_do_not_cut_it(file, articles) -> None:
    text = "One\u2028two\u0085three\r\nfour\rfive"
    (article,) = articles(file("a.jsonl", json.dumps({"text": text}, ensure_ascii=False) + "\r\n"))
    assert article.text == text


def test_a_line_over_the_limit_is_passed_over_unread(file, read) -> None:
    long = json.dumps({"text": "x" * 5_000})
    items = read(file("a.jsonl", f'{long}\n{{"text": "Four died."}}'), limits=Limits(document_bytes=1_000))
    assert isinstance(items[0], Failure) and "larger than 1,000 bytes" in items[0].reason
    assert isinstance(items[1], Article)


@pytest.mark.parametrize("line", ["[" * 100_000, '{"a":' * 100_000, '{"text": ' + "9" * 10_000 + "}", '{"text": NaN}'])
def test_hostile_json_is_a_failure(file, failure, line) -> None:
    assert failure(file("a.jsonl", line)).reason


def test_a_json_list_gets_advice(file, failure) -> None:
    assert "jq" in failure(file("a.json", '[{"text": "One."}]')).remedy


def test_a_broken_gzip_keeps_what_came_before(file, read) -> None:
    import gzip
    import random

    generator = random.Random(1)
    rows = "".join(json.dumps({"text": f"Row {n}", "noise": generator.random()}) + "\n" for n in range(20_000))
    data = gzip.compress(rows.encode())
    items = read(file("a.jsonl.gz", data[: len(data) // 2]))
    assert len(items) > 1_000 and all(isinstance(item, Article) for item in items[:-1])
    assert isinstance(items[-1], Failure) and "ends too early" in items[-1].reason


@pytest.mark.shared
def test_the_gold_articles_are_read_as_they_are(articles) -> None:
    path = Path(__file__).parents[3] / "shared" / "gold" / "articles-dev.jsonl"
    if not path.exists():
        pytest.skip("no shared folder beside the project")
    rows = [json.loads(line) for line in path.open(encoding="utf-8")]
    found = articles(path)
    assert [(a.id, a.text, a.title) for a in found] == [(r["id"], r["text"], r.get("title")) for r in rows]
    assert [a.published for a in found if a.published_from == "metadata"] == [
        r["published"] for r in rows if r.get("published")
    ]
