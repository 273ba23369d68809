"""What resolution promises of every incident: no order matters, nothing said is lost, no value lacks an account."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from histor.assemble.resolution import POLICY_VERSION, resolve
from histor.errors import RecordError
from histor.record.incident import POLICIES, Lineage, Policy, Resolved, Testimony
from histor.record.judgement import FIELDS, Correction, Field
from histor.record.values import Place, TimeSpan, Toll
from testimonies import DAY, ORRUM, Told, exactly, incidents, together, told

policies = st.sampled_from(POLICIES)
TOLLS: tuple[Field, ...] = ("killed", "wounded", "attackers_killed", "attackers_wounded")


def values(
    testimonies: list[Testimony], policy: Policy = "majority", lineages: tuple[Lineage, ...] = ()
) -> dict[str, Resolved]:
    """Every field's resolution."""
    return {one.field: one for one in resolve("x", testimonies, lineages, policy).resolved}


@settings(max_examples=40)
@given(incidents(), policies, st.randoms(use_true_random=False))
def test_the_order_of_testimonies_and_lineages_makes_no_difference(
    incident: tuple[list[Testimony], tuple[Lineage, ...]], policy: Policy, chance: random.Random
) -> None:
    testimonies, lineages = incident
    first = resolve("x", testimonies, lineages, policy)
    shuffled = chance.sample(testimonies, len(testimonies))
    assert resolve("x", shuffled, lineages[::-1], policy) == first
    assert [one.field for one in first.resolved] == list(FIELDS)


@settings(max_examples=40)
@given(incidents(), policies)
def test_support_and_alternatives_part_the_accounts_that_say_anything(
    incident: tuple[list[Testimony], tuple[Lineage, ...]], policy: Policy
) -> None:
    testimonies, lineages = incident
    known = {one.account_id for one in testimonies}
    for resolved in resolve("x", testimonies, lineages, policy).resolved:
        parts = [resolved.support, *(one.accounts for one in resolved.alternatives)]
        accounts = [account for part in parts for account in part]
        assert len(accounts) == len(set(accounts)) and set(accounts) <= known
        assert all(parts[1:]), "an alternative that nobody gives"
        said = resolved.value is not None and resolved.value != ()
        assert bool(resolved.support) == said
        assert resolved.independent <= len(resolved.support) and resolved.voices <= 2 * len(resolved.support)
        assert resolved.conflict == "none" or accounts


@settings(max_examples=40)
@given(incidents(), policies)
def test_who_gives_a_date_a_place_or_a_toll_is_found_in_support_or_alternatives(
    incident: tuple[list[Testimony], tuple[Lineage, ...]], policy: Policy
) -> None:
    testimonies, lineages = incident
    found = values(testimonies, policy, lineages)
    for field in ("date", "place"):
        resolved = found[field]
        accounts = {*resolved.support, *(account for one in resolved.alternatives for account in one.accounts)}
        assert accounts == {one.account_id for one in testimonies if getattr(one.account, field) is not None}


@settings(max_examples=40)
@given(incidents(), policies)
def test_tolls_keep_low_best_and_high_in_order(
    incident: tuple[list[Testimony], tuple[Lineage, ...]], policy: Policy
) -> None:
    for field in TOLLS:
        toll = values(*incident[:1], policy, incident[1])[field].value
        assert toll is None or isinstance(toll, Toll)  # whose order Toll itself refuses to break


@settings(max_examples=40)
@given(incidents())
def test_the_whole_range_holds_every_policy_s_toll(incident: tuple[list[Testimony], tuple[Lineage, ...]]) -> None:
    testimonies, lineages = incident
    whole = values(testimonies, "range_all", lineages)
    for policy in POLICIES:
        for field in TOLLS:
            toll, outer = values(testimonies, policy, lineages)[field].value, whole[field].value
            assert (toll is None) == (outer is None)
            if isinstance(toll, Toll) and isinstance(outer, Toll):
                numbers = [bound for bound in (toll.low, toll.best, toll.high) if bound is not None]
                assert all(outer.low is None or outer.low <= number for number in numbers)
                assert all(outer.high is None or number <= outer.high for number in numbers)


