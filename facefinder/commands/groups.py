"""`facefinder groups`: list people who are in several photos, and known to nobody."""

import argparse
from pathlib import Path

from facefinder.commands.common import keep_private, make_way, write_page
from facefinder.commands.settings import groups_settings
from facefinder.errors import ExitCode
from facefinder.host.files import write_text
from facefinder.output import progress, results
from facefinder.output.groups import as_lines, summary, to_json
from facefinder.output.tell import hand_out, tell
from facefinder.report.groups import write_report
from facefinder.search.groups import find_groups


def run(arguments: argparse.Namespace) -> ExitCode:
    """Group; standard output comes last, when nothing depends on its reader any more."""
    keep_private()
    settings = groups_settings(arguments)
    make_way(arguments, settings)
    with progress.teller(quiet=arguments.quiet) as teller:
        grouping = find_groups(settings, teller)
    document = to_json(grouping) if settings.json is not None else ""
    if settings.json not in (None, "-"):
        write_text(document, Path(settings.json))
    write_page(write_report, grouping, settings, quiet=arguments.quiet)
    if not arguments.quiet:
        for line in (*results.skipped_lines(grouping.skipped), summary(grouping)):
            tell(line)
    hand_out(document if settings.json == "-" else as_lines(grouping))
    return ExitCode.INCOMPLETE if grouping.skipped else ExitCode.OK
