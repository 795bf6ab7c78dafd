"""What the user typed -> the settings of a run."""

import argparse
import contextlib
import os
from dataclasses import replace
from pathlib import Path

from facefinder.errors import OutputError
from facefinder.host import places
from facefinder.host.files import is_writable
from facefinder.host.frozen import is_frozen, resource_root
from facefinder.models.catalogue import Strictness
from facefinder.output.tell import tell
from facefinder.records.limits import MAX_PIXELS
from facefinder.records.videos import Pace
from facefinder.settings import EngineChoice, Limits, Outputs, Settings, Where, Whom, Work

TAGS = "tags:"
"""Before the folder of `-k`: its people are those whom other programs named."""


def find_settings(arguments: argparse.Namespace) -> Settings:
    """What `find` is to do."""
    copying = arguments.copy or arguments.copy_check or arguments.link
    copy_to = arguments.copy_to or (Path("found") if copying else None)
    outputs = Outputs(
        copy_to=copy_to,
        copy_check=arguments.copy_check,
        together=arguments.together,
        largest=arguments.largest,
        link=arguments.link,
        sidecar=arguments.sidecar,
        sidecar_originals=arguments.sidecar_originals,
        report=arguments.report or (None if arguments.no_report else copy_to),
        faces=arguments.crops,
        csv=arguments.csv,
        json=arguments.json,
        print0=arguments.print0,
    )
    whom = replace(_whom(arguments), only=arguments.only, forgiving=arguments.forgiving)
    settings = _settings(arguments, whom, tuple(arguments.input), outputs)
    where = replace(_where(arguments), sample=arguments.sample)
    return replace(settings, work=_work(arguments), where=where)


def groups_settings(arguments: argparse.Namespace) -> Settings:
    """What `groups` is to do."""
    whom = _whom(arguments, needs_people=False)
    outputs = Outputs(report=arguments.report, json=arguments.json)
    settings = _settings(arguments, whom, tuple(arguments.input), outputs)
    return replace(settings, work=_work(arguments), where=_where(arguments))


def explain_settings(arguments: argparse.Namespace) -> Settings:
    """What `explain` is to do."""
    inputs = (arguments.photo, *arguments.input)
    settings = _settings(arguments, _whom(arguments), inputs, Outputs())
    return replace(settings, where=_where(arguments), work=Work(limits=_limits(arguments)))


def _settings(
    arguments: argparse.Namespace,
    whom: Whom,
    inputs: tuple[Path, ...],
    outputs: Outputs,
) -> Settings:
    """Add what all commands that read photos have in common."""
    return Settings(
        whom=whom,
        inputs=inputs,
        engine=_engine(arguments),
        outputs=outputs,
        index=_index(arguments),
        never_search=_never_search(arguments),
    )


def app_settings(arguments: argparse.Namespace) -> tuple[EngineChoice, Work, tuple[Path, ...]]:
    """What holds for every search of the page: the engine, who reads, folders of our own."""
    return _engine(arguments), _work(arguments), _never_search(arguments)


def needed_index(arguments: argparse.Namespace) -> Path:
    """The index file, which need not be there.

    Raises:
        OutputError: There is no place for it.
    """
    index = _index(arguments)
    if index is None:
        raise OutputError(
            "There is no place where decisions can be remembered.",
            "Name a folder that can be written with --data-dir.",
        )
    return index


def _engine(arguments: argparse.Namespace) -> EngineChoice:
    return EngineChoice(
        models_dir=places.models_dir(arguments.models_dir),
        detector=arguments.detector,
        model=arguments.model,
        strictness=arguments.strictness or Strictness.NORMAL,
        threshold=arguments.threshold,
    )


def _never_search(arguments: argparse.Namespace) -> tuple[Path, ...]:
    return (*places.data_dirs(data_dir(arguments)), places.models_dir(arguments.models_dir))


def _where(arguments: argparse.Namespace) -> Where:
    return Where(
        exclude=tuple(arguments.exclude),
        everything=arguments.all,
        archives=not arguments.no_archives,
        videos=arguments.videos,
        first=arguments.first,
        last=arguments.last,
    )


def _whom(arguments: argparse.Namespace, *, needs_people: bool = True) -> Whom:
    known, tagged = _known(arguments.known)
    return Whom(known=known, tagged=tagged, name=arguments.name, needs_people=needs_people)


def _work(arguments: argparse.Namespace) -> Work:
    """Who reads the photos, for commands that read many."""
    limits = _limits(arguments)
    if arguments.time_limit is not None:
        limits = replace(limits, seconds=arguments.time_limit)
    return Work(workers=arguments.parallel, scheduler=arguments.scheduler, limits=limits)


def _limits(arguments: argparse.Namespace) -> Limits:
    pace = Pace(arguments.video_frames_per_minute, arguments.video_frames)
    megapixels = arguments.max_pixels
    return Limits(pixels=MAX_PIXELS if megapixels is None else int(megapixels * 1e6), pace=pace)


def _known(known: Path | None) -> tuple[Path | None, bool]:
    """The folder of references, and whether `tags:` stands before it."""
    text = str(known or "")
    if text.startswith(TAGS):
        return Path(text.removeprefix(TAGS)), True
    return known, False


def _index(arguments: argparse.Namespace) -> Path | None:
    """The index file, in the first place that can be written; None = there is to be none."""
    if arguments.no_index or arguments.index is not None:
        index: Path | None = arguments.index
        return index
    wanted = places.data_dirs(data_dir(arguments))[0]
    usable = places.usable_data_dir(data_dir(arguments))
    if usable is None:
        tell(f"{wanted} cannot be written: nothing is remembered in this run.")
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


def results_folder() -> Path:
    """Where results go that nobody named a place for: onto the stick if possible, else home."""
    folders = [*([resource_root()] if is_frozen() else []), Path.cwd()]
    with contextlib.suppress(RuntimeError):  # this user has no home folder
        folders.append(Path.home())
    return next((place for place in folders if is_writable(place)), folders[-1]) / "found"
