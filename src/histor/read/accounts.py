"""From the finished draft to the record: accounts with their assertions, each value once for each who says it."""

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
        assertions=tuple(_once_each(assertions)),
        score=incident.score,
        why=tuple(incident.why.items()),
    )


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


def _once_each(assertions: list[Assertion]) -> list[Assertion]:
    """Without repetitions: the same value of a slot said by the same innermost speaker (CODEBOOK.md, assertions).

    A headline's figure that the text gives too is such a repetition: the text's has its speaker beside it.
    """
    told = {(a.slot, a.value, a.group) for a in assertions if a.evidence.part == "text"}
    kept: list[Assertion] = []
    seen: set[tuple[object, ...]] = set()
    for assertion in assertions:
        speaker = assertion.said_by[-1].quote.lower() if assertion.said_by else ""
        value = assertion.value.lower() if isinstance(assertion.value, str) else assertion.value
        motive = assertion.evidence.quote if assertion.slot == "motive" else ""
        key = (assertion.slot, value, assertion.group, speaker, motive)
        repeated = assertion.evidence.part == "title" and (assertion.slot, assertion.value, assertion.group) in told
        if key not in seen and not (repeated and assertion.slot in COUNT_SLOTS):
            seen.add(key)
            kept.append(assertion)
    return kept
