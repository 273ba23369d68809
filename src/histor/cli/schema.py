"""`histor schema`: the output contract, for programs."""

from typing import Final

import click

WHAT: Final = ("reading", "incident", "change")
EPILOG: Final = """\b
Examples:
  histor schema > reading.schema.json
  histor schema incident > incident.schema.json

\b
reading   what `histor read --format jsonl` and `histor export` write
incident  what `histor export --merged` writes
change    what `histor changes` writes
"""


@click.command("schema", epilog=EPILOG)
@click.argument("what", type=click.Choice(WHAT), default=WHAT[0])
def command(what: str) -> None:
    """Print the JSON Schema (2020-12) of one reading, or of a merged incident or a change of one."""
    import json

    from histor.record.incident_wire import change_schema, incident_schema
    from histor.record.wire import json_schema

    schema = {"reading": json_schema, "incident": incident_schema, "change": change_schema}[what]()
    click.echo(json.dumps(schema, indent=2, ensure_ascii=False))
