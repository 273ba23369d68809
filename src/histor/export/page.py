"""Readings as one self-contained page: the article with its evidence highlighted, record cards, a timeline and a map.

The page asks the network for nothing, and its content policy lets only its own style and script run, by their digests.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from string import Template
from typing import Final

from histor.export import cards, timeline, wording, worldmap
from histor.export.highlights import Mark, line, marks, paragraphs
from histor.export.markup import Markup, element, join, text
from histor.export.table import coordinates
from histor.record.article import Article
from histor.record.codebook import SLOTS
from histor.record.reading import Account, Reading
from histor.record.values import TimeSpan

_WIDE_PLACES: Final = ("country", "region")
_OPENING: Final = 90  # characters of the text that stand in for a missing title


def render_page(article: Article, reading: Reading) -> str:
    """One article's page. It shows the article's own text, with every name in it: it is a reading, not an export."""
    return _document(_heading(article), join(_article(article, reading, "")))


def render_pages(pairs: Iterable[tuple[Article, Reading]]) -> str:
    """One page of several articles under a list of contents; a single article is shown as `render_page` does."""
    read = list(pairs)
    if len(read) == 1:
        return render_page(*read[0])
    entries = [_entry(article, reading, f"r{n}-") for n, (article, reading) in enumerate(read, start=1)]
    spots = [
        spot for n, (_, reading) in enumerate(read, start=1) for spot in _spots(reading, f"r{n}-") if spot.foreground
    ]
    contents = element(
        "nav",
        element("h2", f"{len(read)} articles"),
        worldmap.draw(spots),
        element("ol", *entries),
        class_="contents",
        aria_label="Contents",
    )
    articles = (_article(article, reading, f"r{n}-") for n, (article, reading) in enumerate(read, start=1))
    return _document(f"{len(read)} articles", join(contents, *articles))


def _document(title: str, body: Markup) -> str:
    style, script = _file("page.css"), _file("page.js")
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return Template(_file("page.html")).substitute(
        title=text(title),
        policy=policy,
        style=style,
        script=script,
        verification=text(wording.VERIFICATION.capitalize()),
        body=body,
    )


@cache
def _file(name: str) -> str:
    return files("histor.export").joinpath(f"page_files/{name}").read_text(encoding="utf-8")


def _digest(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _entry(article: Article, reading: Reading, prefix: str) -> Markup:
    lead = next((account for account in reading.incidents if account.foreground), None)
    toll = f", {wording.toll(lead.killed)} killed" if lead and lead.killed else ""
    about = cards.headline(lead) + toll if lead else "background only" if reading.incidents else "no incident"
    return element(
        "li",
        element("a", element("bdi", _heading(article)), href=f"#{prefix}article"),
        element("span", " · ".join(filter(None, [article.publisher, article.published, about]))),
    )


def _article(article: Article, reading: Reading, prefix: str) -> Markup:
    made = marks(reading, prefix)
    title = line(article.title, "title", made) if article.title else element("em", _heading(article))
    body = paragraphs(article.text, "text", made)
    statements = cards.statements(reading, prefix)
    where = worldmap.draw(_spots(reading, prefix), _wide_countries(reading))
    return element(
        "article",
        element("header", element("h2", title, dir="auto"), _byline(article), class_="head"),
        _drawing("When", timeline.draw(_lanes(reading, prefix), article.published), "when"),
        _drawing("Where", where, "where"),
        element(
            "section",
            element("h3", "The article"),
            _legend(made),
            element("div", body, class_="words", lang=article.language) if body else _no_text(),
            class_="text",
        ),
        element(
            "section",
            element("h3", "What it says"),
            cards.incidents(reading, prefix),
            join(element("h3", "Who says what about it"), statements) if statements else "",
            _colophon(article, reading),
            class_="records",
        ),
        class_="reading" if where else "reading unplaced",
        id=f"{prefix}article",
    )


def _heading(article: Article) -> str:
    """The title, or the text's opening words."""
    opening = next((line.strip() for line in article.text.splitlines() if line.strip()), "Untitled article")
    return article.title or (opening if len(opening) <= _OPENING else f"{opening[:_OPENING].rsplit(' ', 1)[0]} …")


def _no_text() -> Markup:
    return element("p", "The article's text is not part of this reading; its quotes are in the records.", class_="none")


def _byline(article: Article) -> Markup:
    published = wording.days(TimeSpan(article.published, article.published)) if article.published else "date unknown"
    parts = [article.publisher, published]
    words = [element("span", element("bdi", part)) for part in parts if part]
    if article.url and article.url.lower().startswith(("https://", "http://")):
        link = element("a", "original", href=article.url, rel="noreferrer noopener nofollow")
        words.append(element("span", link))
    return element("p", *words, class_="byline")


def _drawing(caption: str, drawing: Markup, area: str) -> Markup:
    return element("figure", element("figcaption", caption), drawing, class_=area) if drawing else join()


def _lanes(reading: Reading, prefix: str) -> list[timeline.Lane]:
    numbered = list(enumerate(reading.incidents, start=1))
    lanes = [
        timeline.Lane(cards.headline(account), account.date, account.foreground, f"v-{prefix}i{number}")
        for number, account in numbered
        if account.date
    ]
    return sorted(lanes, key=lambda lane: (lane.span.latest, lane.span.earliest), reverse=True)


def _spots(reading: Reading, prefix: str) -> list[worldmap.Spot]:
    spots = []
    for number, account in enumerate(reading.incidents, start=1):
        where = coordinates(account)
        if where and account.place and account.place.kind not in _WIDE_PLACES:
            spots.append(
                worldmap.Spot(
                    *where,
                    name=account.place.name,
                    about=_about(account),
                    killed=(account.killed.best or account.killed.low or 0) if account.killed else 0,
                    foreground=account.foreground,
                    target=f"v-{prefix}i{number}",
                )
            )
    return spots


def _about(account: Account) -> str:
    tolls = [("killed", account.killed), ("wounded", account.wounded)]
    said = ", ".join(f"{wording.toll(toll)} {word}" for word, toll in tolls if toll)
    when = f" ({wording.days(account.date)})" if account.date else ""
    return cards.headline(account) + when + (f": {said}" if said else "")


def _wide_countries(reading: Reading) -> list[str]:
    places = (account.place for account in reading.incidents)
    return [place.country for place in places if place and place.country and place.kind in _WIDE_PLACES]


def _legend(made: Iterable[Mark]) -> Markup:
    found = Counter(mark.colour for mark in made)
    names = {"perpetrator": "attribution", "perpetrator_person": "person"}
    chips = [
        element("li", names.get(colour, wording.words(colour)), class_=f"c-{colour}")
        for colour in (*SLOTS, "mention", "statement", "speaker")
        if found[colour]
    ]
    return element("ul", *chips, class_="legend", aria_label="Colours") if chips else join()


def _colophon(article: Article, reading: Reading) -> Markup:
    made_by = reading.made_by
    versions = f"Read by histor {made_by.histor}, reader {made_by.reader}" + (
        f", settings {made_by.settings}" if made_by.settings else ""
    )
    return element("p", f"{versions}. Article {article.id}, SHA-256 {article.sha256[:16]}….", class_="colophon")
