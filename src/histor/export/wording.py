"""How values read in plain words: for cells of a table and for the page."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Final

from histor.errors import RecordError
from histor.record.assertion import Assertion
from histor.record.codebook import Status
from histor.record.evidence import Speaker
from histor.record.values import Quantity, TimeSpan, Toll

VERIFICATION = "machine-read, unverified"
"""What every exported record says of itself: it shows that a source said a thing, not that it happened."""


# Named here, since strftime would follow the locale and the same input would give another output.
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_ATTRIBUTIONS: Final[dict[Status, str]] = {
    "claimed": "Claimed by", "stated": "Told as done by", "convicted": "Convicted", "charged": "Charged",
    "accused": "Accused", "suspected": "Suspected", "denied": "Denied",
}  # fmt: skip


def words(code: str) -> str:
    """A codebook word for people: "armed_assault" -> "armed assault"."""
    return code.replace("_", " ")


def count(value: Quantity | Toll) -> str:
    """A count as it is said: "12", "at least 12", "up to 20", "about 90 to 100"."""
    low, high = value.low, value.high
    about = "about " if isinstance(value, Quantity) and value.approx else ""
    if low is not None and high is not None:
        return f"{about}{low}" if low == high else f"{about}{low} to {high}"
    if low is not None:
        return f"{about}at least {low}"
    return f"{about}up to {high}" if high is not None else "an unknown number"


def chain(said_by: Iterable[Speaker], between: str = " > ") -> str:
    """Who says it, outermost first: "CNN > a spokesman"; empty when the article itself does."""
    return between.join(" ".join(speaker.quote.split()) for speaker in said_by)


def value(assertion: Assertion) -> str:
    """An assertion's value for people: counts, days and classes in words; a motive's value is its quote."""
    if isinstance(assertion.value, Quantity):
        return count(assertion.value)
    if assertion.value is None:
        return " ".join(assertion.evidence.quote.split())
    if assertion.slot == "date":
        return _span(assertion.value)
    return words(assertion.value) if assertion.slot in ("target", "weapon") else assertion.value


def _span(written: str) -> str:
    """Days written "earliest/latest" in words; as written where they are not such days."""
    try:
        return days(TimeSpan(*written.split("/", 1)))
    except (RecordError, TypeError):
        return written


def days(span: TimeSpan) -> str:
    """A time span for people: "3 January 2024", "January 2024", "2024", "1 to 4 May 2020"."""
    first, last = dt.date.fromisoformat(span.earliest), dt.date.fromisoformat(span.latest)
    match span.granularity:
        case "day":
            return day(first)
        case "month":
            return f"{MONTHS[first.month - 1]} {first.year}"
        case "year":
            return str(first.year)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day(last)}"
    return f"{day(first)} to {day(last)}"


def short_days(span: TimeSpan) -> str:
    """A time span where there is little room: "3 Jan 2024", "Jan 2024", "1 to 4 May 2020"."""
    return re.sub("|".join(MONTHS), lambda month: month.group()[:3], days(span))


def day(date: dt.date) -> str:
    """A day for people: "3 January 2024"."""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def slot(assertion: Assertion) -> str:
    """A slot's heading. A suspect is not called a perpetrator: an attribution is headed by its strength."""
    if assertion.status is None:
        return words(assertion.slot).capitalize()
    return _ATTRIBUTIONS[assertion.status]


def qualifier(assertion: Assertion) -> str:
    """What narrows a value: the status of an attribution, the group of a count."""
    if assertion.status:
        return assertion.status
    return assertion.group if assertion.group and assertion.group != "all" else ""


def toll(value: Toll) -> str:
    """A bottom line as it is said, the printed figure first: "95", "at least 5", "10 to 12"."""
    if value.best is not None and value.low == value.high:
        return str(value.best)
    return count(value)
