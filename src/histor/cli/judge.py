"""`histor judge`: a person says whether two accounts are of one incident."""

from pathlib import Path
from typing import Final

import click

from histor.cli.person import acting, name_of, person_options
from histor.record.judgement import VERDICTS, Judgement, Verdict

EPILOG: Final = """\b
Examples:
  histor judge wire-12#i2 herald-3#i1 same --because "same bridge, same hour"
  histor judge wire-12#i2 herald-3#i1 different --by "A. Analyst" --because "two markets"

\b
A person's judgement stands over the machine's for ever; of two by persons the
newer stands. `histor undo` takes it back. `histor join` and `histor split`
judge whole incidents.
"""


@click.command("judge", epilog=EPILOG)
@click.argument("first", metavar="ACCOUNT")
@click.argument("second", metavar="ACCOUNT")
@click.argument("verdict", type=click.Choice(VERDICTS))
@person_options
@click.pass_context
def command(
    context: click.Context,
    first: str,
    second: str,
    verdict: Verdict,
    by: str | None,
    because: str,
    ledger: Path | str | None,
) -> None:
    """Judge whether two accounts (ARTICLE#i1) are of the same incident."""
    judgement = Judgement(first, second, verdict, name_of(context, by), (because,))
    with acting(context, ledger) as kept:
        made = kept.merging.judge(judgement)
        click.echo(
            f"judgement {made.number}: {first} and {second} are {verdict} (histor undo {made.number} takes it back)"
        )
