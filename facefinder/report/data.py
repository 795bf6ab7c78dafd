"""What the page of a report knows: the result as plain values, and where the originals are."""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from facefinder.host.text import printable
from facefinder.records.boxes import Box
from facefinder.records.faces import FloatArray, face_id
from facefinder.records.long_paths import as_people_write_it
from facefinder.records.people import Match, Reference, Verdict
from facefinder.records.photos import Photo, PhotoFacts
from facefinder.records.videos import clock
from facefinder.report.pictures import Crop, Made, Task, turned_box
from facefinder.report.upright import upright_place
from facefinder.search.people import Result

SHOWN_BY_BROWSERS: Final = frozenset(
    [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".webp", ".avif", ".bmp"]
)
"""Endings of photos that a page shows as they are, unless they lie on their side."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Names of the pictures of a report, below its folder."""

    folder: str

    def thumb(self, facts: PhotoFacts) -> str:
        """Name of the small picture of a photo; an earlier report may have one of another turn."""
        return f"{self._stem(facts.content_hash.hex(), facts.turns)}.jpg"

    def large(self, photo: Photo, content: str, turns: int = 0) -> str:
        """Name of the large picture of a photo; "" where browsers show the photo itself.

        Args:
            photo: The photo.
            content: Its content hash, hexadecimal.
            turns: As of `PhotoFacts`.
        """
        extension = Path(photo.relative).suffix.lower()
        if extension in SHOWN_BY_BROWSERS and not turns and photo.is_file:
            return ""
        return f"{self._stem(content, turns)}-large.jpg"

    def _stem(self, content: str, turns: int) -> str:
        turned = f"-{turns}" if turns else ""
        return f"{self.folder}/{content}{turned}"

    def crop(self, face: str) -> str:
        """Name of the picture of a face, by the face's id."""
        return f"{self.folder}/{face.replace(':', '-').replace(',', '-')}-upright.jpg"

    def tasks(self, result: Result, target: Path, max_pixels: int) -> dict[Photo, Task]:
        """What has to be made for a result: photos with a match, and the faces of references."""
        crops: dict[Photo, dict[str, Crop]] = {}
        landmarks = result.shown.landmarks if result.shown else {}
        for match in result.matches:
            if match.face_id in landmarks:
                crop = self.face(match.face_id, match.box, landmarks[match.face_id], target)
                crops.setdefault(match.photo, {})[match.face_id] = crop
        for reference in result.gallery.references:
            name, face = reference_face(reference), reference.face
            crop = self.face(name, face.box, face.landmarks, target)
            crops.setdefault(reference.photo, {})[name] = crop
        return {
            photo: self._task(photo, result.facts.get(photo), faces, target, max_pixels)
            for photo, faces in crops.items()
        }

    def _task(
        self,
        photo: Photo,
        facts: PhotoFacts | None,
        faces: Mapping[str, Crop],
        target: Path,
        max_pixels: int,
    ) -> Task:
        """What has to be made of one photo; of one that is only a reference its faces alone."""
        crops = tuple(faces.values())
        if facts is None:
            return Task(photo, None, crops, max_pixels)
        large = self.large(photo, facts.content_hash.hex(), facts.turns)
        return Task(
            photo,
            target / self.thumb(facts),
            crops,
            max_pixels,
            long_side=max(facts.width, facts.height),
            turns=facts.turns,
            large=target / large if large else None,
        )

    def face(self, name: str, box: Box, landmarks: FloatArray, target: Path) -> Crop:
        """The picture of a face, by its id."""
        return Crop(upright_place(landmarks, box), target / self.crop(name))


def reference_face(reference: Reference) -> str:
    """A name for the face of a reference: by its vector, which no other picture has.

    Neither its photo's place, which another computer has elsewhere, nor its name, size and time,
    which another photo may have, too.
    """
    digest = hashlib.blake2b(reference.face.vector.tobytes(), digest_size=12).digest()
    return face_id(digest, reference.face.box)


def page_data(
    result: Result, made: Mapping[Photo, Made | None], pictures: Pictures, target: Path, report: str
) -> dict[str, Any]:
    """Everything about matches that the page's script works with."""
    photos = list(dict.fromkeys(match.photo for match in result.matches))
    links = Links(target)
    of_person: dict[str, list[Match]] = {person.name: [] for person in result.people}
    for match in result.matches:
        of_person[match.person].append(match)
    number = {photo: position for position, photo in enumerate(photos)}
    return {
        "report": report,
        "photos": [_photo(photo, result, made.get(photo), pictures, links) for photo in photos],
        "people": [
            {
                "name": name,
                "matches": [_match(match, number, result, made, pictures) for match in matches],
            }
            for name, matches in of_person.items()
        ],
    }


