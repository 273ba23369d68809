"""Scores whose every figure was worked out by hand on small invented codings."""

from typing import Any

import pytest

from histor.evaluate.coding import Coding, coding_from_json
from histor.evaluate.scores import Tally, score
from histor.evaluate.table import MEASURES, document_lines, rows, table
from histor.record.article import Article

TEXT = "Gunmen killed at least four soldiers near Belat on Thursday, the army said."


def words(quote: str) -> dict[str, Any]:
    start = TEXT.index(quote)
    return {"quote": quote, "part": "text", "start": start, "end": start + len(quote)}


def said(slot: str, quote: str, value: Any, said_by: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    return {**words(quote), "slot": slot, "value": value, "said_by": [words(hop) for hop in said_by], **more}


def incident(**changes: Any) -> dict[str, Any]:
    return {
        "id": "i1",
        "kinds": ["armed_assault"],
        "foreground": True,
        "stage": "accomplished",
        "suicide": False,
        "mentions": [words("killed")],
        "date": {"earliest": "2021-03-04", "latest": "2021-03-04"},
        "place": {"name": "Belat", "kind": "town", "country": "ML", "lat": 16.2, "lon": -0.1},
        "killed": {"low": 4, "best": 4, "high": None},
        "assertions": [
            said("killed", "at least four soldiers", {"low": 4, "high": None}, ("the army",)),
            said("perpetrator", "Gunmen", "unidentified", status="stated"),
            said("target", "soldiers", "military"),
        ],
        **changes,
    }


def coding(*incidents: dict[str, Any], statements: tuple[dict[str, Any], ...] = ()) -> Coding:
    return coding_from_json({"incidents": list(incidents), "statements": list(statements)}, "made")


def totals(gold: Coding, found: Coding) -> dict[str, Tally]:
    return score({"d": gold}, {"d": found}, {"d": Article(id="d", text=TEXT)}).total


def test_a_perfect_reading_scores_a_hundred_everywhere() -> None:
    found = totals(coding(incident()), coding(incident()))
    # kind, date, place, perpetrator, target and killed; the gold has no victim, weapon or wounded.
    assert found["record"] == Tally(6, 6, 6)
    # One mention, three assertions, one speaker.
    assert found["evidence"] == Tally(5, 5, 5)
    assert found["attribution"] == Tally(1, 1, 1)
    assert found["assertion"] == Tally(2, 2, 2)
    assert {found[m].f1 for m in ("record", "incident", "relevance", "status", "stage", "foreground")} == {100.0}


def test_an_unread_article_counts_as_missed_and_is_named() -> None:
    scores = score({"d": coding(incident())}, {})
    assert scores.missing == ("d",)
    assert scores.total["record"] == Tally(0, 0, 6)
    assert scores.total["relevance"] == Tally(0, 0, 1)
    assert scores.total["record"].f1 == 0.0


def test_an_incident_that_the_gold_lacks_counts_as_made_up() -> None:
    found = totals(coding(), coding(incident()))
    assert found["record"] == Tally(0, 6, 0)
    assert found["incident"] == Tally(0, 1, 0)
    assert found["assertion"] == Tally(0, 2, 0)
    assert found["relevance"] == Tally(0, 1, 0)


def test_one_ground_is_too_little_to_match_two_incidents() -> None:
    other = incident(kinds=["arson"], date=None, place=None, killed=None, assertions=[])
    assert totals(coding(incident()), coding(other))["incident"] == Tally(0, 1, 1)
    # The mention alone was shared above; with the place there are two grounds.
    other["place"] = incident()["place"]
    assert totals(coding(incident()), coding(other))["incident"] == Tally(1, 1, 1)


def test_the_likelier_of_two_incidents_is_matched() -> None:
    far = incident(place={"name": "Orrum", "kind": "town", "country": "ML", "lat": 20.0, "lon": 4.0}, kinds=["bombing"])
    found = totals(coding(incident()), coding(far, incident()))
    assert found["slot:place"] == Tally(1, 2, 1)
    assert found["slot:kind"] == Tally(1, 2, 1)


@pytest.mark.parametrize(
    ("place", "right"),
    [
        ({"name": "Elsewhere", "kind": "site", "country": "ML", "lat": 16.4, "lon": -0.1}, 1),  # 22 km away
        ({"name": "Belat", "kind": "town", "country": "ML", "lat": 16.5, "lon": -0.1}, 0),  # 33 km away
        ({"name": "Belat", "kind": "town", "country": "NE", "lat": 16.2, "lon": -0.1}, 0),  # another country
        ({"name": "Belat", "kind": "town", "country": None, "lat": None, "lon": None}, 1),  # by name
        ({"name": "Mali", "kind": "country", "country": "ML", "lat": None, "lon": None}, 0),  # too coarse
    ],
)
def test_places_are_right_within_thirty_kilometres_or_by_name(place: dict[str, Any], right: int) -> None:
    assert totals(coding(incident()), coding(incident(place=place)))["slot:place"] == Tally(right, 1, 1)


@pytest.mark.parametrize(
    ("toll", "right"),
    [
        ({"low": 4, "best": 4, "high": 6}, 1),
        ({"low": 4, "best": None, "high": None}, 0),
        ({"low": 5, "best": 5, "high": 5}, 0),
    ],
)
def test_tolls_agree_by_their_best_figure(toll: dict[str, int | None], right: int) -> None:
    assert totals(coding(incident()), coding(incident(killed=toll)))["slot:killed"] == Tally(right, 1, 1)


def test_tolls_without_a_best_figure_agree_by_their_bounds() -> None:
    dozens = {"low": 24, "best": None, "high": None}
    gold, same = coding(incident(killed=dozens)), coding(incident(killed=dict(dozens)))
    assert totals(gold, same)["slot:killed"] == Tally(1, 1, 1)
    assert totals(gold, coding(incident(killed={**dozens, "low": 40})))["slot:killed"] == Tally(0, 1, 1)


def test_denied_perpetrators_are_not_scored_as_perpetrators() -> None:
    denial = incident(assertions=[said("perpetrator", "the army", "Army", status="denied")])
    assert totals(coding(denial), coding(denial))["slot:perpetrator"] == Tally(0, 0, 0)


def test_an_unidentified_perpetrator_gives_way_to_a_named_one() -> None:
    both = incident(
        assertions=[
            said("perpetrator", "Gunmen", "gunmen", status="stated"),
            said("perpetrator", "the army", "Belat Front", status="accused"),
        ]
    )
    assert totals(coding(both), coding(both))["slot:perpetrator"] == Tally(1, 1, 1)


def test_attribution_asks_for_the_innermost_speaker() -> None:
    gold = incident(assertions=[said("killed", "four soldiers", {"low": 4, "high": None}, ("Belat", "the army"))])
    outer = incident(assertions=[said("killed", "four soldiers", {"low": 4, "high": None}, ("Belat",))])
    nobody = incident(assertions=[said("killed", "four soldiers", {"low": 4, "high": None})])
    assert totals(coding(gold), coding(gold))["attribution"] == Tally(1, 1, 1)
    assert totals(coding(gold), coding(outer))["attribution"] == Tally(0, 1, 1)
    assert totals(coding(gold), coding(nobody))["attribution"] == Tally(0, 0, 1)


def test_a_quote_that_does_not_stand_at_its_offsets_fails_as_evidence() -> None:
    moved = incident(mentions=[{**words("killed"), "start": 0, "end": 6}], assertions=[])
    assert totals(coding(incident()), coding(moved))["evidence"] == Tally(0, 1, 1)


def test_statements_match_by_kind_words_and_speaker() -> None:
    right = {"kind": "accuse", "speaker": "the army", **words("the army said")}
    gold = coding(incident(), statements=(right,))
    assert totals(gold, coding(incident(), statements=(right,)))["statement"] == Tally(1, 1, 1)
    for wrong in ({"kind": "condemn"}, {"speaker": "a witness"}, words("near Belat")):
        assert totals(gold, coding(incident(), statements=({**right, **wrong},)))["statement"] == Tally(0, 1, 1)


def test_tally_figures_are_percentages() -> None:
    tally = Tally(right=2, predicted=3, gold=8)
    assert (tally.precision, tally.recall, tally.f1) == (66.7, 25.0, 36.4)


def test_the_table_has_every_measure_once_and_documents_are_sorted_by_record() -> None:
    articles = {"good": Article(id="good", text=TEXT)}
    scores = score({"good": coding(incident()), "bad": coding(incident())}, {"good": coding(incident())}, articles)
    assert {row["measure"] for row in rows(scores)} == scores.total.keys() <= set(MEASURES)
    assert "2 articles, 1 without a reading" in table(scores)
    assert "slot:place          100.0   50.0   66.7      2      1" in table(scores)
    assert [line.split()[0] for line in document_lines(scores)] == ["bad", "good"]
