"""Who judged what: whether two accounts are of one incident, and what an analyst put in a value's place."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from histor.errors import RecordError

Verdict = Literal["same", "different", "unsure"]
VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)
Field = Literal[
    "kinds", "suicide", "stage", "aggregate", "date", "place", "killed", "wounded", "attackers_killed",
    "attackers_wounded", "perpetrators", "targets", "weapons",
]  # fmt: skip
FIELDS: Final[tuple[Field, ...]] = get_args(Field)
"""What an incident has one resolved value of."""
MACHINE: Final = "machine"
"""Who judged, where no person did."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Same, different or unsure between two accounts (ids in the ledger), by the machine or a person.

    The newest of each kind stands, a person's above the machine's, and none is deleted: `withdraws` names the
    judgement that this one takes back, by its number. `by` is a person's name or "machine"; `score` the machine's
    chance that the two are one, 0 to 1; `reasons` in words; `version` what made it; `made_at` UTC.

    Raises:
        RecordError: an account with itself, an unknown verdict, a person without name or reason, a score out of range.
    """

    first: str
    second: str
    verdict: Verdict
    by: str
    reasons: tuple[str, ...] = ()
    score: float | None = None
    version: str = ""
    made_at: str = ""
    number: int | None = None
    withdraws: int | None = None

    def __post_init__(self) -> None:
        if self.first == self.second:
            raise RecordError(f"{self.first}: an account cannot be judged against itself")
        if self.verdict not in VERDICTS:
            raise RecordError(f"verdict {self.verdict!r}: it must be one of {', '.join(VERDICTS)}")
        if self.score is not None and not 0 <= self.score <= 1:
            raise RecordError(f"score {self.score}: it must be between 0 and 1")
        _check_person(self.by, self.reasons)

    @property
    def by_person(self) -> bool:
        """Whether a person judged."""
        return self.by != MACHINE


@dataclass(frozen=True, slots=True)
class Correction:
    """An analyst's value for a field of an incident; it outranks every policy and survives every re-reading.

    `account` is an account of the incident (its id in the ledger), with which the correction goes wherever the
    account is merged; `value` is written as `record.judgement_wire` writes the field, None for "not known".

    Raises:
        RecordError: an unknown field, or a person without name or reason.
    """

    account: str
    field: Field
    value: object
    by: str
    reason: str
    made_at: str = ""
    number: int | None = None
    withdraws: int | None = None

    def __post_init__(self) -> None:
        if self.field not in FIELDS:
            raise RecordError(f"field {self.field!r}: it must be one of {', '.join(FIELDS)}")
        if self.by == MACHINE:
            raise RecordError("a correction is a person's: say by whom it is")
        _check_person(self.by, (self.reason,))


def _check_person(by: str, reasons: tuple[str, ...]) -> None:
    if not by.strip():
        raise RecordError("say by whom it is: a person's name")
    if by != MACHINE and not any(reason.strip() for reason in reasons):
        raise RecordError(f"say why: a judgement by {by} needs a reason")
