"""Expressions of time to days, in phrases and in running text. The anchor is Friday 5 March 2021 unless said."""

import datetime as dt
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from histor.read.when.datelines import dateline
from histor.read.when.grammar import RULES
from histor.read.when.meanings import MEANINGS
from histor.read.when.spans import easter
from histor.read.when.times import find_times, resolve_time
from histor.record.values import TimeSpan

FRIDAY = dt.date(2021, 3, 5)
DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2090, 12, 31))
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def span(words: str, anchor: dt.date | None = FRIDAY, **focus: str) -> str | None:
    """The span as "earliest/latest", or as one day, or None."""
    previous = TimeSpan(focus["focus"], focus["focus"]) if focus else None
    value = resolve_time(words, anchor, previous=previous)
    if value is None:
        return None
    return value.span.earliest if value.granularity == "day" else str(value.span)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Wednesday", "2021-03-03"),
        ("on Friday", "2021-03-05"),
        ("Saturday", "2021-02-27"),
        ("last Friday", "2021-02-26"),
        ("next Tuesday", "2021-03-09"),
        ("Tuesday night", "2021-03-02"),
        ("early Wednesday", "2021-03-03"),
        ("late on Monday", "2021-03-01"),
        ("the early hours of Thursday", "2021-03-04"),
        ("Earlier on Sunday", "2021-02-28"),
        ("at around 14:00 local time on Sunday", "2021-02-28"),
        ("12:03 a.m. Tuesday", "2021-03-02"),
        ("Wednesday-night", "2021-03-03"),
        ("Monday's", "2021-03-01"),
        ("Monday of last week", "2021-02-22"),
        ("yesterday", "2021-03-04"),
        ("at dawn yesterday", "2021-03-04"),
        ("the day before yesterday", "2021-03-03"),
        ("earlier today", "2021-03-05"),
        ("this morning", "2021-03-05"),
        ("tonight", "2021-03-05"),
        ("last night", "2021-03-04"),
        ("tomorrow", "2021-03-06"),
        ("two days ago", "2021-03-03"),
        ("March 5", "2021-03-05"),
        ("Nov. 12", "2020-11-12"),
        ("5th of January", "2021-01-05"),
        ("the night of February 12, 2012", "2012-02-12"),
        ("March 5, 2019", "2019-03-05"),
        ("5 March 2019", "2019-03-05"),
        ("April 15,2013", "2013-04-15"),
        ("Tuesday, March 2, 2021", "2021-03-02"),
        ("Wed Feb 3 2016", "2016-02-03"),
        ("2019-12-07", "2019-12-07"),
        ("05.02.2015", "2015-02-05"),
        ("25/3/2018", "2018-03-25"),
        ("on the 21st", "2021-02-21"),
        ("Christmas Eve", "2020-12-24"),
        ("Easter Sunday 2019", "2019-04-21"),
        ("Good Friday", "2020-04-10"),
    ],
)
def test_day(words: str, expected: str) -> None:
    assert span(words) == expected


@pytest.mark.parametrize(
    ("words", "earliest", "latest"),
    [
        ("overnight", "2021-03-04", "2021-03-05"),
        ("Tuesday and Wednesday", "2021-03-02", "2021-03-03"),
        ("overnight Wednesday and into Thursday morning", "2021-03-03", "2021-03-04"),
        ("last week", "2021-02-22", "2021-02-28"),
        ("this week", "2021-03-01", "2021-03-05"),
        ("last weekend", "2021-02-27", "2021-02-28"),
        ("at the weekend", "2021-02-27", "2021-02-28"),
        ("last month", "2021-02-01", "2021-02-28"),
        ("earlier this month", "2021-03-01", "2021-03-05"),
        ("last year", "2020-01-01", "2020-12-31"),
        ("this year", "2021-01-01", "2021-03-05"),
        ("the end of last year", "2020-10-01", "2020-12-31"),
        ("in recent days", "2021-02-26", "2021-03-05"),
        ("the past 24 hours", "2021-03-04", "2021-03-05"),
        ("over the past 38 days", "2021-01-26", "2021-03-05"),
        ("two months ago", "2021-01-01", "2021-01-31"),
        ("in February", "2021-02-01", "2021-02-28"),
        ("May", "2020-05-01", "2020-05-31"),
        ("last September", "2020-09-01", "2020-09-30"),
        ("late January", "2021-01-21", "2021-01-31"),
        ("mid-August", "2020-08-10", "2020-08-20"),
        ("February of this year", "2021-02-01", "2021-02-28"),
        ("December last year", "2020-12-01", "2020-12-31"),
        ("Dec. 2016", "2016-12-01", "2016-12-31"),
        ("2019-12", "2019-12-01", "2019-12-31"),
        ("early 2015", "2015-01-01", "2015-04-30"),
        ("in 2019", "2019-01-01", "2019-12-31"),
        ("the 1990s", "1990-01-01", "1999-12-31"),
        ("the late 1970s", "1976-01-01", "1979-12-31"),
        ("summer of 2012", "2012-06-01", "2012-08-31"),
        ("the third quarter of 2010", "2010-07-01", "2010-09-30"),
        ("the first seven months of 2020", "2020-01-01", "2020-07-31"),
        ("between March 1 and 4", "2021-03-01", "2021-03-04"),
        ("March 1-4", "2021-03-01", "2021-03-04"),
        ("from 3 to 7 May", "2020-05-03", "2020-05-07"),
        ("December 30 to January 2", "2020-12-30", "2021-01-02"),
        ("from January to July 2020", "2020-01-01", "2020-07-31"),
        ("November 2005 and December 2011", "2005-11-01", "2011-12-31"),
        ("January 2017-March 2018", "2017-01-01", "2018-03-31"),
        ("from 2001 to 2019", "2001-01-01", "2019-12-31"),
        ("1976-83", "1976-01-01", "1983-12-31"),
        ("between 2018 and 2021", "2018-01-01", "2021-03-05"),
        ("since September 30", "2020-09-30", "2021-03-05"),
        ("since 2014", "2014-01-01", "2021-03-05"),
        ("since the fighting began in March 2011", "2011-03-01", "2021-03-05"),
        ("since the start of the year", "2021-01-01", "2021-03-05"),
    ],
)
def test_period(words: str, earliest: str, latest: str) -> None:
    assert span(words) == f"{earliest}/{latest}"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("a day earlier", "2020-06-09"),
        ("three days later", "2020-06-13"),
        ("the next day", "2020-06-11"),
        ("the following day", "2020-06-11"),
        ("the previous evening", "2020-06-09"),
        ("the same day", "2020-06-10"),
        ("that night", "2020-06-10"),
        ("later in the day", "2020-06-10"),
        ("a week later", "2020-06-17"),
        ("16 hours after", "2020-06-10"),
    ],
)
def test_relative_to_the_date_in_focus(words: str, expected: str) -> None:
    assert span(words, focus="2020-06-10") == expected


