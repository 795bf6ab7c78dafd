"""The line that says how far a run is: each number says what it counts."""

import io
import re

import pytest

from facefinder.output import progress


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
