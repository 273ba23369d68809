"""The page of a reading: every value stands on its words, hostile text stays text, and it works in a browser."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from histor.export import outlines, timeline, worldmap
from histor.export.highlights import Mark, line, marks
from histor.export.markup import Markup, element
from histor.export.page import render_page, render_pages
from histor.record.article import Article
from histor.record.assertion import Assertion
from histor.record.reading import Account, MadeBy, Reading
from histor.record.values import Quantity, TimeSpan

HOSTILE = (
    "</title><script>alert(1)</script>\"'><img src=x onerror=alert(2)> \u202eright to left\u202c ${x} \x00 </style>"
)


class Parsed(HTMLParser):
    """What a browser would see: tags, attributes, and each link's own words without its note."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.shown = ""
        self.marked: dict[str, str] = {}
        self._open: list[tuple[str, str, list[str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        given = {key: value or "" for key, value in attrs}
        if tag not in ("meta", "link", "br", "img"):
            self._open.append((tag, given.get("class", ""), given.get("data-marks", "").split()))

    def handle_endtag(self, tag: str) -> None:
        if self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        classes = [opened[1] for opened in self._open]
        if "words" in classes and "note" not in classes:
            self.shown += data
        if "note" not in classes:
            for _, _, ids in self._open:
                for ident in ids:
                    self.marked[ident] = self.marked.get(ident, "") + data


def ids_and_targets(page: str) -> tuple[list[str], list[str]]:
    parsed = Parsed(page)
    ids = [value or "" for key, value in parsed.attributes if key == "id"]
    return ids, [value[1:] for key, value in parsed.attributes if key == "href" and value and value.startswith("#")]


def test_every_highlight_shows_exactly_its_quote(article: Article, reading: Reading) -> None:
    marked = Parsed(render_page(article, reading)).marked
    for mark in marks(reading, ""):
        assert "".join(marked[mark.id].split()) == "".join(mark.evidence.quote.split())


def test_the_words_shown_are_the_article_and_nothing_else(article: Article, reading: Reading) -> None:
    assert Parsed(render_page(article, reading)).shown == article.text.replace("\n", "")


def test_every_link_leads_somewhere_and_every_id_is_unique(article: Article, reading: Reading) -> None:
    for page in (render_page(article, reading), render_pages([(article, reading), (article, reading)])):
        ids, targets = ids_and_targets(page)
        assert len(ids) == len(set(ids))
        assert set(targets) <= set(ids)


def test_a_note_says_value_speaker_group_score_and_reason(article: Article, reading: Reading) -> None:
    page = render_page(article, reading)
    note = re.search(r'id="n-i1a4-text\d+">(.*?)</span></a>', page)
    assert note
    said = re.sub("<[^>]+>", "|", note.group(1))
    assert all(words in said for words in ("Killed", "at least 4", "security", "incident 1", "the army", "score 1.00"))


def test_a_suspect_is_headed_as_suspected(article: Article, reading: Reading) -> None:
    page = render_page(article, reading)
    assert "<b>Suspected</b>" in page
    shown = re.sub("(?s)<style>.*?</style>|<script>.*?</script>|<[^>]+>", " ", page)
    assert "perpetrator" not in shown.lower()


def test_the_page_says_what_it_is(article: Article, reading: Reading) -> None:
    page = render_page(article, reading)
    assert "Machine-read, unverified." in page
    assert "a source said it, not that it happened" in page


def hostile_reading() -> tuple[Article, Reading]:
    article = Article(
        id=HOSTILE, text=f"{HOSTILE}\r\nkilled 3", title=HOSTILE, publisher=HOSTILE, url=f"javascript:{HOSTILE}"
    )
    where = article.quote("text", 0, len(HOSTILE))
    assertions = (
        Assertion("place", HOSTILE, where, why=HOSTILE),
        Assertion("perpetrator", HOSTILE, article.quote("title", 0, len(HOSTILE)), status="accused"),
        Assertion("killed", Quantity(3, 3), article.quote("text", 4, len(article.text))),
    )
    account = Account('i"1', ("attack",), assertions=assertions, why=(("kind", HOSTILE),))
    return article, Reading(article, (account,), (), MadeBy(HOSTILE, HOSTILE))


def test_hostile_text_stays_text() -> None:
    article, reading = hostile_reading()
    page = render_pages([(article, reading), (article, reading)])
    parsed = Parsed(page)
    assert parsed.tags.count("script") == 1
    assert "img" not in parsed.tags
    assert not [value for _, value in parsed.attributes if value and value.startswith("javascript:")]
    assert not [key for key, _ in parsed.attributes if key.startswith("on") or key == "style"]
    assert "\x00" not in page


def test_lone_surrogates_do_not_stop_a_page(article: Article, reading: Reading) -> None:
    assert "half a pair" in render_page(replace(article, title="half a pair \ud800"), reading).encode().decode()


def test_an_article_without_text_title_or_incidents_still_has_a_page() -> None:
    article = Article(id="empty", text="")
    page = render_page(article, Reading(article, (), (), MadeBy("0", "r")))
    assert "No incident of political violence" in page
    assert "Untitled article" in page


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_overlapping_and_nested_highlights_keep_every_word_once(data: st.DataObject) -> None:
    words = data.draw(st.text(st.sampled_from("ab <&\"'é🕯️👩‍👩‍👧\u202eأب"), min_size=1, max_size=40))
    article = Article(id="a", text="", title=words)
    spans = st.tuples(st.integers(0, len(words) - 1), st.integers(1, len(words))).filter(lambda s: s[0] < s[1])
    drawn = data.draw(st.lists(spans, max_size=6))
    made = [
        Mark(f"x{n}", article.quote("title", start, end), "place", "t", "Place") for n, (start, end) in enumerate(drawn)
    ]
    parsed = Parsed(f'<div class="words">{line(words, "title", made)}</div>')
    assert parsed.shown == words
    for mark in made:
        assert parsed.marked[mark.id] == mark.evidence.quote


def test_markup_escapes_whatever_it_did_not_make() -> None:
    assert element("p", "<b>", element("i", "&")) == "<p>&lt;b&gt;<i>&amp;</i></p>"
    assert element("a", title='"><x', hidden=True, lang=None) == '<a title="&quot;&gt;&lt;x" hidden></a>'
    assert isinstance(element("p"), Markup)


def test_the_timeline_puts_earlier_incidents_further_left() -> None:
    days = ["2024-01-04", "2023-12-01", "1999-01-01"]
    drawing = timeline.draw([timeline.Lane(day, TimeSpan(day, day), True, "t") for day in days], "2024-01-05")
    places = [float(x) for x in re.findall(r'<circle cx="([\d.]+)%"', drawing)]
    assert places == sorted(places, reverse=True)
    assert "a year before" in drawing


def test_the_timeline_holds_incidents_planned_after_publication() -> None:
    lanes = [timeline.Lane("planned", TimeSpan("2024-02-01", "9999-12-31"), True, "t")]
    assert all(0 <= float(x) <= 100 for x in re.findall(r'[cx][x12]="([\d.]+)%"', timeline.draw(lanes, "2024-01-05")))


@given(st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180), st.integers(0, 10**6)), min_size=1, max_size=5))
@settings(max_examples=50, deadline=None)
def test_every_place_is_drawn_on_the_map(places: list[tuple[float, float, int]]) -> None:
    spots = [worldmap.Spot(lat, lon, "Place", "about", killed, True, "t") for lat, lon, killed in places]
    drawing = worldmap.draw(spots)
    for key in ("cx", "cy"):
        assert all(-0.01 <= float(x) <= 100.01 for x in re.findall(rf'<circle [^>]*{key}="([-\d.]+)%"', drawing))


