"""A search as a measurement runs it, and what it is asked for on the command line."""

import argparse
import sys
from pathlib import Path

from builder.measure.growth import run_once


def parser(description: str | None) -> argparse.ArgumentParser:
    """Takes what every search needs: photos to make samples of, people, and models."""
    found = argparse.ArgumentParser(description=description)
    found.add_argument("photos", type=Path, help="folder with JPEGs")
    found.add_argument("--known", type=Path, required=True)
    found.add_argument("--models-dir", type=Path, required=True)
    return found


def find(place: Path, data: Path, *more: str, known: Path, models_dir: Path) -> list[str]:
    """The command that searches a place.

    Args:
        place: What is searched.
        data: Folder of the index.
        more: Further options.
        known: Folder with people.
        models_dir: Folder of the weight files.
    """
    return [
        *(sys.executable, "-m", "facefinder", "find", "-q"),
        *("-k", str(known), "-i", str(place)),
        *("--data-dir", str(data), "--models-dir", str(models_dir)),
        *more,
    ]


def processor_seconds(place: Path, work: Path, *more: str, known: Path, models_dir: Path) -> float:
    """Run a search that has no index yet, and return the processor time of all its processes.

    Args:
        place: What is searched; its index is called after it.
        work: Folder for the index.
        more: As in `find`, as are the others.
        known: Folder with people.
        models_dir: Folder of the weight files.
    """
    data = work / f"data-{place.name}"
    return run_once(find(place, data, *more, known=known, models_dir=models_dir)).processor_seconds
