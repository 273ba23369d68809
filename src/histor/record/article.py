"""One text with its publisher, dates, URL and fingerprint."""

import hashlib
from dataclasses import dataclass, replace

from histor.errors import EvidenceError
from histor.record.codebook import Part
from histor.record.evidence import Evidence


def fingerprint(text: str, title: str | None = None) -> str:
    """SHA-256 (hex) of the title, a line feed and the text, in UTF-8; lone surrogates are kept apart, not lost."""
    return hashlib.sha256(f"{title or ''}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Article:
    """One article. Offsets in evidence count code points of `text` or `title` exactly as they stand here.

    `published` is an ISO day, or None; `published_from` says where it was found: "given", "metadata", "url",
    "dateline", "text" or "file". `source` is what the user named (a path, a path and row, a URL).
    """

    id: str
    text: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    published_from: str | None = None
    url: str | None = None
    language: str | None = None
    source: str | None = None
    sha256: str = ""

    def __post_init__(self) -> None:
        if not self.sha256:
            object.__setattr__(self, "sha256", fingerprint(self.text, self.title))
        if not self.id:
            object.__setattr__(self, "id", stable_id(self.sha256, self.url))

    def part(self, part: Part) -> str:
        """The text of one part; an absent title is empty."""
        return self.text if part == "text" else self.title or ""

    def quote(self, part: Part, start: int, end: int) -> Evidence:
        """Evidence for the words at [start:end] of a part.

        Raises:
            EvidenceError: the offsets are outside the part or name no words.
        """
        words = self.part(part)
        if not 0 <= start < end <= len(words):
            raise EvidenceError(f"article {self.id}: no words at {part}[{start}:{end}] (its length is {len(words)})")
        return Evidence(part, start, end, words[start:end])

    def check(self, evidence: Evidence) -> None:
        """Refuse evidence that is not this article's text.

        Raises:
            EvidenceError: `article[part][start:end] != quote`.
        """
        found = self.part(evidence.part)[evidence.start : evidence.end]
        if found != evidence.quote:
            raise EvidenceError(
                f"article {self.id}: {evidence.part}[{evidence.start}:{evidence.end}] is {found!r}, "
                f"not the quoted {evidence.quote!r}"
            )

    def without_text(self) -> "Article":
        """The same article with its text dropped and its fingerprint kept, for records that leave the text out."""
        return replace(self, text="")


def stable_id(sha256: str, url: str | None = None) -> str:
    """An id that stays the same between runs: from the URL where there is one, else from the fingerprint."""
    key = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest() if url else sha256
    return f"{'u' if url else 'a'}-{key[:16]}"
