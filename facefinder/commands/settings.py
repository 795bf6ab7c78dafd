"""What the user typed becomes the settings of a run."""

import argparse
import os
from dataclasses import replace
from pathlib import Path

from facefinder.errors import UsageError
from facefinder.host import places
from facefinder.output.tell import tell
from facefinder.settings import Limits, Settings

TAGS = "tags:"
"""Before the folder of `-k`: its people are those whom other programs named."""


def find_settings(arguments: argparse.Namespace) -> Settings:
    """Of `find`."""
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


def groups_settings(arguments: argparse.Namespace) -> Settings:
    """Of `groups`."""
    settings = _settings(arguments, *arguments.input, anybody=True)
    return replace(_with_work(arguments, settings), report=arguments.report)


def explain_settings(arguments: argparse.Namespace) -> Settings:
    """Of `explain`."""
    return _settings(arguments, arguments.photo)


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
        private=(*places.data_dirs(data_dir(arguments)), models_dir),
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
    wanted = places.data_dirs(data_dir(arguments))[0]
    usable = places.usable_data_dir(data_dir(arguments))
    if usable is None:
        tell(f"{wanted} cannot be written: nothing is remembered in this run (as --no-index).")
        return None
    if usable != wanted:
        tell(f"{wanted} cannot be written: what is read is remembered in {usable}.")
    return usable / places.INDEX_NAME


def index_of_earlier(arguments: argparse.Namespace) -> Path:
    """The index that `find` would use; it need not be there."""
    places_of_it = [folder / places.INDEX_NAME for folder in places.data_dirs(data_dir(arguments))]
    there = next((path for path in places_of_it if path.is_file()), places_of_it[0])
    return arguments.index or there


def data_dir(arguments: argparse.Namespace) -> Path | None:
    """The folder for everything that is kept, if the user named one."""
    from_environment = os.environ.get("FACEFINDER_DATA_DIR")
    return arguments.data_dir or (Path(from_environment) if from_environment else None)
