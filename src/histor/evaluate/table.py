"""Scores laid out for people (a table by measure, a line per article) and for programs (JSON)."""

from typing import Final, TypedDict

from histor.evaluate.scores import RECORD_SLOTS, Scores, Tally

MEASURES: Final = (
    "evidence", "relevance", "incident", "incident_all", "record", *(f"slot:{slot}" for slot in RECORD_SLOTS),
    "record_all", "assertion", "attribution", "status", "statement", "foreground", "stage", "suicide",
)  # fmt: skip
"""Every measure, in the order in which a table shows them."""


class Row(TypedDict):
    """One measure: percentages with one decimal, and the counts behind them."""

    measure: str
    precision: float
    recall: float
    f1: float
    gold: int
    predicted: int


def rows(scores: Scores) -> list[Row]:
    """One row per measure that was taken, in the order of `MEASURES`."""
    total = scores.total
    return [_row(measure, total[measure]) for measure in MEASURES if measure in total]


def table(scores: Scores) -> str:
    """The rows as text in fixed columns, under a line that says how many articles were scored."""
    lines = [
        f"{len(scores.by_document)} articles, {len(scores.missing)} without a reading",
        f"{'':18s} {'P':>6s} {'R':>6s} {'F1':>6s} {'gold':>6s} {'pred':>6s}",
    ]
    lines += [
        f"{row['measure']:18s} {row['precision']:6.1f} {row['recall']:6.1f} {row['f1']:6.1f}"
        f" {row['gold']:6d} {row['predicted']:6d}"
        for row in rows(scores)
    ]
    return "\n".join(lines)


def document_lines(scores: Scores) -> list[str]:
    """One line per article, the weakest record first: its id, record F1 and incident F1."""
    figures = [
        (tallies.get("record", Tally()).f1, doc, tallies.get("incident", Tally()).f1)
        for doc, tallies in scores.by_document.items()
    ]
    width = max((len(doc) for _, doc, _ in figures), default=0)
    return [
        f"{doc:{width}s}  record {record:5.1f}  incident {incident:5.1f}" for record, doc, incident in sorted(figures)
    ]


def _row(measure: str, tally: Tally) -> Row:
    return {
        "measure": measure,
        "precision": tally.precision,
        "recall": tally.recall,
        "f1": tally.f1,
        "gold": tally.gold,
        "predicted": tally.predicted,
    }