def _photo(
    photo: Photo, result: Result, made: Made | None, pictures: Pictures, links: "Links"
) -> dict[str, Any]:
    facts = result.facts[photo]
    known = photo_data(photo, made, links) | {"faces": facts.faces}
    if made is not None:
        known |= {
            "thumb": pictures.thumb(facts),
            "size": [made.width, made.height],
            "large": pictures.large(photo, facts.content_hash.hex(), facts.turns) or known["href"],
        }
    return known


def photo_data(photo: Photo, made: Made | None, links: "Links") -> dict[str, Any]:
    """What any page says about a photo; without a date when it has no pictures."""
    known = {"path": str(photo), "href": links.to(photo.file)} | name_data(photo)
    return known if made is None else known | {"date": made.date} | noted(made.noted)


def noted(people: Sequence[str]) -> dict[str, list[str]]:
    """Whom Google names in a photo, for any page; nothing where that is nobody."""
    return {"noted": list(map(printable, people))} if people else {}


def name_data(photo: Photo) -> dict[str, Any]:
    """What any page calls a photo: its file and, where it has them, its time, page and archive."""
    moments = () if photo.moment is None else (photo.moment,)
    known: dict[str, Any] = {"name": _named(photo, moments)}
    if photo.page > 1:
        known["page"] = photo.page
    if photo.archive:
        known["archive"] = printable(photo.archive.rpartition("/")[2])
    return known


def _named(photo: Photo, moments: Sequence[int]) -> str:
    return ", ".join([printable(photo.name), *map(clock, moments)])


def match_data(match: Match, facts: PhotoFacts, versions: Mapping[str, str]) -> dict[str, Any]:
    """What any page is told of a match.

    Args:
        match: The match.
        facts: Of its photo.
        versions: As `shown.Shown.versions`.

    Returns:
        The frame is in hundredths of the sides, as the photo is shown; `version` is the same for
        faces of one picture; `name` is what a video is called for somebody who is in it at several
        times.
    """
    width, height = facts.width, facts.height
    box = turned_box(match.box, facts.turns, width, height)
    sides = (height, width) if facts.turns % 2 else (width, height)
    return {
        "face": match.face_id,
        "version": versions.get(match.face_id, match.face_id),
        "sure": match.verdict is Verdict.SURE,
        "confirmed": match.confirmed,
        "distance": round(match.distance, 4),
        "floor": match.floor or "",
        "probability": match.told_probability,
        "frame": [round(100 * side / whole, 2) for side, whole in zip(box, sides * 2, strict=True)],
    } | ({"name": _named(match.photo, match.moments)} if len(match.moments) > 1 else {})


def _match(
    match: Match,
    number: Mapping[Photo, int],
    result: Result,
    made: Mapping[Photo, Made | None],
    pictures: Pictures,
) -> dict[str, Any]:
    reference = result.gallery.references[match.nearest]
    versions = result.shown.versions if result.shown else {}
    return match_data(match, result.facts[match.photo], versions) | {
        "photo": number[match.photo],
        "crop": pictures.crop(match.face_id) if made.get(match.photo) else "",
        "reference": pictures.crop(reference_face(reference)) if made.get(reference.photo) else "",
    }


class Links:
    """Links from a page to files: relative on the same drive, else from its root.

    A name's bytes are kept, whatever they are: what is no plain letter is percent-encoded. What
    leads to a folder is worked out once, for there may be thousands of photos in it.

    Args:
        target: The folder of the page.
    """

    def __init__(self, target: Path) -> None:
        self._target = target.absolute()
        self._drive = _drive(self._target)
        self._folders: dict[str, str] = {}

    def to(self, path: str) -> str:
        """The link to a file."""
        folder, name = os.path.split(path)
        if folder not in self._folders:
            self._folders[folder] = self._to_folder(Path(as_people_write_it(folder)).absolute())
        return self._folders[folder] + quote(os.fsencode(name))

    def _to_folder(self, folder: Path) -> str:
        with suppress(ValueError):  # Windows: on another drive
            if self._drive is not None and _drive(folder) == self._drive:
                relative = os.path.relpath(folder, self._target)
                text = "" if relative == os.curdir else relative.replace(os.sep, "/") + "/"
                return quote(os.fsencode(text))
        address = quote(os.fsencode(folder.as_posix().rstrip("/") + "/"), safe="/:")
        on_a_server = folder.drive.startswith("\\\\")  # //server/share/... on Windows
        return f"file:{address}" if on_a_server else f"file:///{address.lstrip('/')}"


def _drive(folder: Path) -> int | None:
    """The number of the drive that a folder is on; None where it cannot be told."""
    try:
        return folder.stat().st_dev
    except (OSError, ValueError):
        return None


def as_script(data: Mapping[str, Any]) -> str:
    """The data as a classic script: a page on a disk may load that, and nothing else.

    ASCII only; what could end a script element is escaped, although it lies in a file of its own.
    """
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return f"const FACEFINDER = {text.replace('<', chr(92) + 'u003c')};\n"
