"""The accounts of an incident as resolution weighs them: in one order, with lineage, grade and day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from histor.assemble.folding import fold
from histor.record.assertion import Assertion
from histor.record.codebook import Slot
from histor.record.incident import Grade, Lineage, Testimony

RANK: Final[dict[Grade, int]] = {"A": 0, "B": 1, "C": 2, "F": 3, "D": 4, "E": 5}
"""Best first. F, a source that nobody has judged, is better than one judged not usually reliable."""
CREDIBLE: Final = RANK["F"]
"""The last rank whose word counts as credible."""
NO_DAY: Final = ""
"""Sorts before every day: an article without a date supersedes nothing."""


@dataclass(frozen=True, slots=True)
class Witness:
    """One account of the incident. `recalled`: its article tells the incident as background."""

    testimony: Testimony
    lineage: str
    published: str
    rank: int
    recalled: bool

    @property
    def account(self) -> str:
        """The account's id in the ledger."""
        return self.testimony.account_id


@dataclass(frozen=True, slots=True)
class Saying:
    """What one witness says of a field: its value (hashable), and the innermost speaker, folded, "" if none."""

    witness: Witness
    value: object
    speaker: str = ""

    @property
    def voice(self) -> str:
        """Whose word it is: the speaker's, or the lineage's own."""
        return self.speaker or f"lineage {self.witness.lineage}"


def complete(
    testimonies: Sequence[Testimony], found: Sequence[Lineage]
) -> tuple[tuple[Testimony, ...], tuple[Lineage, ...]]:
    """The testimonies in canonical order with lineage and relation filled in, and the lineages of their articles alone;
    an article that no lineage has is one of its own."""
    articles = {testimony.article.id for testimony in testimonies}
    kept = sorted(
        (lineage for lineage in found if any(article in articles for article, _ in lineage.members)),
        key=lambda lineage: lineage.id,
    )
    place = {article: (lineage.id, relation) for lineage in kept for article, relation in lineage.members}
    alone = [Lineage(article, ((article, "original"),)) for article in sorted(articles - place.keys())]
    place |= {lineage.id: (lineage.id, "original") for lineage in alone}
    ordered = sorted(testimonies, key=lambda one: (one.article.published or "9999", one.account_id))
    placed = (replace(one, lineage=place[one.article.id][0], relation=place[one.article.id][1]) for one in ordered)
    return tuple(placed), tuple(sorted((*kept, *alone), key=lambda lineage: lineage.id))


def witness(testimony: Testimony) -> Witness:
    """One testimony as it is weighed."""
    return Witness(
        testimony,
        testimony.lineage,
        testimony.article.published or NO_DAY,
        RANK[testimony.grade],
        not testimony.account.foreground,
    )


def independent(witnesses: Iterable[Witness]) -> int:
    """How many lineages are among them."""
    return len({one.lineage for one in witnesses})


def sayings(witnesses: Iterable[Witness], slot: Slot) -> list[tuple[Witness, Assertion]]:
    """Every assertion of one slot with its witness."""
    return [(one, assertion) for one in witnesses for assertion in one.testimony.account.values(slot)]


_ROLES: Final = {
    "police": "police", "policeman": "police", "sheriff": "police", "hospital": "medics", "hospitals": "medics",
    "doctor": "medics", "doctors": "medics", "medic": "medics", "medics": "medics", "medical": "medics",
    "rescuers": "rescuers", "firefighters": "rescuers", "observatory": "observatory",
}  # fmt: skip
"""Words that say whose word it is, whoever speaks it: "a police spokesman" and "police in Orrum" are one voice. Armies
and ministries are not here: there may be one on each side."""
_NOBODY: Final = frozenset({
    "a", "an", "the", "official", "officials", "source", "sources", "spokesman", "spokeswoman", "spokesperson",
    "witness", "witnesses", "report", "reports", "reported", "reportedly", "media", "local", "news",
    "statement", "resident", "residents", "he", "she", "they", "it", "authorities", "agency", "according", "to",
    "said", "by", "of", "in", "and", "some", "several", "other", "one", "two", "three", "people", "man",
    "woman", "activists", "activist", "government", "security", "his", "her", "their", "senior", "state",
    "television", "tv", "channel", "eyewitness", "eyewitnesses",
})  # fmt: skip
"""Words that name no particular speaker: two articles' "officials" need not be the same."""


def speaker_of(assertion: Assertion) -> str:
    """The innermost speaker of an assertion, folded so that one speaker's different names meet; "" where none is named
    or nobody in particular."""
    if not assertion.said_by:
        return ""
    words = fold(assertion.said_by[-1].quote).split()
    role = next((_ROLES[word] for word in words if word in _ROLES), None)
    if role:
        return role
    return " ".join(word for word in words if word not in _NOBODY)
