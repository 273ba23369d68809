"""Comparison: symmetric, the same one by one and many at once, with reasons that say what was compared."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from histor.assemble.columns import columns_of
from histor.assemble.comparison import compare, compare_all, reasons_of, weights, weights_from
from histor.assemble.features import FEATURES
from histor.errors import RecordError
from histor.record.profile import Profile
from histor.record.values import Place, TimeSpan, Toll
from strategies import profiles

BLAST = Profile(
    account="a#i1",
    article="a",
    published="2024-03-12",
    publisher="Meridian Wire",
    foreground=True,
    aggregate=False,
    suicide=False,
    stage="accomplished",
    kinds=("bombing",),
    date=TimeSpan("2024-03-12", "2024-03-12"),
    place=Place("Sokode", "town", "Centrale", "TG", 8.98, 1.13),
    killed=Toll(42, 42, 42),
    wounded=None,
    perpetrators=("harmattan brigade",),
    persons=(),
    victims=("kodjo ayite",),
    targets=("civilians",),
    weapons=("grenade",),
    places=("sokode",),
    words=("sokode", "ayite", "stalls", "cloth"),
)
LATER = replace(BLAST, account="b#i1", article="b", published="2024-03-14", killed=Toll(45, 45, 45))


def score(one: Profile, other: Profile) -> float:
    """The chance that the two are of one incident."""
    return compare(one, other).score


@given(profiles(), profiles())
def test_which_account_comes_first_makes_no_difference(one: Profile, other: Profile) -> None:
    there, back = compare(one, other), compare(other, one)
    assert (there.score, there.pattern) == (back.score, back.pattern)
    assert 0 <= there.score <= 1


@settings(max_examples=30)
@given(st.lists(profiles(), min_size=2, max_size=6))
def test_many_at_once_score_as_one_by_one(several: list[Profile]) -> None:
    first, second = np.triu_indices(len(several), 1)
    scored = compare_all(columns_of(several), first, second)
    for one, other, chance, pattern in zip(first, second, scored.scores, scored.patterns, strict=True):
        alone = compare(several[one], several[other])
        assert (alone.score, alone.pattern) == (chance, pattern.decode())


@given(profiles(), profiles())
def test_a_pattern_gives_its_reasons_again(one: Profile, other: Profile) -> None:
    found = compare(one, other)
    assert reasons_of(found.pattern, one, other) == found.reasons
    assert len(reasons_of(found.pattern)) == len(found.reasons)


def test_two_accounts_of_one_attack_are_likely_one() -> None:
    assert score(BLAST, LATER) > 0.9


def test_reasons_name_the_names_and_figures() -> None:
    told = " | ".join(compare(BLAST, LATER).reasons)
    for words in ("same victim (kodjo ayite)", "same day (2024-03-12)", "same town (Sokode)", "killed 42 and 45 close"):
        assert words in told


def test_reasons_against_say_but() -> None:
    elsewhere = replace(LATER, place=Place("Kano", "town", "Kano", "NG", 12.0, 8.52), places=("kano",))
    reasons = compare(BLAST, elsewhere).reasons
    assert "but another country (Sokode; Kano)" in reasons
    assert "but no place named by both" in reasons


@pytest.mark.parametrize(
    "other",
    [
        replace(LATER, date=TimeSpan("2024-05-01", "2024-05-01")),
        replace(LATER, place=Place("Lome", "town", "Maritime", "TG", 6.13, 1.22), places=("lome",)),
        replace(LATER, kinds=("kidnapping",)),
        replace(LATER, victims=("afi mensavi",)),
        replace(LATER, aggregate=True),
        replace(LATER, words=("harbour", "ferry")),
    ],
)
def test_what_differs_makes_one_incident_less_likely(other: Profile) -> None:
    assert score(BLAST, other) < score(BLAST, LATER)


@pytest.mark.parametrize(
    "unknown", [{"date": None}, {"place": None}, {"killed": None}, {"victims": ()}, {"targets": ()}]
)
def test_what_is_not_known_is_no_disagreement(unknown: dict[str, None]) -> None:
    differs = replace(
        LATER,
        date=TimeSpan("2023-01-01", "2023-01-01"),
        place=Place("Kano", "town", "Kano", "NG", 12.0, 8.52),
        killed=Toll(1, 1, 1),
        victims=("afi mensavi",),
        targets=("police",),
    )
    name = next(iter(unknown))
    wrong = replace(LATER, **{name: getattr(differs, name)})
    assert score(BLAST, replace(LATER, **unknown)) > score(BLAST, wrong)


def test_names_may_be_spelled_otherwise() -> None:
    spelled = replace(LATER, victims=("kodzho ayitte",))
    named = replace(LATER, victims=("afi mensavi",))
    assert score(BLAST, spelled) > score(BLAST, named)


def test_a_pattern_of_another_version_is_refused() -> None:
    with pytest.raises(RecordError, match="another version"):
        reasons_of("zz")


def test_weights_of_other_features_are_refused() -> None:
    with pytest.raises(RecordError, match="training/fit_merging"):
        weights_from({"version": "0", "link": 0.2, "reach": 0.3, "start": 0.0, "levels": {"date": {}}})


def test_each_level_has_a_weight() -> None:
    assert [len(table) for table in weights().levels] == [len(feature.levels) for feature in FEATURES]
