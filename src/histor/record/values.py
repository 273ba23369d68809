"""When, how many, where: values with their precision."""

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Literal

from histor.errors import RecordError
from histor.record.codebook import PlaceKind

Granularity = Literal["day", "days", "month", "year", "period"]


@dataclass(frozen=True, slots=True, order=True)
class TimeSpan:
    """Whole days from `earliest` to `latest`, both ISO "YYYY-MM-DD" and inclusive (CODEBOOK.md, date).

    Raises:
        RecordError: not ISO days, or latest before earliest.
    """

    earliest: str
    latest: str

    def __post_init__(self) -> None:
        if _day(self.latest) < _day(self.earliest):
            raise RecordError(f"time span ends before it begins: {self.earliest}/{self.latest}")

    @property
    def granularity(self) -> Granularity:
        """day; month or year when it is exactly one calendar month or year; days up to a week; else period."""
        first, last = _day(self.earliest), _day(self.latest)
        if first == last:
            return "day"
        if (first.day, last.day) == (1, calendar.monthrange(last.year, last.month)[1]) and first.year == last.year:
            if first.month == last.month:
                return "month"
            if (first.month, last.month) == (1, 12):
                return "year"
        return "days" if (last - first).days < 7 else "period"

    def overlaps(self, other: "TimeSpan") -> bool:
        """Whether the two share a day."""
        return self.earliest <= other.latest and other.earliest <= self.latest

    def __str__(self) -> str:
        return f"{self.earliest}/{self.latest}"


def _day(text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
        if day.isoformat() != text:  # a week date, "2024-W05-4", or one without hyphens
            raise ValueError(text)
        return day
    except ValueError:
        raise RecordError(f"not a day of the form YYYY-MM-DD: {text!r}") from None


@dataclass(frozen=True, slots=True)
class Quantity:
    """How many, as one passage gives it (CODEBOOK.md, Numbers). None means open: "at least 12" is low 12, high None.

    Raises:
        RecordError: a bound is negative or low is above high.
    """

    low: int | None
    high: int | None
    approx: bool = False

    def __post_init__(self) -> None:
        if any(bound is not None and bound < 0 for bound in (self.low, self.high)):
            raise RecordError(f"negative count: {self.low}-{self.high}")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise RecordError(f"count's low {self.low} is above its high {self.high}")


@dataclass(frozen=True, slots=True)
class Toll:
    """An article's own bottom line for one incident: low <= best <= high, None where open or not printed."""

    low: int | None
    best: int | None
    high: int | None

    def __post_init__(self) -> None:
        known = [bound for bound in (self.low, self.best, self.high) if bound is not None]
        if known != sorted(known) or any(bound < 0 for bound in known):
            raise RecordError(f"toll must keep 0 <= low <= best <= high: {self.low}, {self.best}, {self.high}")


@dataclass(frozen=True, slots=True)
class Place:
    """The most specific place given, as named in English, with its kind and, where known, WGS84 coordinates."""

    name: str
    kind: PlaceKind
    admin1: str | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    geonames: int | None = None
