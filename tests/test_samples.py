"""The samples are read by the demo and the tutorial, so their codings must fit the articles word for word."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from histor.evaluate.gold import load_gold
from histor.ingest.sources import IngestOptions, open_sources
from histor.record.article import Article
from histor.record.assertion import Assertion
from histor.record.codebook import COUNT_SLOTS, KINDS, PLACE_KINDS, STAGES, STATEMENT_KINDS
from histor.record.evidence import Evidence
from histor.record.reading import Failure
from histor.record.values import Place, Quantity, TimeSpan, Toll

SAMPLES = Path(__file__).parents[1] / "samples"
ARTICLES = SAMPLES / "articles"
CODINGS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text("utf-8")) for path in sorted((SAMPLES / "expected").glob("*.json"))
}


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    """Every sample article by id, through the same door as everybody else's."""
    found = list(open_sources([str(ARTICLES)], IngestOptions()))
    assert [item for item in found if isinstance(item, Failure)] == []
    return {item.id: item for item in found if isinstance(item, Article)}


def quotes(coding: dict[str, Any]) -> Iterator[str]:
    for incident in coding["incidents"]:
        yield from incident["mentions"]
        for assertion in incident["assertions"]:
            yield from [assertion["quote"], *assertion["said_by"]]
    for statement in coding["statements"]:
        yield from [statement["quote"], statement["speaker"], *statement["said_by"]]


def test_every_article_has_a_coding_and_every_coding_an_article(articles: dict[str, Article]) -> None:
    assert sorted(coding["doc"] for coding in CODINGS.values()) == sorted(articles)


def test_every_article_tells_its_publication_day_and_where_that_stands(articles: dict[str, Article]) -> None:
    assert [a.id for a in articles.values() if a.published is None or a.published_from is None] == []


@pytest.mark.parametrize("name", CODINGS)
def test_every_expected_quote_stands_in_the_article(name: str, articles: dict[str, Article]) -> None:
    article = articles[CODINGS[name]["doc"]]
    words = f"{article.title or ''}\n{article.text}"
    assert [quote for quote in quotes(CODINGS[name]) if quote not in words] == []


@pytest.mark.parametrize("name", CODINGS)
def test_every_expected_coding_keeps_to_the_codebook(name: str) -> None:
    coding = CODINGS[name]
    assert coding["relevant"] == bool(coding["incidents"])
    for incident in coding["incidents"]:
        assert set(incident["kinds"]) <= set(KINDS)
        assert incident["stage"] in STAGES
        if incident["date"]:
            TimeSpan(**incident["date"])
        if incident["place"]:
            assert Place(**incident["place"]).kind in PLACE_KINDS
        for slot in ("killed", "wounded"):
            if incident[slot]:
                Toll(**incident[slot])
        for row in incident["assertions"]:
            value = Quantity(**row["value"]) if row["slot"] in COUNT_SLOTS else row["value"]
            evidence = Evidence("text", 0, len(row["quote"]), row["quote"])
            Assertion(row["slot"], value, evidence, status=row.get("status"), group=row.get("group"))
    ids = {incident["id"] for incident in coding["incidents"]}
    for statement in coding["statements"]:
        assert statement["kind"] in STATEMENT_KINDS
        assert statement["about"] is None or statement["about"] in ids


def test_the_codings_score_as_gold() -> None:
    assert len(load_gold(SAMPLES / "expected")) == len(CODINGS)


def test_invented_outlets_use_addresses_that_nobody_can_own() -> None:
    formats = {"http://purl.org", "https://schema.org"}
    for path in ARTICLES.iterdir():
        if path.is_file():
            hosts = set(re.findall(r"https?://[\w.-]+", path.read_text("utf-8"))) - formats
            assert {host for host in hosts if not host.endswith(".example")} == set(), path.name
