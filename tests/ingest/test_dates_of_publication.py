"""When an article was published: every notation met, and nothing believed that is not a publication date."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.ingest.dates import from_text, from_url, to_day


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2021-03-05", "2021-03-05"),
        ("2021-03-05T23:30:00+04:00", "2021-03-05"),
        ("2021-03-05 08:00", "2021-03-05"),
        ("2021/3/5", "2021-03-05"),
        ("20210305", "2021-03-05"),
        ("20210305T101500Z", "2021-03-05"),
        ("D:20210305101500+02'00'", "2021-03-05"),
        ("Fri, 05 Mar 2021 10:00:00 GMT", "2021-03-05"),
        ("March 5, 2021", "2021-03-05"),
        ("5 Sept. 2021", "2021-09-05"),
        ("13/3/2021", "2021-03-13"),
        ("3/13/2021 22:10", "2021-03-13"),
        ("05.03.2021", "2021-03-05"),
        ("  2021-03-05  ", "2021-03-05"),
    ],
)
def test_every_usual_notation_gives_its_day(value: str, day: str) -> None:
    assert to_day(value) == day


@pytest.mark.parametrize(
    "value",
    ["", None, "yesterday", "2021-02-30", "9999-12-31", "1600-01-01", "0000-00-00", "2021", "12345678901", "2021-13-01",
     "3/5/2021", "99999-01-01", "March 32, 2021", "\x00", "²⁰²¹-03-05"],
)  # fmt: skip
def test_what_is_no_day_is_unknown(value: str | None) -> None:
    assert to_day(value) is None


@given(st.text(max_size=60))
def test_no_text_breaks_the_search_for_dates(text: str) -> None:
    for day in (to_day(text), from_url(text), (from_text(text) or (None,))[0]):
        assert day is None or dt.date.fromisoformat(day)


@given(st.dates(dt.date(1800, 1, 1), dt.date(2200, 12, 31)))
def test_days_survive_each_notation(day: dt.date) -> None:
    iso = day.isoformat()
    for notation in ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%a, %d %b %Y 10:00:00 +0000", "%Y%m%d"):
        assert to_day(day.strftime(notation)) == iso


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://lantern.example/2021/03/05/port", "2021-03-05"),
        ("https://lantern.example/news/2021-3-5-port", "2021-03-05"),
        ("https://lantern.example/a-20210305-port.html", "2021-03-05"),
        ("https://lantern.example/2021/mar/05/port", "2021-03-05"),
        ("https://lantern.example/story/1234567/2021/03/05", "2021-03-05"),
        ("https://lantern.example/2021/03/port", None),
        ("https://lantern.example/story/20219999", None),
        ("https://lantern.example/story/120210305", None),
        ("https://lantern.example/2021/02/31/port", None),
        (None, None),
    ],
)
def test_dates_in_urls(url: str | None, day: str | None) -> None:
    assert from_url(url) == day


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("VESLIN, March 5, 2021 (NPA) - Gunmen killed four.", ("2021-03-05", "dateline")),
        ("Four killed in port\nVESLIN, Norland, 5 March 2021 (NPA) — Gunmen killed four.", ("2021-03-05", "dateline")),
        ("PORT VESLIN, Jun 15 2022 (NPA) - A few years ago", ("2022-06-15", "dateline")),
        ("Wednesday 13 Jul 2016\nGunmen killed four.", ("2016-07-13", "text")),
        ("Monday, December 2, 2019\n\nOn Friday gunmen killed four.", ("2019-12-02", "text")),
        ("Four killed NPA Thursday 2 Jul 2015 At least four died.", ("2015-07-02", "text")),
        ("Four killed.\nLast updated: March 5, 2021 10:15\nGunmen", ("2021-03-05", "text")),
        ("Four killed.\nPublished: 10:15 GMT, 5 March 2021\nGunmen", ("2021-03-05", "text")),
        ("Four killed Published duration 27 May 2019 image caption", ("2019-05-27", "text")),
        ("Date of publication 11 October 2017 Four died.", ("2017-10-11", "text")),
        ("6 Oct 2017 Members of the harbour guard", ("2017-10-06", "text")),
        ("23.10.2017 (updated 2340) Four died", ("2017-10-23", "text")),
        ("2021-03-05\nFour died", ("2021-03-05", "text")),
        ("31-07-2015 Four died", ("2015-07-31", "text")),
        # An event's date is not the article's; neither is one that may be read two ways, or lies.
        ("On 5 March 2021, gunmen killed four.", None),
        ("May 24, 1988: The two brothers enlist.", None),
        ("Gunmen killed four on Wednesday, March 3, 2021, police said.", None),
        ("03-07-2015 Four died", None),
        ("Four killed NPA Friday 2 Jul 2015 At least four died.", None),
        ("VESLIN, March 5 (NPA) - Gunmen killed four.", None),
        ("VESLIN, February 30, 2021 (NPA) - Gunmen killed four.", None),
        ("", None),
    ],
)
def test_first_lines_that_say_when_they_were_published(text: str, found: tuple[str, str] | None) -> None:
    assert from_text(text) == found


def test_a_date_far_down_is_not_the_publication_date() -> None:
    assert from_text("Four died. " * 100 + "Last updated: March 5, 2021") is None
