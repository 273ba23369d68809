"""The merged thing behind one or more accounts: a view, computed from assertions and judgements."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from histor.record.article import Article
from histor.record.assertion import Statement
from histor.record.codebook import Group, Kind, Slot, Stage, Status, TargetClass, WeaponClass
from histor.record.judgement import Correction, Field
from histor.record.reading import Account
from histor.record.values import Place, Quantity, TimeSpan, Toll

Grade = Literal["A", "B", "C", "D", "E", "F"]
GRADES: Final[tuple[Grade, ...]] = get_args(Grade)
"""Reliability of a source, as the admiralty code has it: A reliable to E unreliable, F cannot be judged."""
Relation = Literal["original", "reprint", "rewrite", "quotes", "follows"]
RELATIONS: Final[tuple[Relation, ...]] = get_args(Relation)
"""What an article is in its lineage: the earliest; a copy; a rewriting; one that passes on what the first, or the same
agency, says; a further report by the same outlet."""
Conflict = Literal["none", "compatible", "nested", "contradictory"]
CONFLICTS: Final[tuple[Conflict, ...]] = get_args(Conflict)
"""How values stand: one value, several that can all hold, one inside another, some that exclude each other."""
Policy = Literal["latest_reliable", "majority", "min_credible", "low_best_high", "range_all"]
POLICIES: Final[tuple[Policy, ...]] = get_args(Policy)
Event = Literal["created", "updated", "merged", "split", "retracted"]


@dataclass(frozen=True, slots=True)
class Testimony:
    """One account with what is known of its article: what resolution weighs. `account_id` is its id in the ledger."""

    account_id: str
    article: Article
    account: Account
    statements: tuple[Statement, ...] = ()
    grade: Grade = "F"
    lineage: str = ""
    relation: Relation = "original"


@dataclass(frozen=True, slots=True)
class Lineage:
    """Articles that go back to one original. `id` is the original's article id; `members` pairs each with what it is.

    `reasons` says for each member but the original, in words, why it belongs.
    """

    id: str
    members: tuple[tuple[str, Relation], ...]
    reasons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Support:
    """One value with the accounts that give it and the number of lineages among them."""

    value: object
    accounts: tuple[str, ...]
    independent: int


@dataclass(frozen=True, slots=True)
class Resolved:
    """The value of a field by a policy, with all that speaks for and against it.

    `value` has the type of the field (kinds a tuple, date TimeSpan, place Place, killed Toll, perpetrators the names
    that stand ...), None if nothing is known. `support` are the accounts that give it, `independent` their lineages
    and `voices` the speakers they rest on: three outlets that all had it from "police" are one voice; an account that
    names no speaker is its lineage's own. `corrected` is the analyst's correction that stands in the policy's place;
    support and alternatives are then held against it.
    """

    field: Field
    value: object
    policy: Policy
    support: tuple[str, ...] = ()
    independent: int = 0
    voices: int = 0
    alternatives: tuple[Support, ...] = ()
    conflict: Conflict = "none"
    corrected: Correction | None = None


@dataclass(frozen=True, slots=True)
class TollPoint:
    """One figure in the course of a toll: who said it, when, and whether it still stands.

    `as_of` is the article's publication day (None if unknown); `slot` killed or wounded; attackers among the counted
    are told by `group`; `total` is true for the article's own bottom line, false for a figure of one group or place.
    A bottom line that the article only gives in parts quotes them joined by " + ". `recalled` is true where the
    article tells the incident as background. `superseded_by` is the account whose later figure took its place within
    the same lineage or by the same speaker.
    """

    as_of: str | None
    slot: Slot
    quantity: Quantity
    group: Group
    total: bool
    speaker: tuple[str, ...]
    account: str
    lineage: str
    quote: str
    recalled: bool = False
    superseded_by: str | None = None


_STRONGEST_FIRST: Final[tuple[Status, ...]] = (
    "convicted", "claimed", "stated", "charged", "accused", "suspected", "denied",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attribution:
    """What is said of one possible perpetrator: every status with which somebody ties it to the incident.

    A group, state or organisation; persons stay in the accounts. Only claimed, stated and convicted make the name one
    of the incident's resolved perpetrators: who is accused, charged or suspected is never called one.

    `claims` and `denials` are the accounts in which it claims the act or denies it; `said` pairs a status with the
    innermost speaker (empty for the article itself) and the account.
    """

    name: str
    said: tuple[tuple[Status, str, str], ...]
    claims: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()
    independent: int = 0

    @property
    def status(self) -> Status:
        """The strongest status with which anybody ties the name to the incident: what a list shows beside it. A name
        of which nothing is said is an analyst's, who states it."""
        said: list[Status] = [status for status, _, _ in self.said] + ["claimed"] * bool(self.claims)
        if not said and self.denials:
            return "denied"
        return min(said, key=_STRONGEST_FIRST.index, default="stated")


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident as the ledger's policy resolves it. `score` is the weakest link that holds its accounts together.

    `killed` and `wounded` leave attackers out where `attackers_killed` and `attackers_wounded` could be told apart;
    see CODEBOOK.md, Numbers, for what a single article's bottom line counts.
    """

    id: str
    kinds: tuple[Kind, ...]
    foreground: bool
    aggregate: bool
    suicide: bool
    stage: Stage
    date: TimeSpan | None
    place: Place | None
    killed: Toll | None
    wounded: Toll | None
    attackers_killed: Toll | None
    attackers_wounded: Toll | None
    targets: tuple[TargetClass, ...]
    weapons: tuple[WeaponClass, ...]
    perpetrators: tuple[Attribution, ...]
    resolved: tuple[Resolved, ...]
    tolls: tuple[TollPoint, ...]
    testimonies: tuple[Testimony, ...]
    lineages: tuple[Lineage, ...]
    grade: Grade
    score: float
    policy: str

    @property
    def articles(self) -> int:
        """How many articles tell of it."""
        return len({testimony.article.id for testimony in self.testimonies})

    @property
    def independent(self) -> int:
        """How many of their lineages are apart: independent sources."""
        return len(self.lineages)


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the ledger's update log. `incident` keeps its id for ever; a merged one forwards to `into`.

    `joined` and `left` are accounts; `others` are the incidents it was merged from or split into; `why` in words
    ("new article", "judgement 12 by A. Analyst", "re-read by reader-2"). `at` is UTC.
    """

    number: int
    at: str
    incident: str
    event: Event
    into: str | None = None
    others: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    why: str = ""
