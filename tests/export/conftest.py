"""An invented article and its reading, made by finding the quoted words in the text."""

from dataclasses import replace

import pytest

from histor.record.article import Article
from histor.record.assertion import Assertion, Statement
from histor.record.evidence import Evidence, Speaker
from histor.record.reading import Account, MadeBy, Reading
from histor.record.values import Place, Quantity, TimeSpan, Toll

TEXT = """\
VELMAR — Gunmen killed at least four soldiers near the town of Velmar on Thursday, the army said. 🕯️ A teacher, Ada \
Invented, was also killed, according to Radio Velmar, which spoke to Bela Madeup, a resident of the town.
Mrs Invented’s brother was among 10 to 12 wounded. Police arrested Caro Fictive, 31, over the attack.
The Velmar Front said it was behind it. In 2019 a car bomb killed 11 people in the same town.
“We will not rest,” President Dano Notreal said.
"""


def words(article: Article, quote: str, part: str = "text", nth: int = 0) -> Evidence:
    """Evidence for the nth place where the words stand."""
    start = -1
    for _ in range(nth + 1):
        start = article.part(part).index(quote, start + 1)
    return article.quote(part, start, start + len(quote))


@pytest.fixture
def article() -> Article:
    return Article(
        id="velmar-1",
        text=TEXT,
        title="Ada Invented among dead in Velmar",
        publisher="The Invented Courier",
        published="2021-03-05",
        url="https://courier.example/2021/03/ada-invented-among-dead",
        language="en",
        source="velmar.jsonl",
    )


@pytest.fixture
def reading(article: Article) -> Reading:
    def says(*quotes: str) -> tuple[Speaker, ...]:
        return tuple(Speaker(words(article, quote)) for quote in quotes)

    def asserts(slot: str, value: object, quote: str, said_by: tuple[Speaker, ...] = (), **more: object) -> Assertion:
        return Assertion(slot, value, words(article, quote), said_by, **more)

    velmar = Place("Velmar", "town", "Velmar Province", "ML", 16.27, -0.04, 2457161)
    first = Account(
        id="i1",
        kinds=("armed_assault",),
        mentions=(words(article, "killed"), words(article, "Ada Invented among dead", "title")),
        date=TimeSpan("2021-03-04", "2021-03-04"),
        place=velmar,
        killed=Toll(5, 5, None),
        wounded=Toll(10, None, 12),
        assertions=(
            asserts("perpetrator", "unidentified", "Gunmen", says("the army"), status="stated"),
            asserts("perpetrator_person", "Gunmen", "Gunmen", says("the army"), status="stated"),
            asserts("target", "military", "soldiers", says("the army")),
            asserts("killed", Quantity(4, None), "at least four soldiers", says("the army"), group="security"),
            asserts("date", "2021-03-04/2021-03-04", "Thursday"),
            asserts("place", "Velmar", "Velmar"),
            asserts("victim", "Ada Invented", "Ada Invented", says("Radio Velmar", "Bela Madeup, a resident")),
            asserts("killed", Quantity(1, 1), "A teacher, Ada Invented, was also killed", says("Radio Velmar")),
            asserts("wounded", Quantity(10, 12), "10 to 12 wounded", says("Bela Madeup, a resident")),
            asserts("wounded", Quantity(1, 1), "Mrs Invented’s brother was among", says("Bela Madeup")),
            asserts("perpetrator_person", "Caro Fictive", "Caro Fictive", says("Police"), status="suspected"),
            asserts("perpetrator", "Velmar Front", "The Velmar Front", says("The Velmar Front"), status="claimed"),
        ),
        why=(("kind", "rule: killed"),),
    )
    second = Account(
        id="i2",
        kinds=("bombing",),
        foreground=False,
        mentions=(words(article, "car bomb"),),
        date=TimeSpan("2019-01-01", "2019-12-31"),
        place=replace(velmar, name="Mali", kind="country", admin1=None),
        killed=Toll(11, 11, 11),
        assertions=(
            asserts("weapon", "vehicle_bomb", "car bomb"),
            asserts("killed", Quantity(11, 11), "killed 11 people", group="all"),
        ),
    )
    claim = "The Velmar Front said it was behind it"
    statements = (
        Statement("claim_responsibility", "The Velmar Front", "i1", words(article, claim)),
        Statement("threaten", "President Dano Notreal", "i1", words(article, "We will not rest")),
        Statement("explain", "Bela Madeup", "i1", words(article, "was among 10 to 12 wounded")),
    )
    made_by = MadeBy("0.1.0", "first", "abc")
    made = Reading(article, (first, second), statements, made_by)
    made.verify(article)
    return made
