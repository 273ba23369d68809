"""What a person's acts on the ledger share: by whom and why, and what became of the incidents after."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from histor.cli.choices import ledger_option
from histor.cli.terminal import shown_line
from histor.record.incident import Change

if TYPE_CHECKING:
    from histor.ledger.store import Ledger

_BY: Final = click.option("--by", help="Who judges.  [default: HISTOR_ANALYST]")
_BECAUSE: Final = click.option("--because", required=True, metavar="REASON", help="Why; it is kept with the act.")
_VERBS: Final = {
    "created": "is new",
    "updated": "is updated",
    "merged": "is merged",
    "split": "is split",
    "retracted": "is retracted: no account tells of it any more",
}


def person_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command --by, --because and --ledger."""
    return _BY(_BECAUSE(ledger_option(command)))


def name_of(context: click.Context, by: str | None) -> str:
    """Who acts: the name given, else HISTOR_ANALYST.

    Raises:
        UsageError: neither is there.
    """
    name = by or context.obj.analyst
    if not name:
        raise click.UsageError("say who judges: --by NAME, or set HISTOR_ANALYST")
    return str(name)


@contextmanager
def acting(context: click.Context, ledger: Path | str | None) -> "Iterator[Ledger]":
    """The ledger, open for an act; afterwards it is merged, and what became of the incidents is printed."""
    from histor.ledger.open import open_ledger

    with open_ledger(ledger or context.obj.ledger, create=False) as kept:
        settle(kept)  # an act is on incidents as they are, not as they were before the last articles came
        began = dt.datetime.now(dt.UTC).isoformat()
        yield kept
        settle(kept)
        say_changes(kept.merging.changes(began))


def settle(ledger: "Ledger", **options: Any) -> None:
    """Merge what waits."""
    from histor.pipeline.merging import merge

    merge(ledger, **options)


def say_changes(changes: Iterable[Change]) -> None:
    """Print what changed, one line each; that nothing did is said too."""
    lines = [shown_line(in_words(change)) for change in changes]
    for line in lines or ["No incident changed."]:
        click.echo(line)


def in_words(change: Change) -> str:
    """One change in words: "i-4 is merged into i-2 (judgement 7 by A. Analyst)"."""
    told = f"{change.incident} {_VERBS[change.event]}"
    if change.into:
        told += f" into {change.into}"
    elif change.others:
        told += f" ({'from' if change.event in ('merged', 'created') else 'with'} {', '.join(change.others)})"
    for verb, accounts in (("joined by", change.joined), ("left by", change.left)):
        if accounts and not change.into:
            told += f"; {verb} {', '.join(accounts)}"
    return f"{told} [{change.why}]" if change.why else told
