"""Bytes become the text they were written as, character for character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.errors import IngestError
from histor.ingest.encodings import decode

CURLY = "“Four died,” said Tosk’s brother — it was 7°C…\r\n"
RUSSIAN = "В порту Веслина в четверг убиты четыре докера, сообщила полиция. Нападавшие скрылись на лодке."
ARABIC = "قُتل أربعة عمال في ميناء فيسلين يوم الخميس، حسبما قالت الشرطة المحلية في بيان لها"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_unicode_in_every_form(encoding: str) -> None:
    text = "Plain words first. " * 3 + CURLY + "🚢\r\n"
    assert decode(text.encode(encoding), "x") == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CURLY * 3, "cp1252"),
        ("Größere Gefechte in Überlingen, fünf Männer getötet, hieß es am Donnerstag. " * 3, "iso-8859-1"),
        (RUSSIAN, "windows-1251"),
        (RUSSIAN, "koi8-r"),
        (ARABIC.replace("ُ", ""), "windows-1256"),
    ],
)
def test_older_encodings_are_recognised(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "x") == text


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])).filter(lambda text: text[:1] != "\ufeff"))
def test_utf8_is_never_mistaken(text: str) -> None:
    assert decode(text.encode(), "x") == text


def test_the_users_encoding_is_obeyed_even_where_another_fits() -> None:
    assert decode("é".encode(), "x", "cp1252") == "Ã©"


def test_bytes_not_in_the_users_encoding_are_refused_with_their_place() -> None:
    with pytest.raises(IngestError, match=r"x: byte 3 is not utf-8 .*detected"):
        decode(b"caf\xe9", "x", "utf-8")


@pytest.mark.parametrize("encoding", ["klingon", "base64", "\x00", "zip"])
def test_an_unknown_encoding_is_refused_by_name(encoding: str) -> None:
    with pytest.raises(IngestError, match="unknown encoding"):
        decode(b"text", "x", encoding)


def test_a_label_that_is_wrong_is_doubted() -> None:
    assert decode(RUSSIAN.encode("windows-1251"), "x", hint="utf-8-nonsense") == RUSSIAN
    assert decode("naïve “quotes”".encode(), "x", hint="us-ascii-or-so") == "naïve “quotes”"


def test_iso_8859_1_on_a_page_means_windows_1252_as_in_browsers() -> None:
    assert decode(CURLY.encode("cp1252"), "x", hint="ISO-8859-1") == CURLY


def test_one_spoilt_byte_does_not_spoil_the_rest() -> None:
    data = (ARABIC * 5).encode() + b"\xff"
    assert decode(data, "x") == ARABIC * 5 + "\ufffd"


@pytest.mark.parametrize(
    "data", [b"abc\x00def", bytes(range(256)) * 20, b"\x7fELF\x02\x01\x01\x00\x00", b"\x01\x02\x03\x04" * 9]
)
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(IngestError, match="binary"):
        decode(data, "x")


def test_a_stray_control_character_is_not_binary() -> None:
    assert decode(b"Four died.\x1a", "x") == "Four died.\x1a"
