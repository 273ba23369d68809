"""Our scores and those of the reference scorer beside the gold are the same numbers, on made and on real codings."""

import copy
import importlib.util
import json
import random
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from histor.evaluate.coding import coding_from_json
from histor.evaluate.gold import load_articles, load_gold
from histor.evaluate.scores import score
from histor.record.article import Article
from histor.record.codebook import KINDS, PLACE_KINDS, STAGES, STATEMENT_KINDS, STATUSES, TARGET_CLASSES, WEAPON_CLASSES

SHARED = Path(__file__).parents[2] / ".." / "shared" / "gold"
Json = dict[str, Any]

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not (SHARED / "score.py").exists(), reason="the shared folder is not beside the project"),
]


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference_score", SHARED / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ours(gold: dict[str, Json], predicted: dict[str, Json], articles: dict[str, Json] | None = None) -> Json:
    scores = score(
        {doc: coding_from_json(row, doc) for doc, row in gold.items()},
        {doc: coding_from_json(row, doc) for doc, row in predicted.items()},
        {doc: Article(id=doc, text=row["text"], title=row.get("title")) for doc, row in articles.items()}
        if articles
        else None,
    )
    return {
        measure: {"p": tally.precision, "r": tally.recall, "f1": tally.f1, "gold": tally.gold, "pred": tally.predicted}
        for measure, tally in scores.total.items()
    }


NAMES = (
    "Islamic State", "ISIS", "the Islamic State group", "Daesh", "gunmen", "unidentified", "Syrian army", "Syria",
    "Northern Front", "the Northern Front militants", "Émile K.", "Emile K", "police", "the", "…", "U.S. forces",
)  # fmt: skip
QUOTES = ("police", "the police said", "two gunmen", "gunmen", "12 people were killed", "12 killed", "a market", "’s")
names, quotes = st.sampled_from(NAMES), st.sampled_from(QUOTES)
counts = st.none() | st.integers(0, 3)


@st.composite
def placed(draw: st.DrawFn) -> Json:
    """Words with offsets, right or wrong, into the text made of all quotes."""
    quote = draw(quotes)
    start = TEXT.index(quote) + draw(st.sampled_from([0, 0, 0, 1]))
    return {"quote": quote, "part": draw(st.sampled_from(["text", "text", "title"])), "start": start,
            "end": start + len(quote)}  # fmt: skip


TEXT = " / ".join(QUOTES)


@st.composite
def tolls(draw: st.DrawFn) -> Json:
    low, best, high = sorted(draw(st.lists(st.integers(0, 4), min_size=3, max_size=3)))
    kept = {"low": low, "best": best, "high": high}
    return {bound: number if draw(st.booleans()) else None for bound, number in kept.items()}


@st.composite
def quantities(draw: st.DrawFn) -> Json:
    low, high = sorted(draw(st.lists(st.integers(0, 3), min_size=2, max_size=2)))
    return {"low": low if draw(st.booleans()) else None, "high": high if draw(st.booleans()) else None, "approx": False}


@st.composite
def dates(draw: st.DrawFn) -> Json:
    first, last = sorted(draw(st.lists(st.integers(1, 4), min_size=2, max_size=2)))
    return {"earliest": f"2021-03-0{first}", "latest": f"2021-03-0{last}"}


places = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Gao", "Old Market", "the Gao region", "Kidal"]),
        "kind": st.sampled_from(PLACE_KINDS),
        "admin1": st.sampled_from([None, "Gao"]),
        "country": st.sampled_from([None, "ML", "NE"]),
        "lat": st.sampled_from([None, 16.0, 16.2, 17.0]),
        "lon": st.sampled_from([None, 0.0, 0.1, 179.9]),
    }
)


@st.composite
def assertions(draw: st.DrawFn, said: st.SearchStrategy[Any]) -> Json:
    slot = draw(st.sampled_from(["perpetrator", "perpetrator", "target", "victim", "weapon", "killed", "wounded",
                                 "perpetrator_person", "motive"]))  # fmt: skip
    values = {
        "perpetrator": names,
        "victim": names,
        "target": st.sampled_from(TARGET_CLASSES[:3]),
        "weapon": st.sampled_from(WEAPON_CLASSES[:3]),
        "killed": quantities(),
        "wounded": quantities(),
        "perpetrator_person": names,
        "motive": st.none(),
    }
    row = {**draw(placed()), "slot": slot, "value": draw(values[slot]), "said_by": draw(st.lists(said, max_size=2))}
    if slot in ("perpetrator", "perpetrator_person"):
        row["status"] = draw(st.sampled_from(STATUSES))
    return row


