"""What persons judge, correct and choose: it stands above the machine, is taken back exactly, and outlives readings."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from merging_stories import NEWER, merge, partition, put, replayed

from histor.errors import LedgerError, RecordError
from histor.ledger.store import Ledger
from histor.record.judgement import Correction, Judgement

MONDAY, TUESDAY = "2024-03-04", "2024-03-05"
MARKET, MILL = ("Tarvik", MONDAY, "market"), ("Tarvik", TUESDAY, "mill")
WHO, WHY = "A. Analyst", "read both"


def judge(ledger: Ledger, first: str, second: str, verdict: str) -> int:
    """A person's judgement, merged; its number."""
    kept = ledger.merging.judge(Judgement(first, second, verdict, WHO, (WHY,)))  # type: ignore[arg-type]
    merge(ledger)
    assert kept.number is not None
    return kept.number


@pytest.fixture
def two(ledger: Ledger) -> Ledger:
    """Two incidents: one of three accounts, one of two."""
    for name in "abc":
        put(ledger, name, MARKET, publisher="The Dalgren Post")
    for name in "de":
        put(ledger, name, MILL)
    merge(ledger)
    return ledger


APART = {"i-1": {"a#i1", "b#i1", "c#i1"}, "i-2": {"d#i1", "e#i1"}}


def test_a_persons_same_and_different_stand_above_the_machine(two: Ledger) -> None:
    number = judge(two, "a#i1", "b#i1", "different")
    assert len(partition(two)) == 3
    merge(two, again=True)
    assert len(partition(two)) == 3
    two.merging.undo(number, "B. Boss", "looked again")
    merge(two)

    assert partition(two) == APART


def test_the_newest_of_several_judgements_stands(two: Ledger) -> None:
    judge(two, "a#i1", "d#i1", "same")
    judge(two, "d#i1", "a#i1", "different")
    assert partition(two) == APART
    last = judge(two, "a#i1", "d#i1", "unsure")
    assert partition(two) == APART
    two.merging.undo(last, WHO, WHY)
    verdicts = [(j.verdict, j.withdraws) for j in two.merging.judgements(account="d#i1")]
    assert verdicts == [("same", None), ("different", None), ("unsure", None), ("unsure", last)]


def test_incidents_are_joined_as_a_whole_and_parted_again_by_one_undo(two: Ledger) -> None:
    acts = two.merging.join(["i-2", "i-1"], WHO, WHY)
    merge(two)
    assert partition(two) == {"i-1": {"a#i1", "b#i1", "c#i1", "d#i1", "e#i1"}}
    assert two.merging.find("i-2").through == ("i-1",)
    assert {change.why for change in two.merging.changes(2)} == {f"judgement {acts[0].number} by {WHO}"}

    undone = two.merging.undo(acts[-1].number or 0, WHO, "a mistake")
    merge(two)
    assert partition(two) == APART and two.merging.find("i-2").through == ()
    two.merging.undo(undone.number or 0, WHO, "no mistake after all")
    merge(two)
    assert list(partition(two)) == ["i-1"]


def test_accounts_are_split_off_together(two: Ledger) -> None:
    two.merging.join(["i-1", "i-2"], WHO, WHY)
    merge(two)
    acts = two.merging.split("i-2", ["b#i1", "d#i1"], WHO, "another night")
    merge(two)

    assert partition(two) == {"i-1": {"a#i1", "c#i1", "e#i1"}, "i-2": {"b#i1", "d#i1"}}, "what d founded"
    split, created = list(two.merging.changes())[-2:]
    assert (split.event, split.others, split.left) == ("split", ("i-2",), ("b#i1", "d#i1"))
    assert (created.event, created.others) == ("created", ("i-1",))
    two.merging.undo(acts[0].number or 0, WHO, WHY)
    merge(two)
    assert list(partition(two)) == ["i-1"] and two.merging.find("i-2").through == ("i-1",)


