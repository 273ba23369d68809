"""Options that several commands share."""

import datetime as dt

import click


def day(context: click.Context, option: click.Parameter, given: str | None) -> str | None:
    """Check that a day is an ISO day; the option is used as given.

    Raises:
        BadParameter: it is none.
    """
    if given is None:
        return None
    try:
        if len(given) != 10:
            raise ValueError(given)
        dt.date.fromisoformat(given)
    except ValueError:
        raise click.BadParameter(f"{given!r} is not a day; write it as 2024-03-05", context, option) from None
    return given
