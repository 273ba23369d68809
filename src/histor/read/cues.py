"""Speakers told by the commonest cues of news: "X said", "according to X", "X told Y", where the tagger marked none."""

import re
from collections.abc import Iterator
from functools import lru_cache

_WORD = re.compile(r"[\w'’.&/-]*\w")
_SAID = re.compile(
    r"\b(?:said|says|reported|reports|announced|confirmed|told|added|stated|claimed|declared|revealed|wrote|tweeted)\b"
)
_ACCORDING = re.compile(r"\b[Aa]ccording to ")
_BREAK = re.compile(r"[,;:()\"“”\[\]\n]|\.\s|[–—]")
_NOUNS = frozenset({
    "police", "officer", "officers", "official", "officials", "authorities", "source", "sources", "witness",
    "witnesses", "eyewitness", "eyewitnesses", "resident", "residents", "villager", "villagers", "spokesman",
    "spokeswoman", "spokesperson", "minister", "ministry", "governor", "mayor", "chief", "commander", "army",
    "military", "government", "monitor", "monitors", "group", "groups", "activist", "activists", "agency",
    "agencies", "media", "reports", "report", "statement", "statements", "doctor", "doctors", "hospital", "medic",
    "medics", "lawyer", "lawyers", "prosecutor", "prosecutors", "court", "judge", "president", "prime", "general",
    "colonel", "captain", "sergeant", "sheriff", "deputy", "detective", "detectives", "investigators",
    "investigator", "department", "office", "bureau", "organisation", "organization", "observatory", "director",
    "head", "leader", "leaders", "elder", "elders", "survivor", "survivors", "relative", "relatives", "family",
    "brother", "father", "mother", "newspaper", "channel", "television", "radio", "station", "news", "press",
    "committee", "council", "commission", "network", "center", "centre", "embassy", "union", "rights", "human",
    "state", "study", "survey", "ngo", "recent", "new", "local", "senior", "security", "medical",
    "civil", "defence", "defense", "former", "national", "federal", "foreign", "interior", "health", "rebel",
    "opposition", "regional", "provincial", "district", "company", "school", "church", "bishop", "priest", "pastor",
    "imam",
})  # fmt: skip
"""Words for people and bodies that speak in news, and what stands before them; written by us."""
_LINKS = frozenset({
    "the", "a", "an", "of", "for", "in", "at", "on", "and", "to", "al", "el", "one", "two", "several", "some",
    "many", "other", "another", "his", "her", "their", "its",
})  # fmt: skip
_LONGEST = 10
_REACH = 400
"""Characters beside a cue in which its speaker stands; a page without a full stop is not searched for each cue."""


@lru_cache(maxsize=64)
def told_speakers(sentence: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of each speaker that a cue in the sentence names: "according to" first, then the verbs, in order."""
    return tuple(_told(sentence))


def _told(sentence: str) -> Iterator[tuple[int, int]]:
    for match in _ACCORDING.finditer(sentence):
        if span := _forward(sentence, match.end()):
            yield span
    for match in _SAID.finditer(sentence):
        if span := _backward(sentence, match.start()):
            yield span


def _forward(sentence: str, at: int) -> tuple[int, int] | None:
    end = min(at + _REACH, len(sentence))
    stop = _BREAK.search(sentence, at, end)
    words = list(_WORD.finditer(sentence, at, stop.start() if stop else end))[:_LONGEST]
    taken = 0
    for word in words:
        if not (_speaks(word[0]) or word[0].lower() in _LINKS):
            break
        taken += 1
    while taken and words[taken - 1][0].lower() in _LINKS:
        taken -= 1
    return (words[0].start(), words[taken - 1].end()) if taken else None


def _backward(sentence: str, at: int) -> tuple[int, int] | None:
    begin = max(at - _REACH, 0)
    breaks = [match.end() for match in _BREAK.finditer(sentence, begin, at) if sentence[match.end() : at].strip()]
    words = list(_WORD.finditer(sentence, breaks[-1] if breaks else begin, at))[-_LONGEST:]
    if words and sentence[words[-1].end() : at].strip():
        return None
    taken = 0
    for word in reversed(words):
        if not (_speaks(word[0]) or word[0].lower() in _LINKS):
            break
        taken += 1
    chosen = words[len(words) - taken :]
    while chosen and chosen[0][0].lower() in _LINKS - {"the", "a", "an", "one", "two", "several", "some"}:
        chosen = chosen[1:]
    if not any(_speaks(word[0]) for word in chosen):
        return None
    return chosen[0].start(), chosen[-1].end()


def _speaks(word: str) -> bool:
    return word.lower() in _NOUNS or (word[:1].isupper() and word.lower() not in _LINKS)