def test_what_cannot_be_done_is_refused_and_leaves_nothing(two: Ledger) -> None:
    merging = two.merging
    for wrong, match in (
        (lambda: merging.judge(Judgement("a#i1", "z#i1", "same", WHO, (WHY,))), "no account 'z#i1'"),
        (lambda: merging.join(["i-1"], WHO, WHY), "two incidents or more"),
        (lambda: merging.join(["i-1", "i-7"], WHO, WHY), "no incident 'i-7'"),
        (lambda: merging.split("i-1", ["d#i1"], WHO, WHY), "not of incident i-1"),
        (lambda: merging.split("i-2", ["d#i1", "e#i1"], WHO, WHY), "not all of them"),
        (lambda: merging.undo(1, WHO, WHY), "no judgement 1"),
        (lambda: merging.withdraw(1, WHO, WHY), "no correction 1"),
        (lambda: merging.grade("The Post", "G", WHO, WHY), "'G'"),
        (lambda: merging.choose_policy("loudest", WHO, WHY), "'loudest'"),
    ):
        with pytest.raises(LedgerError, match=match):
            wrong()
    for wrong in (
        lambda: merging.join(["i-1", "i-2"], "machine", WHY),
        lambda: merging.join(["i-1", "i-2"], WHO, " "),
        lambda: merging.correct(Correction("a#i1", "killed", "many", WHO, WHY)),
        lambda: merging.judge(Judgement("a#i1", "b#i1", "same", "machine", (WHY,))),
    ):
        with pytest.raises(RecordError):
            wrong()

    assert merging.judgements() == [] and not merging.waiting()


def test_a_judgement_taken_back_cannot_be_taken_back_again(two: Ledger) -> None:
    number = judge(two, "a#i1", "d#i1", "same")
    two.merging.undo(number, WHO, WHY)

    with pytest.raises(LedgerError, match="taken back already"):
        two.merging.undo(number, WHO, WHY)


def test_judgements_and_corrections_outlive_a_newer_reader(two: Ledger) -> None:
    judge(two, "a#i1", "d#i1", "same")
    two.merging.correct(Correction("a#i1", "suicide", True, WHO, WHY))
    put(two, "a", ("Osmere", MONDAY, "farm"), MARKET, made_by=NEWER)
    merge(two)

    home = two.merging.incident_of("a#i2") or ""
    assert {"a#i2", "d#i1"} <= partition(two)[home]
    assert [c.account for c in two.merging.dossier(home).corrections] == ["a#i2"]


def test_a_correction_stays_with_the_incident_when_its_account_is_gone(two: Ledger) -> None:
    two.merging.correct(Correction("a#i1", "suicide", True, WHO, WHY))
    put(two, "a", made_by=NEWER)
    merge(two)

    (correction,) = two.merging.dossier("i-1").corrections
    assert (correction.account, correction.value) == ("b#i1", True)


def test_corrections_are_taken_back_and_put_back(two: Ledger) -> None:
    first = two.merging.correct(Correction("a#i1", "killed", {"low": 4, "best": 4, "high": 4}, WHO, WHY))
    taken = two.merging.withdraw(first.number or 0, WHO, "wrong source")
    assert two.merging.dossier("i-1").corrections == ()
    two.merging.withdraw(taken.number or 0, WHO, "right source")

    assert [c.number for c in two.merging.dossier("i-1").corrections] == [first.number]
    assert [c.withdraws for c in two.merging.corrections("i-1")] == [None, first.number, taken.number]
    merge(two)
    assert not two.merging.waiting()


def test_a_grade_counts_whatever_the_publishers_case_and_the_newest_stands(two: Ledger) -> None:
    two.merging.grade("the dalgren post", "B", WHO, WHY)
    two.merging.grade("The Dalgren POST", "A", WHO, WHY)
    assert [mark.incident for mark in two.merging.unresolved(9)] == [1]
    merge(two)

    assert {t.grade for t in two.merging.dossier("i-1").testimonies} == {"A"}
    assert {t.grade for t in two.merging.dossier("i-2").testimonies} == {"F"}
    assert [row.grade for row in two.merging.grades("THE DALGREN POST")] == ["B", "A"]
    last = list(two.merging.changes())[-1]
    assert (last.incident, last.event, last.why) == ("i-1", "updated", f"The Dalgren POST graded A by {WHO}")


