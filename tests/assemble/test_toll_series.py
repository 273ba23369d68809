"""Tolls: what supersedes what, attackers apart, and each policy's figure."""

import pytest
from hypothesis import given, settings

from histor.assemble.resolution import resolve
from histor.record.incident import POLICIES, Lineage, Policy, Resolved, Testimony
from histor.record.judgement import Field
from histor.record.values import Quantity, Toll
from testimonies import Told, exactly, incidents, together


def killed(
    *testimonies: Testimony,
    policy: Policy = "latest_reliable",
    lineages: tuple[Lineage, ...] = (),
    field: Field = "killed",
) -> Resolved:
    """How the toll resolves."""
    incident = resolve("x", testimonies, lineages, policy)
    return next(one for one in incident.resolved if one.field == field)


def test_a_later_figure_supersedes_its_own_lineage_s_and_not_another_s() -> None:
    told = (
        Told("a", "2024-03-05").killed(10).testimony(),
        Told("b", "2024-03-06").killed(12).testimony(),
        Told("c", "2024-03-05").killed(14).testimony(),
    )
    lineages = (together("a", "b"),)
    points = {point.account: point.superseded_by for point in resolve("x", told, lineages, "majority").tolls}
    assert points == {"a#i1": "b#i1", "b#i1": None, "c#i1": None}
    assert killed(*told, policy="low_best_high", lineages=lineages).value == Toll(12, 12, 14)
    assert killed(*told, policy="range_all", lineages=lineages).value == Toll(10, 12, 14)
    apart = killed(*told, policy="low_best_high")
    assert apart.value == Toll(10, 12, 14) and apart.conflict == "contradictory"


def test_a_late_copy_of_the_first_report_brings_no_new_figure() -> None:
    told = (
        Told("a", "2024-03-05").killed(10).testimony(),
        Told("b", "2024-03-06").killed(12).testimony(),
        Told("late", "2024-03-08").killed(10).testimony(),
    )
    assert killed(*told, lineages=(together("a", "b", "late"),)).value == exactly(12)
    again = Lineage("a", (("a", "original"), ("b", "reprint"), ("late", "follows")))
    assert killed(*told, lineages=(again,)).value == exactly(10), "the outlet itself went back to the first figure"


def test_a_speaker_s_later_figure_supersedes_the_same_speaker_s_in_any_article() -> None:
    told = (
        Told("a", "2024-03-05").killed(10, "the police chief").testimony(),
        Told("b", "2024-03-06").killed(12, "police in Orrum").testimony(),
        Told("c", "2024-03-05").killed(20, "a hospital").testimony(),
    )
    points = {point.account: point.superseded_by for point in resolve("x", told, (), "majority").tolls}
    assert points == {"a#i1": "b#i1", "b#i1": None, "c#i1": None}


@pytest.mark.parametrize("policy", POLICIES)
def test_figures_that_take_each_other_s_place_in_a_ring_all_stand(policy: Policy) -> None:
    """By lineage 2 followed 3; by speaker 3 followed 2: neither is the last word."""
    told = (
        Told("a", "2024-01-09").killed(3, "a police spokesman").testimony(),
        Told("b", "2024-01-11").killed(2, "a police spokesman").testimony(),
        Told("c", "2024-01-13").killed(3, "a police spokesman").testimony(),
    )
    lineages = (Lineage("a", (("a", "original"), ("b", "follows"), ("c", "reprint"))),)
    field = killed(*told, policy=policy, lineages=lineages)
    assert field.value is not None and field.support


def test_an_article_without_a_day_supersedes_nothing() -> None:
    told = (Told("a", None).killed(10).testimony(), Told("b", "2024-03-06").killed(12).testimony())
    points = resolve("x", told, (together("a", "b"),), "majority").tolls
    assert [(point.as_of, point.superseded_by) for point in points] == [("2024-03-06", None), (None, None)]


def test_a_later_round_figure_leaves_the_exact_one() -> None:
    exact = Told("a", "2024-03-05").killed(264).testimony()
    round_one = Told("b", "2024-03-20", killed=Toll(261, 261, None)).testimony()
    assert killed(exact, round_one).value == exactly(264)
    assert killed(exact, round_one).conflict == "nested"
    more = Told("b", "2024-03-20", killed=Toll(271, 271, None)).testimony()
    assert killed(exact, more).value == Toll(271, 271, None)


def test_a_round_figure_is_not_made_exact_by_one_far_above_it() -> None:
    early = Told("a", "2024-03-05").killed(90).testimony()
    later = Told("b", "2024-03-06", killed=exactly(40)).testimony()
    at_least = Told("c", "2024-03-07", killed=Toll(38, 38, None)).testimony()
    assert killed(early, later, at_least).value == exactly(40)
    assert killed(early, at_least).value == Toll(38, 38, None)


def test_of_two_figures_open_above_the_higher_holds() -> None:
    told = [Told(name, "2024-03-06", killed=Toll(70, 70, None)).testimony() for name in "ab"]
    more = Told("c", "2024-03-05", killed=Toll(86, 86, None)).testimony()
    assert killed(*told, more).value == Toll(86, 86, None)


def test_words_for_many_give_way_to_a_printed_number() -> None:
    dozens = Told("a", "2024-03-09", killed=Toll(24, None, None)).testimony()
    assert killed(dozens, Told("b").killed(30).testimony()).value == exactly(30)
    assert killed(dozens).value == Toll(24, None, None)


