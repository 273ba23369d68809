"""Testimonies for tests of resolution: one written out by hand, and any number made by hypothesis."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from histor.record.article import Article
from histor.record.assertion import Assertion, Statement
from histor.record.codebook import Group, Slot, StatementKind, Status
from histor.record.evidence import Evidence, Speaker
from histor.record.incident import GRADES, Lineage, Testimony
from histor.record.reading import Account
from histor.record.values import Place, Quantity, TimeSpan, Toll

DAY = TimeSpan("2024-03-04", "2024-03-04")
ORRUM = Place("Orrum", "town", "North", "ML", 16.2, -0.1, 11)


def exactly(number: int) -> Toll:
    """A bottom line of one number."""
    return Toll(number, number, number)


class Told:
    """One article on the incident, put together fact by fact; every fact's words are added to its text."""

    def __init__(self, name: str, published: str | None = "2024-03-05", **fields: Any) -> None:
        self.name, self.published = name, published
        self.grade = fields.pop("grade", "F")
        self.publisher = fields.pop("publisher", None)
        self.fields: dict[str, Any] = {"kinds": ("bombing",), **fields}
        self.text = f"Article {name}."
        self.assertions: list[Assertion] = []
        self.statements: list[Statement] = []

    def _words(self, words: str) -> Evidence:
        start = len(self.text) + 1
        self.text = f"{self.text} {words}"
        return Evidence("text", start, start + len(words), words)

    def says(
        self,
        slot: Slot,
        value: Any,
        by: str = "",
        words: str = "",
        group: Group | None = None,
        status: Status | None = None,
    ) -> "Told":
        """One assertion, on the article's own authority or by a speaker."""
        value = Quantity(value, value) if isinstance(value, int) else value
        evidence = self._words(words or f"{value} of {slot}")
        said_by = (Speaker(self._words(by)),) if by else ()
        self.assertions.append(Assertion(slot, value, evidence, said_by, status=status, group=group))
        return self

    def killed(self, number: int, by: str = "") -> "Told":
        """A bottom line of the killed that the article prints as it is."""
        self.fields["killed"] = exactly(number)
        return self.says("killed", number, by, f"{number} people were killed", "all")

    def states(self, kind: StatementKind, speaker: str) -> "Told":
        """A statement about the incident."""
        self.statements.append(Statement(kind, speaker, "i1", self._words(f"{speaker} said")))
        return self

    def testimony(self) -> Testimony:
        """The article with its one account."""
        article = Article(id=self.name, text=self.text, published=self.published, publisher=self.publisher)
        account = Account("i1", **self.fields, assertions=tuple(self.assertions))
        for assertion in self.assertions:
            article.check(assertion.evidence)
        return Testimony(f"{self.name}#i1", article, account, tuple(self.statements), self.grade)


def together(*articles: str) -> Lineage:
    """A lineage: the first article and reprints of it."""
    original, *others = articles
    return Lineage(original, ((original, "original"), *((other, "reprint") for other in others)))


NUMBERS = st.sampled_from((0, 2, 3, 10, 12, 40))
_PAIRS = st.tuples(NUMBERS, NUMBERS).map(sorted)
TOLLS = st.one_of(
    NUMBERS.map(exactly),
    NUMBERS.map(lambda number: Toll(number, number, None)),
    NUMBERS.map(lambda number: Toll(None, number, number)),
    NUMBERS.map(lambda number: Toll(number, None, None)),
    _PAIRS.map(lambda pair: Toll(pair[0], pair[1], pair[1])),
)
QUANTITIES = st.one_of(
    NUMBERS.map(lambda number: Quantity(number, number)),
    NUMBERS.map(lambda number: Quantity(number, None)),
    NUMBERS.map(lambda number: Quantity(None, number)),
    _PAIRS.map(lambda pair: Quantity(pair[0], pair[1], True)),
)
SPANS = st.sampled_from(
    (
        DAY,
        TimeSpan("2024-03-05", "2024-03-05"),
        TimeSpan("2024-03-01", "2024-03-31"),
        TimeSpan("2024-01-01", "2024-12-31"),
    )
)
PLACES = st.sampled_from(
    (
        ORRUM,
        Place("Orrum market", "site", "North", "ML", 16.21, -0.1),
        Place("North", "admin1", "North", "ML"),
        Place("Mali", "country", None, "ML"),
        Place("Sabo", "town", "South", "ML", 11.2, -7.1, 12),
    )
)
SPEAKERS = st.sampled_from(("", "police", "a police spokesman", "officials", "the army", "Governor Example"))


@st.composite
def told(draw: st.DrawFn, name: str) -> Told:
    """One article with a few facts of every sort."""
    one = Told(
        name,
        draw(st.none() | st.sampled_from(("2024-03-05", "2024-03-06", "2024-03-09", "2025-03-05"))),
        grade=draw(st.sampled_from(GRADES)),
        kinds=draw(st.sampled_from((("bombing",), ("attack",), ("shelling", "attack"), ("armed_assault", "bombing")))),
        foreground=draw(st.booleans()),
        suicide=draw(st.booleans()),
        stage=draw(st.sampled_from(("accomplished", "attempted"))),
        date=draw(st.none() | SPANS),
        place=draw(st.none() | PLACES),
        killed=draw(st.none() | TOLLS),
        wounded=draw(st.none() | TOLLS),
    )
    groups = st.sampled_from(("all", "civilian", "perpetrator", None))
    for _ in range(draw(st.integers(0, 3))):
        one.says(draw(st.sampled_from(("killed", "wounded"))), draw(QUANTITIES), draw(SPEAKERS), group=draw(groups))
    if draw(st.booleans()):
        statuses = st.sampled_from(("claimed", "stated", "accused", "suspected", "denied"))
        one.says("perpetrator", draw(st.sampled_from(("Red Band", "Blue Band", "unidentified"))), status=draw(statuses))
    if draw(st.booleans()):
        one.says("target", draw(st.sampled_from(("civilians", "police"))), draw(SPEAKERS))
    if draw(st.booleans()):
        one.states(draw(st.sampled_from(("claim_responsibility", "deny_responsibility"))), "the Red Band")
    return one


@st.composite
def incidents(draw: st.DrawFn, most: int = 4) -> tuple[Sequence[Testimony], tuple[Lineage, ...]]:
    """A few accounts of one incident, and lineages that part some of their articles."""
    testimonies = [draw(told(f"a{number}")).testimony() for number in range(draw(st.integers(1, most)))]
    names = [one.article.id for one in testimonies]
    cut = draw(st.integers(0, len(names)))
    return testimonies, (together(*names[:cut]),) if cut else ()