def test_another_policy_is_used_from_then_on_and_its_history_is_kept(two: Ledger) -> None:
    two.merging.choose_policy("majority", WHO, WHY)
    merge(two)

    assert {row.policy for row in two.merging.incidents()} == {"majority/1"}
    assert [(row.policy, row.number) for row in two.merging.policies()] == [("latest_reliable", 0), ("majority", 1)]
    assert [change.event for change in two.merging.changes()] == ["created", "created", "updated", "updated"]


def test_newer_policies_resolve_all_anew_and_the_log_tells_only_of_what_came_out_otherwise(two: Ledger) -> None:
    two.merging.use_policies("1")
    assert not two.merging.waiting()
    two.merging.use_policies("2")
    assert [mark.incident for mark in two.merging.unresolved(9)] == [1, 2]
    merge(two)

    assert [change.event for change in two.merging.changes()] == ["created", "created"]


TOWNS = st.sampled_from(["Tarvik", "Osmere"])
ACCOUNT = st.tuples(TOWNS, st.sampled_from([MONDAY, TUESDAY]), st.sampled_from(["market", "mill"]))
ACT = st.tuples(
    st.sampled_from(["same", "different", "unsure", "join", "split", "undo"]), st.integers(0, 99), st.integers(0, 99)
)


def act(ledger: Ledger, kind: str, first: int, second: int) -> None:
    """One act, on whatever the numbers fall; nothing where it makes no sense."""
    found = partition(ledger)
    accounts = sorted(account for members in found.values() for account in members)
    names = sorted(found)
    numbers = [j.number for j in ledger.merging.judgements()]
    one, other = accounts[first % len(accounts)], accounts[second % len(accounts)]
    try:
        if kind == "join":
            ledger.merging.join([names[first % len(names)], names[second % len(names)]], WHO, WHY)
        elif kind == "split":
            ledger.merging.split(names[first % len(names)], sorted(found[names[first % len(names)]])[:1], WHO, WHY)
        elif kind == "undo" and numbers:
            ledger.merging.undo(numbers[first % len(numbers)] or 0, WHO, WHY)
        elif kind in ("same", "different", "unsure") and one != other:
            ledger.merging.judge(Judgement(one, other, kind, WHO, (WHY,)))  # type: ignore[arg-type]
    except LedgerError as refused:
        assert "two incidents" in str(refused) or "not all" in str(refused) or "already" in str(refused)


@given(
    st.lists(st.lists(ACCOUNT, min_size=1, max_size=2), min_size=2, max_size=5), st.lists(ACT, max_size=6), st.data()
)
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_undo_after_any_sequence_restores_incidents_and_ids(
    fresh_ledger,
    articles,
    acts,
    data,  # type: ignore[no-untyped-def]
) -> None:
    with fresh_ledger() as ledger:
        for number, told in enumerate(articles):
            put(ledger, f"a{number}", *told)
        merge(ledger)
        before = partition(ledger)
        for kind, first, second in acts:
            act(ledger, kind, first, second)
            if data.draw(st.booleans()):
                merge(ledger)
        merge(ledger)
        assert replayed(ledger) == partition(ledger)
        undone = [j for j in ledger.merging.judgements() if j.withdraws is None]
        for judgement in data.draw(st.permutations(undone)):
            try:
                ledger.merging.undo(judgement.number or 0, WHO, "all of it")
            except LedgerError as refused:
                assert "taken back already" in str(refused)
        merge(ledger)

        assert partition(ledger) == before
        assert replayed(ledger) == before
        merge(ledger, again=True)
        assert partition(ledger) == before
