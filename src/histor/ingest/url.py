"""One URL, fetched with care: http and https only, public addresses only, bounded in size, time and redirects."""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from histor import __version__
from histor.errors import IngestError
from histor.ingest.compressed import decoded_body
from histor.ingest.options import Limits

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_SAFE: Final = "/%:=&?~#+!$,;'@()*[]"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as the server sent it: its final URL, media type in lower case, declared encoding, and bytes."""

    url: str
    media_type: str
    charset: str | None
    body: bytes


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public network, also when it is wrapped in an IPv6 address."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def fetch(url: str, limits: Limits, allowed: Callable[[str], bool] = is_public) -> Fetched:
    """Fetch one page. Each hop's host is looked up once, every address found must be `allowed`, and the connection
    goes to the very address that was checked. Proxies of the environment are not used: they would look up again.

    Raises:
        IngestError: not http(s), an address that is not allowed, a limit passed, or the server fails.
    """
    deadline = time.monotonic() + limits.seconds
    at = url
    for _ in range(limits.redirects + 1):
        parts = _checked(at, url)
        with _answered(parts, deadline, allowed, url) as answer:
            location = answer.getheader("Location")
            if answer.status not in _REDIRECTS or not location:
                return _page(answer, urlunsplit(parts), url, limits)
        at = urljoin(at, location)
    raise IngestError(url, f"more than {limits.redirects} redirects", "open it in a browser to see where it leads")


def _checked(url: str, source: str) -> SplitResult:
    """The parts of a URL that may be fetched, percent-encoded where it has letters beyond ASCII."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port
    except ValueError:  # UnicodeError is one too
        raise IngestError(source, "not a URL that can be fetched", "check its spelling") from None
    if parts.scheme not in ("http", "https"):
        raise IngestError(source, f"leads to a {parts.scheme or 'local'} address", "only http and https are fetched")
    if not host or parts.username is not None:
        raise IngestError(source, "a URL without a host, or with a password in it", "give the plain address")
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if port is None else f"{shown}:{port}"
    return SplitResult(parts.scheme, netloc, quote(parts.path, _SAFE) or "/", quote(parts.query, _SAFE), "")


def _address(parts: SplitResult, allowed: Callable[[str], bool], source: str) -> str:
    host = parts.hostname or ""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise IngestError(source, f"the host {host} is not known", "check its spelling and the network") from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not allowed(address):
            reason = f"{host} is {address}, an address on this machine or a private network"
            raise IngestError(source, reason, "save the page and read the file")
    return addresses[0]


@contextlib.contextmanager
def _answered(
    parts: SplitResult, deadline: float, allowed: Callable[[str], bool], source: str
) -> Iterator[http.client.HTTPResponse]:
    """The server's answer to one request, its connection cut at the deadline however slowly it drips."""
    address = _address(parts, allowed, source)
    remaining = max(0.1, deadline - time.monotonic())
    connection = _connection(parts, address, remaining)
    watch = threading.Timer(remaining, _cut, (connection,))
    watch.daemon = True
    watch.start()
    try:
        target = urlunsplit(("", "", parts.path, parts.query, ""))
        connection.request("GET", target, headers={"User-Agent": f"histor/{__version__}", "Accept-Encoding": "gzip"})
        yield connection.getresponse()
        if time.monotonic() >= deadline:  # an answer that was cut off looks like a short one
            raise IngestError(source, "the server took too long", "try again later")
    except (OSError, http.client.HTTPException, ValueError) as error:
        if time.monotonic() >= deadline:
            raise IngestError(source, "the server took too long", "try again later") from None
        raise IngestError(source, f"not fetched ({type(error).__name__}: {error})"[:300], "try again later") from None
    finally:
        watch.cancel()
        connection.close()


def _connection(parts: SplitResult, address: str, seconds: float) -> http.client.HTTPConnection:
    """A connection pinned to an address; the certificate is still checked against the host's name."""
    host = parts.hostname or ""
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    connection = http.client.HTTPConnection(host, port, timeout=seconds)

    def connect() -> None:
        raw = socket.create_connection((address, port), timeout=seconds)
        # Given to the connection before the handshake, so that the deadline can cut that too.
        connection.sock = raw
        if secure:
            connection.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=host)

    connection.connect = connect  # type: ignore[method-assign]
    connection.default_port = 443 if secure else 80
    return connection


def _cut(connection: http.client.HTTPConnection) -> None:
    with contextlib.suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)


def _page(answer: http.client.HTTPResponse, url: str, source: str, limits: Limits) -> Fetched:
    if answer.status != 200:
        reason = f"the server answered {answer.status} {answer.reason}"[:100]
        raise IngestError(source, reason, "open it in a browser to see why")
    limit = limits.document_bytes
    body = answer.read(limit + 1)
    if len(body) > limit:
        raise IngestError(source, f"larger than {limit:,} bytes", "it is no article")
    declared = int(answer.getheader("Content-Length") or 0)
    if len(body) < declared:
        raise IngestError(source, "the connection broke off", "try again later")
    return Fetched(
        url=url,
        media_type=answer.headers.get_content_type(),
        charset=answer.headers.get_content_charset(),
        body=decoded_body(body, answer.getheader("Content-Encoding") or "", source, limit),
    )
