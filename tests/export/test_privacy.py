"""No withheld name leaves the house, in any layout, however it is printed."""

import io
import json
import re
from dataclasses import replace

import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from histor.export.layouts import LAYOUTS, write
from histor.export.names import MASK, PLACEHOLDER, Names, is_named
from histor.export.privacy import withhold
from histor.record.article import Article
from histor.record.assertion import Assertion, Statement
from histor.record.evidence import Evidence, Speaker
from histor.record.reading import Account, MadeBy, Reading
from histor.record.values import Place, Quantity


def everything(article: Article, reading: Reading, *, names: bool = False) -> dict[str, str]:
    """Each layout's file as plain text."""
    files = {}
    for layout in LAYOUTS:
        out = io.BytesIO()
        write(layout, [(article, reading)], out, names=names)
        data = out.getvalue()
        files[layout] = str(pyarrow.parquet.read_table(out).to_pylist()) if layout == "parquet" else data.decode()
    return files


def test_named_victims_suspects_and_witnesses_are_in_no_file(article: Article, reading: Reading) -> None:
    for layout, text in everything(article, reading).items():
        for name in ("Ada", "ada-invented", "Madeup", "Caro", "Fictive"):
            assert name not in text, (layout, name)
        assert not re.search(r"(?<!The )Invented", text), layout


def test_a_victim_too_doubtful_for_the_record_is_withheld_as_well(article: Article, reading: Reading) -> None:
    unsure = [
        replace(
            account,
            assertions=tuple(a for a in account.assertions if a.slot != "victim"),
            doubtful=tuple(a for a in account.assertions if a.slot == "victim"),
        )
        for account in reading.incidents
    ]
    assert any(account.doubtful for account in unsure)
    for layout, text in everything(article, replace(reading, incidents=tuple(unsure))).items():
        assert "Ada" not in text, layout


def test_names_come_out_when_asked_for(article: Article, reading: Reading) -> None:
    for layout, text in everything(article, reading, names=True).items():
        assert "Ada Invented" in text, layout
        assert "Caro Fictive" in text, layout


def test_what_is_withheld_is_counted_and_the_rest_stays(article: Article, reading: Reading) -> None:
    files = everything(article, reading)
    row = json.loads(files["geojson"])["features"][0]["properties"]
    assert (row["victims_named"], row["victims"]) == (1, "")
    assert row["suspect_persons"] == f"{PLACEHOLDER} (suspected)"
    assert "at least 4 (security): the army" in row["killed_said_by"]
    assert row["title"] == f"{PLACEHOLDER} among dead in Velmar"
    assert row["publisher"] == "The Invented Courier"
    line = json.loads(files["jsonl"])
    assert line["withheld"] == 4
    assert line["article"]["title"] == MASK * len("Ada Invented") + " among dead in Velmar"
    assert line["article"]["url"] is None
    speakers = {hop["quote"] for a in line["incidents"][0]["assertions"] for hop in a["said_by"]}
    assert "a resident" in speakers
    assert [s["speaker"] for s in line["statements"]] == ["The Velmar Front", "President Dano Notreal", PLACEHOLDER]


def test_an_assertion_said_by_a_bare_name_is_left_out_rather_than_made_the_articles_own(
    article: Article, reading: Reading
) -> None:
    verbatim, _ = withhold(article, reading).verbatim()
    assert not [a for a in verbatim.incidents[0].assertions if a.slot == "wounded" and not a.said_by]


@pytest.mark.parametrize("status", ["stated", "charged", "accused", "suspected", "denied"])
def test_a_person_is_named_only_after_conviction_or_claim(article: Article, reading: Reading, status: str) -> None:
    def with_status(wanted: str) -> str:
        first = reading.incidents[0]
        changed = tuple(replace(a, status=wanted) if a.value == "Caro Fictive" else a for a in first.assertions)
        return everything(article, replace(reading, incidents=(replace(first, assertions=changed),), statements=()))[
            "csv"
        ]

    assert "Caro" not in with_status(status)
    assert "Caro Fictive (convicted)" in with_status("convicted")


@pytest.mark.parametrize(
    "phrase", ["Gunmen", "two suicide bombers", "Pakistani gunmen", "a 12-year-old boy", "Islamic State militants"]
)
def test_descriptions_are_no_names(phrase: str) -> None:
    assert not is_named(phrase)


@pytest.mark.parametrize(
    "phrase", ["Ada Invented", "gunman Ada Invented", "Ada, a guard", "Ада Выдумка", "محمد", "王芳"]
)
def test_names_are_names(phrase: str) -> None:
    assert is_named(phrase)


