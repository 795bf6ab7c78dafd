"""What each command does with its arguments; returns the exit code."""

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from facefinder import places
from facefinder.deliver_files import printable
from facefinder.errors import ExitCode, UsageError
from facefinder.settings import Limits, Settings

if TYPE_CHECKING:
    from facefinder.pipeline import Result
    from facefinder.pipeline_groups import Grouping

TAGS = "tags:"
"""Before the folder of `-k`: its people are those whom other programs named."""


def find(arguments: argparse.Namespace) -> ExitCode:
    """Search for people and hand over what was found."""
    from facefinder import output, pipeline, progress, report  # noqa: PLC0415 - not for --help

    os.umask(0o077)  # what is found is nobody else's business
    settings = _find_settings(arguments)
    _set_aside(arguments, settings)
    with progress.teller(quiet=arguments.quiet) as teller:
        result = pipeline.find_people(settings, teller)
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
    from facefinder import output, sidecar_found  # noqa: PLC0415 - not for --help

    done = []
    if settings.sidecar and settings.copy_to is not None and result.copies is not None:
        done.append(sidecar_found.name_copies(result.matches, result.copies, settings.copy_to))
    if settings.sidecar_originals:
        done.append(sidecar_found.name_originals(result.matches))
    if done and not quiet:
        output.tell_names(done)
    return any(names.failed for names in done)


def explain(arguments: argparse.Namespace) -> ExitCode:
    """Say why a photo was, or was not, found."""
    from facefinder import explain as explaining  # noqa: PLC0415 - only this command needs it
    from facefinder import progress  # noqa: PLC0415

    os.umask(0o077)
    settings = _settings(arguments, arguments.photo)
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
    from facefinder import (  # noqa: PLC0415 - not for --help
        group_list,
        output,
        pipeline_groups,
        progress,
        report_groups,
    )

    os.umask(0o077)  # what is found is nobody else's business
    settings = _with_work(arguments, _settings(arguments, *arguments.input, anybody=True))
    settings = replace(settings, report=arguments.report)
    _set_aside(arguments, settings)
    with progress.teller(quiet=arguments.quiet) as teller:
        grouping = pipeline_groups.find_groups(settings, teller)
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
    from facefinder import index_file  # noqa: PLC0415 - not for --help

    if arguments.rebuild and settings.index is not None:
        aside = index_file.set_aside_if_unusable(settings.index)
        if aside is not None:
            tell(f"The index {settings.index} was unusable and is now called {aside}.")


def _find_settings(arguments: argparse.Namespace) -> Settings:
    copying = arguments.copy or arguments.copy_check or arguments.link
    copy_to = arguments.copy_to or (Path("found") if copying else None)
    return replace(
        _with_work(arguments, _settings(arguments, *arguments.input)),
        copy_to=copy_to,
        copy_check=arguments.copy_check,
        link=arguments.link,
        sidecar=arguments.sidecar,
        sidecar_originals=arguments.sidecar_originals,
        report=arguments.report or (None if arguments.no_report else copy_to),
        csv=arguments.csv,
    )


def _with_work(arguments: argparse.Namespace, settings: Settings) -> Settings:
    """Add what commands that read many photos have in common."""
    seconds = settings.limits.seconds if arguments.time_limit is None else arguments.time_limit
    if arguments.time_limit and arguments.parallel == 0:
        tell("With -p 0 there is no worker process to be stopped; --time-limit has no effect.")
    return replace(
        settings,
        scheduler=_scheduler(arguments),
        jobs=arguments.parallel,
        limits=replace(settings.limits, seconds=seconds),
        json=arguments.json,
    )


def _settings(arguments: argparse.Namespace, *inputs: Path, anybody: bool = False) -> Settings:
    """What all commands that read photos have in common."""
    models_dir = places.models_dir(arguments.models_dir)
    megapixels = arguments.max_pixels
    known, tagged = _known(arguments.known)
    return Settings(
        known=known,
        tagged=tagged,
        anybody=anybody,
        inputs=inputs,
        models_dir=models_dir,
        name=arguments.name,
        limits=Limits() if megapixels is None else Limits(pixels=int(megapixels * 1e6)),
        detector=arguments.detector,
        model=arguments.model,
        strictness=arguments.strictness,
        threshold=arguments.threshold,
        index=_index(arguments),
        private=(*places.data_dirs(_data_dir(arguments)), models_dir),
    )


def _known(known: Path | None) -> tuple[Path | None, bool]:
    """The folder of references, and whether `tags:` stands before it."""
    text = str(known or "")
    if text.startswith(TAGS):
        return Path(text.removeprefix(TAGS)), True
    return known, False


def _scheduler(arguments: argparse.Namespace) -> str | None:
    """The address of the cluster, if one is to be used."""
    address: str | None = arguments.scheduler
    if (arguments.backend == "dask") != (address is not None):
        raise UsageError(
            "--backend dask and --scheduler belong together.",
            "Give both, such as `--backend dask --scheduler 10.0.0.5:8786`, or none.",
        )
    if address and (arguments.parallel or arguments.time_limit):
        tell("With --backend dask the cluster decides: -p and --time-limit have no effect.")
    return address


def _index(arguments: argparse.Namespace) -> Path | None:
    """The index file, in the first place that can be written; None = there is to be none."""
    if arguments.no_index or arguments.index:
        return None if arguments.no_index else Path(arguments.index)
    wanted = places.data_dirs(_data_dir(arguments))[0]
    usable = places.usable_data_dir(_data_dir(arguments))
    if usable is None:
        tell(f"{wanted} cannot be written: nothing is remembered in this run (as --no-index).")
        return None
    if usable != wanted:
        tell(f"{wanted} cannot be written: what is read is remembered in {usable}.")
    return usable / places.INDEX_NAME


def _data_dir(arguments: argparse.Namespace) -> Path | None:
    from_environment = os.environ.get("FACEFINDER_DATA_DIR")
    return arguments.data_dir or (Path(from_environment) if from_environment else None)


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
        _index_of_earlier(arguments),
        _teller(arguments),
        learn=arguments.learn,
        copy_to=arguments.copy_to,
    )


def decisions(arguments: argparse.Namespace) -> ExitCode:
    """List what was decided, or forget it."""
    from facefinder import decision_list  # noqa: PLC0415 - only this command needs it

    index = _index_of_earlier(arguments)
    if arguments.unlearn or arguments.forget:
        decision_list.change(index, arguments.unlearn, arguments.forget, _teller(arguments))
    else:
        print(decision_list.describe(index))
    return ExitCode.OK


def _index_of_earlier(arguments: argparse.Namespace) -> Path:
    """The index that `find` would use; it need not be there."""
    places_of_it = [folder / places.INDEX_NAME for folder in places.data_dirs(_data_dir(arguments))]
    there = next((path for path in places_of_it if path.is_file()), places_of_it[0])
    return arguments.index or there


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

    return purging.purge(places.data_dirs(_data_dir(arguments)), tell, agreed)


def selftest(arguments: argparse.Namespace) -> ExitCode:
    """Check whether everything works on this computer."""
    from facefinder import selftest as testing  # noqa: PLC0415 - only this command needs it

    folders = places.data_dirs(_data_dir(arguments))
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


def tell(text: str) -> None:
    """Say something to the user; standard output is for results."""
    print(printable(text), file=sys.stderr, flush=True)
