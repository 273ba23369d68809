"""Calendar arithmetic: months, years, parts of them, and the weekday last before a day.

Every function returns whole days, inclusive. The parts follow what coders of the gold write: "early January" is its
first ten days, "early 2015" its first four months.
"""

import calendar
import datetime as dt
from typing import Final, NamedTuple

DAY: Final = dt.timedelta(days=1)


class Days(NamedTuple):
    """From the first day to the last, inclusive."""

    first: dt.date
    last: dt.date


_MONTH_PARTS: Final = {"early": (1, 10), "start": (1, 10), "mid": (10, 20), "late": (21, 31), "end": (21, 31)}
_YEAR_PARTS: Final = {"early": (1, 4), "start": (1, 3), "mid": (5, 8), "late": (10, 12), "end": (10, 12)}
_DECADE_PARTS: Final = {"early": (0, 3), "start": (0, 2), "mid": (4, 6), "late": (6, 9), "end": (7, 9)}
_WEEK_PARTS: Final = {"early": (0, 1), "start": (0, 1), "mid": (2, 3), "late": (3, 4), "end": (4, 6)}


def day(date: dt.date) -> Days:
    """One day."""
    return Days(date, date)


def month(year: int, number: int, part: str | None = None) -> Days:
    """A month, or its "early", "start", "mid", "late" or "end"."""
    length = calendar.monthrange(year, number)[1]
    first, last = _MONTH_PARTS[part] if part else (1, length)
    return Days(dt.date(year, number, first), dt.date(year, number, min(last, length)))


def months(year: int, first: int, last: int) -> Days:
    """From the first day of one month to the last day of another; months past December are the next year's."""
    end_year, end = year + (last - 1) // 12, (last - 1) % 12 + 1
    return Days(dt.date(year, first, 1), month(end_year, end).last)


def year(number: int, part: str | None = None) -> Days:
    """A year, or a part of it."""
    return months(number, *_YEAR_PARTS[part]) if part else months(number, 1, 12)


def decade(first_year: int, part: str | None = None) -> Days:
    """Ten years, or a part of them."""
    first, last = _DECADE_PARTS[part] if part else (0, 9)
    return Days(dt.date(first_year + first, 1, 1), dt.date(first_year + last, 12, 31))


def week(date: dt.date, part: str | None = None) -> Days:
    """Monday to Sunday around a day, or a part of it."""
    monday = date - date.weekday() * DAY
    first, last = _WEEK_PARTS[part] if part else (0, 6)
    return Days(monday + first * DAY, monday + last * DAY)


def unit_around(unit: str, date: dt.date, part: str | None = None) -> Days:
    """The calendar day, week, month, quarter, year or decade that holds a day, or a part of it."""
    if unit == "week":
        return week(date, part)
    if unit == "month":
        return month(date.year, date.month, part)
    if unit == "quarter":
        first = date.month - (date.month - 1) % 3
        return months(date.year, first, first + 2)
    if unit == "year":
        return year(date.year, part)
    if unit == "decade":
        return decade(date.year - date.year % 10, part)
    return day(date)


def shift(date: dt.date, count: int, unit: str) -> dt.date:
    """The day `count` units later (earlier when negative); the 31st becomes the last day of a shorter month."""
    if unit in ("second", "minute"):
        return date
    if unit == "hour":
        return date + int(count / 24) * DAY
    if unit in ("day", "week"):
        return date + count * (7 if unit == "week" else 1) * DAY
    total = date.year * 12 + date.month - 1 + count * {"month": 1, "quarter": 3, "year": 12, "decade": 120}[unit]
    to_year, to_month = total // 12, total % 12 + 1
    return dt.date(to_year, to_month, min(date.day, calendar.monthrange(to_year, to_month)[1]))


def weekday_not_after(anchor: dt.date, weekday: int) -> dt.date:
    """The last such weekday up to and including the anchor (CODEBOOK.md, date)."""
    return anchor - (anchor.weekday() - weekday) % 7 * DAY


def weekday_nearest(date: dt.date, weekday: int) -> dt.date:
    """Such a weekday at most three days away."""
    return weekday_not_after(date + 3 * DAY, weekday)


def easter(of_year: int) -> dt.date:
    """Western Easter Sunday, by the anonymous Gregorian computus (Nature, 20 April 1876)."""
    a, b, c = of_year % 19, of_year // 100, of_year % 100
    moon = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (b % 4) + 2 * (c // 4) - moon - c % 4) % 7
    late = (a + 11 * moon + 22 * sunday) // 451
    number = moon + sunday - 7 * late + 114
    return dt.date(of_year, number // 31, number % 31 + 1)
