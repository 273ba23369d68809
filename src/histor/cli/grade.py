"""`histor grade`: how reliable a publisher is held to be."""

from pathlib import Path
from typing import Final

import click

from histor.cli.choices import ledger_option
from histor.cli.person import acting, name_of
from histor.cli.terminal import shown_line
from histor.record.incident import GRADES

EPILOG: Final = """\b
Examples:
  histor grade
  histor grade "Merida Courier" B --because "own reporters in the north"

\b
A reliable, B usually, C fairly, D not usually, E unreliable, F cannot be
judged, which holds for every publisher without a grade. The policies
latest_reliable and min_credible weigh by grades.
"""


@click.command("grade", epilog=EPILOG)
@click.argument("publisher", required=False)
@click.argument("grade", required=False, type=click.Choice(GRADES))
@click.option("--by", help="Who grades.  [default: HISTOR_ANALYST]")
@click.option("--because", metavar="REASON", help="Why; it is kept with the grade.")
@ledger_option
@click.pass_context
def command(
    context: click.Context,
    publisher: str | None,
    grade: str | None,
    by: str | None,
    because: str | None,
    ledger: Path | str | None,
) -> None:
    """Grade PUBLISHER's reliability, or list the grades given."""
    if publisher is None or grade is None:
        _list(ledger or context.obj.ledger, publisher)
        return
    if not because:
        raise click.UsageError("say why: --because REASON")
    name = name_of(context, by)
    with acting(context, ledger) as kept:
        kept.merging.grade(publisher, grade, name, because)
        click.echo(shown_line(f"{publisher}: {grade}"))


def _list(ledger: Path | str, publisher: str | None) -> None:
    from histor.ledger.open import open_ledger

    with open_ledger(ledger, read_only=True) as kept:
        rows = kept.merging.grades(publisher)
    for row in rows:
        click.echo(shown_line(f"{row.made_at[:10]} {row.grade} {row.publisher} by {row.by}: {row.reason}"))
    if not rows:
        click.echo("No publisher is graded: all count as F, cannot be judged.")
