"""What earlier runs of the program left in a folder, known by its marks."""

import csv
import math
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from facefinder.host.files import LEFTOVER
from facefinder.records.results import MANIFEST_COLUMNS, PICTURE, REPORT_PICTURES

TOLERANCE_S = 2
"""A copy keeps its original's time; where a drive refuses that, it is just younger than its row."""


def copies_listed(manifest: Path) -> dict[str, float]:
    """The copies that a manifest of ours lists, below its folder; none if it is another's file.

    Anybody may have edited a manifest: what lies elsewhere, or has no time, is left out.

    Returns:
        For each the latest time of change that it can have, seconds since the epoch: a younger file
        is another one, which has taken its place.
    """
    latest: dict[str, float] = {}
    with suppress(OSError, UnicodeError, csv.Error), manifest.open(encoding="utf-8-sig") as file:
        lines = csv.reader(file)
        if tuple(next(lines, ())) == MANIFEST_COLUMNS:
            for line in lines:
                if len(line) == len(MANIFEST_COLUMNS) and _is_below(Path(line[1])):
                    latest[line[1]] = max(latest.get(line[1], -math.inf), _latest(line[-1]))
    return latest


def _is_below(path: Path) -> bool:
    return not path.anchor and ".." not in path.parts


def _latest(time: str) -> float:
    with suppress(ValueError, OverflowError, OSError):
        return datetime.fromisoformat(time).timestamp() + TOLERANCE_S
    return -math.inf


def has_report_pictures(files: Path) -> bool:
    """Whether a folder with the name of a report's holds small pictures of ours, and no other."""
    with suppress(OSError):
        names = [picture.name for picture in (files / REPORT_PICTURES).iterdir()]
        ours = [name for name in names if PICTURE.fullmatch(name) or LEFTOVER.fullmatch(name)]
        return bool(names) and ours == names
    return False
