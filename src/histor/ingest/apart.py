"""A parse in a child process that can be killed: for pages that could take long and for parsers that could crash."""

import importlib
import math
import signal
import sys
from dataclasses import dataclass
from typing import Final

from histor.errors import IngestError
from histor.ingest.found import Document, Found, failures_kept
from histor.ingest.options import IngestOptions
from histor.record.reading import Failure

_MEMORY_BYTES: Final = 4_000_000_000
_PATIENCE: Final = 10
"""On a busy machine a child may wait this many times longer than it works."""


@dataclass(frozen=True, slots=True)
class _Order:
    """What the child is to do. The document's bytes follow it on the same pipe, behind a line feed."""

    module: str
    name: str
    url: str | None
    charset: str | None
    options: IngestOptions


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the child found, one line each."""

    found: Found | None = None
    failure: Failure | None = None


def read_apart(module: str, document: Document, data: bytes, options: IngestOptions) -> list[Found | Failure]:
    """What `module.parse` finds in the bytes, in a child process with bounds on time and memory.

    Time is the child's own processor time where the system can bound that, so that a busy machine changes no result.

    Raises:
        IngestError: the child passed the time limit, or crashed.
    """
    import subprocess

    import msgspec

    order = _Order(module, document.name, document.url, document.charset, options)
    # The child starts with the same interpreter and search path; "-c" keeps the caller's own main module out of it.
    command = [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import work; work()"]
    sent = msgspec.json.encode(order) + b"\n" + data
    seconds = options.limits.seconds
    try:
        child = subprocess.run(command, input=sent, capture_output=True, timeout=_PATIENCE * seconds, check=False)
    except subprocess.TimeoutExpired:
        child = None
    if child is None or child.returncode == -getattr(signal, "SIGXCPU", 0) != 0:
        reason = f"reading it took longer than {seconds:g} seconds"
        raise IngestError(document.name, reason, "it may be made to take long; leave it out")
    if child.returncode:
        raise IngestError(document.name, "the parser crashed on it", "the file may be damaged")
    answers = [msgspec.json.decode(line, type=_Answer) for line in child.stdout.splitlines()]
    return [item for answer in answers if (item := answer.found or answer.failure)]


def work() -> None:
    """The child's side: read an order and a document from standard input, answer on standard output."""
    import msgspec

    order = msgspec.json.decode(sys.stdin.buffer.readline(), type=_Order)
    _bound(math.ceil(order.options.limits.seconds))
    data = sys.stdin.buffer.read()
    parse = importlib.import_module(order.module).parse
    document = Document.of(data, order.name, order.url, order.charset)
    for item in failures_kept(parse(document, order.options), order.name):
        answer = _Answer(found=item) if isinstance(item, Found) else _Answer(failure=item)
        sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
    sys.stdout.buffer.flush()


def _bound(seconds: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
