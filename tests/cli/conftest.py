"""An invented article with a reading made by hand, for what can be tested without the reader."""

from collections.abc import Sequence

import pytest

from histor.record.article import Article
from histor.record.assertion import Assertion, Statement
from histor.record.codebook import Group, Slot, Status
from histor.record.evidence import Evidence, Speaker
from histor.record.reading import Account, MadeBy, Reading
from histor.record.values import Place, Quantity, TimeSpan, Toll

TEXT = """MERIDA CITY — At least 12 people were killed and around 30 wounded when a car bomb went off outside a police \
station in the northern town of Oruna on Wednesday, the Interior Ministry said.

A spokesman for the ministry told the Oruna Herald that four of the dead were officers. A hospital doctor put the \
toll at 15.

The Red Dawn Front claimed responsibility in a statement carried by Radio Tal. President Ilse Marn vowed to \
“pursue the murderers to the last cave”.

In 2019 gunmen shot dead two teachers in the same town."""


@pytest.fixture
def article() -> Article:
    return Article(
        id="a-oruna",
        text=TEXT,
        title="Car bomb kills 12 in Oruna",
        publisher="Merida Courier",
        published="2024-03-08",
        published_from="given",
        language="en",
    )


@pytest.fixture
def reading(article: Article) -> Reading:
    return canned_reading(article)


def canned_reading(article: Article) -> Reading:
    """What a careful coder would read in the article."""

    def words(quote: str) -> Evidence:
        start = article.text.index(quote)
        return article.quote("text", start, start + len(quote))

    def said(
        slot: Slot, quote: str, value: str | Quantity | None, by: Sequence[str] = (),
        status: Status | None = None, group: Group | None = None,
    ) -> Assertion:  # fmt: skip
        speakers = tuple(Speaker(words(hop)) for hop in by)
        return Assertion(slot, value, words(quote), speakers, status, group, 0.9, f"rule: {slot}")

    ministry = ("the Interior Ministry",)
    first = Account(
        id="i1",
        kinds=("bombing",),
        mentions=(words("car bomb went off"),),
        date=TimeSpan("2024-03-06", "2024-03-06"),
        place=Place("Oruna", "town", "Northern Province", "MD", 14.5, -3.25),
        killed=Toll(12, 12, 15),
        wounded=Toll(30, 30, 30),
        assertions=(
            said("date", "Wednesday", "2024-03-06/2024-03-06", ministry),
            said("place", "Oruna", "Oruna", ministry),
            said("perpetrator", "Red Dawn Front", "Red Dawn Front", ("Radio Tal", "Red Dawn Front"), "claimed"),
            said("target", "police station", "police", ministry),
            said("weapon", "car bomb", "vehicle_bomb", ministry),
            said("killed", "At least 12 people were killed", Quantity(12, None), ministry, group="all"),
            said(
                "killed", "four of the dead", Quantity(4, 4), ("Oruna Herald", "A spokesman for the ministry"),
                group="security",
            ),
            said("killed", "toll at 15", Quantity(15, 15), ("A hospital doctor",), group="all"),
            said("wounded", "around 30 wounded", Quantity(30, 30, True), ministry, group="all"),
        ),
        why=(("kind", "head: bombing 0.97"), ("place", "rule: the named place nearest the event word")),
    )  # fmt: skip
    second = Account(
        id="i2",
        kinds=("armed_assault",),
        foreground=False,
        mentions=(words("shot dead"),),
        date=TimeSpan("2019-01-01", "2019-12-31"),
        killed=Toll(2, 2, 2),
        assertions=(
            said("date", "2019", "2019-01-01/2019-12-31"),
            said("perpetrator", "gunmen", "unidentified", status="stated"),
            said("killed", "two teachers", Quantity(2, 2), group="civilian"),
        ),
    )
    claim = words("The Red Dawn Front claimed responsibility")
    threat = words("vowed to “pursue the murderers to the last cave”")
    radio = (Speaker(words("Radio Tal")),)
    statements = (
        Statement("claim_responsibility", "The Red Dawn Front", "i1", claim, said_by=radio, why="rule: claimed"),
        Statement("threaten", "President Ilse Marn", "i1", threat, why="rule: vowed"),
    )
    return Reading(article, (first, second), statements, MadeBy("0.1.0", "canned"))
