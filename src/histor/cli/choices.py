"""Options that several commands share: days, the ledger, and which incidents are wanted."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from histor.cli.terminal import say
from histor.record.article import Article
from histor.record.codebook import KINDS, Kind
from histor.record.incident import CONFLICTS, Conflict
from histor.record.reading import Reading
from histor.settings import ledger_place

if TYPE_CHECKING:
    from histor.ledger.merging.listing import IncidentFilter
    from histor.ledger.query import AccountFilter
    from histor.ledger.store import Ledger

Command = Callable[..., None]
DAY: Final = "YYYY-MM-DD"


class LedgerPlace(click.Path):
    """A ledger's file, or the URL of a PostgreSQL database."""

    name = "file or URL"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Path | str:
        """The place as `open_ledger` takes it."""
        return value if isinstance(value, Path) else ledger_place(value)


ledger_option: Final = click.option(
    "--ledger",
    type=LedgerPlace(),
    metavar="PLACE",
    help="The ledger: a file, or postgresql://user@host/database.  [default: HISTOR_LEDGER, else histor.db]",
)


def day(context: click.Context, option: click.Parameter, given: str | None) -> str | None:
    """Check that a day is an ISO day; the option is used as given.

    Raises:
        BadParameter: it is none.
    """
    try:
        if given is not None and dt.date.fromisoformat(given).isoformat() != given:
            raise ValueError(given)
    except ValueError:
        raise click.BadParameter(f"{given!r} is not a day; write it as 2024-03-05", context, option) from None
    return given


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which incidents a person asked for; what is not given is not asked."""

    date_from: str | None
    date_to: str | None
    country: str | None
    kind: Kind | None
    actor: str | None
    min_killed: int | None
    text: str | None
    foreground_only: bool

    @property
    def everything(self) -> bool:
        """Whether nothing was asked."""
        return not any(getattr(self, field.name) for field in fields(self))

    def filter(self, limit: int | None = None) -> "AccountFilter":
        """The same for the ledger."""
        from histor.ledger.query import AccountFilter

        return AccountFilter(**{field.name: getattr(self, field.name) for field in fields(self)}, limit=limit)


def wanted_options(*, foreground: bool) -> Callable[[Command], Command]:
    """Give a command the options that choose incidents, gathered in one argument `wanted`.

    `foreground` is what holds when neither --foreground nor --all is given.
    """
    options = (
        click.option("--from", "date_from", metavar=DAY, callback=day, help="On this day or later."),
        click.option("--to", "date_to", metavar=DAY, callback=day, help="On this day or earlier."),
        click.option("--country", metavar="CODE", help="In this country (ISO 3166-1 alpha-2, such as ML)."),
        click.option("--kind", type=click.Choice(KINDS), metavar="KIND", help=f"Of this kind: {', '.join(KINDS)}."),
        click.option("--actor", metavar="NAME", help="Tied to a perpetrator so named, or with a name like it."),
        click.option("--min-killed", type=click.IntRange(0), metavar="N", help="With at least so many killed."),
        click.option("--text", metavar="WORDS", help="In an article that has all these words."),
        click.option("--foreground/--all", "foreground_only", default=foreground, show_default=True,
                     help="Only what an article is news of, or background too."),
    )  # fmt: skip

    return lambda command: _gathering(command, options, "wanted", Wanted)


@dataclass(frozen=True, slots=True)
class WantedMerged:
    """What a person asked of merged incidents besides; what is not given is not asked."""

    min_articles: int | None
    min_independent: int | None
    conflict: Conflict | None
    updated_since: str | None

    @property
    def everything(self) -> bool:
        """Whether nothing was asked."""
        return not any(getattr(self, field.name) for field in fields(self))

    def filter(self, wanted: Wanted, limit: int | None = None) -> "IncidentFilter":
        """All that was asked, for the ledger."""
        from histor.ledger.merging.listing import IncidentFilter

        asked = {field.name: getattr(one, field.name) for one in (wanted, self) for field in fields(one)}
        return IncidentFilter(**asked, limit=limit)


def merged_options(command: Command) -> Command:
    """Give a command the options that choose merged incidents, gathered in one argument `merged`."""
    options = (
        click.option("--min-articles", type=click.IntRange(1), metavar="N", help="Told by at least so many articles."),
        click.option("--min-sources", "min_independent", type=click.IntRange(1), metavar="N",
                     help="Told by at least so many independent sources."),
        click.option("--conflict", type=click.Choice(CONFLICTS[1:]), help="With a conflict at least so grave."),
        click.option("--updated-since", metavar="T", help="Changed since this moment (ISO 8601, UTC)."),
    )  # fmt: skip
    return _gathering(command, options, "merged", WantedMerged)


def _gathering(command: Command, options: Sequence[Callable[[Command], Command]], name: str, kind: type) -> Command:
    """The command with these options, which reach it as the fields of one argument."""

    @wraps(command)
    def gathering(*arguments: Any, **given: Any) -> None:
        gathered = kind(**{field.name: given.pop(field.name) for field in fields(kind)})
        command(*arguments, **{name: gathered}, **given)

    with_options: Command = gathering
    for option in reversed(options):
        with_options = option(with_options)
    return with_options


def chosen(ledger: "Ledger", wanted: Wanted, limit: int | None = None) -> Iterator[tuple[Article, Reading]]:
    """The articles that tell of the incidents wanted, each reading cut down to those; all readings when all are."""
    if wanted.everything and limit is None:
        yield from ((reading.article, reading) for reading in ledger.readings())
        return
    from histor.ledger.query import split_account_id

    accounts: dict[str, set[str]] = {}
    for row in ledger.accounts(wanted.filter(limit)):
        accounts.setdefault(row.article_id, set()).add(split_account_id(row.id)[1])
    for article_id, ids in accounts.items():
        article, reading = ledger.reading(article_id)
        yield article, cut_down(reading, ids)


def cut_down(reading: Reading, ids: set[str]) -> Reading:
    """The reading with only these incidents and the statements about them."""
    return replace(
        reading,
        incidents=tuple(account for account in reading.incidents if account.id in ids),
        statements=tuple(statement for statement in reading.statements if statement.about in ids),
    )


def say_what_waits(ledger: "Ledger") -> None:
    """Remark on articles that no incident tells of yet."""
    if ledger.merging.waiting():
        say("Some articles are not merged yet: histor merge")
