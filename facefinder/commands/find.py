"""`facefinder find`: search for people, and hand over what was found."""

import argparse

from facefinder.commands.common import (
    HandOver,
    cut_faces,
    keep_private,
    make_way,
    require_places,
    require_writable_photos,
    write_page,
)
from facefinder.commands.settings import find_settings
from facefinder.deliver.manifest import Manifest
from facefinder.errors import ExitCode
from facefinder.index import reports
from facefinder.output import progress, results, tables
from facefinder.output.tell import tell
from facefinder.report.face_files import Faces
from facefinder.report.people import report_id, write_report
from facefinder.search import naming
from facefinder.search.kept import saying_what_is_kept
from facefinder.search.people import Result, find_people
from facefinder.search.record import written
from facefinder.settings import Outputs, Settings


def run(arguments: argparse.Namespace) -> ExitCode:
    """Search; standard output comes last, when nothing depends on its reader any more."""
    keep_private()
    settings = find_settings(arguments)
    require_places(settings.outputs, arguments.index)
    if settings.outputs.sidecar_originals:
        require_writable_photos(settings.inputs)
    make_way(arguments, settings.index)
    outputs = settings.outputs
    if outputs.csv is not None or outputs.json is not None:
        tables.load_library()
    with progress.teller(quiet=arguments.quiet) as teller:
        result = find_people(settings, teller)
    with saying_what_is_kept(lambda: settings.keeps):
        return _hand_over(result, settings, quiet=arguments.quiet)


def _hand_over(result: Result, settings: Settings, *, quiet: bool) -> ExitCode:
    outputs, hand_over = settings.outputs, HandOver()
    if result.not_copied is not None:
        hand_over.failed.append(result.not_copied)
    for write in results.files(result, outputs):
        hand_over.attempt(write)
    report, work = outputs.report, settings.work
    hand_over.attempt(lambda: write_page(write_report, result, report, work, quiet=quiet))
    uncut = hand_over.attempt(lambda: _cut_faces(result, settings, quiet=quiet))
    hand_over.attempt(lambda: _remember_folders(result, settings))
    unnamed = hand_over.attempt(lambda: _name(result, outputs, quiet=quiet))
    results.tell_summary(result, outputs, quiet=quiet)
    hand_over.attempt(lambda: results.hand_out_result(result, outputs))
    hand_over.finish()
    uncopied = result.copies and result.copies.failed
    incomplete = result.searched.skipped or uncopied or unnamed or uncut
    return ExitCode.INCOMPLETE if incomplete else ExitCode.OK


def _cut_faces(result: Result, settings: Settings, *, quiet: bool) -> bool:
    """Write the faces into files, where that is wanted; return whether some could not be."""
    landmarks = result.shown.landmarks if result.shown else {}
    faces = Faces(result.matches, landmarks, result.rejected)
    return cut_faces(faces, settings, quiet=quiet)


def _remember_folders(result: Result, settings: Settings) -> None:
    """Keep where the results are, for the decisions that their reader makes."""
    outputs, index = settings.outputs, settings.index
    if index is not None and outputs.folders:
        report = report_id(result) if outputs.report is not None else ""
        reports.remember(index, outputs.folders, written(settings), report)


def _name(result: Result, outputs: Outputs, *, quiet: bool) -> bool:
    """Write names beside photos, where that is wanted; return whether some could not be written."""
    done = []
    if outputs.sidecar and outputs.copy_to is not None and result.copies is not None:
        about = {photo for _, photo in result.rejected}
        naming.remove_names(Manifest(outputs.copy_to.absolute()), about, tell)
        done.append(naming.name_copies(result.matches, result.copies, outputs.copy_to))
    if outputs.sidecar_originals:
        done.append(naming.name_originals(result.matches))
    if done:
        results.tell_names(done, quiet=quiet)
    return any(names.failed for names in done)