@pytest.mark.parametrize(
    "text",
    [
        "ADA ÎNVENTED", "Ada  Înven\u200bted", "Ada\nI\u0302nvented", "Mrs Invented’s shop",
        "ada învented", "the Învented-Madeup home",
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_printed(text: str) -> None:
    names = Names(["Ada Învented"])
    assert names.in_text(text)
    assert not re.search("nven", names.replace(text), re.IGNORECASE)
    assert len(names.mask(text)) == len(text)


def test_common_words_and_the_months_are_not_taken_for_parts_of_a_name() -> None:
    names = Names(["April Madeup of the Army"])
    assert names.replace("In April the Army came") == "In April the Army came"


def test_outlets_officials_and_acronyms_keep_their_names_as_speakers() -> None:
    text = (
        "According to CNN, a witness said it. Police chief Ada Invented, 54, agreed, Radio Velmar reported. "
        "They spoke to witnesses and Clemency International."
    )
    article = Article(id="a", text=text)
    hops = [
        (text.index(w), w)
        for w in ("CNN", "Police chief Ada Invented", "Radio Velmar", "witnesses and Clemency International")
    ]
    said_by = tuple(Speaker(article.quote("text", at, at + len(w))) for at, w in hops)
    account = Account("i1", ("attack",), assertions=(Assertion("motive", None, article.quote("text", 0, 9), said_by),))
    assert not withhold(article, Reading(article, (account,), (), MadeBy("0", "r"))).names


@pytest.mark.parametrize(
    "sentence",
    [
        "Ada Invented, 34, heard it.", "Eyewitness Ada Invented heard it.", "Ada Invented, who lives nearby, heard it.",
        "Ada Invented, whose son died, heard it.", "Ada Invented (34) heard it.",
        "A shopkeeper named Ada Invented heard it.",
    ],
)  # fmt: skip
def test_a_speaker_presented_as_a_private_person_is_withheld(sentence: str) -> None:
    article = Article(id="a", text=sentence)
    at = sentence.index("Ada Invented")
    statement = Statement("explain", "Ada Invented", None, article.quote("text", len(sentence) - 9, len(sentence)))
    hop = Speaker(article.quote("text", at, at + 12))
    account = Account("i1", ("attack",), assertions=(Assertion("motive", None, article.quote("text", 0, 1), (hop,)),))
    for said in (
        Reading(article, (account,), (), MadeBy("0", "r")),
        Reading(article, (), (statement,), MadeBy("0", "r")),
    ):
        assert withhold(article, said).names.in_text("Ada Invented")


capital = st.sampled_from("ABDEGKLMNRSTVZÁÖŠĐЖЛ")
small = st.text(st.sampled_from("abdegiklmnorstuvzáöšđжл"), min_size=3, max_size=9)
cased = st.builds(str.__add__, capital, small)
uncased = st.text(st.sampled_from("محمدعليفاطمة王芳李娜"), min_size=2, max_size=6)
person = st.lists(cased, min_size=2, max_size=3).map(" ".join) | st.lists(uncased, min_size=1, max_size=2).map(" ".join)
filler = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=20)


@st.composite
def readings_with_a_victim(draw: st.DrawFn) -> tuple[Article, Reading, str]:
    """A name placed in the title, a quote, a speaker, a place, a value, the address and the id."""
    name = draw(person)
    text = f"{draw(filler)} {draw(st.sampled_from([name, name.upper()]))} {draw(filler)} {name}, {draw(filler)} end."
    article = Article(
        f"id-{name}", text, draw(filler) + f" {name} ", "Courier", "2020-01-01", url=f"https://x.example/{name}"
    )
    at = text.index(name, text.index(name.upper()) if name.upper() in text and draw(st.booleans()) else 0)
    quote: Evidence = article.quote("text", at, at + len(name))
    wide = article.quote("text", draw(st.integers(0, at)), draw(st.integers(at + len(name), len(text))))
    assertions = (
        Assertion("victim", name, quote),
        Assertion("killed", Quantity(1, 1), wide, (Speaker(wide),)),
        Assertion("place", f"{name} square", article.quote("text", len(text) - 4, len(text))),
        Assertion("perpetrator", f"{name} cartel", wide, status="accused"),
        Assertion("target", name, article.quote("text", len(text) - 4, len(text)), (Speaker(quote),)),
    )
    place = Place(f"{name} square", "site", f"{name} province", "XX", 1.0, 2.0, draw(st.sampled_from([None, 7])))
    account = Account("i1", ("attack",), mentions=(wide,), place=place, assertions=assertions)
    statement = Statement("explain", f"brother of {name}", "i1", wide, said_by=(Speaker(wide),))
    return article, Reading(article, (account,), (statement,), MadeBy("0", "r")), name


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(readings_with_a_victim())
def test_no_withheld_name_is_in_any_exported_file(made: tuple[Article, Reading, str]) -> None:
    article, reading, name = made
    for layout, text in everything(article, reading).items():
        for form in (name, name.upper()):
            assert not re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text), (layout, form, text)
