"""Readings held against gold codings: what was right, what was made up, what was missed (CODEBOOK.md).

An incident of one side is matched with at most one of the other, by the best total likeness; the slots of an
unmatched incident count as missed or made up. The headline, `record`, is the F1 over the slots of foreground
incidents; `record_all` is the same over all incidents.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import eq
from typing import Final, TypeVar

from histor.evaluate.assignment import best_pairs
from histor.evaluate.coding import NOTHING, CodedAssertion, CodedIncident, CodedStatement, Coding, Words
from histor.evaluate.likeness import likeness, names, same_place, same_toll, same_value
from histor.evaluate.names import overlap, same_name
from histor.record.article import Article
from histor.record.codebook import Slot
from histor.record.values import Quantity

T = TypeVar("T")

RECORD_SLOTS: Final = ("kind", "date", "place", "perpetrator", "target", "victim", "weapon", "killed", "wounded")
"""What the headline figure is made of."""
NAMED_SLOTS: Final[tuple[Slot, ...]] = ("perpetrator", "target", "victim", "weapon")
ATTRIBUTED_SLOTS: Final[tuple[Slot, ...]] = ("killed", "wounded", "perpetrator")
"""Slots whose every assertion is scored, with its speaker."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were right, how many were predicted, how many the gold has; figures are percentages, one decimal."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.right + other.right, self.predicted + other.predicted, self.gold + other.gold)

    @property
    def precision(self) -> float:
        """Right among predicted."""
        return round(100 * self._precision, 1)

    @property
    def recall(self) -> float:
        """Right among gold."""
        return round(100 * self._recall, 1)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        p, r = self._precision, self._recall
        return round(100 * 2 * p * r / (p + r), 1) if p + r else 0.0

    @property
    def _precision(self) -> float:
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def _recall(self) -> float:
        return self.right / self.gold if self.gold else 0.0


Tallies = dict[str, Tally]
"""One tally per measure: "record", "slot:place", "attribution" ..."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Tallies by article, in the order of the gold; `missing` are articles of the gold without a reading."""

    by_document: Mapping[str, Tallies]
    missing: tuple[str, ...] = ()

    @property
    def total(self) -> Tallies:
        """Micro sums over all articles, one tally per measure, by name."""
        merged: Tallies = {}
        for tallies in self.by_document.values():
            for measure, tally in tallies.items():
                merged[measure] = merged.get(measure, Tally()) + tally
        return dict(sorted(merged.items()))


def score(
    gold: Mapping[str, Coding], predicted: Mapping[str, Coding], articles: Mapping[str, Article] | None = None
) -> Scores:
    """Score the predicted codings of the gold's articles; predictions for other articles are passed over.

    With `articles`, every predicted quote is held against its article too (measure "evidence").
    """
    by_document = {
        doc: _score_document(coding, predicted.get(doc, NOTHING), articles.get(doc) if articles else None)
        for doc, coding in gold.items()
    }
    return Scores(by_document, tuple(doc for doc in gold if doc not in predicted))


class _Sheet:
    """The tallies of one article while it is scored."""

    def __init__(self) -> None:
        self.tallies: Tallies = {}

    def add(self, measure: str, right: int, predicted: int, gold: int) -> None:
        self.tallies[measure] = self.tallies.get(measure, Tally()) + Tally(right, predicted, gold)


def _score_document(gold: Coding, found: Coding, article: Article | None) -> Tallies:
    sheet = _Sheet()
    weights = [[likeness(one, other) for other in found.incidents] for one in gold.incidents]
    partner = dict(best_pairs(weights))
    for row, incident in enumerate(gold.incidents):
        match = found.incidents[partner[row]] if row in partner else None
        _score_gold_incident(sheet, incident, match)
    for column, incident in enumerate(found.incidents):
        rows = [row for row, other in partner.items() if other == column]
        _score_found_incident(sheet, incident, gold.incidents[rows[0]] if rows else None)
    _score_statements(sheet, gold.statements, found.statements)
    relevant = bool(gold.incidents)
    sheet.add("relevance", relevant and bool(found.incidents), bool(found.incidents), relevant)
    if article is not None:
        _score_evidence(sheet, found, article)
    return sheet.tallies


def _score_gold_incident(sheet: _Sheet, gold: CodedIncident, match: CodedIncident | None) -> None:
    """What the gold's incident asks for: was it found, and what of it was right."""
    sheet.add("incident_all", match is not None, 0, 1)
    if gold.foreground:
        sheet.add("incident", match is not None, 0, 1)
    _score_slots(sheet, gold, match, foreground=gold.foreground)
    if match is None:
        for assertion in _attributed(gold):
            sheet.add("assertion", 0, 0, 1)
            sheet.add("attribution", 0, 0, bool(assertion.said_by))
        return
    sheet.add("foreground", match.foreground == gold.foreground, 1, 1)
    sheet.add("stage", match.stage == gold.stage, 1, 1)
    sheet.add("suicide", match.suicide and gold.suicide, match.suicide, gold.suicide)
    _score_attribution(sheet, gold, match)
    for slot in ATTRIBUTED_SLOTS:
        wanted, given = gold.of_slot(slot), match.of_slot(slot)
        sheet.add("assertion", len(_pair_up(wanted, given, _same_assertion)), len(given), len(wanted))


