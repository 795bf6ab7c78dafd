"""`facefinder apply FILE`: what the reader of a report decided takes effect."""

import argparse
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from facefinder.commands.common import cut_faces, keep_private, teller
from facefinder.commands.settings import index_of_earlier
from facefinder.decode.file import content_hash
from facefinder.decode.pages import is_of
from facefinder.deliver.manifest import Manifest
from facefinder.errors import (
    ExitCode,
    FacefinderError,
    IndexFileError,
    OutputError,
    PhotoError,
    UsageError,
)
from facefinder.host.files import require_place
from facefinder.host.text import counted
from facefinder.index.decisions import opened, store, unknown_faces
from facefinder.index.file import transaction
from facefinder.index.reports import folder_of, search_of
from facefinder.output.tell import tell
from facefinder.records.faces import parse_face_id
from facefinder.records.names import name_key, one_spelling
from facefinder.records.people import Decision, Match, Verdict
from facefinder.records.results import MANIFEST
from facefinder.report.decisions import Decisions, read_decisions
from facefinder.report.face_files import Faces
from facefinder.search.again import Decided, decide
from facefinder.search.effect import Effect, bring_in_line
from facefinder.search.record import settings_of
from facefinder.settings import Settings
from facefinder.sources.archives import closing_archives
from facefinder.sources.places import photo_at, source_of

Say = Callable[[str], None]

NOT_AGAIN = "Only the photos that were decided about follow; the next search does the rest."
"""Where the search that filled a folder cannot be done again."""


def run(arguments: argparse.Namespace) -> ExitCode:
    """Let what was decided in a report take effect."""
    keep_private()
    return apply(
        arguments.file,
        index_of_earlier(arguments),
        teller(arguments),
        learn=arguments.learn,
        copy_to=arguments.copy_to,
        quiet=arguments.quiet,
    )


def apply(
    file: Path,
    index: Path,
    say: Say,
    *,
    learn: bool = False,
    copy_to: Path | None = None,
    quiet: bool = False,
) -> ExitCode:
    """Store decisions with their faces, and bring the copies in line with them.

    The folder becomes what the search that filled it would have made of it with these decisions.
    Where that search cannot be done again, confirmed photos are copied as `sure` ones are, and
    copies of rejected ones are removed if nobody changed them. To apply a file twice changes
    nothing.

    Args:
        file: As a report made it, or the folder in which it lies.
        index: Of the search that the report shows.
        say: Gets sentences for the user.
        learn: Confirmed faces become references of their person.
        copy_to: Where the copies are; by default where the file lies, if copies are there, else
            where the index remembers the report.
        quiet: Show no progress of faces that are cut out.

    Returns:
        INCOMPLETE when a confirmed photo could not be copied, or a wrong copy may still be
        somewhere, else OK.

    Raises:
        UsageError: The file is refused; nothing was changed.
        IndexFileError: The index is damaged, or in use.
        OutputError: The copies or the index cannot be written.
    """
    decisions = read_decisions(file)
    if copy_to is not None:
        require_place(copy_to.absolute(), copy_to)
    faces = [
        replace(face, learned=face.yes and (learn or face.learned)) for face in decisions.all_faces
    ]
    folder, search = _known_of(index, decisions.report, faces, copy_to or _beside(file))
    target = copy_to or _beside(file) or folder
    settings = _settings(search, index, target)
    copies = copy_to or (settings.outputs.copy_to if settings else None)
    if copies is None and target is not None and (target / MANIFEST).is_file():
        copies = target
    confirmed = _confirmed(decisions) if copies else []
    failed = len(confirmed) < sum(face.yes for face in decisions.faces)
    done = settings and _as_the_search(settings, faces, confirmed, _rejected(decisions))
    _say_decisions(decisions, done.new if done else _keep(faces, index), say)
    if settings and done:
        found = Faces(done.found, done.landmarks, done.wrong)
        uncut = cut_faces(found, settings, quiet=quiet)
        if settings.outputs.copy_to:
            return _tell_effect(done.effect, settings.outputs.copy_to, say, failed=failed or uncut)
    if copies is None:
        return _without_copies(decisions, target, say)
    with closing_archives():
        effect = bring_in_line(copies, _rejected(decisions), confirmed, tell)
    return _tell_effect(effect, copies, say, failed=failed)


def _beside(file: Path) -> Path | None:
    """The folder in which the decisions lie, if it has copies."""
    folder = file if file.is_dir() else file.absolute().parent
    return folder if (folder / MANIFEST).is_file() else None


def _known_of(
    index: Path, report: str, faces: Sequence[Decision], target: Path | None
) -> tuple[Path | None, str]:
    """The folder of a report, if it is known, and how the search was called that filled `target`.

    Args:
        index: Of the search.
        report: Id of the report.
        faces: What was decided.
        target: The folder of the copies; None = that of the report.

    Raises:
        UsageError: The index does not know a face.
    """
    with opened(index) as connection:
        unknown = unknown_faces(connection, faces)
        if unknown:
            raise UsageError(
                f"The decisions are about {counted(len(unknown), 'face')} that the index "
                f"'{index}' does not know; nothing was changed.",
                "Name the index of the search that made the report with --index.",
            )
        folder = folder_of(connection, report, index)
        target = target or folder
        return folder, search_of(connection, target, index) if target else ""


