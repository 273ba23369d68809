"""Whose article it is by its own words: the agencies that a text credits in dateline, byline, last line or lede.

What counts is a credit for the text. A statement made to an agency far down ("..., he told AFP"), a picture's credit
and an agency's name spelt out ("Anadolu Agency (AA)") are none.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, Literal

from anyascii import anyascii

_EDGE: Final = 500
"""Characters at the beginning and at the end of a text in which it says whose it is."""
_BEFORE: Final = 70
_AFTER: Final = 75

_BY: Final = r"(?i:(?:by|sources?|from|credit|text)\b ?:? ?)"
_DAY: Final = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:s|nes|rs|ur)?(?:day)?\b|\d{1,2} [A-Z][a-z]{2,8} \d{4})"
_AGENCY: Final = r"(?: (?i:news agency|agency|newswire|correspondent|reporter))?"
_CREDITS: Final = re.compile(
    "|".join((
        rf"[A-Z]{{3,}}[^.!?()\[\]]{{0,40}}[(\[]@{_AGENCY}[^()\[\]\n]{{0,20}}[)\]]",  # ADEN, March 7 (Xinhua)
        r"[(\[]@[^()\[\]\n]{0,20}[)\]]\s*(?:-|–|—|:)",  # (Reuters) -
        r"[A-Z]{3,}[^.!?()\[\]\n]{0,30}(?:,| -| –| —) ?@ ?(?:-|–|—|:)",  # KABUL, AFP -
        r"[(\[](?:[\w :,/&-]{0,60}\b)?@(?: ?(?:,|/|&|and)[\w ,/&-]{0,30})?[)\]]\s*(?:\n|\x03)",  # (With PTI and AFP)
        rf"(?:\n|\x02)[ \t]*(?:[-–—*] ?)?(?:{_BY})?(?:The |the )?@{_AGENCY}[ \t]*(?:\n|\x03)",  # a line of its own
        r"(?:\n|\x02)[ \t]*(?i:by) [^.\n]{3,45}[,|/] ?(?:The |the )?@[ \t]*(?:\n|\x03)",  # By A. Writer, Reuters
        r"(?i:copyright|\(c\)|©)[^.\n]{0,30}@",
        r"(?i:reporting|reports|inputs?|files|materials?|information) (?i:by|from) [^.\n]{0,50}@",
        r"\((?i:with) [^()\n]{0,40}@",
        r"(?i:\bsources?)[ :]{1,3}(?:[^.\n ]{0,30}/ ?|[^.\n]{0,25} and )?@",  # Source: Reuters
        r"@[^.\n]{0,60} (?i:contributed to)",
        r"@ (?i:trust principles)",
        rf"@ {_DAY}",  # a heading run together: "... AFP Sunday 15 Oct 2017"
        r"[.!?\"”)]\s*(?:-|–|—){1,2} ?(?i:with )?@\s*\x03",  # a last dash and name
    ))
)  # fmt: skip
"""An agency's name, for which @ stands, as the text's source; \\x02 and \\x03 are the text's beginning and end."""
_LEDE: Final = 400
"""Characters in which an agency named as where the news is from counts as credited."""
_SAID: Final = re.compile(
    r"\b(?i:according to|reported by|quoted by|citing|carried by)\b[^.!?]{0,45}@"
    rf"|@{_AGENCY},? (?i:reports?|reported|said|says|quoted|quotes|cited|citing)\b"
)
_PICTURE: Final = re.compile(
    r"(?i:photo|image|picture|video|file|getty|caption|illustration|graphic|footage)[^.\n]{0,30}@"
    r"|@[^.\n]{0,3}(?i:photo|image|picture|video|file|via|/? ?getty)"
)


def credits_of(text: str) -> tuple[str, ...]:
    """The agencies credited with the text, by plain name, in the order of the text and each once."""
    found = dict.fromkeys(name for at, stop, name in _hits(text) if _credited(text, at, stop))
    return tuple(found)


def agency(name: str | None) -> str | None:
    """The plain name of the agency that an outlet's name is, or None where it is no agency's."""
    return _named(name, "agency")


def carries_others(name: str | None) -> bool:
    """Whether an outlet passes on the articles of many others, such as a portal or a social network."""
    return _named(name, "carrier") is not None


@lru_cache(maxsize=65536)
def plain(name: str) -> str:
    """Lower-case letters and digits parted by single spaces, without "the"."""
    return " ".join(re.findall(r"[a-z0-9]+", anyascii(name).lower().replace("'", ""))).removeprefix("the ")


def _credited(text: str, at: int, stop: int) -> bool:
    before = text[max(0, at - _BEFORE) : at] if at > _BEFORE else "\x02" + text[:at]
    after = text[stop : stop + _AFTER] + ("\x03" if stop + _AFTER >= len(text) else "")
    around, mark = f"{before}@{after}", len(before)
    if any(found.start() <= mark < found.end() for found in _PICTURE.finditer(around)):
        return False
    patterns = (_CREDITS, _SAID) if at < _LEDE else (_CREDITS,)
    return any(_covers(pattern, around, mark) for pattern in patterns)


def _covers(pattern: re.Pattern[str], around: str, mark: int) -> bool:
    return any(found.start() <= mark < found.end() for found in pattern.finditer(around))


def _hits(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, plain name) of the agencies named near the beginning and the end of the text."""
    tail = max(_EDGE, len(text) - _EDGE)
    for start, end in ((0, _EDGE), (tail, len(text))):
        for match in _pattern().finditer(text, start, end):
            name = _named(match.group(), "agency")
            if name is not None:
                yield match.start(), match.end(), name


def _named(name: str | None, kind: Literal["agency", "carrier"]) -> str | None:
    entry = _outlets().get(plain(name)) if name else None
    return entry[0] if entry and entry[1] == kind else None


@cache
def _outlets() -> Mapping[str, tuple[str, str]]:
    """Plain name -> (plain canonical name, kind)."""
    table: dict[str, tuple[str, str]] = {}
    for name, others, kind in _rows():
        for other in (name, *others):
            table.setdefault(plain(other), (plain(name), kind))
    return table


@cache
def _pattern() -> re.Pattern[str]:
    """Any agency's name as printed, the longest first; parted by first letter, or the search would be slow."""
    names = {other for name, others, kind in _rows() if kind == "agency" for other in (name, *others)}
    letters: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        letters.setdefault(name[0], []).append(re.escape(name[1:]))
    return re.compile(r"\b(?:" + "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in letters.items()) + r")\b")


def _rows() -> Iterator[tuple[str, tuple[str, ...], str]]:
    for line in (files("histor.assemble") / "agencies.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, others, kind = line.split("\t")
            yield name, tuple(filter(None, others.split("|"))), kind
