"""The terminal: what may be written to it, and where results and remarks go.

Articles are hostile text. An escape sequence could repaint the screen, and a bidirectional override could show a
quote in another order than it stands in; neither may reach a terminal as it is.
"""

import io
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, TypeVar

if TYPE_CHECKING:  # `histor --help` does not need it
    from rich.console import Console

T = TypeVar("T")

MACHINE_READ = "machine-read, unverified"
_JOINERS = "\u00ad\u200c\u200d"  # soft hyphen and the joiners: Persian and emoji need them, and they move nothing
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_HIDDEN_IN_JSON = re.compile(r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]")


class _Stand(dict[int, str]):
    """What stands for each character, worked out when it is first met; one character for one keeps offsets."""

    def __missing__(self, code: int) -> str:
        self[code] = stand = _stand(chr(code))
        return stand


def _stand(character: str) -> str:
    if character in "\n\t\r":
        return "\n" if character == "\n" else " "
    if character in _JOINERS or unicodedata.category(character) not in _HIDDEN:
        return character
    if ord(character) < 0x20:
        return chr(0x2400 + ord(character))  # Unicode's pictures of the control characters
    return "\u2421" if character == "\x7f" else "\ufffd"


_STANDS = _Stand()


def shown(text: str) -> str:
    """The text with every character that could act on a terminal replaced by one that cannot; the same length."""
    return text.translate(_STANDS)


def shown_line(text: str) -> str:
    """The text as one line that cannot act on a terminal."""
    return " ".join(shown(text).split())


def shown_json(text: str) -> str:
    """JSON that means the same and cannot act on a terminal: such characters become their \\u escapes."""
    return _HIDDEN_IN_JSON.sub(lambda found: _escaped(ord(found.group())), text)


def _escaped(code: int) -> str:
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


def is_terminal(stream: IO[str]) -> bool:
    """Whether a person is looking at the stream; a closed stream has nobody."""
    try:
        return stream.isatty()
    except ValueError:
        return False


@contextmanager
def opened(path: Path | None) -> Iterator[IO[str]]:
    """The file that results go to, or standard output where none is named; in UTF-8, lines end in a line feed."""
    if path is None:
        yield sys.stdout
        return
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        yield stream


def say(line: str) -> None:
    """One remark to the person, on standard error, so that results stay clean."""
    sys.stderr.write(shown_line(line) + "\n")
    sys.stderr.flush()


def console(stream: IO[str] | None = None) -> "Console":
    """A console that takes no markup, emoji codes or colour guesses from the text it prints."""
    from rich.console import Console

    return Console(file=stream or sys.stdout, markup=False, emoji=False, highlight=False)


def write_export(layout: str, write: Callable[[Path | BinaryIO], T], path: Path | None) -> T:
    """Have an export written to a file or standard output, harmless where a person looks; what `write` gives.

    Raises:
        ExportError: the file cannot be written, or a package for the layout is missing.
    """
    if path is not None:
        return write(path)
    if not is_terminal(sys.stdout):
        sys.stdout.flush()
        return write(sys.stdout.buffer)
    held = io.BytesIO()
    written = write(held)
    clean = shown if layout.endswith("csv") else shown_json
    sys.stdout.write(clean(held.getvalue().decode().replace("\r\n", "\n")))
    return written
