"""The door: help with examples, errors on one line, quiet pipes, Ctrl-C, completion, schema."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from histor import __version__
from histor.cli.door import COMMANDS
from histor.ledger.open import open_ledger
from histor.record.wire import json_schema

HISTOR = [sys.executable, "-m", "histor.cli"]
CANNED = """
import sys
from types import ModuleType
from histor.record.reading import MadeBy, Reading

class Reader:
    made_by = MadeBy("0", "canned")
    def read(self, article):
        return Reading(article, (), (), self.made_by)

room = sys.modules["histor.read.reader"] = ModuleType("histor.read.reader")
room.load_reader = lambda model, threads: Reader()
from histor.cli import main
main()
"""
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_helps_with_an_example(run, name: str) -> None:
    page = run(name, "--help").stdout
    assert "Example" in page and f"histor {name}" in page
    assert run(name, "--no-such-option").exit_code == 2


def test_help_lists_every_command(run) -> None:
    page = run("--help").stdout
    assert all(f"  {name} " in page for name in COMMANDS)
    assert "HISTOR_LEDGER" in page


def test_version_is_that_of_the_package(run) -> None:
    assert run("--version").stdout.strip().endswith(__version__)


def test_an_unknown_command_is_wrong_usage(run) -> None:
    assert run("reed").exit_code == 2


@pytest.mark.parametrize("threads", ["0", "two", "-1", "1.5"])
def test_a_wrong_environment_is_wrong_usage(run, threads: str) -> None:
    done = run("schema", env={"HISTOR_THREADS": threads})
    assert done.exit_code == 2
    assert "HISTOR_THREADS" in done.stderr


def test_the_schema_is_that_of_the_code(run) -> None:
    assert json.loads(run("schema").stdout) == json_schema()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_name_the_program(run, shell: str) -> None:
    assert "_HISTOR_COMPLETE" in run("completion", shell).stdout


def test_the_shell_is_told_commands_and_options() -> None:
    asked = {**ENVIRONMENT, "_HISTOR_COMPLETE": "bash_complete", "COMP_WORDS": "histor ex", "COMP_CWORD": "1"}
    done = subprocess.run(HISTOR, capture_output=True, text=True, env=asked)
    assert done.stdout.split() == ["plain,export"]


def test_a_closed_pipe_ends_quietly() -> None:
    program = subprocess.Popen([*HISTOR, "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT)
    assert program.stdout is not None and program.stderr is not None
    program.stdout.close()
    program.wait(timeout=60)
    assert program.stderr.read() == b""


def test_ctrl_c_ends_without_a_traceback_and_the_ledger_is_whole(tmp_path: Path) -> None:
    """One article is read and kept; the pipe it came by then stays open, so the signal comes while more is awaited."""
    program = subprocess.Popen(
        [sys.executable, "-c", CANNED, "read", "-", "--ledger", str(tmp_path / "l.db")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    )
    assert program.stdin is not None and program.stdout is not None
    program.stdin.write(b'{"id": "first", "text": "A quiet day at the harbour."}\n' + b" " * 10_000 + b"\n")
    program.stdin.flush()
    assert b'"first"' in program.stdout.readline()
    time.sleep(0.5)  # Python itself loses a signal that comes in the microseconds before it blocks on a pipe
    program.send_signal(signal.SIGINT)
    assert program.wait(timeout=60) == 130
    assert program.stderr is not None and program.stderr.read() == b""
    with open_ledger(tmp_path / "l.db", read_only=True) as ledger:
        assert [article.id for article in ledger.articles()] == ["first"]
