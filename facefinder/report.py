"""A page to look at what was found and to decide about it, from the disk, in any browser.

Everything is in one document: browsers keep what a reader decided per document, and a page on a
disk may load scripts and pictures beside it, but nothing else.
"""

import hashlib
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2

from facefinder import __version__, pool_local, report_data
from facefinder.deliver import REPORT_FILES, REPORT_PAGE
from facefinder.deliver_files import output_errors, printable, write_text
from facefinder.errors import WorkersError
from facefinder.pipeline import Result
from facefinder.records import Photo, Problem, Verdict
from facefinder.report_data import Pictures
from facefinder.report_pictures import Made, Task, make_some
from facefinder.report_plot import Plot, histogram

UNREAD_SHOWN = 2000
"""Photos that could not be read, on the page; more would only make it slow."""

PHOTOS_IN_A_CALL = 16
"""Whose pictures a worker makes before it tells."""

Progress = Callable[[int, int], None]


def write_report(
    result: Result,
    target: Path,
    *,
    max_pixels: int,
    jobs: int | None = None,
    progress: Progress = lambda *_: None,
) -> Path:
    """Write ``report.html`` and ``report-files/`` into a folder.

    Pictures that an earlier report left there are used again; those that are not needed any more
    are removed. The page itself is written last, so that there is never half a report.

    Args:
        result: Of a search.
        target: The folder; made when it is missing.
        max_pixels: As in `decode.read_picture`.
        jobs: Worker processes; None = what suits this computer.
        progress: Is told how many photos of how many have their pictures.

    Returns:
        The page.

    Raises:
        OutputError: No room or no rights.
    """
    page = target / REPORT_PAGE
    pictures = Pictures(f"{REPORT_FILES}/pictures")
    with output_errors(target):
        (target / pictures.folder).mkdir(parents=True, exist_ok=True)
        tasks = pictures.tasks(result, target, max_pixels)
        made = dict(zip(tasks, _made(tasks, jobs, progress), strict=True))
        report = _identifier(result)
        data = report_data.page_data(result, made, pictures, target, report)
        _remove_others(tasks, target / pictures.folder)
    write_text(report_data.as_script(data), target / REPORT_FILES / "data.js")
    for name in ("report.css", "report.js"):
        write_text(_resource(name), target / REPORT_FILES / name)
    write_text(_render(result, made, pictures, target, report), page)
    return page


def _made(tasks: Mapping[Photo, Task], jobs: int | None, progress: Progress) -> list[Made | None]:
    """Make the pictures; photos without them do not keep a report from being written."""
    made: list[Made | None] = []
    parts = list(pool_local.batches(list(tasks.values()), PHOTOS_IN_A_CALL))
    with suppress(WorkersError):  # too little memory, for each of these photos was read before
        for results in pool_local.each(
            make_some, parts, jobs=jobs or pool_local.default_jobs(len(tasks))
        ):
            made += results
            progress(len(made), len(tasks))
    return made + [None] * (len(tasks) - len(made))


def _remove_others(tasks: Mapping[Photo, Task], folder: Path) -> None:
    """Pictures of an earlier report that this one does not show."""
    wanted = {task.thumb for task in tasks.values()}
    wanted |= {file for task in tasks.values() for _, file in task.crops}
    for file in folder.glob("*.jpg"):
        if file not in wanted:
            file.unlink()


def _identifier(result: Result) -> str:
    """The same for the same matches, so that a page made again still knows what was decided."""
    faces = sorted(f"{match.person}\0{match.face_id}" for match in result.matches)
    text = "\0".join(faces).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class _Person:
    """A person as the page shows them."""

    name: str
    sure: int
    check: int
    plot: Plot
    used: int
    references: int
    problems: tuple[Problem, ...]
    faces: tuple[dict[str, Any], ...]


def _people(
    result: Result, made: Mapping[Photo, Made | None], pictures: Pictures, target: Path
) -> list[_Person]:
    distances = result.face_distances()
    people = []
    for person in result.people:
        matches = [match for match in result.matches if match.person == person.name]
        sure = sum(match.verdict is Verdict.SURE for match in matches)
        faces = tuple(
            {
                "href": report_data.file_link(one.photo.path, target),
                "path": printable(str(one.photo)),
                "crop": pictures.crop(report_data.reference_face(one)) if made[one.photo] else "",
                "learned": one.learned,
            }
            for one in result.gallery.references
            if one.person == person.name
        )
        plot = histogram(distances[person.name], result.thresholds)
        people.append(
            _Person(
                printable(person.name),
                sure,
                len(matches) - sure,
                plot,
                person.used,
                person.references,
                person.problems,
                faces,
            )
        )
    return people


def _render(
    result: Result,
    made: Mapping[Photo, Made | None],
    pictures: Pictures,
    target: Path,
    report: str,
) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_resource),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"printable": printable, "lasted": lasted}
    return environment.get_template("report.html.jinja").render(
        version=__version__,
        files=REPORT_FILES,
        report=report,
        folder=printable(os.fspath(target.absolute())),
        summary=result.summary,
        thresholds=result.thresholds,
        engine=result.engine.name,
        people=_people(result, made, pictures, target),
        look_alikes=result.look_alikes,
        skipped=result.skipped[:UNREAD_SHOWN],
        more_skipped=max(0, len(result.skipped) - UNREAD_SHOWN),
    )


def lasted(seconds: float) -> str:
    """A span of time as people say it."""
    if seconds < 90:
        return f"{seconds:.1f} seconds"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 90:
        return f"{minutes} minutes {rest} seconds"
    return f"{minutes // 60} hours {minutes % 60} minutes"


def _resource(name: str) -> str:
    return (resources.files("facefinder") / "report_files" / name).read_text("utf-8")