@settings(max_examples=40)
@given(told("a"), st.integers(1, 4), policies)
def test_policies_agree_where_all_accounts_do(one: Told, copies: int, policy: Policy) -> None:
    testimony = one.testimony()
    if not (testimony.account.killed and testimony.account.wounded):
        testimony = replace(testimony, account=replace(testimony.account, killed=exactly(3), wounded=exactly(4)))
    testimony = replace(testimony, account=replace(testimony.account, assertions=()))
    same = [
        replace(testimony, account_id=f"a{n}#i1", article=replace(testimony.article, id=f"a{n}")) for n in range(copies)
    ]
    found, alone = values(same, policy), values([testimony], "majority")
    for field in FIELDS:
        assert found[field].value == alone[field].value and found[field].conflict == "none"
    assert found["killed"].independent == copies


@settings(max_examples=40)
@given(incidents(), policies, st.data())
def test_a_reprint_never_adds_an_independent_source(
    incident: tuple[list[Testimony], tuple[Lineage, ...]], policy: Policy, data: st.DataObject
) -> None:
    testimonies, lineages = incident
    copied = data.draw(st.sampled_from(list(testimonies)))
    home = next((one for one in lineages if copied.article.id in dict(one.members)), together(copied.article.id))
    grown = replace(home, members=(*home.members, ("copy", "reprint")))
    copy = replace(copied, account_id="copy#i1", article=replace(copied.article, id="copy"))
    before = values(testimonies, policy, lineages)
    after = values([*testimonies, copy], policy, (*(one for one in lineages if one is not home), grown))
    for field in FIELDS:
        if after[field].value == before[field].value:
            assert after[field].independent <= before[field].independent
    assert resolve("x", [*testimonies, copy], (grown,), policy).independent <= len(testimonies)


def test_each_article_is_in_one_lineage_and_only_lineages_of_the_incident_are_kept() -> None:
    one, two = Told("a").testimony(), Told("b").testimony()
    incident = resolve("x", [two, one], (together("b", "elsewhere"), together("other")), "majority", score=0.7)
    assert [lineage.id for lineage in incident.lineages] == ["a", "b"]
    assert [(told.account_id, told.lineage) for told in incident.testimonies] == [("a#i1", "a"), ("b#i1", "b")]
    assert incident.independent == 2 and incident.score == 0.7 and incident.policy == f"majority/{POLICY_VERSION}"


def test_an_incident_without_accounts_is_refused() -> None:
    with pytest.raises(RecordError, match="incident x: it has no account"):
        resolve("x", [], (), "majority")


def test_three_outlets_with_one_speaker_are_one_voice() -> None:
    told = [
        Told(name).killed(12, by).testimony()
        for name, by in (("a", "police"), ("b", "a police spokesman"), ("c", "Police"))
    ]
    killed = values(told)["killed"]
    assert (killed.independent, killed.voices) == (3, 1)
    apart = values([*told[:2], Told("d").killed(12, "officials").testimony()])["killed"]
    assert (apart.independent, apart.voices) == (3, 2), "nameless officials of two articles need not be the same"


def test_the_most_precise_day_with_which_most_agree() -> None:
    month = TimeSpan("2024-03-01", "2024-03-31")
    told = [Told(name, date=span).testimony() for name, span in (("a", month), ("b", month), ("c", DAY))]
    date = values(told)["date"]
    assert date.value == DAY and date.support == ("c#i1",) and date.conflict == "nested"
    other = Told("d", date=TimeSpan("2024-04-01", "2024-04-01")).testimony()
    date = values([*told, other])["date"]
    assert date.value == DAY and date.conflict == "contradictory"
    assert values([*told, other], "range_all")["date"].value == TimeSpan("2024-03-01", "2024-04-01")


