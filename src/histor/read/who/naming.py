"""Names told beside a noun for armed people: "an armed group calling itself X", "X, an armed movement" are X."""

import re
from typing import Final

_GROUP: Final = (
    r"(?:group|movement|militia|organi[sz]ation|faction|brigade|cell|network|gang|outfit|militants?|rebels?|insurgents?"
    r"|guerrillas?|separatists?|extremists?|jihadists?|fighters)"
)
_NAME: Final = (
    r"[A-Z\u00c0-\u00de][\w'’-]*(?:(?: (?:of|the|and|for|in|de|la|al|el|du|del))*[ -][A-Z\u00c0-\u00de][\w'’-]*)*"
)
_AFTER: Final = re.compile(
    rf"(?: \w+)?,? (?:(?:that|which|who) )?(?:call(?:s|ed|ing)? (?:itself|themselves)|styl(?:es|ed|ing) itself"
    rf"|(?:is |are |was |were )?(?:known as|called|named|dubbed)) [\"“'‘]?(?:the )?({_NAME})"
)
_BEFORE: Final = re.compile(
    rf"(?<!\bin )(?<!\bat )(?<!\bon )(?<!\bnear )(?<!\bfrom )(?<![\w-])({_NAME}), an? (?:[\w'’-]+ ){{0,4}}\Z"
)
GROUP_NOUN: Final = re.compile(rf"\b{_GROUP}\b", re.IGNORECASE)
"""Nouns for a band that fights, which may have a name."""
_DAY: Final = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")
REACH: Final = 120
"""Characters beside the noun in which its name stands."""


def name_beside(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the name stands of the group that text[start:end] names by a noun only, or None."""
    if not GROUP_NOUN.search(text, start, end):
        return None
    if after := _AFTER.match(text, end, end + REACH):
        return after.span(1)
    begin = max(start - REACH, 0)
    before = _BEFORE.search(text[begin:start])
    if before is None or _DAY.fullmatch(before[1]) or text.startswith(" of ", end):
        return None
    return begin + before.start(1), begin + before.end(1)
