"""Where in an article a value stands, and whose words carry it."""

from dataclasses import dataclass

from histor.errors import EvidenceError
from histor.record.codebook import Part


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """A quote and its place: `article[part][start:end] == quote` always; offsets count code points.

    Make it with `Article.quote`, which slices the article itself. Held against an article by `Article.check`.

    Raises:
        EvidenceError: the quote is empty or its length is not end - start.
    """

    part: Part
    start: int
    end: int
    quote: str

    def __post_init__(self) -> None:
        if self.part not in ("text", "title"):
            raise EvidenceError(f"evidence part is {self.part!r}; it must be 'text' or 'title'")
        if self.start < 0 or not self.quote or len(self.quote) != self.end - self.start:
            raise EvidenceError(f"quote {self.quote!r} does not fit the offsets [{self.start}:{self.end}]")

    def overlaps(self, other: "Evidence") -> bool:
        """Whether both quote at least one same character."""
        return self.part == other.part and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, order=True)
class Speaker:
    """One hop of who says it ("CNN", "a spokesman"), with the words that name them."""

    evidence: Evidence

    @property
    def quote(self) -> str:
        """The speaker as printed."""
        return self.evidence.quote
