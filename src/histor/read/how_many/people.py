"""Nouns for persons, and the group of the codebook that each belongs to."""

import json
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from histor.record.codebook import Group


class Noun(NamedTuple):
    """A person noun: its singular, its group, whether the word means more than one, and whether it is what befell
    them ("deaths") that counts them."""

    singular: str
    group: Group
    plural: bool
    event: bool


_GROUPS: Final[tuple[Group, ...]] = (
    "all",
    "other",
    "civilian",
    "perpetrator",
    "armed_group",
    "security",
    "woman",
    "child",
)
"""Where a noun stands in two lists, the later of these groups has it."""


@cache
def _table() -> dict[str, Any]:
    raw: dict[str, Any] = json.loads((files("histor.read") / "words" / "people.json").read_text("utf-8"))
    return raw


@cache
def _groups() -> dict[str, Group]:
    events: dict[str, Group] = dict.fromkeys(_table()["event"], "all")
    return events | {noun: group for group in _GROUPS for noun in _table()[group]}


@cache
def person_noun(text: str) -> Noun | None:
    """The noun that a word is ("soldiers", "policewoman"), or None where it names no person."""
    table, groups, word = _table(), _groups(), text.lower()
    candidates = [table["irregular"].get(word, word)]
    if word.endswith("men"):
        candidates.append(word[:-2] + "an")
    candidates += [
        word[: -len(end)] + back for end, back in (("s", ""), ("es", ""), ("ies", "y")) if word.endswith(end)
    ]
    for singular in candidates:
        if singular in groups:
            plural = singular != word or singular in table["always_plural"]
            return Noun(singular, groups[singular], plural, singular in table["event"])
    # "milkman", "signalwomen"; with a capital it is a surname as a rule ("Freeman").
    if word.endswith(("man", "men")) and len(word) > 5 and text[0].islower() and word not in table["no_man"]:
        return Noun(word[:-2] + "an", "woman" if "wom" in word else "civilian", word.endswith("en"), False)
    return None


def group_cue(word: str) -> Group | None:
    """The group that a word beside a noun gives it: "service members", "government fighters", "suicide attackers"."""
    cues: dict[str, Group] = _table()["cues"]
    return cues.get(word)


def each_one_person(singular: str) -> bool:
    """Whether two such nouns side by side are two people: "father and brother", but not "doctor and activist"."""
    return singular in _table()["each_one_person"]
