"""Where a photo's XMP file lies: ``photo.jpg.xmp``, or ``photo.xmp`` where that one is its own.

digiKam and darktable append the extension, so that each of ``photo.jpg`` and ``photo.cr2`` has a
file of its own; Lightroom and Adobe Bridge put it in the place of the photo's extension. Cameras'
cards and older systems write names in capitals, ``PHOTO.XMP``.
"""

import contextlib
from collections import Counter
from pathlib import Path

from facefinder.names.xmp import MAX_BYTES, Document, XmpError, parse
from facefinder.records.names import file_key


def appended(photo: Path) -> Path:
    """The name that no other photo can have."""
    return photo.with_name(f"{photo.name}.xmp")


class XmpFinder:
    """Finds the XMP files of photos, for as long as no photos come or go; lists a folder once."""

    def __init__(self) -> None:
        self._shared_stems: dict[Path, frozenset[str]] = {}
        self._capitals: dict[Path, dict[str, Path]] = {}

    def of_photo(self, photo: Path) -> Path:
        """Find a photo's XMP file, or say where a new one belongs.

        Raises:
            OSError: The folder cannot be read.
        """
        beside, replaced = map(self._spelled, (appended(photo), photo.with_suffix(".xmp")))
        if beside.exists() or not replaced.is_file() or self._has_namesake(photo):
            return beside
        # Lightroom notes for which of photo.cr2 and photo.jpg it is; both need not be here.
        with contextlib.suppress(XmpError, OSError):
            extension = read(replaced).value("photoshop:SidecarForExtension")
            if extension and extension.lower() != photo.suffix[1:].lower():
                return beside
        return replaced

    def _spelled(self, path: Path) -> Path:
        """A file as its folder spells it, where only capitals differ; else as it was asked for."""
        if path.exists():
            return path
        folder = path.parent
        if folder not in self._capitals:
            self._capitals[folder] = {
                file_key(file.name): file
                for file in sorted(folder.iterdir())
                if file.suffix.lower() == ".xmp"
            }
        found = self._capitals[folder].get(file_key(path.name), path)
        # PHOTO.JPG.XMP is not photo.jpg's where there is a PHOTO.JPG, too.
        other = found.with_suffix("")
        return path if other != path.with_suffix("") and other.is_file() else found

    def _has_namesake(self, photo: Path) -> bool:
        """Whether another file, such as photo.cr2, may be whose photo.xmp it is."""
        folder = photo.parent
        if folder not in self._shared_stems:
            stems = Counter(
                file.stem.casefold() for file in folder.iterdir() if file.suffix.lower() != ".xmp"
            )
            shared = frozenset(stem for stem, count in stems.items() if count > 1)
            self._shared_stems[folder] = shared
        return photo.stem.casefold() in self._shared_stems[folder]


def read(path: Path) -> Document:
    """Read an XMP file.

    Raises:
        XmpError: It cannot be used.
        OSError: It cannot be read.
    """
    return parse(read_bytes(path))


def read_bytes(path: Path) -> bytes:
    """Read a file whole, if it can be an XMP file at all.

    Raises:
        XmpError: It is no regular file, or too large.
        OSError: It cannot be read.
    """
    if not path.is_file():
        raise XmpError("it is not a regular file")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise XmpError("it is too large for an XMP file")
    if not size:
        raise XmpError("it is empty")
    return path.read_bytes()
