"""Photos in which other programs named the faces serve as references (`-k tags:FOLDER`).

Read are the photo's XMP file, the XMP in the photo itself, and Picasa's list of the folder.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from facefinder.decode.head import Head, read_head
from facefinder.decode.orientation import upright_size
from facefinder.discover.found import Discovered
from facefinder.discover.photos import absolute, find_photos
from facefinder.discover.rules import Rules
from facefinder.errors import PeopleError, PhotoError
from facefinder.names.picasa import read_faces
from facefinder.names.regions import Area, to_box
from facefinder.names.xmp import XmpError, parse
from facefinder.names.xmp_files import XmpFinder, read_bytes
from facefinder.names.xmp_regions import read_regions
from facefinder.records.boxes import Box, is_same_place
from facefinder.records.extensions import RAW_EXTENSIONS
from facefinder.records.names import file_key, name_key, one_spelling, reading_key, tidied
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
            exact = read_faces(photo.parent)
            # On another system a name may have become one in capitals.
            self._picasa[photo.parent] = {file_key(name): of for name, of in exact.items()} | exact
        faces = self._picasa[photo.parent]
        return faces.get(photo.name) or faces.get(file_key(photo.name), [])


@dataclass(frozen=True, slots=True)
class Tag:
    """A named face; `box` in pixels of the upright photo."""

    name: str
    box: Box


@dataclass(frozen=True, slots=True)
class Tags:
    """What names there are of the faces in one photo.

    Attributes:
        named: Each person once.
        problems: Which of the places that may hold names could not be read; the others could.
    """

    named: tuple[Tag, ...]
    problems: tuple[PhotoError, ...] = ()


@dataclass(frozen=True, slots=True)
class Tagged:
    """The people whose faces are named in a folder.

    Attributes:
        people: Their photos, by name, in the order of the names.
        boxes: For each person, where the named face is in each photo.
        counts: For each person, in how many photos there is a named face.
        spellings: How each spelling that is met is shown.
        failed: Photos whose names could not be read, or not all of them.
    """

    people: dict[str, Discovered] = field(default_factory=dict)
    boxes: dict[str, dict[Photo, Box]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    spellings: dict[str, str] = field(default_factory=dict)
    failed: list[Failed] = field(default_factory=list)


def find_tagged(folder: Path, name: str | None = None) -> Tagged:
    """Look for photos with named faces in a folder and below.

    Args:
        folder: Is searched as for photos; not what is in archives, as names stand beside photos.
        name: Only this person; None = everybody.

    Raises:
        UsageError: The folder does not exist.
        PeopleError: No face has a name.
    """
    found = find_photos([folder], copies=True, rules=Rules(archives=False))
    result = Tagged(failed=[*found.failed, *found.missed(str(absolute(folder)))])
    named: list[tuple[Photo, Tag]] = []
    folders = Folders()
    for photo in found.photos:
        try:
            tags = read_tags(photo.path, folders)
        except PhotoError as error:
            tags = Tags((), (error,))
        named += [(photo, tag) for tag in tags.named]
        result.failed.extend(Failed(photo, one.reason, one.lasting) for one in tags.problems)
    shown = one_spelling(Counter(tag.name for _, tag in named))
    result.spellings.update(shown)
    wanted = None if name is None else name_key(name)
    boxes: dict[str, dict[Photo, Box]] = {}
    for photo, tag in named:
        if wanted in (None, name_key(tag.name)):
            boxes.setdefault(shown[tag.name], {}).setdefault(photo, tag.box)
    for person in sorted(boxes, key=reading_key):
        photos = evenly(list(boxes[person]))
        result.people[person] = Discovered(photos)
        result.boxes[person] = {photo: boxes[person][photo] for photo in photos}
        result.counts[person] = len(boxes[person])
    if not result.people:
        whose = "no face has a name" if name is None else f"no face has the name {name!r}"
        advice = "Names are read from XMP (digiKam, Lightroom, Apple, Windows) and from Picasa."
        raise PeopleError(f"In the photos in {str(folder)!r}, {whose}.", advice)
    return result


def read_tags(photo: Path, folders: Folders | None = None) -> Tags:
    """Read the named faces of a photo.

    An XMP file counts more than the photo's own XMP, and Picasa least: a person, and a face, whom
    an earlier one names is not named again. What cannot be read of one hides nothing in the others.

    Args:
        photo: The file.
        folders: What is known already, when several photos are asked for one after the other.

    Raises:
        PhotoError: The photo itself cannot be read.
    """
    head = read_head(photo)
    folders = folders or Folders()
    tags: dict[str, Tag] = {}
    problems: list[PhotoError] = []
    for source in (
        _in_sidecar(photo, head, folders),
        _in_packet(head.xmp, head, "the XMP in the photo"),
        _in_picasas_list(photo, head, folders),
    ):
        earlier = list(tags.values())
        try:
            for tag in source:
                if not any(is_same_place(tag.box, other.box) for other in earlier):
                    tags.setdefault(name_key(tag.name), tag)
        except XmpError as error:
            problems.append(PhotoError(f"names of its faces cannot be read: {error}"))
        except OSError as error:
            reason = f"names of its faces cannot be read ({error.strerror})"
            problems.append(PhotoError(reason, lasting=False))
    return Tags(tuple(tags.values()), tuple(problems))


def _in_sidecar(photo: Path, head: Head, folders: Folders) -> Iterator[Tag]:
    sidecar = folders.xmp_files.of_photo(photo)
    if sidecar.exists():
        try:
            packet = read_bytes(sidecar)
        except XmpError as error:
            raise XmpError(f"{sidecar.name} beside it: {error}") from error
        yield from _in_packet(packet, head, f"{sidecar.name} beside it")


def _in_packet(packet: bytes, head: Head, where: str) -> Iterator[Tag]:
    if not packet:
        return
    upright = upright_size(head.stored, head.orientation)
    lost = ""
    try:
        regions = read_regions(parse(packet))
    except XmpError as error:
        raise XmpError(f"{where}: {error}") from error
    for region in regions:
        name = tidied(region.name)
        if name and region.area is None:
            lost = lost or name
        elif name and region.area:
            orientation = region.orientation(head.stored, head.orientation)
            yield Tag(name, to_box(region.area, upright, orientation))
    if lost:
        raise XmpError(f"{where}: where the face of {lost} is cannot be understood")


def _in_picasas_list(photo: Path, head: Head, folders: Folders) -> Iterator[Tag]:
    upright = upright_size(head.stored, head.orientation)
    is_raw = photo.suffix[1:].lower() in RAW_EXTENSIONS
    for name, area in folders.picasa_faces(photo):
        if tidied(name):
            yield Tag(tidied(name), to_box(area, upright, 1 if is_raw else head.orientation))


def evenly(photos: Sequence[Photo], most: int = ENOUGH) -> list[Photo]:
    """At most so many of the photos, spread evenly over all."""
    count = len(photos)
    return [photos[i * count // most] for i in range(most)] if count > most else list(photos)
