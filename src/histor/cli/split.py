"""`histor split`: a person says that some accounts of an incident are of another."""

from pathlib import Path
from typing import Final

import click

from histor.cli.person import acting, name_of, person_options

EPILOG: Final = """\b
Example:
  histor split i-4 herald-3#i1 courier-8#i2 --because "the attack of the day before"

\b
The accounts named stay together, as an incident of their own.
`histor undo` puts them back.
"""


@click.command("split", epilog=EPILOG)
@click.argument("incident", metavar="INCIDENT")
@click.argument("accounts", nargs=-1, required=True, metavar="ACCOUNT...")
@person_options
@click.pass_context
def command(
    context: click.Context,
    incident: str,
    accounts: tuple[str, ...],
    by: str | None,
    because: str,
    ledger: Path | str | None,
) -> None:
    """Judge that accounts (ARTICLE#i1) are of another incident than the rest."""
    name = name_of(context, by)
    with acting(context, ledger) as kept:
        number = kept.merging.split(incident, accounts, name, because)[0].number
        click.echo(
            f"judgement {number}: {', '.join(accounts)} parted from {incident} (histor undo {number} takes it back)"
        )
