"""The day an article was published: from metadata, its URL, its dateline or its first lines. Days are ISO or None."""

import datetime as dt
import re
from typing import Final

_YEARS: Final = range(1800, 2201)
_HEAD: Final = 600
"""Characters at the start of an article in which it may say when it was published."""

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_MONTH: Final = rf"(?P<month>(?:{'|'.join(_MONTHS)})(?![a-z])\.?)"
_WEEKDAY: Final = r"(?P<weekday>(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?)\.?"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\d)"
_MONTH_FIRST: Final = rf"{_MONTH}\s*{_DAY}\s*,?\s*(?P<year>\d{{4}})(?!\d)"
_DAY_FIRST: Final = rf"{_DAY}\s+{_MONTH}\s*,?\s*(?P<year>\d{{4}})(?!\d)"


def _either(before: str, after: str = "") -> tuple[str, str]:
    """One pattern with the month before the day, one with the day before the month. They are compiled at first use,
    which keeps about 5 ms out of the import of this package."""
    return f"(?i){before}{_MONTH_FIRST}{after}", f"(?i){before}{_DAY_FIRST}{after}"


_WRITTEN: Final = _either(rf"(?<!\w)(?:{_WEEKDAY},?\s+)?")
# "Last updated: 5 March 2021", "Date of publication 5 March 2021": the page says what the date is.
_LABELLED: Final = _either(
    r"(?<!\w)(?:last\s+updated|updated|(?:first\s+)?published|posted|date\s+of\s+publication|publication\s+date|date)"
    rf"(?:\s+duration)?(?:\s+(?:on|at))?\s*[:|-]?\s*"
    rf"(?:\d{{1,2}}:\d\d\s*(?:[ap]m)?\s*(?:[A-Z]{{2,4}})?\s*,?\s*)?(?:{_WEEKDAY},?\s+)?"
)
# "KABUL, March 5, 2021 (AFP) -": a place in capitals, a date, then an agency or a dash.
_DATELINE: Final = _either(
    r"(?<!\w)(?-i:[A-Z][A-Z'’. -]{2,40})(?:,\s*[\w'’. ]{2,30})?,\s*", r"\s*(?:\([^)\n]{2,40}\)|[-–—:/])"
)
# "Wednesday 13 Jul 2016", "Monday, December 2, 2019": believed where the weekday fits the date.
_WITH_WEEKDAY: Final = _either(rf"(?<!\w)(?<!on )(?<!since )(?<!until )(?<!before )(?<!after ){_WEEKDAY},?\s+")
# A date alone at the very start, followed by a new line or by a sentence: a page's own stamp.
_LEADING: Final = _either(r"\A\s*(?:[•|]\s*)?", r"(?=\s*(?:[\r\n|•–—]|-\s|\.\s|\d{1,2}:\d\d|\(|$)|\s+[A-Z0-9“\"'])")
_LEADING_NUMBERS: Final = re.compile(r"\A\s*(?P<first>\d{1,2})([./-])(?P<second>\d{1,2})\2(?P<year>\d{4})(?!\d)")
_LEADING_ISO: Final = re.compile(r"\A\s*(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)")

_ISO: Final = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)")
_COMPACT: Final = re.compile(
    r"(?:D:)?(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?:(?:T?\d{4,6}(?!\d).*)|\Z)", re.DOTALL
)
_IN_URL: Final = re.compile(
    r"(?<!\d)(?P<year>(?:18|19|20|21)\d\d)(?P<mark>[-/_.]?)(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)"
)
_IN_URL_NAMED: Final = rf"(?i)/(?P<year>(?:18|19|20|21)\d\d)/{_MONTH}/(?P<day>\d{{1,2}})(?!\d)"


def to_day(value: str | None) -> str | None:
    """The day in a date of any usual notation, or None: ISO 8601 (its day as printed, in its own time zone), RFC 822,
    "March 5, 2021", "5 Mar 2021", 20210305, PDF's D:20210305, and 13/3/2021 or 3/13/2021, but not 3/5/2021, which may
    be either. Impossible days and years outside 1800-2200 are None."""
    if not value:
        return None
    text = value.strip()[:100]
    for numbers in (_ISO, _COMPACT):
        if match := numbers.match(text):
            return _numbered(match)
    for pattern in _WRITTEN:
        if match := re.search(pattern, text):
            return _named(match)
    return _leading_numbers(text) or _internet(text)


def from_url(url: str | None) -> str | None:
    """The day in a URL or file name ("/2021/03/05/", "20210305", "2021-03-05", "/2021/mar/05/"), or None."""
    if not url:
        return None
    for match in _IN_URL.finditer(url[:2_000]):
        # Without marks between them all eight digits must be there, or any article number would do.
        if (match["mark"] or len(match[0]) == 8) and (day := _numbered(match)):
            return day
    named = re.search(_IN_URL_NAMED, url[:2_000])
    return _named(named) if named else None


def from_text(text: str) -> tuple[str, str] | None:
    """The day an article's first lines say it was published, with "dateline" or "text"; None where they do not.

    A date that may as well be that of an event ("On 5 March 2021, gunmen ...") is not taken.
    """
    head = text[:_HEAD]
    if day := _first(_DATELINE, head):
        return day, "dateline"
    for patterns in (_LABELLED, _LEADING):
        if day := _first(patterns, head):
            return day, "text"
    if day := _leading_numbers(head):
        return day, "text"
    for pattern in _WITH_WEEKDAY:
        for match in re.finditer(pattern, head[:300]):
            if (day := _named(match)) and _is_weekday(match["weekday"], day):
                return day, "text"
    return None


def _first(patterns: tuple[str, ...], head: str) -> str | None:
    for pattern in patterns:
        for match in re.finditer(pattern, head):
            if day := _named(match):
                return day
    return None


def _leading_numbers(head: str) -> str | None:
    """A date in digits at the start. Day before month where only that is possible, or where dots part them."""
    if iso := _LEADING_ISO.match(head):
        return _numbered(iso)
    match = _LEADING_NUMBERS.match(head)
    if not match:
        return None
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    if first > 12 or first == second or match[2] == ".":
        return _day(year, second, first)
    return _day(year, first, second) if second > 12 else None


def _numbered(match: re.Match[str]) -> str | None:
    return _day(int(match["year"]), int(match["month"]), int(match["day"]))


def _named(match: re.Match[str]) -> str | None:
    return _day(int(match["year"]), _MONTHS[match["month"].lower().rstrip(".")], int(match["day"]))


def _internet(text: str) -> str | None:
    import email.utils  # slow to import, seldom needed

    parsed = email.utils.parsedate(text)
    return _day(*parsed[:3]) if parsed else None


def _is_weekday(word: str, day: str) -> bool:
    return _WEEKDAYS[dt.date.fromisoformat(day).weekday()] == word[:3].lower()


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return dt.date(year, month, day).isoformat() if year in _YEARS else None
    except (ValueError, OverflowError):
        return None
