"""When two names or two quotes count as the same, for scoring only: spelling and generic nouns forgiven."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

UNIDENTIFIED: Final = "unidentified"

SAME: Final[dict[str, str]] = {
    "islamic state": "isis|isil|is|daesh|islamic state of iraq and syria|islamic state of iraq and the levant"
    "|isis militants|islamic state group",
    "united states": "us|usa|america|american forces|us forces|us military|us army|us air force|united states military",
    "syrian government": "syria|syrian army|syrian arab army|syrian air force|syrian forces|syrian regime"
    "|syrian government forces|assad regime|regime forces",
    "russia": "russian army|russian forces|russian military|russian air force",
    "turkey": "turkish army|turkish forces|turkish military|turkish armed forces",
    "iran": "iranian forces|iranian government",
    "israel": "israeli army|israeli forces|israeli military|israel defense forces|idf",
    "saudi led coalition": "saudi coalition|saudi arabia|arab coalition",
    "us led coalition": "us led international coalition|international coalition|coalition",
    "taliban": "the taliban|afghan taliban",
    "al shabaab": "al shabab|shabaab",
    "al nusra front": "nusra front|jabhat al nusra|jabhat fateh al sham|hayat tahrir al sham|hts",
    "kurdistan workers party": "pkk",
    "houthis": "houthi rebels|houthi movement|ansar allah",
    UNIDENTIFIED: "unknown|gunmen|unidentified gunmen|unknown gunmen|unidentified attackers|unknown attackers"
    "|unidentified armed men",
}
"""Canonical plain name -> other plain names of the same actor, parted by "|"."""

CANONICAL: Final[dict[str, str]] = {
    other: name for name, others in SAME.items() for other in (name, *others.split("|"))
}
GENERIC: Final = frozenset(
    {
        *("the", "a", "an", "of", "in", "and", "to", "by", "on", "at", "for"),
        *("group", "organisation", "organization", "forces", "fighters", "rebels"),
        *("militant", "militants", "terrorist", "terrorists"),
    }
)
"""Words that do not tell one name from another."""


@lru_cache(maxsize=65536)
def plain(words: str) -> str:
    """Lower-case ASCII letters and digits parted by single spaces; accents, full stops and possessives dropped."""
    ascii_only = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", ascii_only.replace("'s", "").replace(".", "")))


def canonical(name: str) -> str:
    """The plain name, or the canonical one where it is a known other name of the same actor."""
    return CANONICAL.get(name, name)


@lru_cache(maxsize=65536)
def _telling(name: str) -> frozenset[str]:
    every = name.split()
    return frozenset(word for word in every if word not in GENERIC) or frozenset(every)


def same_name(one: str, other: str) -> bool:
    """Whether two names are equal after `canonical`, or the telling words of one are among those of the other."""
    a, b = (canonical(plain(name).removeprefix("the ")) for name in (one, other))
    if not a or not b:
        return False
    x, y = _telling(a), _telling(b)
    return a == b or x <= y or y <= x


def overlap(one: str, other: str) -> float:
    """Shared words over the words of the shorter quote, 0 to 1; 0 when either has none."""
    x, y = frozenset(plain(one).split()), frozenset(plain(other).split())
    return len(x & y) / min(len(x), len(y)) if x and y else 0.0