def test_a_day_after_in_a_report_of_today_dates_what_came_before() -> None:
    assert span("a day after", focus="2021-03-05") == "2021-03-04"


@pytest.mark.parametrize(
    "words",
    [
        "February 30",
        "31 April 2019",
        "2019-02-30",
        "39/19/2020",
        "14-17-22",
        "during Ramadan",
        "may",
        "the 5th of Nomonth",
        "",
        "x",
    ],
)
def test_no_such_day(words: str) -> None:
    assert span(words) is None


def test_nothing_is_guessed_without_a_year() -> None:
    assert span("March 5", None) is None
    assert span("Wednesday", None) is None
    assert span("since 2014", None) is None
    assert span("5/3/2021", None) is None
    assert span("March 5, 2019", None) == "2019-03-05"
    assert span("late 2014", None) == "2014-10-01/2014-12-31"


def test_an_undated_text_counts_from_the_date_in_focus() -> None:
    assert span("September 26", None, focus="1980-08-02") == "1980-09-26"
    assert span("Saturday", None, focus="2018-08-05") == "2018-08-04"


def test_ambiguous_numbers_take_the_reading_that_publication_allows() -> None:
    assert span("4/3/2021") == "2021-03-04"
    assert span("3/4/2021") == "2021-03-04"
    assert span("7/2/2021") == "2021-02-07"
    assert span("5-2-2019") == "2019-02-05"
    assert span("5/2/2019") is None


def test_what_is_to_come_lies_ahead() -> None:
    value = resolve_time("Tuesday", FRIDAY, tense="future")
    assert value is not None
    assert value.span == TimeSpan("2021-03-09", "2021-03-09")
    assert span("March 20") == "2021-03-20", "a day at hand, not that of last year"


def test_every_rule_of_the_grammar_has_a_meaning() -> None:
    assert [name for name, _ in RULES] == list(MEANINGS)


@pytest.mark.parametrize(("year", "month", "day"), [(2008, 3, 23), (2019, 4, 21), (2024, 3, 31), (2038, 4, 25)])
def test_easter(year: int, month: int, day: int) -> None:
    assert easter(year) == dt.date(year, month, day)


STORY = (
    "TOLEVIN, March 4 - Gunmen killed nine people in the town of Ardun late Monday, police said. "
    "A day earlier a bomb had wounded two. On June 10, 2018, a car bomb went off there; the next day the army came. "
    "The group has fought since 2011. Talks will resume on Tuesday."
)


def test_expressions_of_a_text_in_order() -> None:
    found = [(STORY[match.start : match.end], str(match.value.span)) for match in find_times(STORY, FRIDAY)]
    assert found == [
        ("March 4", "2021-03-04/2021-03-04"),
        ("late Monday", "2021-03-01/2021-03-01"),
        ("A day earlier", "2021-02-28/2021-02-28"),
        ("June 10, 2018", "2018-06-10/2018-06-10"),
        ("the next day", "2018-06-11/2018-06-11"),
        ("since 2011", "2011-01-01/2021-03-05"),
        ("Tuesday", "2021-03-09/2021-03-09"),
    ]


