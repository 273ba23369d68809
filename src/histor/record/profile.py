"""What merging looks at: an account without its evidence, and an article's text without its words."""

from dataclasses import dataclass

from histor.record.codebook import Kind, Stage, TargetClass, WeaponClass
from histor.record.values import Place, TimeSpan, Toll


@dataclass(frozen=True, slots=True)
class Profile:
    """One account as merging compares it; all names are folded (case, accents, titles) so that equal means same.

    `account` is the account's id in the ledger ("ARTICLE#i1"). `perpetrators` are those tied to the incident by
    anything but a denial, without "unidentified"; `victims` and `persons` are people named as killed, wounded,
    seized or as doers; `places` are all places the account names, its own first; `words` are telling words of the
    article near the account's evidence (proper names and rare nouns), for likeness of text.
    """

    account: str
    article: str
    published: str | None
    publisher: str | None
    foreground: bool
    aggregate: bool
    suicide: bool
    stage: Stage
    kinds: tuple[Kind, ...]
    date: TimeSpan | None
    place: Place | None
    killed: Toll | None
    wounded: Toll | None
    perpetrators: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    victims: tuple[str, ...] = ()
    targets: tuple[TargetClass, ...] = ()
    weapons: tuple[WeaponClass, ...] = ()
    places: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sketch:
    """What lineage looks at in one article, so that its text need not be read again.

    `shingles` is a MinHash of the text's three-word shingles (unsigned 32-bit numbers); `credits` are agencies and
    outlets that the text credits ("(Reuters)", "according to AFP"), folded; `quotes` are 64-bit hashes of the direct
    quotations of six words or more; `words` is the text's length in words.
    """

    article: str
    published: str | None
    publisher: str | None
    shingles: tuple[int, ...]
    credits: tuple[str, ...] = ()
    quotes: tuple[int, ...] = ()
    words: int = 0
