"""Matches as a table, for people's spreadsheets and other people's scripts (through pandas)."""

from collections.abc import Iterable, Sequence
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
}
"""Columns of the table of matches and their types; text is plain Python strings, for a name may be
no valid Unicode."""


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
            *(m.person, m.verdict.value, m.distance, m.probability),
            *(str(m.photo), m.photo.root, *m.box, m.score),
        )
        for m in matches
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS), dtype="object").astype(COLUMNS)
    return frame.round(
        {"distance": 6, "probability": 4, "score": 4, "x": 1, "y": 1, "w": 1, "h": 1}
    )


def match_records(matches: Iterable[Match]) -> list[dict[str, Any]]:
    """Make the `matches` part of the JSON document: as `to_frame`, the box as ``[x, y, w, h]``."""
    frame = to_frame(matches)
    sides = ["x", "y", "w", "h"]
    boxes = frame[sides].to_numpy().tolist()
    frame = frame.drop(columns=sides)
    frame.insert(len(frame.columns) - 1, "box", boxes)
    return [
        {str(key): None if value != value else value for key, value in row.items()}  # noqa: PLR0124 - nan
        for row in frame.to_dict("records")
    ]


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


def to_csv(matches: Iterable[Match], notes: Sequence[Note] = (), *, for_file: bool = False) -> str:
    """Write the table of `to_frame` as comma-separated values, with a column for reasons.

    Text that a spreadsheet would run as a formula gets an apostrophe in front; the rest is
    `printable`. Numbers stay numbers.

    Args:
        matches: The rows.
        notes: More rows, below those.
        for_file: Spreadsheets take UTF-8 for something else unless a byte order mark stands in
            front, and many scripts stumble over one. So a file gets it where there is more than
            plain ASCII in it, a stream never.
    """
    import pandas as pd  # noqa: PLC0415 - slow to load, and needed at the end only

    frame = to_frame(matches)
    columns = [*frame.columns, "reason"]
    below = pd.DataFrame(notes, columns=list(Note._fields)).astype("object")
    text = "".join(
        _defused(part.reindex(columns=columns)).to_csv(
            index=False, header=part is frame, lineterminator="\n"
        )
        for part in (frame, below)
    )
    return text if text.isascii() or not for_file else f"\ufeff{text}"


def _defused(frame: "pd.DataFrame") -> "pd.DataFrame":
    """The table with nothing in its texts that a spreadsheet would run."""
    for column in frame.columns:
        if COLUMNS.get(column, "object") == "object":
            frame[column] = frame[column].map(cell, na_action="ignore")
    return frame