def _score_found_incident(sheet: _Sheet, found: CodedIncident, match: CodedIncident | None) -> None:
    """What the reader's incident claims: counted as predicted, and all of it as made up where the gold has none."""
    sheet.add("incident_all", 0, 1, 0)
    if (match or found).foreground:
        sheet.add("incident", 0, 1, 0)
    if match is None:
        _score_slots(sheet, None, found, foreground=found.foreground)
        attributed = _attributed(found)
        sheet.add("assertion", 0, len(attributed), 0)
        sheet.add("attribution", 0, sum(bool(assertion.said_by) for assertion in attributed), 0)


def _score_slots(sheet: _Sheet, gold: CodedIncident | None, found: CodedIncident | None, *, foreground: bool) -> None:
    for slot, tally in _slot_tallies(gold, found).items():
        counts = (tally.right, tally.predicted, tally.gold)
        sheet.add("record_all", *counts)
        if foreground:
            sheet.add("record", *counts)
            sheet.add(f"slot:{slot}", *counts)


def _slot_tallies(gold: CodedIncident | None, found: CodedIncident | None) -> Tallies:
    """One tally per slot of the record; an absent incident has nothing in any slot."""
    wanted, given = gold or CodedIncident(()), found or CodedIncident(())
    primary = given.kinds[:1]
    tallies = {
        "kind": Tally(any(kind in wanted.kinds for kind in primary), len(primary), bool(wanted.kinds)),
        "date": _one_value(wanted.date, given.date, eq),
        "place": _one_value(wanted.place, given.place, same_place),
        "killed": _one_value(wanted.killed, given.killed, same_toll),
        "wounded": _one_value(wanted.wounded, given.wounded, same_toll),
    }
    for slot in NAMED_SLOTS:
        ours, theirs = names(wanted, slot), names(given, slot)
        tallies[slot] = Tally(len(_pair_up(ours, theirs, partial(same_value, slot))), len(theirs), len(ours))
    return tallies


def _one_value(wanted: T | None, given: T | None, same: Callable[[T, T], bool]) -> Tally:
    right = wanted is not None and given is not None and same(wanted, given)
    return Tally(right, given is not None, wanted is not None)


def _score_attribution(sheet: _Sheet, gold: CodedIncident, match: CodedIncident) -> None:
    """Who is said to say it, over the assertions of both sides that quote the same words; status beside it."""
    wanted = _attributed(gold)
    pairs = dict(_pair_up(wanted, match.assertions, _same_words))
    for index, one in enumerate(wanted):
        if index not in pairs:
            sheet.add("attribution", 0, 0, bool(one.said_by))
            continue
        other = match.assertions[pairs[index]]
        same_speaker = overlap(one.speaker, other.speaker) >= 0.5
        sheet.add("attribution", same_speaker, bool(other.speaker), bool(one.speaker))
        if one.slot == "perpetrator":
            sheet.add("status", one.status == other.status, 1, 1)


def _score_statements(sheet: _Sheet, gold: Sequence[CodedStatement], found: Sequence[CodedStatement]) -> None:
    sheet.add("statement", len(_pair_up(gold, found, _same_statement)), len(found), len(gold))


def _score_evidence(sheet: _Sheet, found: Coding, article: Article) -> None:
    """Whether each quote with a place (or that owes one) is the article's text there."""
    said: list[CodedAssertion | CodedStatement] = [*found.statements]
    quoted: list[Words] = []
    for incident in found.incidents:
        said += incident.assertions
        quoted += incident.mentions
    for entry in said:
        quoted += [entry.words, *entry.said_by]
    for words in quoted:
        if not words.bare:
            sheet.add("evidence", _stands_in(article, words), 1, 1)


def _stands_in(article: Article, words: Words) -> bool:
    if words.start is None or words.end is None or not words.quote:
        return False
    return article.part(words.part)[words.start : words.end] == words.quote


def _attributed(incident: CodedIncident) -> list[CodedAssertion]:
    return [assertion for assertion in incident.assertions if assertion.slot in ATTRIBUTED_SLOTS]


def _same_words(one: CodedAssertion, other: CodedAssertion) -> bool:
    return one.slot == other.slot and overlap(one.words.quote, other.words.quote) >= 0.5


def _same_assertion(one: CodedAssertion, other: CodedAssertion) -> bool:
    """The same words with the same value; how exact a count claims to be is not asked."""
    if overlap(one.words.quote, other.words.quote) < 0.5:
        return False
    if isinstance(one.value, Quantity) and isinstance(other.value, Quantity):
        return (one.value.low, one.value.high) == (other.value.low, other.value.high)
    return isinstance(one.value, str) and not isinstance(other.value, Quantity) and same_name(one.value, other.name)


def _same_statement(one: CodedStatement, other: CodedStatement) -> bool:
    if one.kind != other.kind or overlap(one.words.quote, other.words.quote) < 0.4:
        return False
    return same_name(one.speaker, other.speaker)


def _pair_up(wanted: Sequence[T], given: Sequence[T], same: Callable[[T, T], bool]) -> list[tuple[int, int]]:
    """Each wanted one, in order, with the first given one that is the same and not yet taken: index pairs."""
    pairs: list[tuple[int, int]] = []
    left = list(range(len(given)))
    for index, one in enumerate(wanted):
        hit = next((other for other in left if same(one, given[other])), None)
        if hit is not None:
            left.remove(hit)
            pairs.append((index, hit))
    return pairs