def incidents(said: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries(
        {
            "id": st.just("i1"),
            "foreground": st.booleans(),
            "aggregate": st.just(False),
            "kinds": st.lists(st.sampled_from((*KINDS[:4], "attack")), max_size=2),
            "suicide": st.booleans(),
            "stage": st.sampled_from(STAGES),
            "mentions": st.lists(said, max_size=2),
            "date": st.none() | dates(),
            "place": st.none() | places,
            "killed": st.none() | tolls(),
            "wounded": st.none() | tolls(),
            "assertions": st.lists(assertions(said), max_size=4),
        }
    )


def codings(said: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    statement = st.builds(
        lambda words, kind, speaker, hops: {**words, "kind": kind, "speaker": speaker, "said_by": hops},
        placed(), st.sampled_from(STATEMENT_KINDS[:3]), names, st.lists(said, max_size=1),
    )  # fmt: skip
    return st.fixed_dictionaries(
        {"incidents": st.lists(incidents(said), max_size=4), "statements": st.lists(statement, max_size=3)}
    )


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(gold=codings(quotes), predicted=codings(placed()), second=codings(quotes))
def test_made_codings_score_the_same(reference: ModuleType, gold: Json, predicted: Json, second: Json) -> None:
    articles = {"d1": {"text": TEXT, "title": "police"}, "d2": {"text": TEXT}}
    golds, predictions = {"d1": gold, "d2": second}, {"d1": predicted}
    assert ours(golds, predictions) == reference.score(golds, predictions)
    assert ours(golds, predictions, articles) == reference.score(golds, predictions, articles)


def perturbed(row: Json, rng: random.Random) -> Json:
    """A copy that a careless reader might have made: things dropped, moved, renamed and made up."""
    row = copy.deepcopy(row)
    found: list[Json] = []
    for incident in row["incidents"]:
        if rng.random() < 0.15:
            continue
        if rng.random() < 0.15:
            found.append(copy.deepcopy(incident))
        for field in ("date", "place", "killed", "wounded"):
            if rng.random() < 0.2:
                incident[field] = None
        if rng.random() < 0.2:
            incident["foreground"] = not incident["foreground"]
        if rng.random() < 0.3:
            incident["kinds"] = [rng.choice(KINDS)]
        incident["assertions"] = [a for a in incident["assertions"] if rng.random() > 0.2]
        for assertion in incident["assertions"]:
            if rng.random() < 0.3:
                assertion["said_by"] = [] if assertion["said_by"] else ["police"]
            if assertion["slot"] == "perpetrator" and rng.random() < 0.3:
                assertion["value"], assertion["status"] = rng.choice(NAMES), rng.choice(STATUSES)
            if rng.random() < 0.2:
                assertion["quote"] = " ".join(assertion["quote"].split()[:2])
        found.append(incident)
    rng.shuffle(found)
    row["incidents"] = found
    row["statements"] = [s for s in row["statements"] if rng.random() > 0.3]
    return row


@pytest.mark.parametrize("seed", range(4))
def test_reviewed_gold_against_careless_copies_scores_the_same(reference: ModuleType, seed: int) -> None:
    rng = random.Random(seed)
    gold = {file.stem: json.loads(file.read_text("utf-8")) for file in sorted((SHARED / "dev").glob("*.json"))}
    predicted = {doc: perturbed(row, rng) for doc, row in gold.items() if rng.random() > 0.1}
    expected = reference.score(gold, predicted)
    assert ours(gold, predicted) == expected
    assert 20 < expected["record"]["f1"] < 95


def test_gold_scores_a_hundred_against_itself() -> None:
    gold = load_gold(SHARED / "dev")
    total = score(gold, gold).total
    asked = ("record", "record_all", "incident", "statement", "relevance")
    assert [total[measure].f1 for measure in asked] == [100.0] * len(asked)


def test_every_coding_of_the_shared_gold_can_be_loaded() -> None:
    assert len(load_gold(SHARED / "train")) > 400
    assert load_articles(SHARED / "articles-dev.jsonl").keys() == load_gold(SHARED / "dev").keys()
