"""What is put into a ledger comes out as the same objects."""

from dataclasses import replace
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_stories import READER, article, reading
from sqlalchemy.dialects.sqlite import dialect

from histor.ledger.exact import Exact, restored, stored
from histor.ledger.query import account_id, split_account_id
from histor.ledger.store import Ledger
from histor.record.article import Article
from histor.record.assertion import Assertion
from histor.record.reading import Account, MadeBy, Reading
from histor.record.values import Quantity, Toll
from strategies import ids, readings

_numbers = count()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(read=readings())
def test_every_reading_comes_back_the_same(ledger: Ledger, read: Reading) -> None:
    given = replace(read.article, id=f"{next(_numbers)} {read.article.id}")
    read = replace(read, article=given)

    assert ledger.put(given, read) == "new"

    assert ledger.reading(given.id) == (given, read)
    assert ledger.kept(given, read.made_by) == read
    for row in ledger.accounts():
        if row.article_id == given.id:
            assert ledger.account(row.id)[2] in read.incidents


def test_nul_and_lone_surrogates_in_any_text_come_back_the_same(ledger: Ledger) -> None:
    text = "Twelve \ud83d killed\x00 at the ␛ gate ␛0000."
    read = Article("id\x00\udfff", text, "\udc00", source="a\x00b")
    said = Assertion("place", "\x00␛\ud800", read.quote("text", 0, 8), why="\udcff")
    made = Reading(read, (Account("i\x001", ("attack",), assertions=(said,)),), (), MadeBy("\ud800", "\x00"))

    assert ledger.put(read, made) == "new"

    assert ledger.reading("id\x00\udfff") == (read, made)
    assert ledger.put(read, made) == "unchanged"


@settings(deadline=None)
@given(st.text(st.characters() | st.sampled_from("\x00\ud800\udfff␛0af"), max_size=30))
def test_stored_text_is_always_encodable_and_always_restored(text: str) -> None:
    kept = stored(text)

    assert "\x00" not in kept
    assert restored(kept.encode().decode()) == text
    assert Exact().process_bind_param(None, dialect()) is None


def test_a_toll_with_every_bound_open_is_not_no_toll(ledger: Ledger) -> None:
    read = article(1)
    open_toll = Account("i1", ("attack",), killed=Toll(None, None, None))
    made = Reading(read, (open_toll, Account("i2", ("attack",))), (), READER)
    ledger.put(read, made)

    first, second = ledger.reading(read.id)[1].incidents

    assert (first.killed, second.killed) == (Toll(None, None, None), None)


def test_counts_beyond_the_database_are_kept_in_assertions(ledger: Ledger) -> None:
    read = article(1)
    many = Assertion("killed", Quantity(10**30, None), read.quote("text", 0, 6))
    made = Reading(read, (Account("i1", ("attack",), assertions=(many,)),), (), READER)

    ledger.put(read, made)

    assert ledger.reading(read.id)[1] == made


def test_all_standing_readings_stream_in_order_of_article(ledger: Ledger) -> None:
    for number in (3, 120, 7):
        ledger.put(article(number), reading(number))

    assert list(ledger.readings()) == [reading(3), reading(7), reading(120)]
    assert list(ledger.articles()) == [article(3), article(7), article(120)]


@settings(deadline=None)
@given(ids(), ids())
def test_account_ids_are_parted_where_they_were_joined(article_id: str, account: str) -> None:
    assert split_account_id(account_id(article_id, account)) == (article_id, account)


def test_account_ids_look_as_documented() -> None:
    assert account_id("a-0f3c", "i1") == "a-0f3c#i1"
    assert account_id("wire#2.html", "i1") == "wire#2.html#i1"
    assert account_id("wire", "2#i1") == "wire#2%23i1"
