"""What the page is told of the people who are looked for: their reference photos."""

from collections.abc import Container, Iterable
from typing import Any

from facefinder.app.register import Register, Spot
from facefinder.host.dropped import name_when_dropped
from facefinder.host.text import printable
from facefinder.language.retold import retold_on_page
from facefinder.match.references import UNUSABLE_PX
from facefinder.records.names import reading_key
from facefinder.records.people import Problem, Reference, ReferencesOf
from facefinder.records.photos import Outcome, Scanned
from facefinder.report.data import reference_face
from facefinder.search.gallery import People


def references_of(people: People) -> list[dict[str, Any]]:
    """Each person's references: the faces that are used, and what is wrong with which photo."""
    own = people.gallery.by_person()
    return [
        {
            "name": printable(of.name),
            "photos": of.references,
            "faces": [reference_of(one, of) for one in own.get(of.name, [])],
            "unused": unused_of(of, own.get(of.name, [])),
        }
        for of in people.references
    ]


def reference_of(reference: Reference, of: ReferencesOf | None) -> dict[str, Any]:
    """A face that is used, and what is wrong with its photo."""
    path = str(reference.photo)
    problems = {one.path: one.problem for one in of.problems} if of else {}
    return {
        "face": reference_face(reference),
        "name": _name(path),
        "path": path,
        "photo": reference.photo.address,
        "problem": retold_on_page(problems.get(path, "")),
        "learned": reference.learned,
    }


def unused_of(of: ReferencesOf | None, used: list[Reference]) -> list[dict[str, str]]:
    """The photos of a person that give no face, and why."""
    shown = {str(one.photo) for one in used}
    problems: tuple[Problem, ...] = of.problems if of else ()
    return [
        {
            "name": _name(one.path),
            "path": printable(one.path),
            "problem": retold_on_page(one.problem),
        }
        for one in problems
        if one.path not in shown
    ]


def files_of(
    outcomes: Iterable[Outcome], left_out: Container[str], register: Register
) -> list[dict[str, Any]]:
    """The photos of a person with all faces in them, each of which may be the one that counts.

    Args:
        outcomes: What was read from the photos.
        left_out: Addresses of those that are not used.
        register: Lets the faces be shown.
    """
    told = []
    for one in outcomes:
        if not isinstance(one, Scanned) or one.photo.moment is not None:
            continue
        faces = [Reference("", one.photo, face) for face in one.faces]
        for face in faces:
            spot = Spot(one.photo, face.face.box, face.face.landmarks)
            register.add_face(reference_face(face), spot)
        path = str(one.photo)
        told.append(
            {
                "path": path,
                "photo": one.photo.address,
                "name": _name(path),
                "place": one.photo.place,
                "left_out": one.photo.address in left_out,
                "faces": [
                    {
                        "face": reference_face(face),
                        "box": list(map(float, face.face.box)),
                        "usable": face.face.box.w >= UNUSABLE_PX,
                    }
                    for face in faces
                ],
            }
        )
    return sorted(told, key=lambda file: (reading_key(file["name"]), file["path"]))


def _name(path: str) -> str:
    return printable(name_when_dropped(path))
