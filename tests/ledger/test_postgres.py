"""What only a server can do: be away, let nobody in, forbid, restart, run full, be shared."""

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from ledger_stories import NEWER, article, reading
from sqlalchemy import Connection

from histor.cli.doctor import examine
from histor.errors import LedgerError, RecordError
from histor.ledger import query
from histor.ledger.open import open_ledger
from histor.ledger.store import Ledger
from histor.record.reading import Failure
from histor.settings import Settings
from postgres import Server, new_database, new_ledger, wanted


@pytest.fixture
def server() -> Server:
    return wanted()


@pytest.fixture
def url() -> Iterator[str]:
    with new_ledger() as made:
        yield made


@pytest.fixture
def shared(url: str) -> Iterator[Ledger]:
    with open_ledger(url) as ledger:
        yield ledger


@pytest.fixture
def guarded(server: Server) -> Iterator[None]:
    """A user with a password and no rights."""
    server.run(["CREATE ROLE guarded LOGIN PASSWORD 'open sesame'"])
    yield
    server.run(["DROP ROLE guarded"])


def refusal(url: str) -> str:
    with pytest.raises(LedgerError) as refused:
        open_ledger(url)
    return str(refused.value)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg", "postgresql+psycopg2"])
def test_a_database_may_be_named_as_other_tools_name_it(url: str, scheme: str) -> None:
    with open_ledger(url.replace("postgresql", scheme, 1)) as ledger:
        assert ledger.where.startswith("postgresql://histor@/")
        assert ledger.software().startswith("PostgreSQL 1")
        assert ledger.size() > 1_000_000


def test_a_server_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    told = refusal(f"postgresql://ana:secret@/incidents?host={tmp_path}")

    assert told.startswith("postgresql://ana:***@/incidents?host=")
    assert "No such file" in told and "(check the address, and that the server runs" in told
    assert "secret" not in told
    assert "check the address" in refusal("postgresql://ana@127.0.0.1:1/incidents")
    assert "check the address" in refusal("postgresql://ana@no.such.host.invalid/incidents")


def test_a_wrong_password_is_said_and_no_password_shown(server: Server, guarded: None) -> None:
    with new_database() as url:
        name = url.partition("@/")[2]
        for user, rest in (("guarded:opensesame", name), ("guarded", f"{name}&password=opensesame")):
            told = refusal(f"postgresql://{user}@/{rest}")

            assert "password authentication failed" in told and "(check the user and the password" in told
            assert "opensesame" not in told
        assert "no password supplied" in refusal(f"postgresql://guarded@/{name}")


def test_a_missing_database_or_user_is_said_with_how_to_make_it(server: Server) -> None:
    assert '"nowhere" does not exist (check the database\'s name, or make it: createdb' in refusal(
        server.url("nowhere")
    )
    assert '"nobody" does not exist (check the user\'s name' in refusal(server.url("postgres", user="nobody"))


def test_what_a_user_may_not_do_is_said(guarded: None, url: str) -> None:
    mine = url.replace("histor@", "guarded:open%20sesame@")
    assert "not allowed: permission denied for table histor_schema (ask the database's owner" in refusal(mine)

    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO guarded")
    with open_ledger(mine, read_only=True) as ledger:
        assert ledger.counts().articles == 0
    with open_ledger(mine) as ledger, pytest.raises(LedgerError, match="not allowed: permission denied for table art"):
        ledger.put(article(1), reading(1))


def test_no_ledger_is_made_where_other_tables_are(server: Server) -> None:
    with new_database() as url:
        server.run(["CREATE TABLE recipes (name text)"], url)

        assert "not a ledger (name another" in refusal(url)

        server.run(["CREATE SCHEMA histor"], url)
        with open_ledger(f"{url}&options=-csearch_path%3Dhistor") as ledger:
            assert ledger.put(article(1), reading(1)) == "new"
        with psycopg.connect(url) as connection:
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            assert tables == [("recipes",)]


def test_a_database_that_cannot_hold_every_character_is_refused(server: Server) -> None:
    server.run(["CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0"])

    assert "its encoding is LATIN1 (make another database: createdb --encoding UTF8" in refusal(server.url("latin"))

    server.drop("latin")


def test_without_the_driver_the_extra_is_named() -> None:
    program = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from histor.ledger.open import open_ledger\n"
        "try: open_ledger('postgresql://ana:secret@host/incidents')\n"
        "except Exception as error: print(type(error).__name__, error)"
    )

    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert told.startswith("LedgerError postgresql://ana:***@host/incidents: the driver psycopg is missing")
    assert 'pip install "histor[postgres]"' in told


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_restart_of_the_server_costs_no_more_than_the_call_it_meets(
    server: Server, shared: Ledger, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query, "CHUNK", 2)
    shared.put_many((article(number), reading(number)) for number in range(5))
    rows = shared.accounts()
    next(rows)

    server.restart(mode)

    with pytest.raises(LedgerError, match=r"what was committed before is whole .*run the same command again"):
        list(rows)
    assert shared.put(article(5), reading(5)) == "new"
    assert len(list(shared.accounts())) == 6


