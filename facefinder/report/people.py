"""A page to look at what was found and to decide about it, from the disk, in any browser."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from facefinder.host.text import printable
from facefinder.models.catalogue import Thresholds
from facefinder.records.people import Problem, Verdict
from facefinder.records.photos import Photo
from facefinder.records.results import REPORT_FILES, REPORT_PICTURES
from facefinder.report import page
from facefinder.report.data import Links, Pictures, page_data, reference_face
from facefinder.report.page import Progress
from facefinder.report.pictures import Made
from facefinder.report.plot import Plot, histogram
from facefinder.search.left_out import in_words
from facefinder.search.people import Result


def write_report(
    result: Result,
    target: Path,
    *,
    max_pixels: int,
    workers: int | None = None,
    progress: Progress = lambda *_: None,
) -> Path:
    """Write ``report.html`` and ``report-files/`` into a folder.

    Pictures that an earlier report left there are used again.

    Args:
        result: Of a search.
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
    tasks = pictures.tasks(result, target, max_pixels)
    made = page.make_pictures(tasks, target / pictures.folder, workers, progress)
    data = page_data(result, made, pictures, target, report_id(result))
    context = {
        "summary": result.summary,
        "engine": result.engine,
        "people": _people(result, made, pictures, target),
        "warnings": result.warnings,
        "not_looked_at": in_words(result.not_looked_at),
    }
    return page.write(target, "people", data, result.skipped, context)


def report_id(result: Result) -> str:
    """The id of the report of a search, by which decisions name it."""
    return page.identifier(f"{match.person}\0{match.face_id}" for match in result.matches)


@dataclass(frozen=True, slots=True)
class _Face:
    """The face that was used from a reference photo; no crop = the photo cannot be read now."""

    href: str
    path: str
    crop: str
    problem: str
    learned: bool


@dataclass(frozen=True, slots=True)
class _Person:
    """A person as the page shows them.

    Attributes:
        looked_for: There is a face to look for.
        plot: Of the distances of all faces.
        limits: The distances that count for this person.
        unused: The references that give no face.
    """

    name: str
    looked_for: bool
    sure: int
    check: int
    plot: Plot
    limits: Thresholds
    used: int
    references: int
    learned: int
    unused: list[Problem]
    faces: list[_Face]


def _people(
    result: Result, made: Mapping[Photo, Made | None], pictures: Pictures, target: Path
) -> list[_Person]:
    nobody = np.empty((0, len(result.gallery.people)))
    # Nearer than the same picture nobody can be: below zero is only the local scale's doing.
    everybody = np.maximum(nobody if result.distances is None else result.distances, 0.0)
    distances = dict(zip(result.gallery.people, everybody.T, strict=True))
    counts = Counter((match.person, match.verdict) for match in result.matches)
    own, links = result.gallery.by_person(), Links(target)
    people = []
    for person in result.people:
        sure, check = (counts[person.name, verdict] for verdict in (Verdict.SURE, Verdict.CHECK))
        problems = {problem.path: problem.problem for problem in person.problems}
        faces = [
            _Face(
                links.to(str(one.photo)),
                str(one.photo),
                pictures.crop(reference_face(one)) if made[one.photo] else "",
                problems.get(str(one.photo), ""),
                one.learned,
            )
            for one in own.get(person.name, ())
        ]
        shown = {face.path for face in faces}
        limits = result.engine.judge.limits(len(faces))
        people.append(
            _Person(
                printable(person.name),
                person.name in result.gallery.people,
                sure,
                check,
                histogram(distances.get(person.name, np.empty(0)), limits),
                limits,
                person.used,
                person.references,
                person.learned,
                [problem for problem in person.problems if problem.path not in shown],
                faces,
            )
        )
    return people
