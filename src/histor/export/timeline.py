"""When the incidents were, as a drawing: a lane each; the scale shows days near publication and decades before."""

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from histor.export import wording
from histor.export.markup import Markup, element, join
from histor.record.values import TimeSpan

_LANE: Final = 40  # pixels; a label above its track
_FOOT: Final = 26  # pixels for the axis
_LEFT, _RIGHT = 3.0, 97.0  # per cent of the width between which dates are drawn
_TICKS: Final = ((7, "a week"), (30, "a month"), (365, "a year"), (3652, "10 years"), (36525, "100 years"))
_APART: Final = 25.0  # per cent; ticks nearer than this would write over each other on a narrow screen
_LETTERS: Final = 42  # letters of a lane's label and its date together that fit on a narrow screen


@dataclass(frozen=True, slots=True)
class Lane:
    """One incident: its label, its days, whether it is in the foreground, and the card it leads to."""

    label: str
    span: TimeSpan
    foreground: bool
    target: str


def draw(lanes: Sequence[Lane], published: str | None) -> Markup:
    """The timeline as SVG; empty where nothing is dated. Positions are per cent, so that text keeps its size."""
    if not lanes:
        return join()
    zero = dt.date.fromisoformat(published or max(lane.span.latest for lane in lanes))
    place, ticks = _scale(lanes, zero)
    height = _LANE * len(lanes) + _FOOT
    rows = [_lane(lane, number * _LANE, place) for number, lane in enumerate(lanes)]
    axis = [_tick(x, words, height) for x, words in ticks]
    return element(
        "svg",
        element("title", f"Timeline of {len(lanes)} dated incidents"),
        *axis,
        _tick(place(zero), "published" if published else "latest date", height, now=True),
        *rows,
        class_="timeline",
        role="group",
        width="100%",
        height=height,
    )


def _scale(lanes: Sequence[Lane], zero: dt.date) -> tuple[Callable[[dt.date], float], list[tuple[float, str]]]:
    """Day -> per cent, by the logarithm of its distance from publication, and the ticks that fit."""
    first = min(dt.date.fromisoformat(lane.span.earliest) for lane in lanes)
    last = max(dt.date.fromisoformat(lane.span.latest) for lane in lanes)
    low, high = min(_distance(first, zero), _distance(zero - dt.timedelta(3), zero)), max(_distance(last, zero), 0.0)
    step = (_RIGHT - _LEFT) / (high - low)

    def place(day: dt.date) -> float:
        return _LEFT + (_distance(day, zero) - low) * step

    ticks: list[tuple[float, str]] = []
    edge = place(zero) - _APART
    for days, words in _TICKS:
        x = _LEFT + (-math.log10(1 + days) - low) * step
        if _LEFT <= x <= edge:
            ticks.append((x, f"{words} before"))
            edge = x - _APART
    return place, ticks


def _distance(day: dt.date, zero: dt.date) -> float:
    days = (day - zero).days
    return math.copysign(math.log10(1 + abs(days)), days)


def _lane(lane: Lane, top: int, place: Callable[[dt.date], float]) -> Markup:
    left = place(dt.date.fromisoformat(lane.span.earliest))
    right = place(dt.date.fromisoformat(lane.span.latest))
    y = top + 28
    when = wording.short_days(lane.span)
    room = _LETTERS - len(when)
    label = lane.label if len(lane.label) <= room else f"{lane.label[: room - 1].rstrip(' ,')}…"
    shapes = [element("line", x1=f"{_LEFT}%", x2=f"{_RIGHT}%", y1=y, y2=y, class_="track")]
    if right > left:
        shapes.append(
            element("line", x1=f"{left:.2f}%", x2=f"{right:.2f}%", y1=y, y2=y, class_="span", stroke_linecap="round")
        )
    else:
        shapes.append(element("circle", cx=f"{left:.2f}%", cy=y, r=6))
    return element(
        "a",
        element("title", f"{lane.label}: {wording.days(lane.span)}"),
        element("rect", x=0, y=top + 2, width="100%", height=_LANE - 4, class_="hit"),
        *shapes,
        element("text", label, x=0, y=top + 16),
        element("text", when, x="100%", y=top + 16, text_anchor="end", class_="when"),
        href=f"#{lane.target}",
        class_="lane foreground" if lane.foreground else "lane background",
    )


def _tick(x: float, words: str, height: int, now: bool = False) -> Markup:
    anchor = "end" if x > 80 else "start" if x < 20 else "middle"
    return element(
        "g",
        element("line", x1=f"{x:.2f}%", x2=f"{x:.2f}%", y1=20, y2=height - _FOOT + 6),
        element("text", words, x="100%" if now and x > 80 else f"{x:.2f}%", y=height - 4, text_anchor=anchor),
        class_="tick now" if now else "tick",
    )
