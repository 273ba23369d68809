"""All that was read in one article: accounts of incidents, and statements about them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from histor.errors import RecordError
from histor.record.article import Article
from histor.record.assertion import Assertion, Statement
from histor.record.codebook import Kind, Slot, Stage
from histor.record.evidence import Evidence
from histor.record.values import Place, TimeSpan, Toll


@dataclass(frozen=True, slots=True)
class Account:
    """What one article says of one incident: assertions plus the article's own bottom line.

    `kinds` has the primary kind first. `why` explains decisions that are not assertions, one entry per field
    ("kind", "stage", "date", "place", "killed", "wounded", "foreground").

    `doubtful` are candidates for a person's review: values read too unsurely to be given, each with its chance as
    `score` and at the head of `why` what it fell short of. The account does not say them, so nothing is worked out
    from them, they are written only where they are asked for, and its repr, by which merging tells whether it has
    changed, is without them.
    """

    id: str
    kinds: tuple[Kind, ...]
    foreground: bool = True
    aggregate: bool = False
    suicide: bool = False
    stage: Stage = "accomplished"
    mentions: tuple[Evidence, ...] = ()
    date: TimeSpan | None = None
    place: Place | None = None
    killed: Toll | None = None
    wounded: Toll | None = None
    assertions: tuple[Assertion, ...] = ()
    score: float = 1.0
    why: tuple[tuple[str, str], ...] = ()
    doubtful: tuple[Assertion, ...] = field(default=(), repr=False)

    def values(self, slot: Slot) -> tuple[Assertion, ...]:
        """The assertions of one slot, in text order."""
        return tuple(a for a in self.assertions if a.slot == slot)


@dataclass(frozen=True, slots=True)
class MadeBy:
    """What made a reading: versions of the software and the reader, and a digest of its settings."""

    histor: str
    reader: str
    settings: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One article's accounts and statements.

    Raises:
        RecordError: two accounts share an id, or a statement is about an account that is not there.
    """

    article: Article
    incidents: tuple[Account, ...]
    statements: tuple[Statement, ...]
    made_by: MadeBy

    def __post_init__(self) -> None:
        ids = [account.id for account in self.incidents]
        if len(set(ids)) != len(ids):
            raise RecordError(f"article {self.article.id}: two incidents share an id: {ids}")
        for statement in self.statements:
            if statement.about is not None and statement.about not in ids:
                raise RecordError(f"article {self.article.id}: statement about unknown incident {statement.about}")

    @property
    def relevant(self) -> bool:
        """Whether the article tells of at least one incident."""
        return bool(self.incidents)

    def evidence(self) -> Iterator[Evidence]:
        """Every piece of evidence in the reading: of mentions, assertions, doubtful ones, statements, and speakers."""
        for account in self.incidents:
            yield from account.mentions
        said: list[Assertion | Statement] = [
            said for account in self.incidents for said in (*account.assertions, *account.doubtful)
        ]
        for entry in [*said, *self.statements]:
            yield entry.evidence
            yield from (speaker.evidence for speaker in entry.said_by)

    def verify(self, article: Article) -> None:
        """Hold every quote against the article.

        Raises:
            EvidenceError: a quote is not the article's text at its offsets.
        """
        for evidence in self.evidence():
            article.check(evidence)


@dataclass(frozen=True, slots=True)
class Failure:
    """What could not be read, kept with its reason: a failure is a record too."""

    source: str
    reason: str
    remedy: str = ""
    article_id: str | None = None
    stage: str = "ingest"