def test_a_day_keeps_the_year_told_before_it() -> None:
    found = find_times("On June 10, 2018, a bomb went off. On November 2 it was claimed.", FRIDAY)
    assert [match.value.span.earliest for match in found] == ["2018-06-10", "2018-11-02"]


@pytest.mark.parametrize(
    "text",
    [
        "They may leave. The women's march was a second attempt; he sat in the sun.",
        "More than 2000 people fled, and 1990 civilians stayed.",
        "A 12-year-old boy was hit 14 times. Bloody Sunday is remembered by The Sunday Times.",
        "April Example and June Sample spoke. An august body will march on.",
        "He was given a 20-year term; 5 of 12 died; flight 1549; 3.5 km away.",
        "the end of the road, the same man, another day, no one came after",
    ],
)
def test_words_that_are_no_dates(text: str) -> None:
    assert [text[match.start : match.end] for match in find_times(text, FRIDAY)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Monday, December 2, 2019\n\nA bomb killed two.", "2019-12-02"),
        ("05-02-2019 Ardun: a bomb killed two.", "2019-02-05"),
        ("Published: 3 May 2020\nGunmen attacked a post.", "2020-05-03"),
        ("A bomb killed two. (Last updated at Jul 172015) Police said so.", "2015-07-17"),
        ("Army bombs rebels, monitor says AFP Monday 18 Aug 2014 Planes bombed a town.", "2014-08-18"),
        ("TOLEVIN, Jan 5 (AFP) - Gunmen attacked a post.", "2021-01-05"),
        ("TOLEVIN, Dec. 30 (Xinhua) -- Gunmen attacked a post.", "2020-12-30"),
        ("On December 7, 2019, gunmen attacked a post.", None),
        ("May 24, 1988: The men meet. June 1, 1988: They part.", None),
        ("Gunmen attacked a post on Monday, 18 August 2014.", None),
        ("Nothing here.", None),
    ],
)
def test_dateline(text: str, expected: str | None) -> None:
    found = dateline(text, FRIDAY)
    assert (found.isoformat() if found else None) == expected


def test_a_wire_dateline_needs_a_year_from_elsewhere() -> None:
    assert dateline("TOLEVIN, Jan 5 (AFP) - Gunmen attacked a post.") is None


def test_an_article_takes_a_few_milliseconds() -> None:
    text = STORY * 12
    begin = time.process_time()
    for _ in range(10):
        find_times(text, FRIDAY)
    assert (time.process_time() - begin) / 10 < 0.02, "a story of 3,000 characters; 0.002 s when measured"


@pytest.mark.parametrize("scrap", ["March, ", "since ", "early late ", "5-", "1 ", "will ", "'", "and May "])
def test_long_repetitions_stay_linear(scrap: str) -> None:
    begin = time.process_time()
    find_times(scrap * (15_000 // len(scrap)), FRIDAY)
    assert time.process_time() - begin < 2


SCRAPS = st.sampled_from(
    [
        *WEEKDAYS, *MONTHS, "may", "31", "29", "2020", "9999", "1000", "0", "of", "the", "since", "last", "next",
        "this", "day", "week", "year", "two", "ago", "later", "and", "to", "-", ",", ".", "late", "night", "99", "'90s",
        "first", "quarter", "before", "Easter", "\n", "٣", "³", "2019-02-30", "31/12/9999", "decade", "weekend",
    ]
)  # fmt: skip


@settings(deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(SCRAPS, max_size=9).map(" ".join)), st.none() | st.dates())
def test_any_text_is_read_without_an_error_and_spans_are_ordered(text: str, anchor: dt.date | None) -> None:
    resolve_time(text, anchor)
    dateline(text, anchor)
    matches = find_times(text, anchor)
    for match in matches:
        assert 0 <= match.start < match.end <= len(text)
        assert match.value.span.earliest <= match.value.span.latest
    assert all(first.end <= second.start for first, second in pairwise(matches))


@settings(deadline=None)
@given(DAYS, st.integers(0, 6))
def test_a_weekday_is_the_last_one_not_after_publication(anchor: dt.date, weekday: int) -> None:
    value = resolve_time(WEEKDAYS[weekday], anchor)
    assert value is not None
    date = dt.date.fromisoformat(value.span.earliest)
    assert date.weekday() == weekday
    assert 0 <= (anchor - date).days < 7


@settings(deadline=None)
@given(DAYS, DAYS)
def test_a_full_date_means_itself_in_every_form(date: dt.date, anchor: dt.date) -> None:
    month = MONTHS[date.month - 1]
    forms = [
        f"{month} {date.day}, {date.year}",
        f"{date.day} {month[:3]} {date.year}",
        f"{WEEKDAYS[date.weekday()]}, {month} {date.day}, {date.year}",
        date.isoformat(),
    ]
    assert {span(form, anchor) for form in forms} == {date.isoformat()}
