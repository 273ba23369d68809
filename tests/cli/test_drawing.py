"""What a person sees: every value with its words and speaker, inside the width, and nothing hostile."""

import io
import re
from dataclasses import replace

import pytest
from rich.console import Console, RenderableType

from histor.cli.detail import in_context, reading_in_full, speaker_steps
from histor.cli.drawing import Record, article_panel, incident_table, marked, record_panels
from histor.cli.phrases import line_of
from histor.record.article import Article
from histor.record.assertion import Assertion
from histor.record.reading import Account, MadeBy, Reading


def drawn(thing: RenderableType, width: int = 80, colour: bool = False) -> str:
    page = io.StringIO()
    Console(file=page, width=width, force_terminal=colour, color_system="256" if colour else None).print(thing)
    return page.getvalue()


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("why", [False, True])
def test_a_record_fits_the_width(article: Article, reading: Reading, width: int, why: bool) -> None:
    lines = drawn(Record(article, reading, why=why), width).splitlines()
    assert max(len(line) for line in lines) <= width
    assert not any("…" in line for line in lines), "something was cut off"


def test_the_record_stands_beside_the_article_only_where_both_fit(article: Article, reading: Reading) -> None:
    assert " ╭─ i1" in drawn(Record(article, reading), 120).splitlines()[0]
    assert drawn(Record(article, reading), 80).startswith("╭─ i1 · bombing · Oruna, MD · 2024-03-06")


def test_every_value_is_drawn_with_words_and_speaker(reading: Reading) -> None:
    page = " ".join(drawn(panel, 200) for panel in record_panels(reading))
    for part in (
        "low 12 · best 12 · high 15", "“At least 12 people were killed”", "4 security", "~30", "vehicle bomb",
        "Oruna Herald › A spokesman for the ministry", "Red Dawn Front (claimed)", "the article",
        "Radio Tal › The Red Dawn Front", "background", "machine-read, unverified",
    ):  # fmt: skip
        assert part in page


def test_reasons_are_drawn_only_when_asked_for(reading: Reading) -> None:
    with_reasons = drawn(record_panels(reading, why=True)[0])
    assert "rule: weapon (0.90)" in with_reasons
    assert "head: bombing 0.97" in with_reasons
    assert "rule: weapon" not in drawn(record_panels(reading)[0])


def test_marks_stand_on_exactly_the_quoted_words(article: Article, reading: Reading) -> None:
    text = marked(article, reading, "text")
    quotes = {text.plain[span.start : span.end] for span in text.spans}
    assert quotes == {evidence.quote for evidence in reading.evidence()}


def test_marks_can_be_seen_without_colour(article: Article, reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    page = drawn(article_panel(article, reading), colour=True)
    assert "\x1b[1mWednesday\x1b[0m" in page
    assert not re.search(r"\x1b\[[\d;]*[34]\d", page)


def test_an_article_without_incident_says_so(article: Article) -> None:
    empty = Reading(article, (), (), MadeBy("0", "none"))
    assert "No incident of political violence" in drawn(Record(article, empty))


def test_a_very_long_article_is_cut_but_keeps_its_values(article: Article) -> None:
    long = replace(article, text=article.text + "\n" + "Nothing more. " * 100_000 + "nine dead", sha256="")
    evidence = long.quote("text", len(long.text) - 9, len(long.text))
    account = Account("i1", ("attack",), assertions=(Assertion("motive", None, evidence),))
    page = drawn(article_panel(long, Reading(long, (account,), (), MadeBy("0", "none"))))
    assert "nine dead" in page and "⋯" in page
    assert len(page) < 5_000


def test_hostile_words_reach_the_terminal_only_as_pictures() -> None:
    text = "\x1b[2Jfive\x9b31m \u202edead\u202c [bold]in[/bold] town"
    article = Article("x\x1b[1m", text, title="t\x07itle", publisher="p\u202eress")
    evidence = article.quote("text", 0, len(text))
    account = Account("i\x1b", ("attack",), assertions=(Assertion("motive", None, evidence),), mentions=(evidence,))
    reading = Reading(article, (account,), (), MadeBy("0", "none"))
    full = reading_in_full(article, reading, reading.incidents, why=True)
    for thing in (Record(article, reading, why=True), full, incident_table([line_of("x\x1b#i1", account)])):
        page = drawn(thing, 120)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", page)
    assert "[bold]in[/bold]" in drawn(marked(article, reading, "text"))


def test_a_quote_is_shown_among_the_words_around_it(article: Article, reading: Reading) -> None:
    toll = reading.incidents[0].values("killed")[0]
    line = in_context(article, toll.evidence, "bold").plain
    assert line.startswith("MERIDA CITY — [At least 12 people were killed] and around 30 wounded")


def test_a_speaker_chain_steps_inwards(reading: Reading) -> None:
    toll = reading.incidents[0].values("killed")[1]
    assert speaker_steps(toll.said_by).plain == "Oruna Herald\n└─ A spokesman for the ministry"
    assert speaker_steps(()).plain == "the article itself"


def test_the_table_lists_one_incident_a_line(reading: Reading) -> None:
    page = drawn(incident_table(line_of(f"a-oruna#{account.id}", account) for account in reading.incidents), 120)
    assert re.search(r"a-oruna#i1 +2024-03-06 +Oruna, MD +bombing +Red Dawn Front \(claimed\) +12–15 +30\n", page)
