"""Feeds: each entry an article, entries without a story named."""

import time

from newsroom import STORY

from histor.record.article import Article
from histor.record.reading import Failure

RSS = f"""<?xml version="1.0" encoding="{{encoding}}"?><rss version="2.0"><channel><title>The Lantern</title>
<language>en-gb</language><link>https://lantern.example/</link>
<item><title>Four killed &amp; one hurt</title><link>https://lantern.example/port</link>
<pubDate>Fri, 05 Mar 2021 22:10:00 +0100</pubDate>
<description>&lt;p&gt;{STORY}&lt;/p&gt;&lt;p&gt;“Café” end.&lt;/p&gt;</description></item>
<item><title>Headline only</title><link>https://lantern.example/2</link></item>
</channel></rss>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>The Lantern</title><entry><title>Four killed</title>
<link href="https://lantern.example/port"/><updated>2021-03-06T01:00:00Z</updated><published>2021-03-05T23:00:00Z</published>
<summary>Short.</summary><content type="html">&lt;p&gt;{STORY}&lt;/p&gt;</content></entry></feed>"""


def test_rss_entries_with_their_metadata(file, read) -> None:
    path = file("a.rss", RSS.format(encoding="windows-1252").encode("cp1252"))
    article, refused = read(path)
    assert isinstance(article, Article) and isinstance(refused, Failure)
    assert article.title == "Four killed & one hurt"
    assert article.text.startswith(STORY) and article.text.endswith("“Café” end.") and "<" not in article.text
    assert (article.published, article.published_from) == ("2021-03-05", "metadata")
    assert (article.publisher, article.language, article.url) == ("The Lantern", "en", "https://lantern.example/port")
    assert refused.source == f"{path}:2" and "https://lantern.example/2" in refused.remedy


def test_atom_takes_the_whole_story_and_the_first_day(file, articles) -> None:
    (article,) = articles(file("a.xml", ATOM))
    assert (article.text, article.published) == (STORY, "2021-03-05")


def test_what_is_no_feed_is_a_failure(file, failure) -> None:
    for content in ("", "<html><body>Hello</body></html>", "<note>Four died.</note>", "<rss"):
        assert "feed" in failure(file("a.xml", content)).reason


def test_no_file_is_read_through_an_entity(file, read) -> None:
    secret = file("secret.txt", "the password")
    xml = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}">]>' + RSS.format(encoding="utf-8").split("?>")[1]
    items = read(file("a.rss", xml.replace("one hurt", "&x;")))
    assert "the password" not in repr(items)


def test_entities_that_multiply_stay_small(file, read) -> None:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    item = "<item><description>&i;</description></item>"
    xml = f"<!DOCTYPE rss [{entities}]><rss version='2.0'><channel>{item}</channel></rss>"
    started = time.perf_counter()
    assert len(repr(read(file("a.rss", xml)))) < 10_000
    assert time.perf_counter() - started < 5


def test_a_large_feed_is_read_in_a_child_process(file, read) -> None:
    item = f"<item><title>Four killed</title><description>{STORY * 4}</description></item>"
    items = read(file("a.rss", f"<rss version='2.0'><channel><title>L</title>{item * 500}</channel></rss>"))
    assert len(items) == 500 and all(isinstance(entry, Article) for entry in items)
