"""One thing one article says about an incident, and who says it."""

from dataclasses import dataclass

from histor.errors import RecordError
from histor.record.codebook import COUNT_SLOTS, SLOTS, STATUS_SLOTS, Group, Slot, StatementKind, Status
from histor.record.evidence import Evidence, Speaker
from histor.record.values import Quantity


@dataclass(frozen=True, slots=True)
class Assertion:
    """Reads aloud: "Article A, characters 40 to 52, says 12 wounded, according to police."

    `value` is a Quantity for counts, None for a motive, "earliest/latest" for a date, else a name or a class
    (CODEBOOK.md, Slots). `said_by` is outermost first; empty when the article says it on its own authority.
    `score` is the reader's, between 0 and 1. `why` names the rule or head that decided, for `histor show --why`.

    Raises:
        RecordError: unknown slot, or a value, status or group that does not belong to the slot.
    """

    slot: Slot
    value: str | Quantity | None
    evidence: Evidence
    said_by: tuple[Speaker, ...] = ()
    status: Status | None = None
    group: Group | None = None
    score: float = 1.0
    why: str = ""

    def __post_init__(self) -> None:
        if self.slot not in SLOTS:
            raise RecordError(f"unknown slot {self.slot!r}; the codebook has {', '.join(SLOTS)}")
        if (self.slot in COUNT_SLOTS) != isinstance(self.value, Quantity):
            raise RecordError(f"slot {self.slot} cannot hold the value {self.value!r}")
        if (self.status is not None) != (self.slot in STATUS_SLOTS):
            raise RecordError(f"slot {self.slot} with status {self.status!r}: perpetrators have one, others none")
        if self.group is not None and self.slot not in COUNT_SLOTS:
            raise RecordError(f"slot {self.slot} has no group")


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody says or announces about an incident (CODEBOOK.md, Statements).

    `speaker` is the name or role as printed; `about` is an account's id in the same reading, or None;
    `date` is the ISO day it was said, or None; `said_by` are the outlets in between, outermost first.
    """

    kind: StatementKind
    speaker: str
    about: str | None
    evidence: Evidence
    date: str | None = None
    said_by: tuple[Speaker, ...] = ()
    score: float = 1.0
    why: str = ""
