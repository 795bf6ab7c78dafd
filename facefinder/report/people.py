"""A page to look at what was found and to decide about it, from the disk, in any browser."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from facefinder.host.text import counted, printable
from facefinder.records.photos import Photo
from facefinder.records.results import REPORT_FILES, REPORT_PICTURES
from facefinder.report import page
from facefinder.report.data import Links, Pictures, page_data, photo_data, reference_face
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
    more = _people(result, made, pictures, target)
    data["people"] = [one | other for one, other in zip(data["people"], more, strict=True)]
    data["details"] = {
        "searched": _searched(result),
        "engine": result.engine.description,
        "figures": f"{result.searched.in_words()}, {page.lasted(result.seconds)}",
        "warnings": [printable(text) for text in _notices(result)],
    }
    context = {"not_looked_at": in_words(result.not_looked_at)}
    return page.write(
        target, "people", data, result.searched.skipped, context=context, texts=_texts(data, result)
    )


def _searched(result: Result) -> str:
    searched = result.searched
    return f"{searched.read_in_words()}{searched.but_not()}, {counted(result.faces, 'face')}"


def _notices(result: Result) -> Iterator[str]:
    """What a reader has to know first: what is missing, and what is doubtful."""
    sample = result.sample
    if sample is not None:
        yield f"Only {sample.photos} of {sample.of} photos were looked at: it was a sample."
    if result.not_copied is not None:
        yield str(result.not_copied)
    yield from result.warnings


def _texts(data: Mapping[str, Any], result: Result) -> Iterator[str]:
    """What the program says in English on the page: warnings, and what is wrong with what."""
    details = data["details"]
    yield from (details["searched"], details["engine"], details["figures"], *details["warnings"])
    yield from (match.floor for match in result.matches if match.floor)
    for person in result.people:
        yield from (one.problem for one in person.problems)


def report_id(result: Result) -> str:
    """The id of the report of a search, by which decisions name it."""
    return page.identifier(f"{match.person}\0{match.face_id}" for match in result.matches)


def _people(
    result: Result, made: Mapping[Photo, Made | None], pictures: Pictures, target: Path
) -> Iterator[dict[str, Any]]:
    """What the page knows of each person beside the matches."""
    nobody = np.empty((0, len(result.gallery.people)))
    # Nearer than the same picture nobody can be: below zero is only the local scale's doing.
    everybody = np.maximum(nobody if result.distances is None else result.distances, 0.0)
    distances = dict(zip(result.gallery.people, everybody.T, strict=True))
    own, links = result.gallery.by_person(), Links(target)
    for person in result.people:
        problems = {problem.path: problem.problem for problem in person.problems}
        references = [
            {
                "crop": pictures.crop(reference_face(one)) if made[one.photo] else "",
                "problem": problems.get(str(one.photo), ""),
                "learned": one.learned,
            }
            | photo_data(one.photo, None, links)
            for one in own.get(person.name, ())
        ]
        shown = {one["path"] for one in references}
        limits = result.engine.judge.limits(len(references))
        yield {
            "photos": person.references,
            "references": references,
            "unused": [
                {"path": one.path, "problem": one.problem}
                for one in person.problems
                if one.path not in shown
            ],
            "limits": {"sure": limits.sure, "check": limits.check},
            "plot": _plot(histogram(distances.get(person.name, np.empty(0)), limits)),
        }


def _plot(plot: Plot) -> dict[str, Any]:
    bars = [
        [*(round(side, 1) for side in (bar.x, bar.y, bar.width, bar.height)), bar.kind]
        for bar in plot.bars
    ]
    return asdict(plot) | {"bars": bars}
