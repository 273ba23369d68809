"""Explains: what speaks for and against two accounts being one incident, and who has judged it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from histor.assemble.candidates import keys_of
from histor.assemble.comparison import compare, weights
from histor.assemble.profiles import profile_of
from histor.record.judgement import MACHINE, Judgement, Verdict

if TYPE_CHECKING:
    from histor.ledger.store import Ledger
    from histor.record.profile import Profile


@dataclass(frozen=True, slots=True)
class Explanation:
    """Two accounts held side by side. `score` is the machine's chance that they are one, `link` from where it links.

    `reasons` are in words, the strongest first; `why_not` says why the machine did not compare them, if so;
    `incidents` are those they are in (None: not merged yet); `judgements` are all that persons made of the two.
    """

    first: str
    second: str
    verdict: Verdict
    decided_by: str
    score: float
    link: float
    reasons: tuple[str, ...]
    why_not: str
    incidents: tuple[str | None, str | None]
    judgements: tuple[Judgement, ...]


def explain(ledger: "Ledger", first: str, second: str) -> Explanation:
    """Hold two accounts of the ledger side by side.

    Raises:
        LedgerError: no such account, or not merged yet.
        RecordError: they are the same account.
    """
    one, other = _profile(ledger, first), _profile(ledger, second)
    link = weights().link
    found = compare(one, other)
    merging = ledger.merging
    judged = tuple(j for j in merging.judgements_of(first, second, link) if j.by != MACHINE)
    withdrawn = {j.withdraws for j in judged}
    standing = [j for j in judged if j.number not in withdrawn and j.withdraws is None]
    verdict: Verdict = standing[-1].verdict if standing else "same" if found.score >= link else "different"
    return Explanation(
        first,
        second,
        verdict,
        f"by {standing[-1].by}" if standing else "by the machine",
        found.score,
        link,
        found.reasons,
        _why_not(one, other),
        (merging.incident_of(first), merging.incident_of(second)),
        judged,
    )


def _profile(ledger: "Ledger", account_id: str) -> "Profile":
    article, _, account = ledger.account(account_id)
    return profile_of(article, account, account_id)


def _why_not(one: "Profile", other: "Profile") -> str:
    if one.article == other.article:
        return "one article holds them apart"
    if not set(keys_of(one)) & set(keys_of(other)):
        return "they share no day and place, name or text by which accounts are found"
    return ""
