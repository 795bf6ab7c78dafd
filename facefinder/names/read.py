"""Photos in which other programs named the faces serve as references (`-k tags:FOLDER`).

Read are the photo's XMP file, the XMP in the photo itself, and Picasa's list of the folder.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from facefinder.decode.head import Head, read_head
from facefinder.decode.orientation import upright_size
from facefinder.discover import Discovered, find_photos
from facefinder.errors import PeopleError, PhotoError
from facefinder.names.picasa import read_faces
from facefinder.names.regions import Area, to_box
from facefinder.names.xmp import XmpError, parse
from facefinder.names.xmp_files import XmpFinder, read_bytes
from facefinder.names.xmp_regions import read_regions
from facefinder.records.boxes import Box
from facefinder.records.extensions import RAW_EXTENSIONS
from facefinder.records.photos import Failed, Photo

ENOUGH = 50
"""References of one person; more make a search slower and no better. They are taken evenly from
all that there are, in the order of their paths, which mostly is that of their dates."""


class Folders:
    """What is known of folders, kept from photo to photo so that each is looked at once."""

    def __init__(self) -> None:
        self.xmp_files = XmpFinder()
        self._picasa: dict[Path, Mapping[str, list[tuple[str, Area]]]] = {}

    def picasa_faces(self, photo: Path) -> list[tuple[str, Area]]:
        """The faces of a photo that Picasa named.

        Raises:
            OSError: Picasa's file is there and cannot be read.
        """
        if photo.parent not in self._picasa:
            self._picasa[photo.parent] = read_faces(photo.parent)
        return self._picasa[photo.parent].get(photo.name, [])


@dataclass(frozen=True, slots=True)
class Tag:
    """A named face; `box` in pixels of the upright photo."""

    name: str
    box: Box


@dataclass(frozen=True, slots=True)
class Tagged:
    """The people whose faces are named in a folder.

    Attributes:
        people: Their photos, by name, in the order of the names.
        boxes: For each person, where the named face is in each photo.
        counts: For each person, in how many photos there is a named face.
        failed: Photos whose names could not be read.
    """

    people: dict[str, Discovered] = field(default_factory=dict)
    boxes: dict[str, dict[Photo, Box]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    failed: list[Failed] = field(default_factory=list)


def find_tagged(folder: Path, name: str | None = None) -> Tagged:
    """Look for photos with named faces in a folder and below.

    Args:
        folder: Is searched as for photos.
        name: Only this person; None = everybody.

    Raises:
        UsageError: The folder does not exist.
        PeopleError: No face has a name.
    """
    found = find_photos([folder], copies=True)
    result = Tagged(failed=list(found.failed))
    boxes: dict[str, dict[Photo, Box]] = {}
    folders = Folders()
    for photo in found.photos:
        try:
            for tag in read_tags(photo.path, folders):
                boxes.setdefault(tag.name, {}).setdefault(photo, tag.box)
        except PhotoError as error:
            result.failed.append(Failed(photo, error.reason, error.lasting))
    wanted = None if name is None else _spelled(name)
    for person in sorted(boxes):
        if wanted in (None, person):
            photos = _evenly(list(boxes[person]))
            result.people[person] = Discovered(photos)
            result.boxes[person] = {photo: boxes[person][photo] for photo in photos}
            result.counts[person] = len(boxes[person])
    if not result.people:
        whose = "no face has a name" if name is None else f"no face has the name {name!r}"
        advice = "Names are read from XMP (digiKam, Lightroom, Apple, Windows) and from Picasa."
        raise PeopleError(f"In the photos in {str(folder)!r}, {whose}.", advice)
    return result


def read_tags(photo: Path, folders: Folders | None = None) -> list[Tag]:
    """Read the named faces of a photo.

    Args:
        photo: The file.
        folders: What is known already, when several photos are asked for one after the other.

    Returns:
        Each person once: an XMP file counts more than the photo's own XMP, and Picasa least.

    Raises:
        PhotoError: The photo, or what is beside it, cannot be read.
    """
    head = read_head(photo)
    tags: dict[str, Tag] = {}
    try:
        for tag in _tags(photo, head, folders or Folders()):
            name = _spelled(tag.name)
            if name:
                tags.setdefault(name, Tag(name, tag.box))
    except XmpError as error:
        raise PhotoError(f"the names of its faces cannot be read from XMP: {error}") from error
    except OSError as error:
        reason = f"the names of its faces cannot be read ({error.strerror})"
        raise PhotoError(reason, lasting=False) from error
    return list(tags.values())


def _tags(photo: Path, head: Head, folders: Folders) -> Iterator[Tag]:
    upright = upright_size(head.stored, head.orientation)
    sidecar = folders.xmp_files.of_photo(photo)
    packets = [read_bytes(sidecar)] if sidecar.exists() else []
    for packet in [*packets, *([head.xmp] if head.xmp else [])]:
        for region in read_regions(parse(packet)):
            orientation = region.orientation(head.stored, head.orientation)
            yield Tag(region.name, to_box(region.area, upright, orientation))
    is_raw = photo.suffix[1:].lower() in RAW_EXTENSIONS
    for name, area in folders.picasa_faces(photo):
        yield Tag(name, to_box(area, upright, 1 if is_raw else head.orientation))


def _spelled(name: str) -> str:
    """The name in one spelling, as `find_known` has it."""
    return unicodedata.normalize("NFC", name.strip())


def _evenly(photos: list[Photo]) -> list[Photo]:
    count = len(photos)
    if count <= ENOUGH:
        return photos
    return [photos[i * count // ENOUGH] for i in range(ENOUGH)]
