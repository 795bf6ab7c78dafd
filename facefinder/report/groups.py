"""A page of the people whom nobody named: to look at their faces, and to give them names."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from facefinder.records.faces import parse_face_id
from facefinder.records.photos import Photo
from facefinder.records.results import REPORT_FILES, REPORT_PICTURES
from facefinder.report import page
from facefinder.report.data import Links, Pictures, photo_data
from facefinder.report.page import Progress
from facefinder.report.pictures import Made, Task
from facefinder.search.groups import MOST_ALIKE, GroupFace, Grouping
from facefinder.search.left_out import in_words


def write_report(
    grouping: Grouping,
    target: Path,
    *,
    max_pixels: int,
    workers: int | None = None,
    progress: Progress = lambda *_: None,
) -> Path:
    """Write ``report.html`` and ``report-files/`` into a folder, as `people.write_report` does.

    Args:
        grouping: The groups.
        target: The folder; made when it is missing.
        max_pixels: As in `picture.read_picture`.
        workers: Processes; None = what suits this computer.
        progress: Is told how many photos of how many have their pictures.

    Returns:
        The page.

    Raises:
        OutputError: No room or no rights.
    """
    pictures = Pictures(f"{REPORT_FILES}/{REPORT_PICTURES}")
    tasks = _tasks(grouping, pictures, target, max_pixels)
    made = page.make_pictures(tasks, target / pictures.folder, workers, progress)
    data = _data(grouping, made, pictures, target)
    context = {"groups": len(grouping.groups), "not_looked_at": in_words(grouping.not_looked_at)}
    texts = (data["details"]["searched"],)
    return page.write(
        target, "groups", data, grouping.searched.skipped, context=context, texts=texts
    )


def _tasks(
    grouping: Grouping, pictures: Pictures, target: Path, max_pixels: int
) -> dict[Photo, Task]:
    """For each photo the pictures of its faces; a page of faces has no thumbnails."""
    faces: dict[Photo, dict[str, GroupFace]] = {}
    for group in grouping.groups:
        for face in group.faces:
            faces.setdefault(face.photo, {})[face.face_id] = face
    return {
        photo: _task(photo, list(own.values()), pictures, target, max_pixels)
        for photo, own in faces.items()
    }


def _task(
    photo: Photo, faces: Sequence[GroupFace], pictures: Pictures, target: Path, max_pixels: int
) -> Task:
    large = pictures.large(photo, _content(faces[0]))
    crops = (pictures.face(one.face_id, one.box, one.landmarks, target) for one in faces)
    return Task(
        photo,
        None,
        tuple(crops),
        max_pixels,
        long_side=faces[0].long_side,
        large=target / large if large else None,
    )


def _content(face: GroupFace) -> str:
    """The content hash of a face's photo, hexadecimal."""
    return parse_face_id(face.face_id)[0].hex()


def _data(
    grouping: Grouping, made: Mapping[Photo, Made | None], pictures: Pictures, target: Path
) -> dict[str, Any]:
    """Everything that the page's script works with."""
    number = {photo: position for position, photo in enumerate(made)}
    links = Links(target)
    contents = {face.photo: _content(face) for group in grouping.groups for face in group.faces}
    return {
        "report": page.identifier(group.identifier for group in grouping.groups),
        "known": list(grouping.people),
        "alike": grouping.alike,
        "compared": MOST_ALIKE,
        "details": {
            "engine": grouping.engine.name,
            "searched": f"{grouping.searched.in_words()}, {page.lasted(grouping.seconds)}",
            "faces": grouping.faces,
            "leftOut": grouping.left_out,
            "known": grouping.known if grouping.people else None,
        },
        "photos": [
            known | {"large": pictures.large(photo, contents[photo]) or known["href"]}
            for photo in made
            for known in [photo_data(photo, made[photo], links)]
        ],
        "groups": [
            {
                "group": group.identifier,
                "faces": [
                    {
                        "face": face.face_id,
                        "photo": number[face.photo],
                        "crop": pictures.crop(face.face_id) if made[face.photo] else "",
                    }
                    for face in group.faces
                ],
            }
            for group in grouping.groups
        ],
    }
