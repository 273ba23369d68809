"""From readings to incidents and back: ids that last, the log of changes, accounts that go and come back."""

from dataclasses import replace

import pytest
from merging_stories import NEWER, USUAL, compare, enter, merge, partition, put, reading, replayed

from histor.errors import LedgerError
from histor.ledger.merging.regions import Known
from histor.ledger.store import Ledger
from histor.record.assertion import Statement
from histor.record.evidence import Speaker
from histor.record.judgement import Judgement

MONDAY, TUESDAY = "2024-03-04", "2024-03-05"
MARKET = ("Tarvik", MONDAY, "market")


def test_accounts_of_one_thing_become_one_incident(ledger: Ledger) -> None:
    put(ledger, "a", MARKET)
    put(ledger, "b", MARKET, ("Osmere", MONDAY, "farm"))
    put(ledger, "c", ("Tarvik", TUESDAY, "mill"))
    merge(ledger)

    assert partition(ledger) == {"i-1": {"a#i1", "b#i1"}, "i-2": {"b#i2"}, "i-3": {"c#i1"}}
    assert ledger.merging.incident_of("b#i1") == "i-1"
    assert [change.event for change in ledger.merging.changes()] == ["created"] * 3
    assert not ledger.merging.waiting()


def test_a_later_article_joins_and_the_id_stays(ledger: Ledger) -> None:
    put(ledger, "a", MARKET)
    merge(ledger)
    put(ledger, "b", MARKET)
    merge(ledger)

    assert partition(ledger) == {"i-1": {"a#i1", "b#i1"}}
    last = list(ledger.merging.changes())[-1]
    assert (last.incident, last.event, last.joined, last.why) == ("i-1", "updated", ("b#i1",), "new article")


def test_two_incidents_that_turn_out_one_keep_the_older_id_and_the_other_forwards(ledger: Ledger) -> None:
    put(ledger, "a", MARKET)
    put(ledger, "b", ("Tarvik", TUESDAY, "market"))
    merge(ledger)
    assert set(partition(ledger)) == {"i-1", "i-2"}
    ledger.merging.judge(Judgement("a#i1", "b#i1", "same", "A. Analyst", ("one night",)))
    merge(ledger)

    assert partition(ledger) == {"i-1": {"a#i1", "b#i1"}}
    place = ledger.merging.find("i-2")
    assert (place.id, place.through, place.state) == ("i-1", ("i-1",), "current")
    merged, gone = list(ledger.merging.changes())[-2:]
    assert (merged.incident, merged.event, merged.others, merged.joined) == ("i-1", "merged", ("i-2",), ("b#i1",))
    assert (gone.incident, gone.event, gone.into, gone.left) == ("i-2", "merged", "i-1", ("b#i1",))
    assert merged.why == "judgement 1 by A. Analyst"


def test_an_account_keeps_its_incident_when_a_newer_reader_names_it_otherwise(ledger: Ledger) -> None:
    farm = ("Osmere", MONDAY, "farm")
    put(ledger, "a", farm, MARKET)
    merge(ledger)
    before = partition(ledger)
    put(ledger, "a", MARKET, farm, made_by=NEWER)
    merge(ledger)

    assert before == {"i-1": {"a#i1"}, "i-2": {"a#i2"}}
    assert partition(ledger) == {"i-1": {"a#i2"}, "i-2": {"a#i1"}}


def test_reading_again_to_the_same_effect_changes_nothing(ledger: Ledger) -> None:
    put(ledger, "a", MARKET)
    merge(ledger)
    put(ledger, "a", MARKET, made_by=NEWER)
    merge(ledger)
    merge(ledger, again=True)

    assert len(list(ledger.merging.changes())) == 1


def test_an_incident_shrinks_and_is_retracted_with_a_tombstone_and_comes_back(ledger: Ledger) -> None:
    put(ledger, "a", MARKET)
    put(ledger, "b", MARKET)
    merge(ledger)
    put(ledger, "a", made_by=NEWER)
    merge(ledger)
    assert partition(ledger) == {"i-1": {"b#i1"}}, "its founder is gone, its id is not"
    put(ledger, "b", made_by=NEWER)
    merge(ledger)

    assert partition(ledger) == {}
    assert ledger.merging.find("i-1").state == "retracted"
    assert [change.event for change in ledger.merging.changes()] == ["created", "updated", "retracted"]
    with pytest.raises(LedgerError, match="has no accounts"):
        ledger.merging.dossier("i-1")
    put(ledger, "b", MARKET, made_by=NEWER)  # the older reading's text again
    merge(ledger)
    assert partition(ledger) in ({"i-1": {"b#i1"}}, {})


