"""`histor join`: a person says that incidents are one."""

from pathlib import Path
from typing import Final

import click

from histor.cli.person import acting, name_of, person_options

EPILOG: Final = """\b
Example:
  histor join i-4 i-9 --because "the second blast is the one the wire told of"

\b
The oldest id stays, the others forward to it. `histor undo` parts them again.
"""


@click.command("join", epilog=EPILOG)
@click.argument("incidents", nargs=-1, required=True, metavar="INCIDENT INCIDENT...")
@person_options
@click.pass_context
def command(
    context: click.Context, incidents: tuple[str, ...], by: str | None, because: str, ledger: Path | str | None
) -> None:
    """Judge that incidents are one, with all their accounts."""
    name = name_of(context, by)
    with acting(context, ledger) as kept:
        number = kept.merging.join(incidents, name, because)[0].number
        click.echo(f"judgement {number}: {', '.join(incidents)} are one (histor undo {number} takes it back)")
