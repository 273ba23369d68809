"""A merged incident as the terminal shows it: tolls on one scale, conflicts, rival claims, sources by lineage."""

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from histor.cli.incident_detail import incident_in_full, value_words
from histor.cli.toll_chart import WIDTH, bar, toll_chart
from histor.record.article import Article
from histor.record.incident import Attribution, Incident, Lineage, Resolved, Support, Testimony, TollPoint
from histor.record.judgement import Correction
from histor.record.reading import Account
from histor.record.values import Place, Quantity, TimeSpan, Toll

DAY = TimeSpan("2024-03-06", "2024-03-06")
ORUNA = Place("Oruna", "town", "Northern Province", "MD", 14.5, -3.25)


def drawn(shape: object, width: int = 110) -> str:
    stream = io.StringIO()
    Console(file=stream, width=width, markup=False, emoji=False, highlight=False).print(shape)
    return stream.getvalue()


def testimony(name: str, title: str, published: str, lineage: str) -> Testimony:
    article = Article(id=name, text="x", title=title, publisher="Merida Courier", published=published)
    return Testimony(f"{name}#i1", article, Account("i1", ("bombing",)), grade="B", lineage=lineage)


def point(day: str, low: int | None, high: int | None, account: str, **rest: object) -> TollPoint:
    fields = {"group": "all", "total": True, "speaker": ("police",), "lineage": account, "quote": "q", **rest}
    return TollPoint(as_of=day, slot="killed", quantity=Quantity(low, high), account=account, **fields)  # type: ignore[arg-type]


@pytest.fixture
def incident() -> Incident:
    testimonies = (
        testimony("first", "Blast in Oruna", "2024-03-06", "first"),
        testimony("copy", "Oruna blast", "2024-03-06", "first"),
        testimony("later", "Toll rises", "2024-03-08", "later"),
    )
    return Incident(
        id="I-1", kinds=("bombing",), foreground=True, aggregate=False, suicide=False, stage="accomplished", date=DAY,
        place=ORUNA, killed=Toll(12, 15, 15), wounded=None, attackers_killed=None, attackers_wounded=None, targets=(),
        weapons=("vehicle_bomb",),
        perpetrators=(
            Attribution("Red Dawn Front", (("claimed", "Red Dawn Front", "first#i1"),), ("first#i1",), independent=1),
            Attribution("Sun League", (("accused", "police", "later#i1"),), denials=("later#i1",), independent=1),
        ),
        resolved=(
            Resolved("date", DAY, "latest_reliable", ("first#i1", "later#i1"), 2),
            Resolved("killed", Toll(15, 15, 15), "latest_reliable", ("later#i1",), 1, 1,
                     (Support(Toll(12, 12, None), ("first#i1", "copy#i1"), 1),), "contradictory"),
        ),
        tolls=(
            point("2024-03-06", 12, None, "first#i1", superseded_by="later#i1"),
            point("2024-03-08", 15, 15, "later#i1"),
        ),
        testimonies=testimonies,
        lineages=(
            Lineage("first", (("first", "original"), ("copy", "reprint")), (("copy", "nine tenths of its words"),)),
            Lineage("later", (("later", "original"),)),
        ),
        grade="B", score=0.8, policy="latest_reliable-1",
    )  # fmt: skip


def test_the_head_counts_articles_and_independent_sources_apart(incident: Incident) -> None:
    page = drawn(incident_in_full(incident))
    assert "3 articles, 2 independent sources" in page
    assert "bombing · Oruna, MD · 2024-03-06" in page


def test_a_conflict_shows_the_other_value_and_who_gives_it(incident: Incident) -> None:
    page = " ".join(drawn(incident_in_full(incident, why=True)).split())
    assert "contradictory" in page
    assert "low 12 · best 12 · high open 2 accounts, 1 independent first#i1, copy#i1" in page


def test_a_value_without_conflict_names_none(incident: Incident) -> None:
    calm = replace(incident, resolved=incident.resolved[:1])
    assert "contradictory" not in drawn(incident_in_full(calm)) and "none" not in drawn(incident_in_full(calm))


def test_claims_and_denials_stand_side_by_side(incident: Incident) -> None:
    page = " ".join(drawn(incident_in_full(incident)).split())
    assert "Red Dawn Front claimed (Red Dawn Front) · claims it in 1 account" in page
    assert "Sun League accused (police) · denies it in 1 account" in page


def test_reprints_stand_under_their_original_with_the_reason(incident: Incident) -> None:
    lines = drawn(incident_in_full(incident, why=True)).splitlines()
    original = next(n for n, line in enumerate(lines) if line.startswith("original · B") and "Blast in Oruna" in line)
    assert "└ reprint · B" in lines[original + 1] and "nine tenths of its words" in " ".join(
        lines[original : original + 4]
    )
    assert "nine tenths" not in drawn(incident_in_full(incident))


def test_a_correction_is_shown_with_its_person_and_reason(incident: Incident) -> None:
    correction = Correction("first#i1", "killed", None, "A. Analyst", "counted in the morgue list")
    killed = replace(incident.resolved[1], corrected=correction)
    page = " ".join(drawn(incident_in_full(replace(incident, resolved=(killed,)))).split())
    assert "corrected by A. Analyst: counted in the morgue list" in page


def test_the_chart_has_a_line_for_every_figure_with_day_speaker_and_fate(incident: Incident) -> None:
    lines = drawn(toll_chart(incident.tolls)).splitlines()
    assert [line.split()[:2] for line in lines] == [["2024-03-06", "12+"], ["2024-03-08", "15"]]
    assert "superseded" in lines[0] and "superseded" not in lines[1]
    assert lines[0].index("●") < lines[1].index("●")


def test_the_chart_can_do_without_special_characters(incident: Incident) -> None:
    assert drawn(toll_chart(incident.tolls, ascii_only=True)).replace("·", "").isascii()


def test_hostile_words_reach_no_terminal(incident: Incident) -> None:
    evil = replace(incident.tolls[0], speaker=("\x1b[2Jpolice",))
    assert "\x1b" not in drawn(toll_chart([evil]))
    assert "\x1b" not in drawn(incident_in_full(replace(incident, policy="\x1b[2J")))


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.booleans(), st.booleans())
def test_a_bar_always_fills_the_scale_and_keeps_low_before_high(
    one: int, other: int, no_low: bool, no_high: bool
) -> None:
    low, high = sorted((one, other))
    cells = bar(Quantity(None if no_low else low, None if no_high else high), max(one, other))
    assert len(cells) == WIDTH
    ends = [column for column, cell in enumerate(cells) if cell == "●"]
    given = 2 - no_low - no_high
    assert len(ends) == given or (given == 2 and len(ends) == 1 and (high - low) * (WIDTH - 1) <= high)


def test_a_greater_figure_stands_further_right() -> None:
    columns = [bar(Quantity(n, n), 100).index("●") for n in (0, 25, 50, 100)]
    assert columns == sorted(set(columns)) and columns[0] == 0 and columns[-1] == WIDTH - 1


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "not known"), (True, "yes"), (False, "no"), ((), "none"), (("bombing", "arson"), "bombing, arson"),
        (Toll(1, 1, 1), "1"), (DAY, "2024-03-06 (Wednesday)"), ("armed_clash", "armed clash"),
    ],
)  # fmt: skip
def test_every_kind_of_value_has_words(value: object, words: str) -> None:
    assert value_words(value) == words