def _settings(search: str, index: Path, target: Path | None) -> Settings | None:
    """The settings of the search that filled a folder, where it can be done again.

    Args:
        search: How it was called; empty where nobody knows.
        index: Of the search.
        target: The folder.
    """
    if not search or target is None or not target.is_dir():
        return None
    try:
        settings = settings_of(search, index)
    except UsageError as error:
        _tell_not_again(error)
        return None
    outputs = settings.outputs
    if outputs.copy_to:
        faces = outputs.faces or _faces_beside(target)
        return replace(settings, outputs=replace(outputs, copy_to=target, faces=faces))
    return settings if outputs.faces else None


def _faces_beside(target: Path) -> Path | None:
    """Where the app put pictures of faces beside copies, if it did."""
    folder = Manifest(target).faces_folder()
    return folder if (folder / MANIFEST).is_file() else None


def _as_the_search(
    settings: Settings,
    faces: Sequence[Decision],
    confirmed: Sequence[Match],
    rejected: set[tuple[str, str]],
) -> Decided | None:
    """Decide as the search would have; None where it cannot be done again."""
    try:
        return decide(settings, faces, confirmed, rejected, tell)
    except (IndexFileError, OutputError):
        raise
    except FacefinderError as error:
        _tell_not_again(error)
        return None


def _tell_not_again(error: FacefinderError) -> None:
    tell(f"{error.message} {NOT_AGAIN}")


def _without_copies(decisions: Decisions, folder: Path | None, say: Say) -> ExitCode:
    """Say what did not happen to copies, as there are none where they might be.

    Args:
        decisions: Stored already.
        folder: Of their report; None = nobody knows.
        say: Gets sentences for the user.
    """
    # Of people who only now got their name nothing was copied before.
    new = {name_key(group.name) for group in decisions.groups}
    wrong = sum(not face.yes and name_key(face.person) not in new for face in decisions.faces)
    if wrong and (folder is None or not folder.is_dir()):
        what = f"{wrong} wrong {'copy' if wrong == 1 else 'copies'} may still be"
        where = "beside the report" if folder is None else f"in '{folder}', which is not there now"
        tell(f"{what} {where}. Name the folder of the copies with --copy-to DIR.")
        return ExitCode.INCOMPLETE
    if any(face.yes for face in decisions.faces):
        say("Nothing was copied; add --copy-to DIR to have the confirmed photos copied.")
    return ExitCode.OK


def _keep(faces: Sequence[Decision], index: Path) -> int:
    """Keep decisions, and nothing else; return how many are new."""
    with opened(index) as connection, transaction(connection):
        return store(connection, faces)


def _say_decisions(decisions: Decisions, new: int, say: Say) -> None:
    last = {(name_key(one.person), one.face_id): one for one in decisions.all_faces}
    say(f"{counted(len(last), 'decision')}, {new} of them new.")
    for line in _by_person(list(last.values())):
        say(line)
    if decisions.groups:
        say("`facefinder find -i …` looks for the people who got a name, also without -k.")


def _by_person(faces: list[Decision]) -> list[str]:
    shown = one_spelling(Counter(face.person for face in faces))
    counts = Counter((shown[face.person], face.yes) for face in faces)
    people = dict.fromkeys(shown[face.person] for face in faces)
    return [f"{p}: {counts[p, True]} confirmed, {counts[p, False]} rejected" for p in people]


def _match(face: Decision, path: Path) -> Match:
    """What `copy_photos` wants to know about a confirmed face.

    Raises:
        PhotoError: The photo is not there any more.
    """
    digest, box = parse_face_id(face.face_id)
    try:
        photo = photo_at(path)
        unchanged = is_of(digest, content_hash(source_of(photo)))
    except OSError as error:
        raise PhotoError(f"it cannot be read ({error.strerror})", lasting=False) from error
    if not unchanged:
        raise PhotoError("another photo has its place now", lasting=False)
    return Match(face.person, Verdict.SURE, math.nan, photo, box, 1.0, confirmed=True)


def _confirmed(decisions: Decisions) -> list[Match]:
    """What is to be copied of the photos of confirmed faces; what is not there is told."""
    confirmed = []
    with closing_archives():
        for face, photo in zip(decisions.faces, decisions.photos, strict=True):
            try:
                if face.yes:
                    confirmed.append(_match(face, Path(photo)))
            except PhotoError as error:
                tell(f"Not copied: '{photo}': {error.reason}")
    return confirmed


def _rejected(decisions: Decisions) -> set[tuple[str, str]]:
    """Person and original of the copies that have to go."""
    placed = zip(decisions.faces, decisions.photos, strict=True)
    return {(face.person, photo) for face, photo in placed if not face.yes} - decisions.stay


def _tell_effect(effect: Effect, target: Path, say: Say, *, failed: bool) -> ExitCode:
    """Say what became of the copies.

    Args:
        effect: What did.
        target: Their folder.
        say: Gets sentences for the user.
        failed: A confirmed photo was not there.
    """
    if effect.listed:
        say(f"Copies removed: {effect.removed}. The photos themselves are untouched.")
    for failure in effect.copies.failed:
        tell(f"Not copied: '{failure.photo}': {failure.reason}")
    if effect.left:
        are = "wrong copy is" if effect.left == 1 else "wrong copies are"
        tell(f"{effect.left} {are} still in '{target}'.")
    say(f"Copies are in '{target}': {effect.added} new")
    incomplete = failed or effect.copies.failed or effect.left
    return ExitCode.INCOMPLETE if incomplete else ExitCode.OK
