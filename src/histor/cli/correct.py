"""`histor correct`: an analyst's value in the place of the resolved one."""

import json
from pathlib import Path
from typing import Any, Final

import click

from histor.cli.person import acting, name_of, person_options
from histor.errors import LedgerError, RecordError
from histor.record.judgement import FIELDS, Correction, Field

EPILOG: Final = """\b
Examples:
  histor correct i-4 killed 14 --because "morgue list of 7 March"
  histor correct i-4 killed 12/14/15 --because "two lists differ"
  histor correct i-4 date 2024-03-06 --because "dateline is of the day after"
  histor correct i-4 kinds bombing,armed_assault --because "gunmen followed"
  histor correct i-4 wounded unknown --because "the figure is of another town"

\b
VALUE: tolls N or LOW/BEST/HIGH (- where open); dates a day or FIRST/LAST;
lists with commas; yes or no; a place as JSON with name, kind, country, lat and
lon; unknown for no value. A correction outranks
every policy and survives every re-reading. `histor undo N --correction`
takes it back.
"""
_TOLLS: Final = ("killed", "wounded", "attackers_killed", "attackers_wounded")
_LISTS: Final = ("kinds", "perpetrators", "targets", "weapons")


@click.command("correct", epilog=EPILOG)
@click.argument("incident", metavar="INCIDENT")
@click.argument("field", type=click.Choice(FIELDS), metavar="FIELD")
@click.argument("value", metavar="VALUE")
@person_options
@click.pass_context
def command(
    context: click.Context,
    incident: str,
    field: Field,
    value: str,
    by: str | None,
    because: str,
    ledger: Path | str | None,
) -> None:
    """Put a value in the place of the resolved one: FIELD of INCIDENT is VALUE."""
    from histor.record.judgement_wire import field_from_json, field_to_json

    name = name_of(context, by)
    try:
        given = field_to_json(field, field_from_json(field, _raw(field, value)))
    except (ValueError, RecordError) as error:
        raise click.BadParameter(f"{value!r} is no {field}: {error}", param_hint="VALUE") from None
    with acting(context, ledger) as kept:
        account = _founder(kept, incident)
        made = kept.merging.correct(Correction(account, field, given, name, because))
        click.echo(
            f"correction {made.number}: {field} of {incident} (histor undo {made.number} --correction takes it back)"
        )


def _raw(field: Field, value: str) -> Any:
    """The value as JSON has it, from the short form of the command line."""
    if value == "unknown":
        return None
    if field in _TOLLS:
        bounds = value.split("/") if "/" in value else [value] * 3
        low, best, high = (None if bound == "-" else int(bound) for bound in bounds)
        return {"low": low, "best": best, "high": high}
    if field == "date":
        first, _, last = value.partition("/")
        return {"earliest": first, "latest": last or first}
    if field in _LISTS:
        return [part.strip() for part in value.split(",") if part.strip()]
    if field in ("suicide", "aggregate"):
        return {"yes": True, "no": False}.get(value, value)
    if field == "place":
        return dict.fromkeys(("admin1", "country", "lat", "lon", "geonames")) | json.loads(value)
    return value


def _founder(ledger: Any, incident: str) -> str:
    """The account with which a correction of the incident goes."""
    if "#" in incident:
        return incident
    testimonies = ledger.merging.dossier(ledger.merging.find(incident).id).testimonies
    if not testimonies:
        raise LedgerError(f"incident {incident} has no accounts to correct")
    return str(testimonies[0].account_id)
