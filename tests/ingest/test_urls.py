"""URLs: only when asked, only public addresses at every hop, never longer or larger than allowed. A real server."""

import gzip
import http.server
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from newsroom import STORY, page, pdf

from histor.errors import IngestError
from histor.ingest.options import Limits
from histor.ingest.url import fetch, is_public

QUICK = Limits(document_bytes=100_000)
BODY = page().encode()
CYRILLIC = page("Убиты четыре докера. " * 9).encode("cp1251")


class _Pages(http.server.BaseHTTPRequestHandler):
    """Every page these tests need, each at its own path."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/drip":
            return self._drip()
        if path.startswith("/hop/"):
            left = int(path.split("/")[2])
            return self._send(302, b"", {"Location": f"/hop/{left - 1}" if left > 1 else "/2021/03/05/port"})
        answers = {
            "/2021/03/05/port": (200, BODY, {"Content-Type": "text/html; charset=utf-8"}),
            "/cyrillic": (200, CYRILLIC, {"Content-Type": "text/html; charset=windows-1251"}),
            "/zipped": (200, gzip.compress(BODY), {"Content-Type": "text/html", "Content-Encoding": "gzip"}),
            "/bomb": (200, gzip.compress(b"a" * 5_000_000), {"Content-Type": "text/html", "Content-Encoding": "gzip"}),
            "/large": (200, b"a" * 300_000, {"Content-Type": "text/plain"}),
            "/rows": (200, b'{"text": "One."}\n{"text": "Two."}\n', {"Content-Type": "application/octet-stream"}),
            "/paper": (200, pdf("Four died."), {"Content-Type": "application/pdf"}),
            "/plain": (200, STORY.encode(), {"Content-Type": "text/plain"}),
            "/local": (302, b"", {"Location": "http://127.0.0.2/secret"}),
            "/metadata": (302, b"", {"Location": "http://169.254.169.254/latest"}),
            "/file": (302, b"", {"Location": "file:///etc/passwd"}),
            "/broken": (200, b"short", {"Content-Type": "text/plain", "Content-Length": "500"}),
        }  # fmt: skip
        self._send(*answers.get(path, (404, b"no such page", {})))
        return None

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for key, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        """A header that never ends, a letter at a time."""
        self.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
        try:
            for _ in range(100):
                self.wfile.write(b"a")
                time.sleep(0.1)
        except OSError:
            pass

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """A news site on this machine."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def only_this_site(address: str) -> bool:
    return address == "127.0.0.1"


def refusal(url: str, limits: Limits = QUICK) -> str:
    with pytest.raises(IngestError) as raised:
        fetch(url, limits, only_this_site)
    return str(raised.value)


def test_a_page_becomes_an_article_with_its_url_and_day(site, articles) -> None:
    url = f"{site}/2021/03/05/port?a=b"
    (article,) = articles(url, allow_urls=True, private_addresses=True)
    assert (article.text, article.url, article.source) == (STORY, url, url)
    assert (article.published, article.published_from) == ("2021-03-05", "url")


@pytest.mark.parametrize(
    ("path", "texts"),
    [("/rows", ["One.", "Two."]), ("/paper", ["Four died."]), ("/plain", [STORY]), ("/zipped", [STORY])],
)
def test_every_format_can_be_fetched(site, articles, path, texts) -> None:
    found = articles(site + path, allow_urls=True, private_addresses=True)
    assert [article.text for article in found] == texts


def test_the_servers_encoding_is_used(site, articles) -> None:
    (article,) = articles(f"{site}/cyrillic", allow_urls=True, private_addresses=True)
    assert article.text.startswith("Убиты четыре докера.")


def test_urls_are_not_fetched_unless_asked_for(site, failure) -> None:
    assert "--fetch" in failure(f"{site}/plain").remedy


def test_private_addresses_are_refused_unless_asked_for(site, failure) -> None:
    assert "this machine or a private network" in failure(f"{site}/plain", allow_urls=True).reason


@pytest.mark.parametrize("path", ["/local", "/metadata"])
def test_a_redirect_to_a_private_address_is_refused(site, path) -> None:
    assert "private network" in refusal(site + path)


def test_a_redirect_to_a_file_is_refused(site) -> None:
    assert "only http and https" in refusal(f"{site}/file")


def test_redirects_are_followed_up_to_the_limit(site) -> None:
    fetched = fetch(f"{site}/hop/5", QUICK, only_this_site)
    assert fetched.url == f"{site}/2021/03/05/port" and fetched.body == BODY
    assert "more than 5 redirects" in refusal(f"{site}/hop/6")


def test_the_address_that_was_checked_is_the_one_that_is_used(site, monkeypatch) -> None:
    """A name that answers with a public address first and a private one later gains nothing: one look-up a hop."""
    port = int(site.rpartition(":")[2])
    asked = []

    def look_up(host: str, *args: object, **kwargs: object) -> list[object]:
        asked.append(host)
        if host == "127.0.0.1":  # the connection itself, to the pinned address
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        address = "127.0.0.1" if asked.count(host) == 1 else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    assert fetch(f"http://lantern.example:{port}/plain", QUICK, only_this_site).body == STORY.encode()
    assert asked.count("lantern.example") == 1


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: both)
    with pytest.raises(IngestError, match=r"10\.0\.0\.1"):
        fetch("http://lantern.example/", QUICK)


def test_too_large_too_slow_broken_off_and_missing(site) -> None:
    assert "larger than 100,000 bytes" in refusal(f"{site}/large")
    assert "larger than 100,000 bytes" in refusal(f"{site}/bomb")
    assert "broke off" in refusal(f"{site}/broken")
    assert "404" in refusal(f"{site}/nothing")
    started = time.monotonic()
    assert "too long" in refusal(f"{site}/drip", Limits(seconds=1))
    assert time.monotonic() - started < 8


@pytest.mark.parametrize(
    "url",
    ["http://", "http://user:secret@127.0.0.1/", "http://127.0.0.1:99999/", "http://[::1", "http://a..b/", "http://\x00/",
     "ftp://lantern.example/", "file:///etc/passwd", "gopher://127.0.0.1/"],
)  # fmt: skip
def test_urls_that_cannot_be_fetched_are_failures(failure, url) -> None:
    refused = failure(url, allow_urls=True, private_addresses=True)
    assert refused.source == url and refused.reason and "parsed" not in refused.reason


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1",
     "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a00:1::1"],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::1111", "::ffff:93.184.216.34"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)
