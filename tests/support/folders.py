"""Folders to be listed, and what a listing of them brought back."""

from pathlib import Path

from facefinder.discover.found import Discovered
from facefinder.records.results import MANIFEST_COLUMNS


def put(path: Path, content: bytes = b"x") -> Path:
    """A file, with the folders that it lies in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def names(found: Discovered) -> list[str]:
    """The photos, below their roots."""
    return [photo.relative for photo in found.photos]


def reasons(found: Discovered) -> dict[str, str]:
    """Why what was left out, by its name."""
    return {Path(item.path).name: item.reason for item in found.left_out}


def manifest(*copies: str, time: str = "9999-01-01T00:00:00+00:00", sha256: str = "00") -> bytes:
    """A list of copies, as a search writes it."""
    rows = (f"E:/{copy},{copy},{sha256},Anna,0.1,sure,{time}" for copy in copies)
    return "\n".join([",".join(MANIFEST_COLUMNS), *rows, ""]).encode()
