"""A folder is read whole, in order, and nothing odd in it stops or hangs the run."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from newsroom import STORY, page

from histor.ingest.options import IngestOptions
from histor.ingest.sources import open_sources
from histor.record.article import Article
from histor.record.reading import Failure


@contextmanager
def nobody() -> Iterator[None]:
    """An ordinary user, whom permissions bind, also when the tests are run by root."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_files_of_every_format_in_a_fixed_order(file, articles, tmp_path) -> None:
    file("b/2.txt", STORY + " two")
    file("b/1.html", page(STORY + " one"))
    file("a.jsonl", json.dumps({"text": STORY + " zero"}))
    file("c.TXT", STORY + " three")
    file("picture.png", b"\x89PNG")
    file(".hidden.txt", "hidden")
    file(".git/a.txt", "hidden")
    assert [article.text.split()[-1] for article in articles(tmp_path)] == ["zero", "three", "one", "two"]


def test_an_empty_folder_is_a_failure(tmp_path, failure) -> None:
    assert "no file of a known format" in failure(tmp_path).reason


def test_a_bad_file_does_not_stop_the_folder(file, read, tmp_path) -> None:
    file("1.txt", STORY)
    file("2.txt", bytes(range(256)))
    file("3.txt", STORY)
    assert [type(item) for item in read(tmp_path)] == [Article, Failure, Article]


def test_a_file_that_vanishes_between_listing_and_reading(file, tmp_path) -> None:
    gone, kept = file("a/1.txt", STORY), file("a/2.txt", STORY + " Two.")
    items = open_sources([str(gone), str(kept), str(gone.parent)], IngestOptions())
    assert isinstance(next(items), Article) and isinstance(next(items), Article)
    assert isinstance(next(items), Article)  # the folder's first file has been opened, its second only listed
    kept.unlink()
    (refused,) = items
    assert isinstance(refused, Failure) and refused.source == str(kept) and "no such file" in refused.reason


def test_a_file_or_folder_without_permission(file, tmp_path, monkeypatch) -> None:
    file("a/open.txt", STORY)
    shut_file, shut_folder = file("a/shut.txt", STORY), file("a/shut/b.txt", STORY).parent
    shut_file.chmod(0)
    shut_folder.chmod(0)
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path)  # the folders above belong to the test run and stay shut to others
    with nobody():
        items = list(open_sources(["a"], IngestOptions()))
    shut_folder.chmod(0o755)
    assert [item.text for item in items if isinstance(item, Article)] == [STORY]
    refused = {Path(item.source).name: item.reason for item in items if isinstance(item, Failure)}
    assert refused == {"shut.txt": "permission denied", "shut": "not listed: permission denied"}


def test_links_in_circles_and_out_of_the_folder(file, read, tmp_path) -> None:
    outside = file("outside.txt", "the password")
    inside = file("home/1.txt", STORY)
    home = inside.parent
    (home / "2.txt").symlink_to(outside)
    (home / "3.txt").symlink_to("3.txt")
    (home / "4.txt").symlink_to(inside)
    (home / "5.txt").symlink_to("nothing")
    (home / "loop").symlink_to(home)
    items = read(home)
    assert [Path(item.source).name for item in items if isinstance(item, Article)] == ["1.txt", "4.txt"]
    assert sorted(Path(item.source).name for item in items if isinstance(item, Failure)) == ["2.txt", "3.txt", "5.txt"]
    assert "the password" not in repr(items)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_pipes_in_a_folder_are_passed_over(file, articles) -> None:
    home = file("home/1.txt", STORY).parent
    os.mkfifo(home / "2.txt")
    assert len(articles(home)) == 1
