"""What each command does with its arguments; returns the exit code."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from facefinder.cli_settings import (
    data_dir,
    explain_settings,
    find_settings,
    groups_settings,
    index_of_earlier,
    tell,
)
from facefinder.errors import ExitCode, UsageError
from facefinder.host import places
from facefinder.settings import Settings

if TYPE_CHECKING:
    from facefinder.search.groups import Grouping
    from facefinder.search.people import Result


def find(arguments: argparse.Namespace) -> ExitCode:
    """Search for people and hand over what was found."""
    from facefinder import output, progress, report  # noqa: PLC0415 - as above
    from facefinder.search import people  # noqa: PLC0415 - not for --help

    os.umask(0o077)  # what is found is nobody else's business
    settings = find_settings(arguments)
    _set_aside(arguments, settings)
    with progress.teller(quiet=arguments.quiet) as teller:
        result = people.find_people(settings, teller)
    output.write_results(result, settings)
    _report(report.write_report, result, settings, quiet=arguments.quiet)
    if not arguments.quiet:
        output.tell_summary(result, settings)
    unnamed = _name(result, settings, quiet=arguments.quiet)
    incomplete = result.skipped or (result.copies and result.copies.failed) or unnamed
    return ExitCode.INCOMPLETE if incomplete else ExitCode.OK


def _report(
    write: Callable[..., Path], found: "Result | Grouping", settings: Settings, *, quiet: bool
) -> None:
    """Write the page that was asked for, if one was."""
    from facefinder import progress  # noqa: PLC0415 - not for --help

    if settings.report is None:
        return
    told = progress.PicturesTold(quiet=quiet)
    pixels, jobs = settings.limits.pixels, settings.jobs
    page = write(found, settings.report, max_pixels=pixels, jobs=jobs, progress=told)
    if not quiet:
        tell(f"To look at what was found, open {page}")


def _name(result: "Result", settings: Settings, *, quiet: bool) -> bool:
    """Write names beside photos, where that is wanted; return whether some could not be written."""
    from facefinder import output  # noqa: PLC0415 - as above
    from facefinder.search import naming  # noqa: PLC0415 - not for --help

    done = []
    if settings.sidecar and settings.copy_to is not None and result.copies is not None:
        done.append(naming.name_copies(result.matches, result.copies, settings.copy_to))
    if settings.sidecar_originals:
        done.append(naming.name_originals(result.matches))
    if done and not quiet:
        output.tell_names(done)
    return any(names.failed for names in done)


def explain(arguments: argparse.Namespace) -> ExitCode:
    """Say why a photo was, or was not, found."""
    from facefinder import progress  # noqa: PLC0415
    from facefinder.search import explain as explaining  # noqa: PLC0415 - only this command needs it

    os.umask(0o077)
    settings = explain_settings(arguments)
    _set_aside(arguments, settings)
    with progress.teller(quiet=arguments.quiet) as teller:
        explained = explaining.explain(settings, teller)
    print(explaining.as_text(explained))
    if explained.failed:
        return ExitCode.INCOMPLETE
    if arguments.picture is not None:
        explaining.write_picture(explained, arguments.picture, settings)
    return ExitCode.OK


def groups(arguments: argparse.Namespace) -> ExitCode:
    """List people who are in several photos, and known to nobody."""
    from facefinder import group_list, output, progress, report_groups  # noqa: PLC0415 - as above
    from facefinder.search.groups import find_groups  # noqa: PLC0415 - as above

    os.umask(0o077)  # what is found is nobody else's business
    settings = groups_settings(arguments)
    _set_aside(arguments, settings)
    with progress.teller(quiet=arguments.quiet) as teller:
        grouping = find_groups(settings, teller)
    if settings.json is not None:
        output.write(group_list.to_json(grouping), settings.json)
    if settings.json != "-":
        output.write(group_list.as_lines(grouping), "-")
    _report(report_groups.write_report, grouping, settings, quiet=arguments.quiet)
    if not arguments.quiet:
        for line in (*output.skipped_lines(grouping.skipped), group_list.summary(grouping)):
            tell(line)
    return ExitCode.INCOMPLETE if grouping.skipped else ExitCode.OK


def _set_aside(arguments: argparse.Namespace, settings: Settings) -> None:
    """Make way for a new index, where the user asked for it."""
    from facefinder.index import file  # noqa: PLC0415 - not for --help

    if arguments.rebuild and settings.index is not None:
        aside = file.set_aside_if_unusable(settings.index)
        if aside is not None:
            tell(f"The index {settings.index} was unusable and is now called {aside}.")


def undo(arguments: argparse.Namespace) -> ExitCode:
    """Remove the copies of an earlier search."""
    from facefinder import undo as undoing  # noqa: PLC0415 - only this command needs it

    os.umask(0o077)
    return undoing.undo(arguments.folder, _teller(arguments))


def apply(arguments: argparse.Namespace) -> ExitCode:
    """Let what was decided in a report take effect."""
    from facefinder import apply as applying  # noqa: PLC0415 - only this command needs it

    os.umask(0o077)
    return applying.apply(
        arguments.file,
        index_of_earlier(arguments),
        _teller(arguments),
        learn=arguments.learn,
        copy_to=arguments.copy_to,
    )


def decisions(arguments: argparse.Namespace) -> ExitCode:
    """List what was decided, or forget it."""
    from facefinder import decision_list  # noqa: PLC0415 - only this command needs it

    index = index_of_earlier(arguments)
    if arguments.unlearn or arguments.forget:
        decision_list.change(index, arguments.unlearn, arguments.forget, _teller(arguments))
    else:
        print(decision_list.describe(index))
    return ExitCode.OK


def _teller(arguments: argparse.Namespace) -> Callable[[str], None]:
    return (lambda _: None) if arguments.quiet else tell


def purge(arguments: argparse.Namespace) -> ExitCode:
    """Delete everything the program keeps."""
    from facefinder import purge as purging  # noqa: PLC0415 - only this command needs it

    def agreed() -> bool:
        if arguments.yes:
            return True
        print("Delete all this? [y/N] ", end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip().lower() in ("y", "yes")

    return purging.purge(places.data_dirs(data_dir(arguments)), tell, agreed)


def selftest(arguments: argparse.Namespace) -> ExitCode:
    """Check whether everything works on this computer."""
    from facefinder import selftest as testing  # noqa: PLC0415 - only this command needs it

    folders = places.data_dirs(data_dir(arguments))
    return testing.run(places.models_dir(arguments.models_dir), folders)


def list_models(arguments: argparse.Namespace) -> ExitCode:
    """Print the detectors and models."""
    from facefinder import model_list  # noqa: PLC0415 - only this command needs it

    print(model_list.describe(places.models_dir(arguments.models_dir)))
    return ExitCode.OK


def fetch_models(arguments: argparse.Namespace) -> ExitCode:
    """Get model files."""
    from facefinder import model_list  # noqa: PLC0415 - only this command needs it

    if arguments.folder is not None and not arguments.folder.is_dir():
        raise UsageError(f"There is no folder '{arguments.folder}'.", "Check the spelling.")
    say = _teller(arguments)
    return model_list.fetch(
        arguments.names, places.models_dir(arguments.models_dir), arguments.folder, say
    )
