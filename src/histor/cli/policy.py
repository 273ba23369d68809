"""`histor policy`: by which rule the ledger makes one value of many."""

from pathlib import Path
from typing import Final

import click

from histor.cli.choices import ledger_option
from histor.cli.person import acting, name_of
from histor.cli.terminal import shown_line
from histor.record.incident import POLICIES

EPILOG: Final = """\b
Examples:
  histor policy
  histor policy min_credible --because "casualty recording counts the least"

\b
latest_reliable  the newest account of the best graded source
majority         what most independent sources say
min_credible     the lowest figure of a credible source
low_best_high    low, best and high over what is left standing
range_all        the whole range of all that was said
"""


@click.command("policy", epilog=EPILOG)
@click.argument("policy", required=False, type=click.Choice(POLICIES))
@click.option("--by", help="Who chooses.  [default: HISTOR_ANALYST]")
@click.option("--because", metavar="REASON", help="Why; it is kept with the choice.")
@ledger_option
@click.pass_context
def command(
    context: click.Context, policy: str | None, by: str | None, because: str | None, ledger: Path | str | None
) -> None:
    """Choose the policy by which the ledger resolves values, or list those chosen; the last one holds."""
    if policy is not None:
        if not because:
            raise click.UsageError("say why: --because REASON")
        name = name_of(context, by)
        with acting(context, ledger) as kept:
            kept.merging.choose_policy(policy, name, because)
            click.echo(f"values are resolved by {policy} from now on")
        return
    from histor.ledger.open import open_ledger

    with open_ledger(ledger or context.obj.ledger, read_only=True) as kept:
        for row in kept.merging.policies():
            day = row.made_at[:10] or "default"
            click.echo(shown_line(f"{day} {row.policy} {row.by} {row.reason}"))