def test_a_server_that_stays_away_is_said_to_be_and_used_again_once_it_is_back(server: Server, shared: Ledger) -> None:
    shared.put(article(1), reading(1))
    server.stop()
    try:
        with pytest.raises(LedgerError, match="check the address, and that the server runs"):
            shared.put(article(2), reading(2))
    finally:
        server.start()

    assert shared.put(article(2), reading(2)) == "new"


def test_a_writer_cut_off_in_the_middle_leaves_nothing_behind(shared: Ledger) -> None:
    def cut_off(connection: Connection) -> None:
        connection.exec_driver_sql("UPDATE readings SET stands = false")
        connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    shared.put(article(1), reading(1))
    with pytest.raises(LedgerError, match="committed before is whole"):
        shared._database.write(cut_off)

    assert shared.reading("story-000001") == (article(1), reading(1))
    assert shared.put(article(1), reading(1, NEWER)) == "new_reading"


def test_work_that_the_server_cancels_is_said_with_what_to_do(shared: Ledger) -> None:
    def endless(connection: Connection) -> None:
        connection.exec_driver_sql("SET LOCAL statement_timeout = '20ms'; SELECT pg_sleep(60)")

    with pytest.raises(LedgerError, match=r"cancelled the work \(raise its statement_timeout"):
        shared._database.write(endless)


def test_work_that_lost_a_race_is_done_again(url: str, shared: Ledger) -> None:
    """Some other program's locks may cross a writer's; PostgreSQL then ends one of the two."""
    shared.put(article(1), reading(1))
    shared.put(article(2), reading(2))
    tried = []

    def crossing(connection: Connection) -> None:
        tried.append(1)
        connection.exec_driver_sql("UPDATE articles SET source = 'a' WHERE version = 1")
        if len(tried) == 1:
            other.execute("UPDATE articles SET source = 'b' WHERE version = 2")
            waiting.start()
        connection.exec_driver_sql("SET LOCAL deadlock_timeout = '20ms'")
        connection.exec_driver_sql("UPDATE articles SET source = 'a' WHERE version = 2")

    with psycopg.connect(url) as other:
        other.execute("SET LOCAL deadlock_timeout = '60s'")
        waiting = threading.Thread(
            target=lambda: (other.execute("UPDATE articles SET source = 'b' WHERE version = 1"), other.commit())
        )
        shared._database.write(crossing)
        waiting.join()

    assert len(tried) == 2
    assert [found.source for found in shared.articles()] == ["a", "a"]


def test_texts_longer_than_an_index_takes_are_kept_or_refused_by_name(ledger: Ledger) -> None:
    noise = "".join(chr(0x10000 + number * 7919 % 60000) for number in range(5000))  # does not compress
    far = replace(article(1), source=noise, url=noise, publisher=noise)
    (account,) = reading(1).incidents
    named = replace(account.assertions[2], value=noise)
    ledger.put(far, replace(reading(1), article=far, incidents=(replace(account, assertions=(named,)),)))
    ledger.fail(Failure(noise, noise, noise, noise, "read"))

    assert ledger.reading(far.id)[1].incidents[0].assertions == (named,)
    assert [row.id for row in ledger.accounts(query.AccountFilter(actor=noise))] == ["story-000001#i1"]
    assert next(ledger.failures()).source == noise
    nameless = replace(article(2), id="x" * 801)
    with pytest.raises(RecordError, match="longer than the 800 bytes"):
        ledger.put(nameless, replace(reading(2), article=nameless))


@pytest.fixture
def small_disk(server: Server) -> Iterator[str]:
    """A tablespace of 16 MB."""
    disk = Path(server.host, "disk")
    disk.mkdir(exist_ok=True)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(disk)], capture_output=True).returncode:
        pytest.skip("this machine does not let a small disk be mounted")
    shutil.chown(disk, disk.parent.owner())
    server.run([f"CREATE TABLESPACE small LOCATION '{disk}'", "CREATE DATABASE small TABLESPACE small"])
    yield server.url("small")
    server.drop("small")
    server.run(["DROP TABLESPACE small"])
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.skipif(shutil.which("mount") is None, reason="mounting a small disk needs mount")
def test_a_full_disk_of_the_server_is_said_and_the_ledger_stays_whole(server: Server, small_disk: str) -> None:
    kept = 0
    with open_ledger(small_disk) as ledger:
        disk = Path(server.host, "disk")
        (disk / "ballast").write_bytes(b"x" * (shutil.disk_usage(disk).free - 1_000_000))
        with pytest.raises(LedgerError, match=r"the server's disk is full; what was committed before is whole \(free"):
            for first in range(0, 20_000, 50):
                ledger.put_many((article(number), reading(number)) for number in range(first, first + 50))
                kept = first + 50

        assert kept > 0
        assert [read.article.id for read in ledger.readings()] == [article(number).id for number in range(kept)]


def test_the_doctor_names_the_database_and_its_version(url: str, shared: Ledger) -> None:
    shared.put(article(1), reading(1))

    checks = {check.name: check for check in examine(Settings(), url)}

    assert checks["ledger"].state == "ok"
    assert ", PostgreSQL 1" in checks["ledger"].found and "1 articles, 1 incidents" in checks["ledger"].found
    assert "disk" not in checks
    gone = {check.name: check for check in examine(Settings(), url.replace("/test_", "/none_"))}
    assert gone["ledger"].state == "problem" and "does not exist" in gone["ledger"].found
