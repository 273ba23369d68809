"""`histor merge`: accounts become incidents; or why two accounts are one, or not."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from histor.cli.choices import ledger_option
from histor.cli.terminal import is_terminal, say, shown_line

if TYPE_CHECKING:
    from histor.ledger.store import Ledger
    from histor.pipeline.merging import MergeOutcome

EPILOG: Final = """\b
Examples:
  histor merge
  histor merge --again
  histor merge --workers 4
  histor merge --explain a-3f2b90c1d4e5f607#i1 wire-12#i2

\b
`histor read` merges what it has read; this command is for ledgers filled
with --no-merge or by an older Histor. It goes on where it was stopped.
What persons have judged (histor judge, join, split) always stands.
The outcome is the same however many workers help.
"""
MANY: Final = 2000
"""Articles waiting from which helpers are worth their start."""


@click.command("merge", epilog=EPILOG)
@click.option("--again", is_flag=True, help="Compare all accounts again, not only new ones.")
@click.option("--explain", nargs=2, metavar="A B", help="Say what speaks for and against A and B being one incident.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help=f"Processes that help. [default: HISTOR_THREADS, else the cores, where {MANY} articles or more wait]",
)
@ledger_option
@click.pass_context
def command(
    context: click.Context,
    again: bool,
    explain: tuple[str, str] | None,
    workers: int | None,
    ledger: Path | str | None,
) -> None:
    """Merge the accounts of all articles into incidents, or explain why two accounts are one, or not."""
    from histor.ledger.open import open_ledger

    if again and explain:
        raise click.UsageError("--again and --explain exclude each other")
    with open_ledger(ledger or context.obj.ledger, create=False, read_only=bool(explain)) as kept:
        if explain:
            _explain(kept, *explain)
            return
        merge_all(kept, workers or fitting(kept, context.obj.threads), again=again, say_nothing=True)


def fitting(ledger: "Ledger", most: int) -> int:
    """How many workers are worth their start: `most` where many articles wait, else one."""
    return most if len(ledger.merging.arrivals(MANY)) == MANY else 1


def merge_all(ledger: "Ledger", workers: int, *, again: bool = False, say_nothing: bool = False) -> None:
    """Merge what waits, with a progress line on a terminal, and say what was done; with `say_nothing`, nothing too."""
    from histor.pipeline.merging import merge

    shows = is_terminal(sys.stderr)

    def progress(step: str, done: int) -> None:
        sys.stderr.write(f"\r{step}: {done:,}".ljust(40))
        sys.stderr.flush()

    outcome = merge(ledger, again=again, progress=progress if shows else None, workers=workers)
    if shows:
        sys.stderr.write("\r".ljust(41) + "\r")
    if outcome.compared or outcome.changed or outcome.resolved or say_nothing:
        say(in_words(outcome))


def in_words(outcome: "MergeOutcome") -> str:
    """What a merge did, on one line."""
    if not (outcome.compared or outcome.changed or outcome.resolved):
        return "Nothing to merge."
    told = f"{outcome.compared:,} accounts compared in {outcome.pairs:,} pairs; {outcome.changed:,} incidents changed"
    return f"{told}, {outcome.failed:,} could not be resolved" if outcome.failed else told


def _explain(ledger: "Ledger", first: str, second: str) -> None:
    from histor.pipeline.explaining import explain

    found = explain(ledger, first, second)
    lines = [f"{found.first} and {found.second}: {found.verdict}, {found.decided_by}"]
    if found.incidents[0] is not None:
        one, other = found.incidents
        lines.append(f"both in incident {one}" if one == other else f"in incidents {one} and {other or 'none yet'}")
    lines.append(f"the machine's chance that they are one: {found.score:.0%} (linked from {found.link:.0%})")
    lines += [f"  {reason}" for reason in found.reasons]
    lines += [f"  not compared: {found.why_not}"] if found.why_not else []
    lines += [
        f"judgement {one.number} by {one.by}, {one.made_at[:10]}: {one.verdict} — {'; '.join(one.reasons)}"
        + (f" (withdraws {one.withdraws})" if one.withdraws else "")
        for one in found.judgements
    ]
    for line in lines:
        click.echo(shown_line(line) if not line.startswith("  ") else f"  {shown_line(line)}")
