"""`histor completion`: let the shell finish commands and options."""

from typing import Final

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

SHELLS: Final[dict[str, type[ShellComplete]]] = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}
EPILOG: Final = """\b
Examples:
  histor completion bash >> ~/.bashrc
  histor completion zsh >> ~/.zshrc
  histor completion fish > ~/.config/fish/completions/histor.fish
"""


@click.command("completion", epilog=EPILOG)
@click.argument("shell", type=click.Choice(list(SHELLS)))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the completion script of a shell."""
    click.echo(SHELLS[shell](context.find_root().command, {}, "histor", "_HISTOR_COMPLETE").source())
