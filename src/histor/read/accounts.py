"""From the finished draft to the record: accounts with their assertions, each value once for each who says it."""

from collections.abc import Sequence
from dataclasses import replace

from histor.read.draft import Draft, IncidentDraft, Mark
from histor.record.assertion import Assertion
from histor.record.codebook import COUNT_SLOTS, MAX_MENTIONS, STATUS_SLOTS, Slot
from histor.record.reading import Account, MadeBy, Reading

MISSING_CUE = "missing"


def reading_of(draft: Draft, made_by: MadeBy) -> Reading:
    """The reading, its incidents numbered i1, i2, ... in the draft's order."""
    accounts = tuple(_account(draft, number, incident) for number, incident in enumerate(draft.incidents, start=1))
    return Reading(draft.article, accounts, tuple(draft.statements), made_by)


def _account(draft: Draft, number: int, incident: IncidentDraft) -> Account:
    mentions = [mark for mark in incident.anchors if mark.tag == "mention"]
    mentions = sorted(sorted(mentions, key=lambda mark: -mark.score)[:MAX_MENTIONS], key=_in_order)
    assertions = [_assertion(incident, mark) for mark in sorted(incident.marks, key=_in_order) if _is_value(mark)]
    given = _once_each(assertions)
    return Account(
        id=f"i{number}",
        kinds=incident.kinds,
        foreground=incident.foreground,
        aggregate=incident.aggregate,
        suicide=incident.suicide,
        stage=incident.stage,
        mentions=tuple(mark.evidence for mark in mentions),
        date=incident.date,
        place=incident.place,
        killed=incident.killed,
        wounded=incident.wounded,
        assertions=tuple(given),
        score=incident.score,
        why=tuple(incident.why.items()),
        doubtful=tuple(_doubtful(incident, given)),
    )


def _doubtful(incident: IncidentDraft, given: list[Assertion]) -> list[Assertion]:
    """What was left out, in text order, why first: nothing that the record says already, in these words or others."""
    said = []
    for mark, short in sorted(incident.doubtful, key=lambda row: _in_order(row[0])):
        assertion = _assertion(incident, mark)
        if not any(_same_words(assertion, other) for other in given):
            said.append(replace(assertion, why="; ".join((short, *mark.why))))
    return _once_each(said, given)


def _same_words(one: Assertion, other: Assertion) -> bool:
    """Whether two assertions take the same value from words that they share."""
    return (one.slot, one.value) == (other.slot, other.value) and one.evidence.overlaps(other.evidence)


def _in_order(mark: Mark) -> tuple[bool, int, int]:
    return mark.evidence.part == "text", mark.evidence.start, mark.evidence.end


def _is_value(mark: Mark) -> bool:
    return mark.readable and mark.tag != "mention"


def _slot(mark: Mark) -> Slot:
    if mark.tag == "kidnapped" and MISSING_CUE in mark.evidence.quote.lower():
        return "missing"
    slot: Slot = mark.tag  # type: ignore[assignment]  # every tag that carries a value is a slot's name
    return slot


def _assertion(incident: IncidentDraft, mark: Mark) -> Assertion:
    slot = _slot(mark)
    return Assertion(
        slot=slot,
        value=mark.value,
        evidence=mark.evidence,
        said_by=mark.said_by,
        status=mark.status if slot in STATUS_SLOTS else None,
        group=mark.group if slot in COUNT_SLOTS else None,
        score=incident.chances.get(id(mark), mark.score),
        why="; ".join(mark.why),
    )


def _once_each(assertions: list[Assertion], given: Sequence[Assertion] = ()) -> list[Assertion]:
    """Without repetitions: the same value of a slot said by the same innermost speaker (CODEBOOK.md, assertions).

    A headline's figure that the text gives too is such a repetition: the text's has its speaker beside it. What is
    `given` before counts as told.
    """
    told = {(a.slot, a.value, a.group) for a in (*given, *assertions) if a.evidence.part == "text"}
    kept: list[Assertion] = []
    seen = {_told_by(assertion) for assertion in given}
    for assertion in assertions:
        key = _told_by(assertion)
        repeated = assertion.evidence.part == "title" and (assertion.slot, assertion.value, assertion.group) in told
        if key not in seen and not (repeated and assertion.slot in COUNT_SLOTS):
            seen.add(key)
            kept.append(assertion)
    return kept


def _told_by(assertion: Assertion) -> tuple[object, ...]:
    """A value and the one who says it: what no account tells twice."""
    speaker = assertion.said_by[-1].quote.lower() if assertion.said_by else ""
    value = assertion.value.lower() if isinstance(assertion.value, str) else assertion.value
    motive = assertion.evidence.quote if assertion.slot == "motive" else ""
    return assertion.slot, value, assertion.group, speaker, motive
