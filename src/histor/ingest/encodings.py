"""Bytes -> text, exactly as it stands: no line end, quote or mark is changed, so offsets count what was written."""

import codecs
import re
from typing import Final

from histor.errors import IngestError

# The longer mark first: UTF-32's begins with UTF-16's.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SAMPLE: Final = 65_536


def decode(data: bytes, name: str, encoding: str | None = None, hint: str | None = None) -> str:
    """The text in the bytes, without a byte order mark.

    `encoding` is the user's word and is obeyed; `hint` (a page's or server's) is tried and then doubted. Without
    either: the mark, else UTF-8 where it fits, else the encoding whose letter patterns fit best.

    Raises:
        IngestError: unknown encoding, bytes that are not in the encoding asked for, or no text at all (binary).
    """
    text = _as_asked(data, name, encoding) if encoding else _as_found(data, hint)
    refuse_binary(text, name)
    return text


def refuse_binary(text: str, name: str) -> None:
    """Refuse what was never text.

    Raises:
        IngestError: it holds NUL, or control characters beyond the odd stray one.
    """
    sample = text[:_SAMPLE]
    if "\x00" in text or len(_CONTROLS.findall(sample)) > max(2, len(sample) // 100):
        raise IngestError(name, "not text but binary data", "give text, HTML, PDF, or name its encoding")


def head_encoding(head: bytes, name: str, encoding: str | None = None) -> str:
    """The name of the encoding of a stream that begins with these bytes; it need not end on a whole character.

    Raises:
        IngestError: the encoding asked for is unknown.
    """
    if encoding:
        return _known(encoding, name)
    if marked := _marked(head) or _wide(head):
        return marked
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
        return "utf-8"
    except UnicodeDecodeError:
        return _detected(head)


def _as_asked(data: bytes, name: str, encoding: str) -> str:
    known = _known(encoding, name)
    try:
        return data.decode(known).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise IngestError(
            name, f"byte {error.start:,} is not {known}", "leave the encoding out to have it detected"
        ) from None


def _as_found(data: bytes, hint: str | None) -> str:
    marked = _marked(data) or _wide(data)
    if marked:
        return data.decode(marked, "replace").removeprefix("\ufeff")
    for candidate in (_hinted(hint), "utf-8"):
        if candidate:
            try:
                return data.decode(candidate)
            except UnicodeDecodeError:
                continue
    if _hinted(hint) == "utf-8" or _mostly_utf8(data):
        return data.decode("utf-8", "replace")
    return data.decode(_detected(data), "replace")


def _known(encoding: str, name: str) -> str:
    try:
        info = codecs.lookup(encoding)
        "".encode(info.name)  # codecs that do not make text (zip, base64) are refused here
        return info.name
    except (LookupError, ValueError):
        raise IngestError(name, f"unknown encoding {encoding!r}", "use a name such as utf-8 or windows-1251") from None


def _marked(data: bytes) -> str | None:
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: Latin letters leave a NUL at every other byte."""
    sample = data[:4096]
    half = len(sample) // 2
    for order, nul, letter in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
        if half and nul.count(0) > 0.4 * half and not letter.count(0):
            return order
    return None


def _hinted(hint: str | None) -> str | None:
    """The codec a page's label stands for: browsers read "iso-8859-1" as windows-1252, and so do we."""
    if not hint:
        return None
    from resiliparse.parse.encoding import map_encoding_to_html5

    mapped = map_encoding_to_html5(hint, fallback_utf8=False)
    return str(mapped) if mapped else None


def _mostly_utf8(data: bytes) -> bool:
    """Whether a few bytes spoil what is otherwise UTF-8, as when a page is cut in the middle of a letter."""
    sample = data[:_SAMPLE].decode("utf-8", "replace")
    spoilt = sample.count("\ufffd")
    whole = sum(1 for character in sample if character > "\x7f") - spoilt
    return spoilt * 10 < whole


def _detected(data: bytes) -> str:
    from resiliparse.parse.encoding import detect_encoding

    return str(detect_encoding(data) or "cp1252")
