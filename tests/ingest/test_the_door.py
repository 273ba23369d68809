"""Whatever is named comes out as articles or as failures, in order, one at a time."""

import gzip
import io
import os
import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from newsroom import STORY, gzipped, page, pdf, warc_record

from histor.ingest.options import IngestOptions
from histor.ingest.sources import open_sources
from histor.record.article import Article
from histor.record.reading import Failure


def standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (STORY.encode(), [STORY]),
        (page().encode(), [STORY]),
        (b"<?xml version='1.0'?>\n<!-- x --><HTML><body><p>Four died.</p></body></HTML>", ["Four died."]),
        (b'{"text": "One."}\n{"text": "Two."}\n', ["One.", "Two."]),
        (b'\xef\xbb\xbf\n{"text": "One."}', ["One."]),
        (gzip.compress(b'{"text": "One."}\n{"text": "Two."}\n', mtime=0), ["One.", "Two."]),
        (pdf("Four died."), ["Four died."]),
        (gzipped(warc_record("https://lantern.example/", page().encode())), [STORY]),
        (b"<rss version='2.0'><channel><item><description>One.</description></item></channel></rss>", ["One."]),
        ("{“Curly” braces begin a story.}".encode(), ["{“Curly” braces begin a story.}"]),
    ],
)  # fmt: skip
def test_standard_input_is_known_by_how_it_begins(monkeypatch, articles, data, texts) -> None:
    standard_input(monkeypatch, data)
    assert [article.text for article in articles("-")] == texts


def test_a_real_pipe() -> None:
    code = (
        "from histor.ingest.sources import open_sources\nfor item in open_sources(['-']): print(item.source, item.text)"
    )
    child = subprocess.run([sys.executable, "-c", code], input=b'{"text": "One."}\n', capture_output=True, check=True)
    assert child.stdout.decode().split() == ["-:1", "One."]


@pytest.mark.parametrize("data", [b"", b"\x00" * 50])
def test_nothing_or_binary_on_standard_input_is_a_failure(monkeypatch, failure, data) -> None:
    standard_input(monkeypatch, data)
    assert failure("-").source == "-"


@pytest.mark.parametrize("name", ["story", "story.dat", "story.html.gz"])
def test_files_without_a_known_ending_are_known_by_how_they_begin(file, articles, name) -> None:
    data = page().encode()
    assert articles(file(name, gzip.compress(data) if name.endswith("gz") else data))[0].text == STORY


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_named_pipe_is_read_like_standard_input(tmp_path, articles) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(page().encode()))
    writer.start()
    assert articles(pipe)[0].text == STORY
    writer.join()


def test_a_missing_source_is_a_failure_and_the_others_go_on(file, read) -> None:
    missing, article = read("/no/such/file.txt", file("a.txt", STORY))
    assert missing == Failure(
        "/no/such/file.txt", "no such file or directory", "check that it exists and that you may read it"
    )
    assert isinstance(article, Article)


@pytest.mark.parametrize("name", ["a.zip", "a.docx", "a.tar", "a.xlsx", "a.jsonl.zst"])
def test_formats_that_are_not_read_say_what_to_do(file, failure, name) -> None:
    refused = failure(file(name, b"PK\x03\x04"))
    assert "not read" in refused.reason and refused.remedy


def test_a_zip_under_another_name_is_recognised(file, failure) -> None:
    assert failure(file("a", b"PK\x03\x04" + bytes(100))).reason == "a zip archive"


@pytest.mark.parametrize("source", ["", "\x00", "a" * 5_000, "/dev/null" if os.name == "posix" else ""])
def test_names_that_cannot_be_files_are_failures(failure, source) -> None:
    assert failure(source).source == source


@pytest.mark.parametrize(
    "ending", ["txt", "html", "jsonl", "csv", "parquet", "xml", "warc", "warc.gz", "txt.gz", "dat"]
)
@given(data=st.binary(max_size=300) | st.text(st.sampled_from("<>{}[]\"':,/!-=\\ \n\x00aWARC/1.0&;é")).map(str.encode))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_bytes_break_any_format(tmp_path, ending: str, data: bytes) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(data)
    items = list(open_sources([str(path)], IngestOptions()))
    assert items and all(isinstance(item, (Article, Failure)) for item in items)


@pytest.mark.parametrize(
    "ending", ["txt", "html", "jsonl", "csv", "parquet", "pdf", "xml", "warc", "warc.gz", "txt.gz"]
)
def test_an_empty_file_of_any_format_is_a_failure(file, failure, ending) -> None:
    refused = failure(file(f"a.{ending}", b""))
    assert refused.reason and refused.stage == "ingest"


def test_the_same_sources_give_the_same_articles(file, read) -> None:
    paths = [file("a.txt", STORY), file("b.html", page()), file("c.jsonl", '{"text": "One."}\nbad\n')]
    assert read(*paths) == read(*paths)


def test_articles_come_one_at_a_time(file) -> None:
    def sources():
        yield str(file("a.txt", STORY))
        raise AssertionError("the second source was asked for before the first was handed out")

    assert isinstance(next(open_sources(sources(), IngestOptions())), Article)


def test_nothing_heavy_is_imported_until_it_is_needed() -> None:
    code = "import sys, histor.ingest.sources; print(*sys.modules)"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    loaded = set(child.stdout.decode().split())
    heavy = {
        "trafilatura",
        "pyarrow",
        "pypdfium2",
        "fastwarc",
        "feedparser",
        "resiliparse",
        "ssl",
        "lxml",
        "subprocess",
    }
    assert not loaded & heavy


@pytest.mark.parametrize(
    ("missing", "name", "content", "extra"),
    [
        ("pyarrow", "a.parquet", b"PAR1", "parquet"),
        ("pypdfium2", "a.pdf", pdf("Four died."), "pdf"),
        ("fastwarc", "a.warc", b"WARC/1.0\r\n", "warc"),
    ],
)
def test_a_missing_extra_says_how_to_install_it(file, missing, name, content, extra) -> None:
    """In an interpreter where the library cannot be imported, and whose children inherit that."""
    path = file(name, content)
    file(f"{missing}.py", "raise ImportError")
    code = (
        f"from histor.ingest.sources import open_sources\nfor item in open_sources([{str(path)!r}]): print(item.remedy)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(path.parent), *sys.path])}
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=environment)
    assert child.stdout.decode().strip() == f"pip install 'histor[{extra}]'"
