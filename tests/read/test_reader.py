"""The whole reader with the real model: it keeps the contract on ordinary articles, and survives the others."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from histor.errors import ReadError
from histor.ingest.options import IngestOptions
from histor.ingest.sources import open_sources
from histor.read.chances import WORTH_REVIEW, calibrate
from histor.read.draft import Draft, Tools
from histor.read.reader import STEPS, Reader
from histor.record.article import Article
from histor.record.codebook import MAX_INCIDENTS, MAX_MENTIONS, MAX_STATEMENTS
from histor.record.reading import Reading
from histor.record.wire import json_schema, reading_from_line, reading_to_line

ARTICLES = Path(__file__).parents[2] / "samples" / "articles"
NEWS = (
    "On Tuesday a car bomb killed 12 people and wounded 30 in the city of Mosul, police said. The Islamic State group "
    "claimed responsibility for the attack in an online statement. Gunmen shot dead three officers near Kirkuk on "
    "4 March 2019, AFP reported.\n"
)


@pytest.fixture(scope="module")
def readings(reader: Reader) -> list[Reading]:
    """Every sample article, read."""
    found = open_sources([str(ARTICLES)], IngestOptions())
    return [reader.read(item) for item in found if isinstance(item, Article)]


def kept(reading: Reading) -> Reading:
    """The reading, once it is seen to keep what every reading promises."""
    reading.verify(reading.article)
    assert len(reading.incidents) <= MAX_INCIDENTS
    assert len(reading.statements) <= MAX_STATEMENTS
    ids = [account.id for account in reading.incidents]
    assert ids == [f"i{number}" for number in range(1, len(ids) + 1)]
    assert {statement.about for statement in reading.statements} <= {None, *ids}
    for account in reading.incidents:
        assert len(account.mentions) <= MAX_MENTIONS
        assert account.why
        assert all(assertion.why for assertion in account.assertions)
        for toll in filter(None, (account.killed, account.wounded)):
            bounds = [bound for bound in (toll.low, toll.best, toll.high) if bound is not None]
            assert bounds == sorted(bounds)
    assert all(statement.why and statement.speaker for statement in reading.statements)
    return reading


def test_the_samples_keep_the_promises(readings: list[Reading]) -> None:
    assert len(readings) > 10
    for reading in readings:
        kept(reading)
    assert sum(bool(reading.incidents) for reading in readings) > len(readings) / 2
    assert any(reading.statements for reading in readings)


def test_the_samples_are_told_by_the_published_contract(readings: list[Reading]) -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    for reading in readings:
        line = reading_to_line(reading, text=True, why=True, doubtful=True)
        assert [error.message for error in validator.iter_errors(json.loads(line))] == []
        assert reading_to_line(reading_from_line(line), text=True, why=True, doubtful=True) == line


def test_what_is_left_out_of_the_samples_is_kept_for_review(readings: list[Reading]) -> None:
    accounts = [account for reading in readings for account in reading.incidents]
    assert any(account.doubtful for account in accounts)
    for account in accounts:
        given = {(a.slot, a.value, a.evidence) for a in account.assertions}
        for doubt in account.doubtful:
            assert (doubt.slot, doubt.value, doubt.evidence) not in given
            assert WORTH_REVIEW <= doubt.score < 0.5 and doubt.why.startswith(f"chance {doubt.score:g}, below 0.")


def test_nothing_is_worked_out_from_what_is_doubtful(
    reader: Reader, readings: list[Reading], monkeypatch: pytest.MonkeyPatch
) -> None:
    def forget(draft: Draft, tools: Tools) -> None:
        for incident in draft.incidents:
            incident.doubtful = []

    after = STEPS.index(calibrate) + 1
    monkeypatch.setattr("histor.read.reader.STEPS", (*STEPS[:after], forget, *STEPS[after:]))
    for reading in readings:
        told = tuple(replace(account, doubtful=()) for account in reading.incidents)
        assert reader.read(reading.article) == replace(reading, incidents=told)


def test_the_same_article_gives_the_same_line(reader: Reader, readings: list[Reading]) -> None:
    for reading in readings:
        assert reading_to_line(reader.read(reading.article), why=True) == reading_to_line(reading, why=True)


def test_a_plain_report_is_read_as_a_coder_would(reader: Reader) -> None:
    reading = kept(reader.read(Article("a", NEWS, "Car bomb kills 12 in Mosul", published="2019-03-06")))
    first = reading.incidents[0]
    assert "bombing" in first.kinds and first.foreground
    assert first.killed and first.killed.best == 12
    assert first.wounded and first.wounded.best == 30
    assert first.place and (first.place.name, first.place.country) == ("Mosul", "IQ")
    assert first.date and (first.date.earliest, first.date.latest) == ("2019-03-05", "2019-03-05")
    assert "vehicle_bomb" in {assertion.value for assertion in first.values("weapon")}
    assert any("police" in hop.quote for toll in first.values("killed") for hop in toll.said_by)


def test_the_versions_stand_in_every_reading(reader: Reader, readings: list[Reading]) -> None:
    assert {reading.made_by for reading in readings} == {reader.made_by}
    assert reader.made_by.reader == reader.tools.encoder.version


@pytest.mark.parametrize("text", ["", " ", "\n\t\u00a0\u2003\n"])
def test_an_article_without_text_is_refused(reader: Reader, text: str) -> None:
    with pytest.raises(ReadError, match="article a: no text"):
        reader.read(Article("a", text, "Car bomb kills 12 in Mosul"))


@pytest.mark.parametrize(
    "text",
    [
        "a" * 400_000,
        "A" * 400_000,
        "A-" * 3_000,
        "1" * 100_000,
        "x" + "\n" * 200_000 + "x",
        "x" + " " * 200_000 + "x",
        "😀👩‍👩‍👧" * 2_000,
        "\u200f\u202e\ufeff\u200d" * 2_000,
        "!?.,;:()\"'" * 400,
        "killed " * 3_000,
        "Kabul " * 3_000,
        "قتل ثلاثة أشخاص في انفجار سيارة مفخخة في بغداد يوم الاثنين، بحسب الشرطة. " * 10,
        NEWS.replace(" ", "\u00a0"),
        NEWS.replace(" ", "\r\n"),
        NEWS.upper(),
        "Omar B\u2028. " * 200,
        "İ" * 3_000 + NEWS,
        "\ufffd" + NEWS,
    ],
    ids=lambda text: f"{text[:8]!r} x {len(text)}",
)
def test_hostile_text_is_read_or_read_as_nothing(reader: Reader, text: str) -> None:
    line = reading_to_line(kept(reader.read(Article("a", text, text[:500]))), why=True)
    assert reading_from_line(line)


def test_a_text_of_only_marks_of_no_meaning_tells_of_nothing(reader: Reader) -> None:
    for text in ("!?.,;:" * 300, "😀" * 300, "a" * 5_000):
        assert reader.read(Article("a", text)).incidents == ()


def test_nul_and_lone_surrogates_are_read_through_the_door(reader: Reader, tmp_path: Path) -> None:
    source = tmp_path / "rows.jsonl"
    source.write_text('{"text": "A bomb killed 3 \\ud800 people\\u0000 in Kabul on Monday, police said."}\n', "ascii")
    (article,) = open_sources([str(source)], IngestOptions())
    assert isinstance(article, Article)
    assert reading_to_line(kept(reader.read(article)), text=True)


def test_a_long_archive_of_reports_is_read_within_its_bounds(reader: Reader) -> None:
    reading = kept(reader.read(Article("a", NEWS * 150, published="2019-03-06")))
    assert reading.incidents


def test_an_article_without_title_or_date_is_read(reader: Reader) -> None:
    reading = kept(reader.read(Article("a", NEWS)))
    assert reading.incidents and reading.incidents[0].killed
