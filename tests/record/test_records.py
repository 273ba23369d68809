"""Assertions and readings that break the codebook's rules cannot be made."""

from dataclasses import replace
from typing import Any

import pytest

from histor.errors import EvidenceError, RecordError
from histor.record.article import Article
from histor.record.assertion import Assertion, Statement
from histor.record.evidence import Speaker
from histor.record.reading import Account, MadeBy, Reading
from histor.record.values import Quantity

ARTICLE = Article(id="a", text="Gunmen killed at least four soldiers, the army said.")
GUNMEN, KILLED, ARMY = ARTICLE.quote("text", 0, 6), ARTICLE.quote("text", 7, 36), ARTICLE.quote("text", 38, 46)
MADE_BY = MadeBy("0.1.0", "test")


@pytest.mark.parametrize(
    ("slot", "value", "more"),
    [
        ("colour", "red", {}),
        ("killed", "four", {}),
        ("killed", None, {}),
        ("place", Quantity(4, 4), {}),
        ("perpetrator", "unidentified", {}),
        ("weapon", "firearm", {"status": "stated"}),
        ("weapon", "firearm", {"group": "all"}),
    ],
)
def test_values_belong_to_their_slots(slot: Any, value: Any, more: dict[str, Any]) -> None:
    with pytest.raises(RecordError, match=slot):
        Assertion(slot, value, GUNMEN, **more)


def test_two_incidents_of_a_reading_cannot_share_an_id() -> None:
    with pytest.raises(RecordError, match="two incidents share an id"):
        Reading(ARTICLE, (Account("i1", ("attack",)), Account("i1", ("arson",))), (), MADE_BY)


def test_a_statement_is_about_an_incident_of_its_reading() -> None:
    with pytest.raises(RecordError, match="unknown incident i2"):
        Reading(ARTICLE, (Account("i1", ("attack",)),), (Statement("accuse", "army", "i2", ARMY),), MADE_BY)


def test_a_reading_lists_and_verifies_all_its_evidence() -> None:
    killed = Assertion("killed", Quantity(4, None), KILLED, (Speaker(ARMY),), group="security")
    account = Account("i1", ("armed_assault",), mentions=(GUNMEN,), assertions=(killed,))
    reading = Reading(
        ARTICLE, (account,), (Statement("accuse", "army", "i1", KILLED, said_by=(Speaker(ARMY),)),), MADE_BY
    )
    assert list(reading.evidence()) == [GUNMEN, KILLED, ARMY, KILLED, ARMY]
    assert reading.relevant and account.values("killed") == (killed,) and account.values("place") == ()
    doubted = replace(account, doubtful=(Assertion("place", "Army", ARMY, (Speaker(GUNMEN),)),))
    assert list(replace(reading, incidents=(doubted,)).evidence())[2:5] == [ARMY, ARMY, GUNMEN]
    reading.verify(ARTICLE)
    with pytest.raises(EvidenceError, match="article b"):
        reading.verify(Article(id="b", text=ARTICLE.text.replace("the army", "the navy")))


def test_what_is_doubtful_is_not_what_an_account_says() -> None:
    account = Account("i1", ("attack",))
    doubted = replace(account, doubtful=(Assertion("weapon", "firearm", GUNMEN),))
    assert repr(doubted) == repr(account) and doubted != account and doubted.values("weapon") == ()