def test_the_most_specific_place_that_the_others_contain() -> None:
    market = Place("Orrum market", "site", "North", "ML", 16.21, -0.1)
    mali = Place("Mali", "country", None, "ML")
    told = [Told(name, place=place).testimony() for name, place in (("a", ORRUM), ("b", mali), ("c", market))]
    place = values(told)["place"]
    assert place.value == market and place.conflict == "nested"
    assert [one.value for one in place.alternatives] == [ORRUM, mali]
    sabo = [Told(name, place=Place("Sabo", "town", "South", "ML", 11.2, -7.1)).testimony() for name in "defg"]
    assert values([*told, *sabo])["place"].value == sabo[0].account.place, "four say so against three"


def test_an_attack_becomes_a_bombing_and_a_minority_s_kind_is_left_out() -> None:
    told = [
        Told(name, kinds=kinds).testimony()
        for name, kinds in (("a", ("attack",)), ("b", ("attack",)), ("c", ("bombing",)))
    ]
    kinds = values(told)["kinds"]
    assert kinds.value == ("bombing",) and kinds.support == ("c#i1",) and kinds.conflict == "nested"
    more = [Told(name, kinds=("bombing",)).testimony() for name in "de"]
    kinds = values([*told, *more, Told("f", kinds=("shelling",)).testimony()])["kinds"]
    assert kinds.value == ("bombing",) and kinds.conflict == "contradictory"
    assert values([*told, *more, Told("f", kinds=("shelling",)).testimony()], "range_all")["kinds"].value == (
        "bombing",
        "shelling",
    )


def test_the_best_graded_source_is_heard_above_many() -> None:
    good = Told("a", grade="A", stage="attempted").testimony()
    others = [Told(name, grade="C").testimony() for name in "bcd"]
    assert values([good, *others], "latest_reliable")["stage"].value == "attempted"
    stage = values([good, *others], "majority")["stage"]
    assert stage.value == "accomplished" and stage.conflict == "contradictory"
    assert resolve("x", [good, *others], (), "majority").grade == "A"


def claims(*names: str) -> list[Testimony]:
    """An article for each name, in which it claims the act."""
    return [Told(f"a{n}").says("perpetrator", name, name, status="claimed").testimony() for n, name in enumerate(names)]


def test_rival_claims_stand_side_by_side() -> None:
    stated = Told("s").says("perpetrator", "Red Band", status="stated").testimony()
    incident = resolve("x", [*claims("Red Band", "Blue Band"), stated], (), "latest_reliable")
    perpetrators = next(one for one in incident.resolved if one.field == "perpetrators")
    assert perpetrators.value == ("Red Band", "Blue Band") and perpetrators.conflict == "contradictory"
    assert [(one.name, one.claims, one.independent) for one in incident.perpetrators] == [
        ("Red Band", ("a0#i1",), 2),
        ("Blue Band", ("a1#i1",), 1),
    ]


def test_who_is_only_suspected_is_no_perpetrator() -> None:
    told = [Told(name).says("perpetrator", "Red Band", "police", status="suspected").testimony() for name in "ab"]
    incident = resolve("x", told, (), "majority")
    perpetrators = next(one for one in incident.resolved if one.field == "perpetrators")
    assert perpetrators.value == () and perpetrators.alternatives[0].value == ("Red Band",)
    assert incident.perpetrators[0].said == (("suspected", "police", "a#i1"), ("suspected", "police", "b#i1"))


def test_a_statement_of_the_group_s_wing_is_its_claim_and_a_lawyer_s_is_nobody_s() -> None:
    told = (
        Told("a")
        .says("perpetrator", "Red Band", "a minister", "RB", status="accused")
        .states("claim_responsibility", "RB media wing")
        .states("deny_responsibility", "the Red Band")
    )
    lawyer = Told("b").states("claim_responsibility", "Ada Example").testimony()
    (band,) = resolve("x", [told.testimony(), lawyer], (), "majority").perpetrators
    assert band.name == "Red Band" and band.claims == ("a#i1",) and band.denials == ("a#i1",)


