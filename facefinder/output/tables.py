"""Matches as a table, for people's spreadsheets and other people's scripts (through pandas)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from facefinder.host.interrupts import interrupts_held
from facefinder.host.text import cell
from facefinder.records.people import Match

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = {
    "person": "object",
    "verdict": "object",
    "distance": "float64",
    "probability": "float64",
    "path": "object",
    "root": "object",
    "x": "float64",
    "y": "float64",
    "w": "float64",
    "h": "float64",
    "score": "float64",
    "page": "Int64",
    "archive": "object",
    "times": "object",
}
"""Columns of the table of matches and their types; text is plain Python strings, for a name may be
no valid Unicode."""

BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?person,verdict,distance,")
"""Every version's tables begin like this; no other file of ours does."""

ROWS = 4096
"""Matches that are tables at a time: a few MB."""


@interrupts_held()
def load_library() -> None:
    """Load what makes tables, so that its absence is found out before a search and not after it.

    Raises:
        ImportError: It is missing or damaged.
    """
    import pandas  # noqa: F401, PLC0415 - slow to load, and needed only where a table is wanted


def to_frame(matches: Iterable[Match]) -> "pd.DataFrame":
    """Make a table, one row a match, in the given order.

    Returns:
        Columns as in `COLUMNS`, also when there are no rows; `x`, `y`, `w` and `h` in pixels of the
        upright, full-size photo.
    """
    import pandas as pd  # noqa: PLC0415 - slow to load, and needed at the end only

    rows = [
        (
            *(m.person, m.verdict.value, m.distance, m.told_probability),
            *(str(m.photo), m.photo.root, *m.box, m.score, m.photo.page),
            m.photo.file if m.photo.archive else None,
            m.place if m.moments else None,
        )
        for m in matches
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS), dtype="object").astype(COLUMNS)
    return frame.round({"distance": 6, "score": 4, "x": 1, "y": 1, "w": 1, "h": 1})


def match_records(matches: Sequence[Match]) -> Iterator[list[dict[str, Any]]]:
    """Make the `matches` part of the JSON document: as `to_frame`, the box as ``[x, y, w, h]``.

    And `times` in seconds.

    Yields:
        The records of some matches at a time.
    """
    for start in range(0, len(matches), ROWS):
        some = matches[start : start + ROWS]
        frame = to_frame(some)
        columns = [frame[name].tolist() for name in COLUMNS if name != "times"]
        times = [[moment / 1000 for moment in match.moments] or None for match in some]
        rows = zip(*columns, strict=True)
        yield [_record(*row) | {"times": of} for row, of in zip(rows, times, strict=True)]


def _record(*row: Any) -> dict[str, Any]:  # noqa: ANN401 - texts and numbers
    *known, x, y, w, h, score, page, archive = (None if value != value else value for value in row)  # noqa: PLR0124 - nan
    end = {"box": [x, y, w, h], "score": score, "page": page, "archive": archive}
    return dict(zip(COLUMNS, known, strict=False)) | end


class Note(NamedTuple):
    """A row about what is no match: what could not be read, and what was not looked at.

    Attributes:
        verdict: What became of it, in the place of a match's.
        reason: Why; or how many of what.
        path: Of a photo or folder.
        root: The searched folder.
    """

    verdict: str
    reason: str
    path: str = ""
    root: str = ""


def to_csv(
    matches: Sequence[Match], notes: Sequence[Note] = (), *, for_file: bool = False
) -> Iterator[str]:
    """Write the table of `to_frame` as comma-separated values, with a column for reasons.

    Text that a spreadsheet would run as a formula gets an apostrophe in front; the rest is
    `printable`. Numbers stay numbers.

    Args:
        matches: The rows.
        notes: More rows, below those.
        for_file: Spreadsheets take UTF-8 for something else unless a byte order mark stands in
            front, and many scripts stumble over one. So a file gets it where there is more than
            plain ASCII in it, a stream never.

    Yields:
        Some lines at a time, for there may be hundreds of thousands.
    """
    import pandas as pd  # noqa: PLC0415 - slow to load, and needed at the end only

    if for_file and not all(map(str.isascii, map(cell, _texts(matches, notes)))):
        yield "\ufeff"
    columns = [*COLUMNS, "reason"]
    frames = (to_frame(matches[start : start + ROWS]) for start in range(0, len(matches), ROWS))
    below = pd.DataFrame(notes, columns=list(Note._fields)).astype("object")
    for number, part in enumerate(chain([to_frame(())], frames, [below])):
        rows = _defused(part.reindex(columns=columns))
        yield rows.to_csv(index=False, header=number == 0, lineterminator="\n")


def _texts(matches: Iterable[Match], notes: Iterable[Note]) -> Iterator[str]:
    for match in matches:
        yield from (match.person, str(match.photo), match.photo.root)  # an archive is in its path
    for note in notes:
        yield from note


def _defused(frame: "pd.DataFrame") -> "pd.DataFrame":
    """The table with nothing in its texts that a spreadsheet would run."""
    for column in frame.columns:
        if COLUMNS.get(column, "object") == "object":
            frame[column] = frame[column].map(cell, na_action="ignore")
    return frame