def test_no_outline_is_drawn_across_the_whole_map() -> None:
    for country in outlines.countries():
        steps = [abs(int(x)) for x in re.findall(r"(?:l| )?(-?\d+)[ -]", country.path.split("z")[0].split("l")[1])]
        assert country.name == "Antarctica" or max(steps) < 60 * outlines.PER_DEGREE, country.name


def test_a_country_without_a_more_exact_place_is_shaded() -> None:
    assert worldmap.draw([], ["ML"]).count('class="shaded"') == 1
    assert worldmap.draw([]) == ""


def test_outlines_name_their_source_and_lie_on_the_globe() -> None:
    data = (Path(outlines.__file__).parent / "page_files" / "outlines.json").read_text(encoding="utf-8")
    assert (
        "Natural Earth" in data[:300] and "public domain" in data[:300] and f'"unit":{1 / outlines.PER_DEGREE}' in data
    )
    half, quarter = 180 * outlines.PER_DEGREE, 90 * outlines.PER_DEGREE
    for country in outlines.countries():
        left, top, right, bottom = country.box
        assert -2 * half < left <= right < 2 * half  # a little past the date line, where a country lies across it
        assert -quarter <= top <= bottom <= quarter
        assert left <= country.main[0] <= country.main[2] <= right
    assert outlines.country_name("ML") == "Mali"
    assert outlines.country_name("ZZ") == "ZZ"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One headless Chromium for this file; skips where there is none."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium on this machine")
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"], timeout=120_000)
        yield started
        started.close()


def test_in_a_browser_a_highlight_shows_its_note_and_a_value_leads_to_its_words(
    browser: Any, tmp_path: Path, article: Article, reading: Reading
) -> None:
    path = tmp_path / "page.html"
    path.write_text(render_pages([(article, reading), hostile_reading()]), encoding="utf-8")
    complaints: list[str] = []
    page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.on("request", lambda request: complaints.append(request.url) if request.url != path.as_uri() else None)
    page.goto(path.as_uri())

    words = page.locator('a.m[data-marks~="r1-i1a4"]').first
    note = words.locator(".note")
    assert not note.is_visible()
    words.hover()
    assert note.is_visible()
    assert "at least 4" in note.inner_text() and "the army" in note.inner_text()
    page.keyboard.press("Escape")
    assert not note.is_visible()

    page.locator('.values a[data-mark="r1-i1a11"]').click()
    led_to = page.locator("a.m.flash")
    assert led_to.first.evaluate("element => element.firstChild.data") == "Caro Fictive"
    assert page.evaluate("document.activeElement.matches('a.m.flash')")

    page.set_viewport_size({"width": 400, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    page.close()
    assert complaints == []


def test_without_script_notes_still_open_and_links_still_lead(
    browser: Any, tmp_path: Path, article: Article, reading: Reading
) -> None:
    path = tmp_path / "page.html"
    path.write_text(render_page(article, reading), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    words = page.locator('a.m[data-marks~="i1a9"]').first
    words.hover()
    assert words.locator(".note").is_visible()
    words.click()
    assert page.url.endswith("#v-i1a9")
    context.close()
