"""The door itself: lists the commands, loads the one that is asked for, and turns errors into one line."""

import errno
import io
import os
import sys
from importlib import import_module
from typing import Any, Final

import click

from histor import __version__
from histor.cli.terminal import is_terminal, shown_line
from histor.errors import HistorError
from histor.settings import Settings

COMMANDS: Final = {
    "read": ("histor.cli.read", "Read articles into incident records."),
    "incidents": ("histor.cli.incidents", "Find and list the incidents in the ledger."),
    "show": ("histor.cli.show", "Show one incident or article: values, evidence, who says it, sources, tolls."),
    "doubtful": ("histor.cli.doubtful", "List what was too doubtful for the record, for review."),
    "merge": ("histor.cli.merge", "Merge the accounts of many articles into incidents."),
    "judge": ("histor.cli.judge", "Judge whether two accounts are of one incident."),
    "join": ("histor.cli.join", "Judge that incidents are one."),
    "split": ("histor.cli.split", "Judge that accounts are of another incident."),
    "correct": ("histor.cli.correct", "Correct a value of an incident."),
    "undo": ("histor.cli.undo", "Take back a judgement or a correction."),
    "grade": ("histor.cli.grade", "Grade how reliable a publisher is."),
    "policy": ("histor.cli.policy", "Choose how one value is made of many."),
    "changes": ("histor.cli.changes", "Print what became of incidents since a moment."),
    "export": ("histor.cli.export", "Write incidents as JSON lines, CSV, Parquet or GeoJSON."),
    "evaluate": ("histor.cli.evaluate", "Score readings against gold codings."),
    "doctor": ("histor.cli.doctor", "Check that this machine has all that Histor needs."),
    "schema": ("histor.cli.schema", "Print the JSON Schema of a reading, an incident or a change."),
    "completion": ("histor.cli.completion", "Print the completion script of a shell."),
}
"""Each command's module and what it does, here so that `histor --help` loads none of them."""

EPILOG: Final = """\b
Examples:
  histor read article.txt --published 2024-03-05
  histor read https://example.org/story --fetch
  cat story.txt | histor read - | histor export - --layout csv
  histor incidents --country ML --min-killed 5

\b
Environment:
  HISTOR_LEDGER   the ledger: a file or a postgresql:// URL (default: histor.db)
  HISTOR_ANALYST  the name under which judgements and corrections are kept
  HISTOR_MODEL    a folder with another reader model
  HISTOR_THREADS  threads for the reader (default: the cores, at most 4)

Histor records what sources say, not what happened. Records are machine-read and unverified.
"""
STOPPED: Final = 130
"""Exit code after Ctrl-C, as shells have it: 128 and the signal's number."""


class Door(click.Group):
    """The commands of `COMMANDS`, each loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which they are used."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, purpose) for name, (_, purpose) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what goes wrong on purpose or on the disk is one line, not a traceback."""
        try:
            return super().invoke(ctx)
        except HistorError as error:
            raise click.ClickException(shown_line(str(error))) from error
        except KeyboardInterrupt:
            ctx.exit(STOPPED)
        except OSError as error:
            if error.errno == errno.EPIPE:  # the reader of our pipe has seen enough; click ends quietly
                raise
            raise click.ClickException(shown_line(f"{error.filename or 'writing'}: {error.strerror}")) from error


@click.command(cls=Door, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def histor(context: click.Context) -> None:
    """Histor reads news reports of political violence into incident records in which every value quotes its
    evidence and names who said it."""
    try:
        context.obj = Settings.from_environment(os.environ)
    except HistorError as error:
        raise click.UsageError(str(error)) from error


def main() -> None:
    """What the `histor` command runs."""
    _write_utf8()
    histor.main(prog_name="histor")


def _write_utf8() -> None:
    """Let no character end the run: pipes and files get UTF-8, a terminal what it can show."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if is_terminal(stream) else "utf-8", errors="backslashreplace")
