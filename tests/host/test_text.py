"""Names that any file system takes, and text that any terminal may have."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.host.text import as_typed, counted, printable, safe_name
from tests.support.strategies import file_names, people


@pytest.mark.parametrize(
    ("word", "windows", "elsewhere"),
    [
        ("Anna", "Anna", "Anna"),
        ("E:\\found", "E:\\found", "'E:\\found'"),
        ("Anna & Jo", '"Anna & Jo"', "'Anna & Jo'"),
        ("(1)", '"(1)"', "'(1)'"),
        ("it's", '"it\'s"', "'it'\"'\"'s'"),
        ('the "best"', '"the \\"best\\""', "'the \"best\"'"),
        ("E:\\a b\\", '"E:\\a b\\\\"', "'E:\\a b\\'"),
    ],
)
def test_a_word_in_an_advice_is_one_that_can_be_typed(
    word: str, windows: str, elsewhere: str
) -> None:
    """Single quotation marks mean nothing to Windows' own command line."""
    assert as_typed(word, "nt") == windows
    assert as_typed(word, "posix") == elsewhere


@given(people() | file_names() | st.text(st.characters(), max_size=300))
def test_a_safe_name_is_one_harmless_name(name: str) -> None:
    safe = safe_name(name)
    assert Path("a", safe).name == safe
    assert 0 < len(safe.encode()) <= 255
    assert not set(safe) & set('<>:"/\\|?*')
    assert safe[0] != "."
    assert safe[-1] not in ". "
    assert printable(safe) == safe
    assert safe.partition(".")[0].strip().upper() not in {"CON", "NUL", "AUX", "COM1", "LPT9"}


@pytest.mark.parametrize(
    "name",
    [
        "Anna",
        "IMG_0001 (2).JPG",
        "Größe 笑顔 👨‍👩‍👧.jpg",
        "100%.jpg",
        "Dr. Ä, jun",
        "a&b'c=d",
        "Consul",
        "com10",
        "n" * 250 + ".jpg",
        "e\u0301",
    ],
)
def test_ordinary_names_stay_as_they_are(name: str) -> None:
    assert safe_name(name) == name


@given(st.text(max_size=30) | people(), st.text(max_size=30) | people())
def test_different_texts_get_different_names(one: str, other: str) -> None:
    if {one, other} != {"", "_"}:
        assert (safe_name(one) == safe_name(other)) == (one == other)


def test_what_safe_names_look_like() -> None:
    odd = ["a/b", "..", "CON", "nul.jpg", "x.", "a\nb", "a%2Fb", "\udcfc", "\ud83d", ""]
    expected = ["a%2Fb", "%2E%2E", "%43ON", "%6Eul.jpg", "x%2E", "a%0Ab", "a%252Fb"]
    assert [safe_name(name) for name in odd] == [*expected, "%FC", "%ED%A0%BD", "_"]


@given(st.text(st.characters(), max_size=50))
def test_printable_text_is_one_line_that_a_terminal_may_have(text: str) -> None:
    shown = printable(text)
    assert len(shown.splitlines()) <= 1
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in shown)
    assert not set(shown) & set(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
    )
    shown.encode()
    assert printable(shown) == shown


def test_printable_shows_escapes_and_leaves_the_rest() -> None:
    assert printable("a\tb\nc\x1b[2J\u202e") == r"a\tb\nc\x1b[2J\u202e"
    assert printable("M\udcfcller\ud83d") == r"M\xfcller\ud83d"
    for text in ("C:\\new\\table", "Größe 笑顔 👨‍👩‍👧", "a\xa0b\u202fAM"):
        assert printable(text) == text


def test_one_thing_is_not_several() -> None:
    assert [counted(number, "face") for number in (0, 1, 2)] == ["0 faces", "1 face", "2 faces"]
