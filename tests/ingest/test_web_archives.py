"""Web archives: every page an article, and damage costs one record."""

import gzip
import io
import zlib

import pytest
from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType
from newsroom import STORY, gzipped, page, pdf, warc_record

from histor.ingest.options import Limits
from histor.record.article import Article
from histor.record.reading import Failure

PAGES = [
    warc_record(f"https://lantern.example/2021/03/0{n}/port", page(f"{STORY} Dock {n}.").encode()) for n in range(1, 6)
]


def test_a_gzipped_archive_gives_its_pages_with_their_offsets(file, articles) -> None:
    path = file("a.warc.gz", gzipped(*PAGES))
    found = articles(path)
    assert [article.published for article in found] == [f"2021-03-0{n}" for n in range(1, 6)]
    assert found[0].url == "https://lantern.example/2021/03/01/port"
    offsets = [len(gzipped(*PAGES[:n])) for n in range(5)]
    assert [article.source for article in found] == [f"{path}:{offset}" for offset in offsets]


def test_an_archive_as_fastwarc_writes_it(tmp_path, articles) -> None:
    out = io.BytesIO()
    writer = GzipWriter(out)
    record = WarcRecord()
    record.init_headers(record_type=WarcRecordType.response)
    record.headers["WARC-Target-URI"] = "https://lantern.example/port"
    record.headers["Content-Type"] = "application/http; msgtype=response"
    record.set_bytes_content(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page().encode())
    record.write(writer)
    writer.close()
    path = tmp_path / "a.warc.gz"
    path.write_bytes(out.getvalue())
    assert articles(path)[0].text == STORY


def test_an_archive_without_compression_or_in_one_member(file, articles) -> None:
    plain = articles(file("a.warc", b"".join(PAGES)))
    whole = articles(file("b.warc.gz", gzip.compress(b"".join(PAGES))))
    assert [article.text for article in plain] == [article.text for article in whole]
    assert len({article.source for article in plain}) == 5


def test_only_fetched_documents_are_read(file, articles) -> None:
    records = [
        warc_record("https://lantern.example/x.png", b"\x89PNG", "Content-Type: image/png"),
        warc_record("https://lantern.example/404", page().encode(), status="404 Not Found"),
        warc_record("https://lantern.example/a.txt", STORY.encode(), "Content-Type: text/plain"),
        warc_record("https://lantern.example/a.pdf", pdf("Four died."), "Content-Type: application/pdf"),
        PAGES[0].replace(b"WARC-Type: response", b"WARC-Type: request"),
    ]
    assert [article.text for article in articles(file("a.warc.gz", gzipped(*records)))] == [STORY, "Four died."]


def test_chunked_and_compressed_bodies(file, articles) -> None:
    body = page().encode()
    squeezed = gzip.compress(body)
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:100], body[100:])) + b"0\r\n\r\n"
    head = "Content-Type: text/html; charset=utf-8\r\n"
    records = [
        warc_record("https://lantern.example/1", squeezed, head + "Content-Encoding: gzip"),
        warc_record("https://lantern.example/2", chunked, head + "Transfer-Encoding: chunked"),
        warc_record("https://lantern.example/3", zlib.compress(body), head + "Content-Encoding: deflate"),
    ]
    assert [article.text for article in articles(file("a.warc.gz", gzipped(*records)))] == [STORY] * 3


@pytest.mark.parametrize("at", [20, 200, -6])
def test_after_a_damaged_record_the_next_one_is_read(file, read, at) -> None:
    members = [gzipped(record) for record in PAGES]
    damaged = bytearray(members[2])
    damaged[at] ^= 0xFF
    items = read(file("a.warc.gz", b"".join([*members[:2], bytes(damaged), *members[3:]])))
    refused = [item for item in items if isinstance(item, Failure)]
    assert [item.published for item in items if isinstance(item, Article)] == [
        "2021-03-01", "2021-03-02", "2021-03-04", "2021-03-05",
    ]  # fmt: skip
    assert refused and str(len(b"".join(members[:2]))) in refused[0].source


def test_garbage_between_records_and_a_cut_end(file, read) -> None:
    members = [gzipped(record) for record in PAGES[:3]]
    items = read(file("a.warc.gz", members[0] + b"garbage" * 50 + members[1] + members[2][:100]))
    assert sum(isinstance(item, Article) for item in items) == 2
    assert any("too early" in item.reason for item in items if isinstance(item, Failure))


def test_a_bomb_is_stopped_and_the_next_record_is_read(file, read) -> None:
    bomb = gzipped(warc_record("https://lantern.example/bomb", b"<p>" + b"a" * 40_000_000))
    inner = warc_record(
        "https://lantern.example/inner",
        gzip.compress(b"a" * 30_000_000, mtime=0),
        "Content-Type: text/html\r\nContent-Encoding: gzip",
    )
    items = read(file("a.warc.gz", bomb + gzipped(inner, PAGES[0])))
    assert [type(item) for item in items].count(Article) == 1
    reasons = " ".join(item.reason for item in items if isinstance(item, Failure))
    assert "larger than" in reasons


def test_a_record_over_the_limit_is_passed_over(file, read) -> None:
    large = warc_record("https://lantern.example/large", b"<p>" + b"a" * 300_000)
    refused, article = read(file("a.warc", large + PAGES[0]), limits=Limits(document_bytes=100_000))
    assert isinstance(refused, Failure) and "100,000 bytes" in refused.reason
    assert isinstance(article, Article)


@pytest.mark.parametrize(
    "content", [b"", b"WARC/1.0\r\n", b"nonsense " * 100, b"WARC/1.0\r\nContent-Length: -5\r\n\r\n"]
)
def test_what_is_no_archive_is_a_failure(file, read, content) -> None:
    for items in (read(file("a.warc", content)), read(file("b.warc.gz", content))):
        assert items and all(isinstance(item, Failure) for item in items)
