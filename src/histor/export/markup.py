"""HTML by construction: everything is escaped unless it was made here."""

import html
import re
from typing import Final

_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class Markup(str):
    """Text that is HTML already. Only `element`, `text` and `join` make it, and the page's own files."""

    __slots__ = ()


def text(words: str) -> Markup:
    """Words as HTML text, safe between tags and in quoted attributes; characters HTML forbids become U+FFFD."""
    return Markup(html.escape(_UNPRINTABLE.sub("\ufffd", words), quote=True))


def element(name: str, *content: str, **attributes: str | int | bool | None) -> Markup:
    """One element. Plain strings inside are escaped, Markup is not.

    Attributes are written with underscores (`class_`, `aria_label`); None and False leave one out, True writes it bare.
    """
    opening = name + "".join(_attribute(key, value) for key, value in attributes.items())
    return Markup(f"<{opening}>{join(*content)}</{name}>")


def join(*content: str) -> Markup:
    """Content one after the other, escaped where it is not yet HTML."""
    return Markup("".join(part if isinstance(part, Markup) else text(part) for part in content))


def _attribute(key: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{text(str(value))}"'
