"""Two processes at once, a kill at any moment, a full disk: what was committed stays, and the next run goes on."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import ledger_stories
import pytest
from ledger_stories import READER, article, reading
from sqlalchemy import Connection, select

from histor.errors import LedgerError
from histor.ledger import database
from histor.ledger.open import open_ledger
from histor.ledger.store import Ledger
from histor.ledger.tables import articles
from histor.ledger.words import article_words, has_words
from histor.record.reading import Failure


def writer(place: str, first: int, count: int, step: int) -> "subprocess.Popen[str]":
    """Another process that puts stories and prints the id of each once `put` has returned."""
    program = [sys.executable, ledger_stories.__file__, place, str(first), str(count), str(step)]
    return subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def whole(place: str) -> None:
    """All that is kept can be read, has its words, and lies in a sound file."""
    with open_ledger(place) as ledger, ledger._database.read() as connection:
        assert ledger.damage() is None
        kept = {row.version for row in connection.execute(select(articles.c.version))}
        attack = select(article_words.c.rowid).where(has_words(["attack"]))  # in the title of all
        assert {row.rowid for row in connection.execute(attack)} == kept
        assert len(list(ledger.readings())) == ledger.counts().articles
    if place.startswith("sqlite"):
        sound(Path(place.removeprefix("sqlite:///")))


def sound(path: Path) -> None:
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.execute("INSERT INTO article_words(article_words) VALUES ('integrity-check')")
    connection.close()


def test_processes_make_and_write_one_ledger_and_lose_nothing(nothing: str) -> None:
    writers = [writer(nothing, 0, 50, 2), writer(nothing, 1, 50, 2), writer(nothing, 0, 50, 2)]
    printed = [process.communicate(timeout=120) for process in writers]

    assert [(process.returncode, error) for process, (_, error) in zip(writers, printed, strict=True)] == [(0, "")] * 3
    with open_ledger(nothing) as ledger:
        assert [found.id for found in ledger.articles()] == [article(number).id for number in range(100)]
        assert list(ledger.readings()) == [reading(number) for number in range(100)]
        assert ledger.counts().readings == 100
    whole(nothing)


def test_killed_at_any_moment_it_keeps_all_that_was_committed_and_goes_on(ledger_url: str) -> None:
    moments = random.Random(7)
    kept: set[str] = set()
    first = 0
    for _ in range(4):
        process = writer(ledger_url, first, 100_000, 1)
        assert process.stdout is not None
        told = []
        for _ in range(moments.randrange(1, 40)):
            told.append(process.stdout.readline().strip())
        time.sleep(moments.random() * 0.02)
        os.kill(process.pid, signal.SIGKILL)
        told += process.stdout.read().split()
        process.wait()
        process.stdout.close()
        kept.update(told)
        with open_ledger(ledger_url) as ledger:
            there = {found.id for found in ledger.articles()}
            assert kept <= there
            assert {read.article.id for read in ledger.readings()} == there
            first = max(0, len(there) - 5)
        whole(ledger_url)


@pytest.mark.parametrize("delay", [0.0, 0.2, 0.35, 0.5])
def test_killed_while_it_is_made_it_opens_afterwards(nothing: str, delay: float) -> None:
    process = writer(nothing, 0, 100_000, 1)
    time.sleep(delay)
    process.kill()
    process.communicate()

    whole(nothing)
    with open_ledger(nothing) as ledger:
        assert ledger.put(article(200_000), reading(200_000)) == "new"


def test_a_ledger_kept_locked_is_said_to_be(ledger_url: str, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    ledger.put(article(1), reading(1))

    def impatient_put(connection: Connection) -> None:
        with open_ledger(ledger_url) as impatient:
            with pytest.raises(LedgerError, match=r": another process kept it locked \(wait"):
                impatient.put(article(2), reading(2))
            assert impatient.reading("story-000001") == (article(1), reading(1))

    ledger._database.write(impatient_put)

    with open_ledger(ledger_url) as patient:
        assert patient.put(article(2), reading(2)) == "new"


def test_a_lock_let_go_in_time_is_waited_for(ledger_url: str, ledger: Ledger) -> None:
    program = (
        "import time\n"
        "from histor.ledger.open import open_ledger\n"
        f"with open_ledger({ledger_url!r}) as other:\n"
        "    other._database.write(lambda connection: (print('locked', flush=True), time.sleep(0.4)))"
    )
    other = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "locked\n"

    assert ledger.put(article(1), reading(1)) == "new"
    other.communicate()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    if subprocess.run([mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True).returncode:
        pytest.skip("this machine does not let a small disk be mounted")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_said_and_the_ledger_stays_whole(small_disk: Path) -> None:
    path = small_disk / "histor.db"
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 500_000)
    kept = []
    with open_ledger(path) as ledger:
        with pytest.raises(LedgerError, match=r"histor\.db: the disk .*free"):
            for number in range(5000):
                ledger.put(article(number), reading(number))
                kept.append(number)
        assert len(kept) > 10
        assert [read.article.id for read in ledger.readings()] == [article(number).id for number in kept]

    ballast.unlink()
    sound(path)
    with open_ledger(path) as ledger:
        assert not ledger.has_reading(article(len(kept)).id, article(len(kept)).sha256, READER)
        assert ledger.put(article(len(kept)), reading(len(kept))) == "new"
        ledger.fail(Failure("x", "y"))
        assert ledger.counts().articles == len(kept) + 1


def test_a_disk_too_full_for_a_new_ledger_is_said(small_disk: Path) -> None:
    with pytest.raises(OSError, match="No space"), (small_disk / "ballast").open("wb", buffering=0) as ballast:
        while True:
            ballast.write(b"x" * 4096)

    with pytest.raises(LedgerError, match="disk"):
        open_ledger(small_disk / "histor.db")


def test_a_ledger_on_a_disk_that_cannot_be_written_can_be_read(small_disk: Path) -> None:
    path = small_disk / "histor.db"
    with open_ledger(path) as ledger:
        ledger.put(article(1), reading(1))
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)

    with open_ledger(path, read_only=True) as ledger:
        assert ledger.reading("story-000001") == (article(1), reading(1))
    with pytest.raises(LedgerError, match="check that its folder exists and may be written"):
        open_ledger(path)
