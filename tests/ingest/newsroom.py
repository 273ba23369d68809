"""Real files of each format, made on the spot."""

import gzip
import io

STORY = (
    "Gunmen killed four dock workers in the port of Veslin on Thursday, police said. "
    "A spokesman for the harbour guard, Ilmar Tosk, said two attackers fled by boat and a third was wounded. "
    "No group has claimed the attack, the third on the docks since January. "
    "The mayor called for calm and asked witnesses to come forward with whatever they had seen that morning."
)


def page(story: str = STORY, head: str = "", title: str = "Four killed in Veslin port") -> str:
    """A news page with a headline and a story of one paragraph."""
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head>"
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1><p>{story}</p></article></body></html>"
    )


def pdf(*lines: str, info: str = "") -> bytes:
    """A PDF of one page, written by hand, with its cross-reference table."""
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    content = f"BT /F1 12 Tf 14 TL 40 700 Td {shown} ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        f"<< {info} >>".encode(),
    ]
    out, offsets = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in offsets))
    out.write(b"trailer << /Size 6 /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def warc_record(
    url: str, body: bytes, headers: str = "Content-Type: text/html; charset=utf-8", status: str = "200 OK"
) -> bytes:
    """One response record of a web archive."""
    http = f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body
    return (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2022-01-01T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    ).encode() + http + b"\r\n\r\n"  # fmt: skip


def gzipped(*records: bytes) -> bytes:
    """A .warc.gz: each record a gzip member of its own."""
    return b"".join(gzip.compress(record, mtime=0) for record in records)
