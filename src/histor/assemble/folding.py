"""Names and words folded for merging: what two spellings of one thing share."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from anyascii import anyascii

_WORDS: Final = re.compile(r"[a-z0-9]+")
_POSSESSIVE: Final = re.compile(r"['’`´]s?\b")
_VOWELS: Final = re.compile(r"[aeiouyw]")
_DOUBLED: Final = re.compile(r"(.)\1+")

TITLES: Final = frozenset({
    "mr", "mrs", "ms", "miss", "dr", "sir", "lord", "president", "general", "gen", "colonel", "col", "captain", "capt",
    "sergeant", "sgt", "commander", "sheikh", "sheik", "prince", "king", "lieutenant", "lt", "major", "maj", "minister",
    "senator", "sen", "officer", "deputy", "judge", "professor", "prof", "pastor", "father", "reverend", "rev", "imam",
    "mullah", "maulana", "ayatollah", "corporal", "cpl", "private", "pvt", "constable", "detective", "brigadier",
    "governor", "mayor", "rep", "jr", "sr", "ii", "iii",
})  # fmt: skip
"""Words before or after a person's name that are no part of it."""
GENERIC: Final = frozenset({
    "the", "a", "an", "of", "in", "and", "to", "by", "on", "at", "for", "with", "its", "group", "groups",
    "organisation", "organization", "forces", "force", "fighters", "rebels", "militant", "militants", "militia",
    "militias", "terrorist", "terrorists", "army", "military", "troops", "soldiers", "police", "government",
    "state", "movement", "front", "party", "national", "people", "peoples", "armed", "security", "air", "navy",
    "regime", "led", "coalition", "brigade", "brigades", "network", "faction", "islamic", "islamist", "republic",
    "democratic", "united", "liberation", "defence", "defense", "authorities", "separatists", "insurgents", "gang",
    "cartel", "allied", "affiliated", "linked", "suspected", "al", "el",
})  # fmt: skip
"""Words of an actor's name that do not tell one actor from another."""
PARTICLES: Final = frozenset({
    "al", "el", "ul", "ad", "as", "ibn", "bin", "bint", "abu", "de", "la", "del", "van", "von", "da", "di",
})  # fmt: skip
_SOUNDS: Final = (
    ("ph", "f"), ("gh", "g"), ("kh", "k"), ("ck", "k"), ("q", "k"), ("c", "k"), ("dj", "j"), ("zh", "j"), ("sch", "s"),
    ("sh", "s"), ("z", "s"), ("v", "f"), ("ts", "s"), ("dh", "d"), ("th", "t"), ("h", ""),
)  # fmt: skip
_STEM: Final = 4


@lru_cache(maxsize=65536)
def fold(words: str) -> str:
    """Lower-case ASCII letters and digits parted by single spaces; accents, full stops and possessives dropped."""
    plain = words if words.isascii() else anyascii(words)
    return " ".join(_WORDS.findall(_POSSESSIVE.sub("", plain.lower().replace(".", ""))))


def fold_person(name: str) -> str:
    """A person's name folded, without titles; the last name first part of a "Last, First" is not turned round."""
    return " ".join(word for word in fold(name).split() if word not in TITLES)


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """The consonants of a name as it sounds: "Muhammad" and "Mohamed" are one, "Qaddafi" and "Gadhafi" nearly."""
    for written, said in _SOUNDS:
        word = word.replace(written, said)
    return _DOUBLED.sub(r"\1", word[:1] + _VOWELS.sub("", word[1:]))


@lru_cache(maxsize=65536)
def last_name(person: str) -> str:
    """How the last word of a folded name sounds, or "" where there is none of three letters."""
    words = [word for word in person.split() if len(word) > 2 and word not in PARTICLES]
    return sound(words[-1]) if words else ""


def first_name(person: str) -> str:
    """The first letter of a folded name of two words or more, or ""."""
    words = person.split()
    return sound(words[0])[:1] if len(words) > 1 else ""


@lru_cache(maxsize=65536)
def stems(actor: str) -> tuple[str, ...]:
    """Beginnings of the telling words of a folded actor's name: "syrian army" and "syria" share one."""
    return tuple(sorted({word[:_STEM] for word in actor.split() if word not in GENERIC and len(word) > 1}))


@cache
def commonness() -> Mapping[str, float]:
    """Weights of words that many news texts use: the logarithm of how many texts stand against one that uses it."""
    lines = (files("histor.assemble") / "common_words.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {word: float(weight) for word, weight in rows}


RARE: Final = 6.0
"""The weight of a word that is not in the table: seldom enough to tell one story from another."""


def weight(word: str) -> float:
    """How telling a folded word is: 0 for one that every text has, `RARE` for one that few have."""
    return commonness().get(word, RARE)
