"""Nothing an article holds may act on the terminal, and cleaning moves no offset."""

import io
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.cli.terminal import console, is_terminal, opened, shown, shown_json, shown_line

HOSTILE = "\x1b[2J\x1b]0;owned\x07 \x9b31m \u202eevil\u202c \u2066a\u2069 \x7f \u2028 \ud800 \U000e0041 \u200f"


def harmless(text: str) -> bool:
    return not any(
        unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") and c not in "\n\u00ad\u200c\u200d" for c in text
    )


@given(st.text(st.characters()))
def test_shown_text_is_harmless_and_keeps_every_offset(text: str) -> None:
    assert harmless(shown(text))
    assert len(shown(text)) == len(text)


@given(st.text(st.characters()))
def test_shown_line_is_one_line(text: str) -> None:
    assert harmless(shown_line(text))
    assert "\n" not in shown_line(text)


def test_words_of_every_script_are_shown_as_they_are() -> None:
    words = "Kerman کرمان می‌خواهم Київ 東京 🇺🇦 👩‍🚒 naïve “quoted”"
    assert shown(words) == words


def test_an_escape_is_shown_as_its_picture() -> None:
    assert shown("a\x1b[31mred") == "a␛[31mred"
    assert shown("gnp\u202e.exe") == "gnp�.exe"


@given(st.text())
def test_json_shown_on_a_terminal_means_the_same(text: str) -> None:
    line = json.dumps({"quote": text}, ensure_ascii=False)
    assert json.loads(shown_json(line)) == {"quote": text}


def test_json_shown_on_a_terminal_is_harmless() -> None:
    line = json.dumps(HOSTILE.replace("\ud800", ""), ensure_ascii=False)
    assert line != shown_json(line)
    assert harmless(shown_json(line))


def test_the_console_takes_no_markup_from_text() -> None:
    page = io.StringIO()
    console(page).print("[bold]not bold[/bold] :smile: 42")
    assert page.getvalue() == "[bold]not bold[/bold] :smile: 42\n"


def test_a_closed_stream_is_no_terminal() -> None:
    stream = io.StringIO()
    stream.close()
    assert not is_terminal(stream)


def test_results_in_a_file_are_utf8_with_line_feeds(tmp_path: pytest.TempPathFactory) -> None:
    path = tmp_path / "out.txt"  # type: ignore[operator]
    with opened(path) as stream:
        stream.write("Київ\n")
    assert path.read_bytes() == "Київ\n".encode()
