"""Streams of any encoding, and a console while native libraries are silenced."""

import io
import os
import sys
from collections.abc import Iterator
from typing import TextIO

import pytest

from facefinder.output import progress
from facefinder.output.tell import speak_utf8, tell

NAME = "E:\\\u4e2d\u6587 \u00fc \U0001f600"


@pytest.mark.parametrize("name", ["stdout", "stderr"])
@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "ascii", "utf-8"])
def test_what_goes_into_a_pipe_is_utf_8(
    name: str, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors="strict", newline="\n")
    monkeypatch.setattr(sys, name, stream)
    speak_utf8()
    tell(NAME, stream)
    assert raw.getvalue().decode("utf-8") == NAME + "\n"
    stream.write("half of a sign: \udc80")
    stream.flush()


class Console(io.TextIOWrapper):
    """A console with a code page of its own, that is to be spoken to in it."""

    def isatty(self) -> bool:
        return True


def test_a_console_is_spoken_to_in_its_own_way_and_takes_every_character(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw = io.BytesIO()
    stream = Console(raw, encoding="cp850", errors="strict", newline="\n")
    monkeypatch.setattr(sys, "stdout", stream)
    speak_utf8()
    stream.write("\u00fc \u4e2d")
    stream.flush()
    assert raw.getvalue() == b"\x81 \\u4e2d"


def test_a_stream_of_somebody_else_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    speak_utf8()


@pytest.fixture
def pipe() -> Iterator[tuple[int, TextIO]]:
    """Where to read what a console was sent, and the console."""
    reader, writer = os.pipe()
    stream = Console(os.fdopen(writer, "wb"), encoding="utf-8")
    yield reader, stream
    os.close(reader)
    stream.close()


def test_progress_goes_on_while_its_file_leads_nowhere(
    pipe: tuple[int, TextIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `silent_libraries` does with file 2."""
    monkeypatch.setattr(progress, "obeys_escapes", lambda _: True)
    monkeypatch.setenv("TERM", "xterm")
    reader, stream = pipe
    with progress.teller(quiet=False, stream=stream) as teller:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        teller.say("still there")
    assert b"still there" in os.read(reader, 1 << 16)


def test_a_console_that_obeys_no_escapes_gets_plain_lines(
    pipe: tuple[int, TextIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "obeys_escapes", lambda _: False)
    reader, stream = pipe
    with progress.teller(quiet=False, stream=stream) as teller:
        teller.start(3, 0)
        teller.advance(3, 2, 1)
        teller.end()
    told = os.read(reader, 1 << 16)
    assert b"3 of 3 photos" in told
    assert b"\x1b" not in told