def test_a_recalled_figure_stands_only_where_another_lineage_gives_it() -> None:
    news = Told("a", "2024-03-05").killed(10).testimony()
    recalled = Told("b", "2025-03-05", foreground=False).killed(13).testimony()
    assert killed(news, recalled).value == exactly(10)
    confirmed = Told("c", "2025-03-06", foreground=False).killed(13).testimony()
    assert killed(news, recalled, confirmed).value == exactly(13)
    assert killed(news, recalled, confirmed, lineages=(together("b", "c"),)).value == exactly(10)
    assert killed(recalled).value == exactly(13)
    assert [point.recalled for point in resolve("x", [news, recalled], (), "majority").tolls] == [False, True]


@pytest.mark.parametrize(
    ("policy", "value"),
    [
        ("latest_reliable", exactly(14)),
        ("majority", exactly(12)),
        ("min_credible", exactly(12)),
        ("low_best_high", Toll(9, 14, 20)),
        ("range_all", Toll(9, 14, 20)),
    ],
)
def test_each_policy_has_its_figure(policy: Policy, value: Toll) -> None:
    told = (
        Told("a", "2024-03-05", grade="B").killed(12).testimony(),
        Told("b", "2024-03-05", grade="B").killed(12).testimony(),
        Told("c", "2024-03-06", grade="B").killed(14).testimony(),
        Told("d", "2024-03-07", grade="D").killed(9).testimony(),
        Told("e", "2024-03-07", grade="C").killed(20).testimony(),
    )
    resolved = killed(*told, policy=policy)
    assert resolved.value == value
    assert resolved.conflict == "contradictory"


def test_votes_are_counted_by_lineage() -> None:
    copies = [Told(name).killed(10).testimony() for name in "abc"]
    others = [Told(name).killed(12).testimony() for name in "de"]
    resolved = killed(*copies, *others, policy="majority", lineages=(together("a", "b", "c"),))
    assert resolved.value == exactly(12) and resolved.independent == 2
    assert [(one.value, one.accounts, one.independent) for one in resolved.alternatives] == [
        (exactly(10), ("a#i1", "b#i1", "c#i1"), 1)
    ]


def test_attackers_are_taken_out_of_a_bottom_line_made_of_parts() -> None:
    parts = Told("a", killed=exactly(6)).says("killed", 4, group="security").says("killed", 2, group="perpetrator")
    assert killed(parts.testimony()).value == exactly(4)
    assert killed(parts.testimony(), field="attackers_killed").value == exactly(2)
    total = Told("b").killed(11).says("killed", 2, group="perpetrator").testimony()
    assert killed(total).value == exactly(11), "a printed total is taken as printed"


def test_only_attackers_killed_is_no_victim_killed() -> None:
    only = Told("a", killed=exactly(2)).says("killed", 2, group="perpetrator").testimony()
    assert killed(only).value is None
    assert killed(only, field="attackers_killed").value == exactly(2)


def test_figures_that_differ_by_the_attackers_are_compatible() -> None:
    with_them = Told("a").killed(11).testimony()
    without = Told("b").killed(9).says("killed", 2, group="perpetrator").testimony()
    assert killed(with_them, without).conflict == "compatible"
    assert killed(with_them, Told("b").killed(8).testimony()).conflict == "contradictory"


def test_the_series_tells_totals_from_parts() -> None:
    told = Told("a", killed=exactly(6), wounded=exactly(7))
    told.says("killed", 4, words="four soldiers", group="security").says(
        "killed", 2, words="two shepherds", group="civilian"
    )
    told.says("wounded", 7, "a doctor", "seven were hurt", "all").says(
        "wounded", 3, words="three children", group="child"
    )
    points = resolve("x", [told.testimony()], (), "majority").tolls
    assert [(p.slot, p.quantity, p.group, p.total, p.speaker, p.quote) for p in points] == [
        ("killed", Quantity(4, 4), "security", False, (), "four soldiers"),
        ("killed", Quantity(2, 2), "civilian", False, (), "two shepherds"),
        ("killed", Quantity(6, 6), "all", True, (), "four soldiers + two shepherds"),
        ("wounded", Quantity(7, 7), "all", True, ("a doctor",), "seven were hurt"),
        ("wounded", Quantity(3, 3), "child", False, (), "three children"),
    ]


@settings(max_examples=40)
@given(incidents())
def test_every_figure_said_is_in_the_series(incident: tuple[list[Testimony], tuple[Lineage, ...]]) -> None:
    testimonies, lineages = incident
    points = resolve("x", testimonies, lineages, "majority").tolls
    for one in testimonies:
        for slot in ("killed", "wounded"):
            mine = [point for point in points if (point.account, point.slot) == (one.account_id, slot)]
            said = one.account.values(slot)
            assert [p.quote for p in mine][: len(said)] == [a.evidence.quote for a in said]
            toll = getattr(one.account, slot)
            assert any(point.total for point in mine) == (toll is not None)
    days = [point.as_of or "9999" for point in points]
    assert days == sorted(days)
    dated = {one.account_id for one in testimonies if one.article.published}
    assert all({point.account, point.superseded_by} <= dated for point in points if point.superseded_by)
    assert all(point.superseded_by != point.account for point in points)
