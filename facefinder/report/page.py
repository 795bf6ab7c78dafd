"""What the pages of all reports have in common: their pictures, their files, their template.

Everything is in one document: browsers keep what a reader decided per document, and a page on a
disk may load scripts and pictures beside it, but nothing else.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2

from facefinder import __version__
from facefinder.errors import WorkersError
from facefinder.host.files import output_errors, remove_leftovers, write_text
from facefinder.host.held import patiently
from facefinder.host.in_the_way import require_free
from facefinder.host.text import printable
from facefinder.language.catalogue import language
from facefinder.language.choice import of_this_computer
from facefinder.language.for_pages import languages_of_a_page
from facefinder.language.say import marked
from facefinder.pool import local
from facefinder.records.photos import Failed, Photo
from facefinder.records.results import (
    PICTURE,
    REPORT_FILES,
    REPORT_PAGE,
    REPORT_PARTS,
    REPORT_PICTURES,
)
from facefinder.report.data import as_script
from facefinder.report.ours import require_ours
from facefinder.report.pictures import Made, Task, make_some
from facefinder.report.scripts import joined

UNREAD_SHOWN = 2000
"""Photos that could not be read, on the page; more would only make it slow."""

NEEDS_JAVASCRIPT = marked(
    "This page needs JavaScript to show the photos; nothing leaves this computer."
)
"""What a browser says that runs none; all others say what they do in the language they choose."""

PHOTOS_IN_A_CALL = 16
"""Whose pictures a worker makes before it tells."""

Progress = Callable[[int, int], None]


def make_pictures(
    tasks: Mapping[Photo, Task], folder: Path, workers: int | None, progress: Progress
) -> dict[Photo, Made | None]:
    """Make the pictures of a report; those in the folder that it does not need are removed.

    Args:
        tasks: For each photo what it needs.
        folder: Of all pictures; made when it is missing.
        workers: Processes; None = what suits this computer.
        progress: Is told how many photos of how many have their pictures.

    Returns:
        None for photos that cannot be read any more: they do not keep a report from being written.

    Raises:
        OutputError: No room or no rights.
    """
    with output_errors(folder):
        require_place(folder.parents[1])
        folder.mkdir(parents=True, exist_ok=True)
        remove_leftovers(folder)
        made = _made(list(tasks.values()), workers, progress)
        wanted = {file for task in tasks.values() for file in task.files}
        for file in folder.iterdir():
            if file not in wanted and PICTURE.fullmatch(file.name):
                patiently(file.unlink)
    return dict(zip(tasks, made, strict=True))


def require_place(target: Path) -> None:
    """Refuse a folder in which something else, or somebody else's, has the place of a report.

    Raises:
        OutputError: Says what is there.
    """
    files = target / REPORT_FILES
    require_free(files, files / REPORT_PICTURES, folder=True)
    require_free(target / REPORT_PAGE, *(files / part for part in REPORT_PARTS))
    require_ours(target)


def _made(tasks: Sequence[Task], jobs: int | None, progress: Progress) -> list[Made | None]:
    made: list[Made | None] = []
    parts = list(local.batches(tasks, PHOTOS_IN_A_CALL))
    processes = local.settle_workers(jobs, len(tasks), lambda _: None)
    with suppress(WorkersError):  # too little memory, for each of these photos was read before
        for results in local.map_tasks(make_some, parts, workers=processes):
            made += results
            progress(len(made), len(tasks))
    return made + [None] * (len(tasks) - len(made))


def write(
    target: Path,
    name: str,
    data: Mapping[str, Any],
    skipped: Sequence[Failed],
    *,
    context: Mapping[str, Any],
    texts: Iterable[str] = (),
) -> Path:
    """Write ``report.html`` and the files beside it.

    The page itself is written last, so that there is never half a report.

    Args:
        target: The folder.
        name: Of the report: of its template ``<name>.html.jinja``, and of the script that `script`
            makes.
        data: What the scripts work with; `report` is its id.
        skipped: Photos that could not be read.
        context: What the template wants to know; `not_looked_at` in words.
        texts: More English ones of the program that the page shows in its reader's language.

    Returns:
        The page.

    Raises:
        OutputError: No room or no rights.
    """
    shown = skipped[:UNREAD_SHOWN]
    texts = (*texts, *(failed.reason for failed in shown), context["not_looked_at"])
    tongue = language(of_this_computer())
    data = {**data, "words": languages_of_a_page(tongue.code, texts)}
    documents = (as_script(data), style(), script(name))
    for part, document in zip(REPORT_PARTS, documents, strict=True):
        write_text(document, target / REPORT_FILES / part)
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_resource),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"printable": printable, "steps": steps}
    page = environment.get_template(f"{name}.html.jinja").render(
        spoken=data["words"]["spoken"],
        needs_javascript=tongue.translations.gettext(NEEDS_JAVASCRIPT),
        version=__version__,
        files=REPORT_FILES,
        report=data["report"],
        skipped=shown,
        more_skipped=max(0, len(skipped) - UNREAD_SHOWN),
        **context,
    )
    write_text(page, target / REPORT_PAGE)
    return target / REPORT_PAGE


def script(name: str) -> str:
    """The script of a report's page; a browser loads it from the disk, after ``data.js``."""
    return joined(f"{name}.js", lambda path: _resource(f"scripts/{path}"))


def style() -> str:
    """The style of all pages: what they share with the app, and their own."""
    return _resource("shared.css") + _resource("report.css")


def identifier(parts: Iterable[str]) -> str:
    """A name made of what it stands for, so that a page made again still knows what was decided."""
    text = "\0".join(sorted(parts)).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=16).hexdigest()


def lasted(seconds: float) -> str:
    """How long it took, as people say it."""
    if seconds < 90:
        return f"in {seconds:.1f} seconds"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 90:
        return f"in {minutes} minutes {rest} seconds"
    return f"in {minutes // 60} hours {minutes % 60} minutes"


def steps(path: str) -> list[str]:
    """A path for people, in the parts between which a line may end: behind each folder."""
    return re.split(r"(?<=[/\\])", printable(path))


def _resource(name: str) -> str:
    return resources.files("facefinder.report").joinpath("page_files", name).read_text("utf-8")