def test_a_speaker_without_a_name_claims_for_the_only_one_named() -> None:
    told = Told("a").says("perpetrator", "Red Band", status="accused").states("claim_responsibility", "the group")
    other = Told("b").says("perpetrator", "Mali", status="accused").states("claim_responsibility", "Ada Example")
    state = (
        Told("c").says("perpetrator", "Mali", status="accused").states("deny_responsibility", "Mali Defence Ministry")
    )
    said = {
        one.name: one
        for one in resolve("x", [told.testimony(), other.testimony(), state.testimony()], (), "majority").perpetrators
    }
    assert said["Red Band"].claims == ("a#i1",) and said["Red Band"].status == "claimed"
    assert said["Mali"].claims == () and said["Mali"].denials == ("c#i1",) and said["Mali"].status == "accused"


def test_who_only_accuses_a_name_that_stands_is_no_alternative() -> None:
    states = Told("a").says("perpetrator", "Red Band", status="stated").testimony()
    accuses = Told("b").says("perpetrator", "Red Band", "a minister", status="accused").testimony()
    perpetrators = values([states, accuses])["perpetrators"]
    assert perpetrators.value == ("Red Band",) and perpetrators.support == ("a#i1",)
    assert perpetrators.alternatives == () and perpetrators.conflict == "none"


def test_nobody_named_leaves_the_unidentified() -> None:
    nobody = Told("a").says("perpetrator", "unidentified", status="stated").testimony()
    assert [one.name for one in resolve("x", [nobody], (), "majority").perpetrators] == ["unidentified"]
    named = Told("b").says("perpetrator", "Red Band", status="accused").testimony()
    assert [one.name for one in resolve("x", [nobody, named], (), "majority").perpetrators] == ["Red Band"]


def correction(
    field: Field, value: object, number: int, account: str = "a#i1", withdraws: int | None = None
) -> Correction:
    """An analyst's correction."""
    return Correction(account, field, value, "A. Analyst", "seen the list", number=number, withdraws=withdraws)


def test_a_correction_outranks_every_policy_and_is_shown() -> None:
    told = [Told(name).killed(12).testimony() for name in "ab"] + [Told("c").killed(11).testimony()]
    fixed = correction("killed", {"low": 11, "best": 11, "high": 11}, 1)
    for policy in POLICIES:
        incident = resolve("x", told, (), policy, [fixed])
        killed = next(one for one in incident.resolved if one.field == "killed")
        assert incident.killed == exactly(11) == killed.value and killed.corrected == fixed
        assert "a#i1" not in killed.support or policy == "range_all"
    unknown = resolve("x", told, (), "majority", [correction("killed", None, 2)])
    assert unknown.killed is None
    assert {a for one in unknown.resolved[6].alternatives for a in one.accounts} == {"a#i1", "b#i1", "c#i1"}


def test_the_newest_correction_stands_and_a_withdrawn_one_does_not() -> None:
    told = [Told("a").killed(12).testimony()]
    older, newer = correction("stage", "attempted", 1), correction("stage", "foiled", 2)
    back, again = correction("stage", None, 3, withdraws=2), correction("stage", None, 4, withdraws=3)
    elsewhere = correction("stage", "planned", 9, account="z#i1")

    def stage(*corrections: Correction) -> str:
        return resolve("x", told, (), "majority", corrections).stage

    assert stage(newer, older, elsewhere) == "foiled"
    assert stage(older, newer, back) == "attempted"
    assert stage(again, back, older, newer) == "foiled"
    assert stage(elsewhere) == "accomplished"


def test_a_correction_that_the_field_cannot_have_is_refused() -> None:
    with pytest.raises(RecordError, match="not a value of stage"):
        resolve("x", [Told("a").testimony()], (), "majority", [correction("stage", "done", 1)])


def test_a_name_that_an_analyst_gives_comes_first() -> None:
    told = claims("Red Band")
    incident = resolve("x", told, (), "majority", [correction("perpetrators", ["Green Band"], 1, "a0#i1")])
    assert [one.name for one in incident.perpetrators] == ["Green Band", "Red Band"]
