"""What earlier runs of the program left in a folder, known by its marks."""

import csv
from contextlib import suppress
from pathlib import Path

from facefinder.host.files import LEFTOVER
from facefinder.records.results import MANIFEST_COLUMNS, PICTURE, REPORT_PICTURES


def copies_listed(manifest: Path) -> list[str]:
    """The copies that a manifest of ours lists, below its folder; none if it is another's file."""
    with suppress(OSError, UnicodeError, csv.Error), manifest.open(encoding="utf-8-sig") as file:
        lines = csv.reader(file)
        if tuple(next(lines, ())) == MANIFEST_COLUMNS:
            return [line[1] for line in lines if len(line) == len(MANIFEST_COLUMNS)]
    return []


def has_report_pictures(files: Path) -> bool:
    """Whether a folder with the name of a report's holds small pictures of ours, and no other."""
    with suppress(OSError):
        names = [picture.name for picture in (files / REPORT_PICTURES).iterdir()]
        ours = [name for name in names if PICTURE.fullmatch(name) or LEFTOVER.fullmatch(name)]
        return bool(names) and ours == names
    return False
