"""`facefinder groups`: list people who are in several photos, and known to nobody."""

import argparse

from facefinder.commands.common import (
    HandOver,
    keep_private,
    make_way,
    require_places,
    write_page,
)
from facefinder.commands.settings import groups_settings
from facefinder.errors import ExitCode
from facefinder.index import reports
from facefinder.output import progress, results
from facefinder.output.groups import as_lines, summary, to_json
from facefinder.output.tell import hand_out, tell
from facefinder.report.groups import write_report
from facefinder.search.groups import Grouping, find_groups
from facefinder.search.kept import saying_what_is_kept
from facefinder.settings import STANDARD_OUTPUT, Settings


def run(arguments: argparse.Namespace) -> ExitCode:
    """Group; standard output comes last, when nothing depends on its reader any more."""
    keep_private()
    settings = groups_settings(arguments)
    require_places(settings.outputs, arguments.index)
    make_way(arguments, settings.index)
    with progress.teller(quiet=arguments.quiet) as teller:
        grouping = find_groups(settings, teller)
    with saying_what_is_kept(lambda: settings.keeps):
        return _hand_over(grouping, settings, quiet=arguments.quiet)


def _hand_over(grouping: Grouping, settings: Settings, *, quiet: bool) -> ExitCode:
    outputs, hand_over = settings.outputs, HandOver()
    hand_over.attempt(lambda: results.write_file(outputs.json, lambda: [to_json(grouping)]))
    report, work = outputs.report, settings.work
    hand_over.attempt(lambda: write_page(write_report, grouping, report, work, quiet=quiet))
    hand_over.attempt(lambda: _remember_folder(settings))
    results.tell_skipped(grouping.searched.skipped)
    if not quiet:
        tell(summary(grouping))
    lines = to_json(grouping) if outputs.json == STANDARD_OUTPUT else as_lines(grouping)
    hand_over.attempt(lambda: hand_out(lines))
    hand_over.finish()
    return ExitCode.INCOMPLETE if grouping.searched.skipped else ExitCode.OK


def _remember_folder(settings: Settings) -> None:
    """Keep where the page is: `purge` names what it leaves."""
    if settings.index is not None and settings.outputs.folders:
        reports.remember(settings.index, settings.outputs.folders, "")
