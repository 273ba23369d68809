"""`histor schema`: the output contract, for programs."""

import click

from histor.record.wire import json_schema


@click.command("schema", epilog="Example: histor schema > reading.schema.json")
def command() -> None:
    """Print the JSON Schema (2020-12) of one reading, as `histor read --format jsonl` writes it."""
    import json

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
