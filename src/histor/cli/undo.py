"""`histor undo`: take back a judgement or a correction; nothing is deleted."""

from pathlib import Path
from typing import Final

import click

from histor.cli.person import acting, name_of, person_options

EPILOG: Final = """\b
Examples:
  histor undo 7 --because "wrong bridge"
  histor undo 3 --correction --because "the morgue list was of another day"

\b
All that was done in one act (histor join, split) is taken back together, and
the incidents are again what they were. An undo can be undone by its number.
"""


@click.command("undo", epilog=EPILOG)
@click.argument("number", type=click.IntRange(1))
@click.option("--correction", is_flag=True, help="NUMBER is a correction's, not a judgement's.")
@person_options
@click.pass_context
def command(
    context: click.Context, number: int, correction: bool, by: str | None, because: str, ledger: Path | str | None
) -> None:
    """Take back judgement NUMBER, or the correction of that number."""
    name = name_of(context, by)
    with acting(context, ledger) as kept:
        what = "correction" if correction else "judgement"
        act = kept.merging.withdraw if correction else kept.merging.undo
        made = act(number, name, because)
        click.echo(f"{what} {number} is taken back ({what} {made.number})")
