"""`histor show`: one incident or article with all its evidence."""

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from histor.cli.choices import cut_down, ledger_option
from histor.cli.terminal import console, is_terminal, shown_json
from histor.errors import LedgerError
from histor.record.article import Article
from histor.record.incident import POLICIES, Policy
from histor.record.reading import Account, Reading

if TYPE_CHECKING:
    from histor.ledger.store import Ledger

EPILOG: Final = """\b
Examples:
  histor show i-17
  histor show i-17 --policy low_best_high --why
  histor show maroua-claim#i1 --merged
  histor show a-3f2b90c1d4e5f607
  histor show a-3f2b90c1d4e5f607#i1 --why --doubtful
  histor show a-3f2b90c1d4e5f607 --format jsonl

\b
`histor incidents` and `histor read --format table` list the ids.
"""


INCIDENT: Final = re.compile(r"i-[0-9]+")
"""An incident's id; an article may have such an id too, but not one that Histor gave it."""


@click.command("show", epilog=EPILOG)
@click.argument("ident", metavar="ID")
@click.option("--why", is_flag=True, help="Say which rule or score decided each value.")
@click.option("--doubtful", is_flag=True, help="Show what was too doubtful to be given, too; of articles and accounts.")
@click.option("--merged", is_flag=True, help="Show the incident that the account ID is of.")
@click.option("--policy", type=click.Choice(POLICIES), help="Resolve an incident by this policy, not the ledger's.")
@click.option("--format", "layout", type=click.Choice(["record", "jsonl"]), default="record", show_default=True)
@ledger_option
@click.pass_context
def command(
    context: click.Context,
    ident: str,
    why: bool,
    doubtful: bool,
    merged: bool,
    policy: Policy | None,
    layout: str,
    ledger: Path | str | None,
) -> None:
    """Show the incident ID (i-17) with its sources, conflicts and tolls over time; or one article's account
    (ARTICLE#i1) or all that was read in the article ID: every value among the words around it, who says it, and the
    statements about it."""
    from histor.ledger.open import open_ledger

    if policy and not merged and not INCIDENT.fullmatch(ident):
        raise click.UsageError("--policy is for incidents (i-17): one article's account is shown as it was read")
    if doubtful and (merged or INCIDENT.fullmatch(ident)):
        raise click.UsageError("--doubtful is for articles and accounts: name one of the incident's (ARTICLE#i1)")
    with open_ledger(ledger or context.obj.ledger, read_only=True) as kept:
        if merged or INCIDENT.fullmatch(ident):
            _show_incident(kept, _incident_of(kept, ident) if merged else ident, policy, why=why, layout=layout)
            return
        article, reading, accounts = _find(kept, ident)
    if layout == "jsonl":
        from histor.record.wire import reading_to_line

        whole = len(accounts) == len(reading.incidents)
        cut = reading if whole else cut_down(reading, {account.id for account in accounts})
        line = reading_to_line(cut, why=why, doubtful=doubtful)
        click.echo(shown_json(line) if is_terminal(sys.stdout) else line)
        return
    from histor.cli.detail import reading_in_full

    console().print(reading_in_full(article, reading, accounts, why=why, doubtful=doubtful))


def _show_incident(ledger: "Ledger", ident: str, policy: Policy | None, *, why: bool, layout: str) -> None:
    from histor.pipeline.incidents import view_incident

    view = view_incident(ledger, ident, policy)
    if layout == "jsonl":
        from histor.cli.incident_detail import view_to_json

        line = json.dumps(view_to_json(view, why=why), ensure_ascii=False, separators=(",", ":"))
        click.echo(shown_json(line) if is_terminal(sys.stdout) else line)
        return
    from histor.cli.incident_detail import view_in_full

    console().print(view_in_full(view, why=why))


def _incident_of(ledger: "Ledger", account: str) -> str:
    if INCIDENT.fullmatch(account):
        return account
    found = ledger.merging.incident_of(account)
    if found is None:
        raise LedgerError(f"account {account} is not merged yet (run histor merge first)")
    return found


def _find(ledger: "Ledger", ident: str) -> tuple[Article, Reading, tuple[Account, ...]]:
    """The article of that id with all its incidents, or the one incident; an article's own id may hold a "#" too."""
    if "#" not in ident:
        article, reading = ledger.reading(ident)
        return article, reading, reading.incidents
    try:
        article, reading, account = ledger.account(ident)
    except LedgerError as error:
        try:
            article, reading = ledger.reading(ident)
        except LedgerError:
            raise error from None
        return article, reading, reading.incidents
    return article, reading, (account,)
