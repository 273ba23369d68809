"""Gold and prediction files: both layouts load, and what is wrong is named with its file and line."""

import json
from pathlib import Path

import pytest

from histor.errors import GoldError
from histor.evaluate.gold import load_articles, load_gold, load_predictions

GOLD = {"doc": "d1", "relevant": False, "incidents": [], "statements": []}
READING = {"article": {"id": "d1"}, "incidents": [{"kinds": ["arson"]}], "statements": [], "made_by": {}}


def test_a_folder_and_json_lines_give_the_same_gold(tmp_path: Path) -> None:
    folder = tmp_path / "gold"
    folder.mkdir()
    (folder / "d1.json").write_text(json.dumps(GOLD, indent=1), "utf-8")
    lines = tmp_path / "gold.jsonl"
    lines.write_text(json.dumps(GOLD) + "\n\n", "utf-8")
    assert load_gold(folder) == load_gold(lines) != {}


def test_predictions_are_keyed_by_their_article(tmp_path: Path) -> None:
    file = tmp_path / "readings.jsonl"
    file.write_text(json.dumps(READING), "utf-8")
    assert load_predictions(file)["d1"].incidents[0].kinds == ("arson",)


def test_a_line_separator_inside_a_string_does_not_end_a_row(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text(json.dumps({"id": "d1", "text": "one\u2028two\x85three"}, ensure_ascii=False), "utf-8")
    assert load_articles(file)["d1"].text == "one\u2028two\x85three"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{not json", "not JSON"),
        ("[1]", "a JSON object is needed, not list"),
        ('{"incidents": []}', "names no article"),
        ('{"doc": "d2", "incidents": [{"kinds": ["picnic"]}]}', r"Invalid enum value 'picnic'.*incidents"),
        ('{"doc": "d2", "incidents": [{"date": {"earliest": "2021-02-30", "latest": "2021-03-01"}}]}', "2021-02-30"),
        ('{"doc": "d2", "incidents": [{"killed": {"low": 9, "best": 2, "high": 3}}]}', "low <= best <= high"),
        ('{"doc": "d1"}', "coded twice"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_bad_row_is_named_with_file_and_line(tmp_path: Path, line: str, reason: str) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text(json.dumps(GOLD) + "\n" + line + "\n", "utf-8")
    with pytest.raises(GoldError, match=reason) as caught:
        load_gold(file)
    assert str(caught.value).startswith(f"{file}, line 2: ")


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="nowhere"):
        load_gold(tmp_path / "nowhere")
    with pytest.raises(GoldError, match="no gold codings there"):
        load_gold(tmp_path)
    binary = tmp_path / "binary"
    binary.write_bytes(b'{"doc": "\xff"}')
    with pytest.raises(GoldError, match="must be UTF-8; byte 9 is not"):
        load_predictions(binary)


def test_an_article_row_without_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text('{"id": "d1"}', "utf-8")
    with pytest.raises(GoldError, match='line 1: an article needs the strings "id" and "text"'):
        load_articles(file)
