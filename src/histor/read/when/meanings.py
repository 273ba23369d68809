"""What each rule of the time grammar means: whole days, read against publication and the day in focus.

The patterns are in grammar.py and the calendar in spans.py. A meaning raises ValueError or OverflowError
where there is no such day (30 February, the year 10000) or no day to count from; the caller gives the expression up.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from histor.read.when import spans
from histor.read.when.grammar import Phrase
from histor.read.when.spans import DAY, Days

Tense = Literal["past", "future"]


@dataclass(frozen=True, slots=True)
class Now:
    """What an expression is read against: publication, the day in focus, the span last told, tense, a year told."""

    anchor: dt.date | None
    focus: Days | None = None
    last: Days | None = None
    tense: Tense | None = None
    era: int | None = None
    era_at: int = 0

    @property
    def day(self) -> dt.date:
        """The anchor, or the focus of an undated text.

        Raises:
            ValueError: neither is known, so no year can be.
        """
        if self.anchor is None and self.focus is None:
            raise ValueError("no day to count from")
        return self.anchor or self._focus_day

    @property
    def told(self) -> dt.date:
        """The day last spoken of, else the anchor."""
        return self._focus_day if self.focus else self.day

    @property
    def _focus_day(self) -> dt.date:
        if self.focus is None:
            raise ValueError("no date in focus")
        return self.focus.first


_SOON: Final = 31 * DAY
"""How far ahead "June 1" is the coming one: news leaves out the year of days at hand, not of days long past."""


def _year_meant(now: Now, month: int, day: int = 1) -> int:
    """The year of a month or day printed without one: the last by the anchor, or the next for what is to come."""
    today = now.day
    if now.anchor is None:
        return today.year
    if now.tense == "future":
        return today.year + ((month, day) < (today.month, today.day))
    return today.year - ((month, day) > (today.month, today.day))


def _numeric(phrase: Phrase, now: Now) -> Days | None:
    numbers = [int(part) for part in re.split(r"[-/.]", phrase.tokens[0].text.split("T")[0])]
    if len(numbers) == 2:
        return spans.month(numbers[0], numbers[1])
    if numbers[0] > 31:
        return spans.day(dt.date(*numbers))
    day, month, year = numbers
    year += 0 if year > 99 else 2000 if year < 70 else 1900
    readings = [dt.date(year, m, d) for d, m in ((day, month), (month, day)) if m <= 12]
    if not readings:  # lottery numbers: 14-17-22
        return None
    if len(readings) < 2 or readings[0] == readings[1] or "." in phrase.tokens[0].text:
        return spans.day(readings[0])
    return _either_way(readings, now, "/" in phrase.tokens[0].text)


def _either_way(readings: list[dt.date], now: Now, slashed: bool) -> Days | None:
    """5/3/2021 is 5 March or 3 May: the one close before publication, or the only one not after it; a date with dashes
    is else day first, one with slashes nobody can tell."""
    allowed = [date for date in readings if now.anchor and date <= now.anchor]
    close = [date for date in allowed if now.anchor and now.anchor - date < 2 * _SOON]
    if close or (slashed and len(allowed) == 1):
        return spans.day(max(close or allowed))
    return None if slashed else spans.day(readings[0])


def _day_of(phrase: Phrase, now: Now) -> dt.date:
    month, day = phrase.number("M"), phrase.number("D")
    year = phrase.numbers("Y")
    if year:
        return dt.date(year[0], month, day)
    if phrase.word("U") == "year":
        return dt.date(now.day.year + phrase.step(), month, day)
    if now.era:
        return dt.date(now.era, month, day)
    date = dt.date(_year_meant(now, month, day), month, day)
    coming = dt.date(date.year + 1, month, day) if (month, day) != (2, 29) else date
    return coming if now.anchor and date < coming <= now.anchor + _SOON else date


def _one_day(phrase: Phrase, now: Now) -> Days:
    return spans.day(_day_of(phrase, now))


def _day_range(phrase: Phrase, now: Now) -> Days:
    days, months, years = phrase.numbers("D"), phrase.numbers("M"), phrase.numbers("Y")
    last_year = years[-1] if years else _year_meant(now, months[-1], days[-1])
    last = dt.date(last_year, months[-1], days[-1])
    first_year = years[0] if len(years) > 1 else last_year - (months[0] > months[-1])
    return Days(dt.date(first_year, months[0], days[0]), last)


def _month_range(phrase: Phrase, now: Now) -> Days:
    months, years = phrase.numbers("M"), phrase.numbers("Y")
    last_year = years[-1] if years else _year_meant(now, months[-1])
    first_year = years[0] if len(years) > 1 else last_year - (months[0] > months[-1])
    return Days(dt.date(first_year, months[0], 1), spans.month(last_year, months[-1]).last)


def _month(phrase: Phrase, now: Now) -> Days:
    number, years = phrase.number("M"), phrase.numbers("Y")
    if years:
        year = years[0]
    elif phrase.word("U") == "year" or "T" in phrase.codes:
        year = now.day.year + phrase.step()
    else:
        year = _year_meant(now, number)
        year -= "L" in phrase.codes and (year, number) == (now.day.year, now.day.month)
    return spans.month(year, number, phrase.word("E"))


def _year_of(phrase: Phrase, now: Now) -> int:
    return phrase.number("Y") if "Y" in phrase.codes else spans.shift(now.day, phrase.step(), "year").year


def _quarter(phrase: Phrase, now: Now) -> Days | None:
    number, year = phrase.number("D"), _year_of(phrase, now)
    return spans.months(year, 3 * number - 2, 3 * number) if phrase.word("U") == "quarter" and number <= 4 else None


def _first_units(phrase: Phrase, now: Now) -> Days | None:
    first, count = phrase.numbers("DN")[:2]
    unit = phrase.word("U")
    start = dt.date(_year_of(phrase, now), 1, 1)
    if first != 1 or unit is None:
        return None
    return Days(start, spans.shift(start, count, unit) - DAY)


def _season(phrase: Phrase, now: Now) -> Days:
    first = phrase.number("R")
    if "Y" in phrase.codes:
        return spans.months(phrase.number("Y"), first, first + 2)
    year = _year_meant(now, (first + 1) % 12 + 1) - (first == 12)
    return spans.months(year + max(phrase.step(), 0), first, first + 2)


def _decade(phrase: Phrase, now: Now) -> Days:
    parts = [token.value for token in phrase.tokens if token.code == "E" and isinstance(token.value, str)]
    decades = phrase.numbers("Z")
    first = spans.decade(decades[0], parts[0] if parts else None)
    return Days(first.first, spans.decade(decades[-1], parts[-1] if parts else None).last)


def _year(phrase: Phrase, now: Now) -> Days:
    return spans.year(phrase.number("Y"), phrase.word("E"))


def _year_range(phrase: Phrase, now: Now) -> Days:
    first, last = phrase.numbers("YND")
    if last < 100:
        last += first - first % 100
    days = Days(dt.date(first, 1, 1), dt.date(last, 12, 31))
    return Days(days.first, now.anchor) if now.anchor and days.first <= now.anchor < days.last else days


def _holiday(phrase: Phrase, now: Now) -> Days:
    value = next(token.value for token in phrase.tokens if token.code == "H")
    years = phrase.numbers("Y") or [now.day.year, now.day.year - 1]
    dates = [
        dt.date(year, *value) if isinstance(value, list) else spans.easter(year) + value * DAY  # type: ignore[operator]
        for year in years
    ]
    return spans.day(dates[0] if "Y" in phrase.codes or dates[0] <= now.day else dates[-1])


def _weekday(phrase: Phrase, now: Now) -> Days:
    number, step = phrase.number("W"), 0
    if now.anchor is None:
        return spans.day(spans.weekday_nearest(now.told, number))
    if "L" in phrase.codes:
        return spans.day(spans.weekday_not_after(now.anchor - DAY, number))
    if set(phrase.codes) & set("xp") and now.focus:
        step = 1 if "x" in phrase.codes else -1
        return spans.day(spans.weekday_not_after(now.told + (7 if step > 0 else -1) * DAY, number))
    ahead = "X" in phrase.codes or now.tense == "future"
    return spans.day(spans.weekday_not_after(now.anchor + (7 if ahead else 0) * DAY, number))


def _weekday_list(phrase: Phrase, now: Now) -> Days | None:
    first, last = phrase.numbers("W")
    end = _weekday(Phrase([token for token in phrase.tokens if token.value is last or token.code != "W"]), now).first
    return Days(end - (last - first) % 7 * DAY, end) if first != last else spans.day(end)


def _weekday_of_week(phrase: Phrase, now: Now) -> Days:
    return spans.day(
        spans.week(spans.shift(now.day, phrase.step(), phrase.word("U") or "week")).first + phrase.number("W") * DAY
    )


def _deictic(phrase: Phrase, now: Now) -> Days:
    return spans.day(now.day + phrase.number("K") * DAY)


def _day_after_tomorrow(phrase: Phrase, now: Now) -> Days:
    return spans.day(now.day + (phrase.number("K") + phrase.step()) * DAY)


def _overnight(phrase: Phrase, now: Now) -> Days:
    if "W" in phrase.codes:
        evening = _weekday(phrase, now).first
        return Days(evening, min(evening + DAY, now.day) if now.anchor else evening + DAY)
    return Days(now.day - DAY, now.day)


def _last_night(phrase: Phrase, now: Now) -> Days:
    return spans.day(now.day - DAY)


def _this_part(phrase: Phrase, now: Now) -> Days:
    return spans.day(now.day)


def _that_part(phrase: Phrase, now: Now) -> Days:
    return spans.day(now.told + (phrase.step() if set(phrase.codes) & set("px") else 0) * DAY)


def _units_ago(phrase: Phrase, now: Now) -> Days | None:
    count, unit = phrase.number("1NDv"), phrase.word("U") or ""
    if "v" in phrase.codes:
        return None
    then = spans.shift(now.day, -count, unit)
    if unit == "week":  # coders read "two weeks ago" as a few days around it
        return Days(then - 2 * DAY, then + 2 * DAY)
    return spans.unit_around(unit, then)


def _units_later(phrase: Phrase, now: Now) -> Days | None:
    unit, step = phrase.word("U") or "", phrase.step()
    count = phrase.number("1ND")
    then = spans.shift(now.told, count * step, unit)
    if now.anchor and then > now.anchor and now.tense != "future":
        if phrase.tokens[-1].text.lower() == "later":
            return None
        then = spans.shift(now.anchor, -count, unit)  # "a day after the raid" in a report of today dates the raid
    return spans.day(then) if unit == "week" else spans.unit_around(unit, then)


def _day_beside(phrase: Phrase, now: Now) -> Days | None:
    unit = phrase.word("U") or ""
    if any(token.code == "U" and token.text.lower().endswith("s") for token in phrase.tokens):
        return None  # "in the weeks after" has no end
    start = now.last.first if now.last and unit in ("month", "year") else now.told
    return spans.unit_around(unit, spans.shift(start, phrase.step(), unit))


def _same_unit(phrase: Phrase, now: Now) -> Days:
    unit = phrase.word("U") or ""
    return spans.unit_around(unit, now.last.first if now.last and unit not in ("day", "hour") else now.told)


def _earlier_in_unit(phrase: Phrase, now: Now) -> Days:
    unit = phrase.word("U") or ""
    return spans.day(now.told) if unit in ("day", "hour") else Days(spans.unit_around(unit, now.day).first, now.day)


def _edge_of_unit(phrase: Phrase, now: Now) -> Days | None:
    unit = phrase.word("U") or ""
    days = spans.unit_around(unit, spans.shift(now.day, phrase.step(), unit), phrase.word("E"))
    return Days(days.first, min(days.last, now.day)) if days.first <= now.day else days


def _last_units(phrase: Phrase, now: Now) -> Days | None:
    unit, counts = phrase.word("U") or "", phrase.numbers("NDv")
    if counts or phrase.word("L") == "past" or unit in ("day", "hour"):
        count = counts[0] if counts else 1
        back = spans.shift(now.day, -count, unit)
        return Days(back, now.day)
    return spans.unit_around(unit, spans.shift(now.day, -1, unit))


_RECENT_DAYS: Final = {"hour": 1, "day": 7, "week": 28, "month": 92, "quarter": 184, "year": 5 * 365}


def _recent_units(phrase: Phrase, now: Now) -> Days | None:
    reach = _RECENT_DAYS.get(phrase.word("U") or "")
    return Days(now.day - reach * DAY, now.day) if reach else None


def _this_unit(phrase: Phrase, now: Now) -> Days:
    unit = phrase.word("U") or ""
    days = spans.unit_around(unit, now.day, phrase.word("E"))
    if now.tense == "future" or "a" in phrase.codes:
        return Days(now.day, days.last)
    whole = unit == "month" and "b" not in phrase.codes
    return days if whole or days.first > now.day else Days(days.first, min(days.last, now.day))


def _next_units(phrase: Phrase, now: Now) -> Days:
    unit, counts = phrase.word("U") or "", phrase.numbers("NDv")
    if counts:
        return Days(now.day, spans.shift(now.day, counts[0], unit))
    return spans.unit_around(unit, spans.shift(now.day, 1, unit))


def _weekend(phrase: Phrase, now: Now) -> Days:
    """The last Saturday and Sunday begun by the anchor; "next weekend" and what is to come, the one after."""
    saturday = spans.weekday_not_after(now.day, 5)
    if "X" in phrase.codes or (now.tense == "future" and now.day.weekday() < 5):
        saturday += 7 * DAY
    elif "L" in phrase.codes and now.day.weekday() >= 5:
        saturday -= 7 * DAY
    return Days(saturday, saturday + DAY)


def _ordinal_day(phrase: Phrase, now: Now) -> Days | None:
    if not phrase.tokens[0].text.endswith(("st", "nd", "rd", "th")):
        return None
    day, today = phrase.number("D"), now.day
    this_month = dt.date(today.year, today.month, 1)
    return spans.day((this_month if day <= today.day else spans.shift(this_month, -1, "month")).replace(day=day))


MEANINGS: Final[dict[str, Callable[[Phrase, Now], Days | None]]] = {
    "numeric": _numeric,
    "weekday_list": _weekday_list,
    "day_range": _day_range,
    "day_range_first": _day_range,
    "day_range_months": _day_range,
    "full_date": _one_day,
    "month_range": _month_range,
    "month_day": _one_day,
    "month_year": _month,
    "month_of_year": _month,
    "quarter": _quarter,
    "first_units": _first_units,
    "season": _season,
    "month": _month,
    "decade": _decade,
    "year_range": _year_range,
    "year": _year,
    "holiday": _holiday,
    "weekday_of_week": _weekday_of_week,
    "weekday": _weekday,
    "day_after_tomorrow": _day_after_tomorrow,
    "deictic": _deictic,
    "overnight": _overnight,
    "last_night": _last_night,
    "this_part": _this_part,
    "that_part": _that_part,
    "units_ago": _units_ago,
    "units_later": _units_later,
    "day_beside": _day_beside,
    "same_unit": _same_unit,
    "earlier_in_unit": _earlier_in_unit,
    "edge_of_unit": _edge_of_unit,
    "last_units": _last_units,
    "recent_units": _recent_units,
    "this_unit": _this_unit,
    "next_units": _next_units,
    "weekend": _weekend,
    "ordinal_day": _ordinal_day,
}