def test_an_account_that_comes_back_is_the_one_it_was(ledger: Ledger) -> None:
    put(ledger, "a", MARKET)
    put(ledger, "b", MARKET)
    merge(ledger)
    put(ledger, "a", ("Osmere", MONDAY, "farm"))
    merge(ledger)
    assert partition(ledger) == {"i-1": {"b#i1"}, "i-2": {"a#i1"}}
    put(ledger, "a", ("Osmere", MONDAY, "farm"), MARKET)
    merge(ledger)

    assert partition(ledger) == {"i-1": {"b#i1", "a#i2"}, "i-2": {"a#i1"}}
    assert replayed(ledger) is not None


def test_a_town_with_too_many_accounts_tells_nothing_whenever_it_filled_up(ledger: Ledger) -> None:
    for number in range(5):
        put(ledger, f"a{number}", MARKET)
    merge(ledger)
    assert len(partition(ledger)) == 1
    for number in range(5, 9):
        put(ledger, f"a{number}", MARKET)
    merge(ledger)
    assert len(partition(ledger)) == 9
    for number in range(4):
        put(ledger, f"a{number}", made_by=NEWER)
    merge(ledger)
    assert sorted(map(len, partition(ledger).values())) == [5]


def test_an_account_is_not_settled_before_it_is_compared(ledger: Ledger) -> None:
    put(ledger, "a", MARKET)
    enter(ledger.merging, 9)

    assert ledger.merging.settle(9, USUAL.reach, Known(), USUAL.clustered) is None
    compare(ledger.merging, 9)
    assert ledger.merging.settle(9, USUAL.reach, Known(), USUAL.clustered) == 1


def test_a_comparison_that_came_too_late_is_not_kept(ledger: Ledger) -> None:
    put(ledger, "a", MARKET)
    enter(ledger.merging, 9)
    batch = ledger.merging.batch((1,), 6)
    put(ledger, "b", MARKET)
    enter(ledger.merging, 9)

    assert not ledger.merging.keep_batch(batch, {}, 0.5)
    merge(ledger)
    assert partition(ledger) == {"i-1": {"a#i1", "b#i1"}}


def test_judgements_of_older_weights_are_made_anew_and_kept_as_past(ledger: Ledger) -> None:
    put(ledger, "a", MARKET)
    put(ledger, "b", MARKET)
    merge(ledger, version="v1")
    merge(ledger, version="v2")

    (machine,) = ledger.merging.judgements_of("a#i1", "b#i1", 0.5)
    assert (machine.version, machine.by, machine.verdict, machine.score) == ("v2", "machine", "same", 0.9)
    with ledger._database.read() as connection:
        past = connection.exec_driver_sql("SELECT score FROM past_comparisons").scalars().all()
    assert past == [0.9]


def test_the_foreman_resolves_from_what_readers_are_shown_but_for_the_text(ledger: Ledger) -> None:
    read = reading("a", [MARKET, ("Mopti", TUESDAY, "ferry")])
    quote = read.article.quote("text", 0, 6)
    said = tuple(
        Statement("deny_responsibility", "the Front", about, quote, said_by=(Speaker(quote),))
        for about in ("i2", "i1", None)
    )
    ledger.put(read.article, replace(read, statements=said))
    put(ledger, "b", MARKET)
    merge(ledger)
    lean = ledger.merging.dossiers([1, 2])
    whole = [ledger.merging.dossier(f"i-{number}") for number in (1, 2)]
    assert [len(one.testimonies) for one in whole] == [2, 1] and all(one.readings for one in whole)
    assert [one.statements for one in whole[0].testimonies] == [(said[1],), ()]
    assert lean == [
        replace(
            dossier,
            readings=(),
            testimonies=tuple(replace(one, article=one.article.without_text()) for one in dossier.testimonies),
        )
        for dossier in whole
    ]
    assert [[sketch.article for sketch in one.sketches] for one in lean] == [["a", "b"], []]


@pytest.mark.parametrize("given", ["i-9", "i-x", "17", "i-01", "", "i-1é"])
def test_what_is_no_incident_is_refused(ledger: Ledger, given: str) -> None:
    put(ledger, "a", MARKET)
    merge(ledger)

    with pytest.raises(LedgerError, match="no incident"):
        ledger.merging.find(given)
