"""Faces that Picasa named: its ``.picasa.ini`` beside the photos.

Google never described the format. What is relied on: a section for each photo, in it ``faces=``
with ``rect64(hexadecimal),person;…``; the number is left, top, right and bottom, 16 bits each,
65535 being the whole width or height, leading zeros not written; the section ``Contacts2`` has the
names. Rectangles are in the stored pixels, whatever EXIF's orientation is, but in RAW files in the
photo as one sees it: so found by the author of exiftool's ``picasa_faces.config``.
"""

import re
from pathlib import Path

from facefinder.names.regions import Area

INI_NAMES = (".picasa.ini", "picasa.ini")
"""In small letters; newer versions hide the file."""

MAX_BYTES = 64 * 1024 * 1024

_FACE = re.compile(r"rect64\(([0-9a-f]{1,16})\),([0-9a-f]{1,16})", re.IGNORECASE)
_WHOLE = 0xFFFF


def read_faces(folder: Path) -> dict[str, list[tuple[str, Area]]]:
    """Read the named faces of all photos in a folder.

    Returns:
        File name -> names and areas; faces that Picasa found and nobody named are left out.

    Raises:
        OSError: The file is there and cannot be read.
    """
    sections: dict[str, dict[str, str]] = {}
    for path in sorted(path for path in folder.iterdir() if path.name.lower() in INI_NAMES):
        if path.is_file() and path.stat().st_size <= MAX_BYTES:
            _add_sections(path.read_text("utf-8-sig", "replace"), sections)
    people = {
        int(number, 16): entry.split(";")[0].strip()
        for number, entry in sections.get("Contacts2", {}).items()
        if re.fullmatch("[0-9a-fA-F]{1,16}", number)
    }
    return {
        photo: [
            (people[int(person, 16)], area)
            for rectangle, person in _FACE.findall(entries.get("faces", ""))
            if people.get(int(person, 16)) and (area := _area(rectangle))
        ]
        for photo, entries in sections.items()
    }


def _add_sections(text: str, sections: dict[str, dict[str, str]]) -> None:
    """Take lines apart; Python's own reader refuses repeated sections, which Picasa may write."""
    entries: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith("[") and line.rstrip().endswith("]"):
            entries = sections.setdefault(line.strip()[1:-1], {})
        else:
            key, equals, value = line.partition("=")
            if equals:
                entries[key.strip()] = value


def _area(rectangle: str) -> Area | None:
    number = int(rectangle, 16)
    left, top, right, bottom = ((number >> shift & 0xFFFF) / _WHOLE for shift in (48, 32, 16, 0))
    if left >= right or top >= bottom:
        return None
    return Area((left + right) / 2, (top + bottom) / 2, right - left, bottom - top)
