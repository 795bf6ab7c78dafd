"""What files that are no photos add to the listing of folders, in processor time.

    PYTHONPATH=packaging python -m builder.measure.foreign FOLDER

makes folders of empty files below FOLDER (some 1,600,000 files, which stay for the next time), and
prints a table.
"""

import argparse
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from facefinder.discover.photos import find_photos

FOLDERS, PHOTOS, OTHERS, ROUNDS = 1000, 100, 200, 5
"""Photos and other files are in each folder; the best of so many rounds counts."""

TREES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "100,000 photos": (),
        "and 200,000 files of known kinds": ("txt", "html", "js", "mp3", "pdf"),
        "an eleventh of them of an unknown kind": (*("txt", "html", "js", "mp3", "pdf") * 2, "xyz"),
        "all of them videos": ("mp4",),
        "all of them of an unknown kind": ("xyz",),
        "all of them without an extension": ("",),
    }
)
TEXT: Final = b"no picture at all; " * 20


def make(folder: Path, extensions: tuple[str, ...]) -> None:
    """Make the files of a tree, unless they are there."""
    if folder.exists():
        return
    for number in range(FOLDERS):
        below = folder / f"{number:04}"
        below.mkdir(parents=True)
        for photo in range(PHOTOS):
            (below / f"IMG_{photo:05}.jpg").touch()
        for other in range(OTHERS if extensions else 0):
            extension = extensions[other % len(extensions)]
            file = below / (f"file{other:05}" + (f".{extension}" if extension else ""))
            file.write_bytes(TEXT if extension in ("", "xyz") else b"")


def spent(folder: Path) -> float:
    """Seconds of processor time that the listing of a tree takes."""
    began = time.process_time()
    found = find_photos([folder])
    seconds = time.process_time() - began
    if len(found.photos) != FOLDERS * PHOTOS:
        raise SystemExit(f"{folder} holds other files than were made")
    return seconds


def main() -> None:
    """Make what is missing, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    root = parser.parse_args().folder
    folders = [root / name.replace(" ", "_").replace(",", "") for name in TREES]
    for folder, extensions in zip(folders, TREES.values(), strict=True):
        make(folder, extensions)
    # One after the other in each round: whatever else the machine does meets all of them.
    rounds = [[spent(folder) for folder in folders] for _ in range(ROUNDS)]
    best = [min(spans) for spans in zip(*rounds, strict=True)]
    print("| What | s | more than the photos alone |\n|---|---|---|")
    for name, seconds in zip(TREES, best, strict=True):
        print(f"| {name} | {seconds:.2f} | {seconds / best[0] - 1:.0%} |")


if __name__ == "__main__":
    main()
