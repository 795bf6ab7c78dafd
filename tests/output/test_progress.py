"""The line that says how far a run is: each number says what it counts."""

import io
import re
import threading

import pytest

from facefinder.language.say import speak
from facefinder.output import progress
from tests.support.needs import TERMINALS, needs
from tests.support.processes import wait_until


@pytest.mark.parametrize(
    ("matches", "found"),
    [(52, "117 faces, 52 matches"), (1, "117 faces, 1 match"), (None, "117 faces")],
)
def test_known_photos_are_not_mixed_with_what_is_read_now(matches: int | None, found: str) -> None:
    stream = io.StringIO()
    with progress.teller(quiet=False, stream=stream) as teller:
        teller.start(118, 60)
        teller.advance(58, 117, matches)
        teller.end()
    (line,) = stream.getvalue().splitlines()
    assert re.fullmatch(
        rf"118 of 118 photos; {found} in the 58 looked at now; [\d,]+\.\d photos/s", line
    )


def test_what_could_not_be_read_was_not_looked_at_and_pages_count_to_the_end() -> None:
    stream = io.StringIO()
    with progress.teller(quiet=False, stream=stream) as teller:
        teller.start(50, 0)  # of references, of which nothing is told among the photos
        teller.advance(50, 50, None)
        teller.start(39, 0)
        teller.advance(39, 31, 30, 5)
        teller.advance(0, 2, 2)
        teller.end()
    (line,) = stream.getvalue().splitlines()
    said = "33 faces, 32 matches in the 34 looked at now, 5 files could not be read; "
    assert said in line


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "11 of 11 photos and videos; "),
        ("de", "11 von 11 Fotos und Videos; "),
        ("es", "11 de 11 fotos y vídeos; "),
        ("fr", "11 sur 11 photos et vidéos"),
    ],
)
def test_videos_are_counted_on_both_sides(language: str, said: str) -> None:
    stream = io.StringIO()
    speak(language)
    with progress.teller(quiet=False, stream=stream) as teller:
        teller.start(11, 1, 1)
        teller.expect(1.0, 0.0)
        teller.advance(10, 3, 1)
        teller.end()
    assert stream.getvalue().startswith(said)


def test_the_time_to_go_is_what_the_search_expects(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    with progress.teller(quiet=False, stream=stream) as teller:
        teller.start(63, 0, 3)
        monkeypatch.setattr(progress, "PLAIN_EVERY_S", 0.0)
        teller.expect(0.2, None)
        teller.advance(20, 9, 1)
        teller.expect(0.3, 120.0)
        teller.advance(43, 9, 1)
        teller.expect(1.0, 0.0)
        teller.advance(0, 9, 1)
    first, second, third = stream.getvalue().splitlines()
    assert second.startswith("63 of 63 photos and videos; about 2 minutes to go; 18 faces")
    assert "to go" not in first + third


def test_the_last_line_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    with progress.teller(quiet=False, stream=stream) as teller:
        teller.start(1, 0)
        monkeypatch.setattr(progress, "PLAIN_EVERY_S", 0.0)
        teller.advance(1, 2, 0)
        teller.end()
    assert stream.getvalue().count("\n") == 1


def test_a_sign_of_life_comes_also_while_one_photo_takes_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(progress, "PLAIN_EVERY_S", 0.02)
    stream = io.StringIO()
    with progress.teller(quiet=False, stream=stream) as teller:
        teller.start(1, 0)
        assert wait_until(lambda: stream.getvalue().count("\n") >= 2)
    first, second, *_ = stream.getvalue().splitlines()
    assert first == "0 of 1 photo; still reading; nothing new for 1 second"
    assert second.startswith("0 of 1 photo; still reading")


@pytest.mark.parametrize("ending", ["end", "exit"])
def test_nothing_is_told_after_the_end(monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    before = threading.active_count()
    monkeypatch.setattr(progress, "PLAIN_EVERY_S", 0.02)
    with progress.teller(quiet=False, stream=io.StringIO()) as teller:
        teller.start(1, 0)
        if ending == "end":
            teller.end()
            assert threading.active_count() == before
    assert threading.active_count() == before


class Terminal(io.StringIO):
    """A stream that says that somebody looks at it."""

    def isatty(self) -> bool:
        return True


@needs(TERMINALS)
@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "39999/41200 about 12.4 hours to go; 40,117 faces"),
        ("de", "39999/41200 noch etwa 12,4 Stunden; 40.117 Gesichter"),
        ("es", "39999/41200 quedan cerca de 12,4 horas; 40.117 caras"),
        ("fr", "39999/41200 encore 12,4 heures environ; 40\u202f117 visages"),
    ],
)
def test_the_time_to_go_and_the_faces_are_seen_in_80_columns(
    monkeypatch: pytest.MonkeyPatch, language: str, told: str
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    speak(language)
    stream = Terminal()
    with progress.teller(quiet=False, stream=stream) as teller:
        teller.start(41200, 0)
        teller.expect(0.9, 12.4 * 60 * 60)
        teller.advance(39999, 40117, 5204)
    assert told in re.sub(r"\x1b\[[?0-9;]*[A-Za-z]", "", stream.getvalue())


@needs(TERMINALS)
@pytest.mark.parametrize("columns", [80, 60])
def test_the_counts_are_whole_in_a_narrow_terminal(
    monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", str(columns))
    stream = Terminal()
    with progress.teller(quiet=False, stream=stream) as teller:
        teller.start(14498, 0)
        teller.advance(14148, 40117, 5204)
    lines = re.split(r"[\r\n]", re.sub(r"\x1b\[[?0-9;]*[A-Za-z]", "", stream.getvalue()))
    drawn = [line for line in lines if "Reading photos" in line]
    assert "14148/14498" in drawn[-1]
    assert max(map(len, lines)) <= columns


@pytest.mark.parametrize("faces", [False, True])
def test_who_was_told_of_pictures_is_told_when_all_are_made(
    faces: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = progress.PicturesTold(quiet=False, faces=faces)
    told(40, 86)  # too soon for anybody to wait
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(progress, "PICTURES_EVERY_S", 0.0)
    told(48, 86)
    monkeypatch.setattr(progress, "PICTURES_EVERY_S", 1e9)
    told(60, 86)
    told(86, 86)
    first, last = capsys.readouterr().err.splitlines()
    assert ("48 of 86" in first, "86 of 86" in last) == (True, True)


def test_pictures_that_are_made_at_once_are_not_told_of(capsys: pytest.CaptureFixture[str]) -> None:
    progress.PicturesTold(quiet=False)(3, 3)
    assert capsys.readouterr().err == ""
