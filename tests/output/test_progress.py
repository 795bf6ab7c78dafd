"""The line that says how far a run is: each number says what it counts."""

import io
import re

import pytest

from facefinder.output import progress
from tests.support.needs import TERMINALS, needs


@pytest.mark.parametrize(
    ("matches", "found"),
    [(52, "117 faces, 52 matches"), (1, "117 faces, 1 match"), (None, "117 faces")],
)
def test_known_photos_are_not_mixed_with_what_is_read_now(matches: int | None, found: str) -> None:
    stream = io.StringIO()
    with progress.teller(quiet=False, stream=stream) as teller:
        teller.start(118, 60)
        teller.advance(58, 117, matches)
    (line,) = stream.getvalue().splitlines()
    assert re.fullmatch(
        rf"118 of 118 photos; \d+\.\d photos/s; in the 58 looked at now {found}", line
    )


class Terminal(io.StringIO):
    """A stream that says that somebody looks at it."""

    def isatty(self) -> bool:
        return True


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
