"""Compressed bytes, opened with bounds: a small file never becomes an endless one, and damage costs one member."""

import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from histor.errors import IngestError
from histor.ingest.options import Limits

MAGIC: Final = b"\x1f\x8b\x08"
_GZIP_WINDOW: Final = 31
_CHUNK: Final = 65_536
_MOST_REWOUND: Final = 256_000_000
"""Bytes that may be read again while looking for the next whole member of a damaged file; then it is given up."""


class Member:
    """One gzip member as a stream. It ends where the member ends or where it is damaged; `damage` then says why."""

    def __init__(self, stream: BinaryIO, offset: int, pending: bytes, limits: Limits) -> None:
        self.offset = offset
        self.damage = "" if pending.startswith(MAGIC) else "not gzip data"
        self._stream, self._pending, self._limits = stream, pending, limits
        self._inflater = zlib.decompressobj(_GZIP_WINDOW)
        self._taken = len(pending)
        self._given = 0

    def read(self, size: int = _CHUNK) -> bytes:
        """Up to `size` bytes, at least one until the end."""
        while not (self.damage or self._inflater.eof):
            if not self._pending:
                self._pending = self._stream.read(_CHUNK)
                self._taken += len(self._pending)
            if out := self._inflate(max(1, size)):
                return out
        return b""

    def tell(self) -> int:
        """How many bytes have been read."""
        return self._given

    def drain(self) -> None:
        """Read to the end, so that damage anywhere in the member is known."""
        while self.read():
            pass

    @property
    def rest(self) -> bytes:
        """What was taken from the stream beyond this member's end."""
        return self._inflater.unused_data

    @property
    def end(self) -> int:
        """Offset in the file just behind this member."""
        return self.offset + self._taken - len(self.rest)

    def _inflate(self, size: int) -> bytes:
        if not self._pending:
            self.damage = "the compressed data ends too early"
            return b""
        try:
            out = self._inflater.decompress(self._pending, size)
        except zlib.error as error:
            self.damage = f"the compressed data is damaged ({error})"
            return b""
        self._pending = self._inflater.unconsumed_tail
        self._given += len(out)
        if self._given > max(self._limits.document_bytes, self._limits.inflation * self._taken):
            self.damage = f"it inflates more than {self._limits.inflation} times, as a decompression bomb does"
            return b""
        return out


def members(stream: BinaryIO, limits: Limits) -> Iterator[Member]:
    """The gzip members of a stream in order. After a damaged one the next whole one follows.

    The caller reads each member, calls `drain` and looks at its `damage` before taking the next.
    """
    offset, pending, rewound = 0, stream.read(_CHUNK), 0
    while pending := pending or stream.read(_CHUNK):
        if len(pending) < len(MAGIC):
            pending += stream.read(_CHUNK)
        member = Member(stream, offset, pending, limits)
        yield member
        member.drain()
        offset, pending = member.end, member.rest
        if member.damage:
            rewound += offset - member.offset
            if rewound > _MOST_REWOUND:
                return
            offset, pending = _next_magic(stream, member)
        padding = len(pending) - len(pending.lstrip(b"\0"))
        offset, pending = offset + padding, pending[padding:]


def _next_magic(stream: BinaryIO, member: Member) -> tuple[int, bytes]:
    """Offset of the next gzip magic after a damaged member's own, and the bytes from there that were read already.

    A stream that cannot go back (a pipe) is searched from where the damage was met.
    """
    offset = member.end
    if stream.seekable():
        offset = member.offset + 1
        stream.seek(offset)
    window = b""
    while chunk := stream.read(_CHUNK):
        window += chunk
        if (at := window.find(MAGIC)) >= 0:
            return offset + at, window[at:]
        kept = len(MAGIC) - 1
        offset, window = offset + len(window) - kept, window[-kept:]
    return offset, b""


class _Inflated(io.RawIOBase):
    """The members of a gzip file as one stream; damage is raised."""

    def __init__(self, stream: BinaryIO, name: str, limits: Limits) -> None:
        self._members = members(stream, limits)
        self._member: Member | None = next(self._members, None)
        self._name = name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while self._member is not None:
            if data := self._member.read(len(buffer)):
                buffer[: len(data)] = data
                return len(data)
            if self._member.damage:
                raise IngestError(self._name, self._member.damage, "fetch or compress the file again")
            self._member = next(self._members, None)
        return 0


def inflated(stream: BinaryIO, name: str, limits: Limits) -> io.BufferedReader:
    """The decompressed stream of a .gz file. Reading it raises IngestError where it is damaged or a bomb."""
    return io.BufferedReader(_Inflated(stream, name, limits))


def decoded_body(body: bytes, coding: str, name: str, limit: int) -> bytes:
    """An HTTP body with its content coding (gzip, deflate or none) undone, `limit` bytes at most.

    Raises:
        IngestError: another coding, damaged data, or more than `limit` bytes.
    """
    window = {"": 0, "identity": 0, "gzip": 47, "x-gzip": 47, "deflate": zlib.MAX_WBITS}.get(coding.strip().lower())
    if window is None:
        raise IngestError(name, f"its content coding {coding[:40]!r} is not supported")
    if window == 0:
        return body
    try:
        out = zlib.decompressobj(window).decompress(body, limit + 1)
    except zlib.error as error:
        raise IngestError(name, f"its compressed content is damaged ({error})") from None
    if len(out) > limit:
        raise IngestError(name, f"its compressed content is larger than {limit:,} bytes")
    return out


def unchunked(body: bytes) -> bytes:
    """An HTTP body with chunked transfer coding undone; what follows damage is left out."""
    parts, at = [], 0
    while (line_end := body.find(b"\r\n", at, at + 1_000)) >= 0:
        try:
            size = int(body[at:line_end].split(b";")[0], 16)
        except ValueError:
            break
        if size <= 0:
            break
        parts.append(body[line_end + 2 : line_end + 2 + size])
        at = line_end + 2 + size + 2
    return b"".join(parts)
