"""`facefinder models`: which detectors and models there are, and getting their files."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from facefinder.errors import ExitCode, UsageError
from facefinder.evidence.cuts import cuts_of
from facefinder.host import places
from facefinder.host.files import require_parent
from facefinder.models import files as weights
from facefinder.models.catalogue import (
    DETECTORS,
    MODELS,
    OTHER_DETECTORS,
    DetectorInfo,
    ModelInfo,
    Strictness,
)
from facefinder.models.files import WEIGHTS, State
from facefinder.output.tell import hand_out, tell

HEADINGS = (
    *("kind", "name", "available", "file", "size", "state"),
    *("licence", "trained on", "sure/check"),
)
PEOPLE = """\
A licence is about the file. The people in the photos that a model was trained on were not asked:
such sets were gathered from the web, and their makers have withdrawn some."""


def run(arguments: argparse.Namespace) -> ExitCode:
    """List the detectors and models, or get their files."""
    models_dir = places.models_dir(arguments.models_dir)
    if arguments.action != "fetch":
        hand_out(describe(models_dir) + "\n")
        return ExitCode.OK
    if arguments.folder is not None and not arguments.folder.is_dir():
        raise UsageError(f"There is no folder '{arguments.folder}'.", "Check the spelling.")
    if arguments.models_dir is not None:
        require_parent(models_dir)
    say: Callable[[str], None] = (lambda _: None) if arguments.quiet else tell
    return fetch(arguments.names, models_dir, arguments.folder, say)


def describe(models_dir: Path) -> str:
    """A table for people: a line for each file of each detector and model.

    Args:
        models_dir: Where the files are looked for; each one that is there is hashed.
    """
    rows: list[tuple[str, ...]] = [HEADINGS]
    for kind, infos in (("detector", DETECTORS.values()), ("model", MODELS.values())):
        for info in infos:
            rows += _rows(kind, info, models_dir)
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    others = f"Through deepface, with packages of their own: {', '.join(OTHER_DETECTORS)}"
    return "\n".join([*lines, "", PEOPLE, others, f"Model files are in {models_dir}"])


def _rows(kind: str, info: DetectorInfo | ModelInfo, models_dir: Path) -> list[tuple[str, ...]]:
    states = {file: weights.state(WEIGHTS[file], models_dir) for file in info.files}
    available = "yes" if all(state is State.OK for state in states.values()) else "no"
    distances = _distances(info) if isinstance(info, ModelInfo) else ""
    return [
        (
            kind,
            info.name,
            available,
            file,
            WEIGHTS[file].size_text,
            state.value,
            WEIGHTS[file].licence,
            WEIGHTS[file].trained_on,
            distances,
        )
        for file, state in states.items()
    ]


def _distances(model: ModelInfo) -> str:
    if model.measured:
        cuts = [(name, cuts_of(model.name, name)) for name in Strictness]
        told = (f"{name} {cut.sure:.0%}/{cut.check:.0%}" for name, cut in cuts)
        return f"likely: {', '.join(told)}"
    presets = (
        f"{name} {model.thresholds[name].sure:g}/{model.thresholds[name].check:g}"
        for name in Strictness
    )
    return f"{model.metric}: {', '.join(presets)} (made of deepface's; not measured here)"


def fetch(
    names: Sequence[str], models_dir: Path, folder: Path | None, say: Callable[[str], None]
) -> ExitCode:
    """Get model files; what cannot be had is said and left out.

    Args:
        names: Detectors, models or files; empty = all.
        models_dir: Where they go.
        folder: Take them from there instead of the network.
        say: Told about every file.

    Returns:
        `ExitCode.OK` when every file that was named is there, or, when none was named, at least
        one detector and one model; else `ExitCode.MODELS`.

    Raises:
        UsageError: A name is unknown.
    """
    files = _files(names)
    missing = weights.fetch(files, models_dir, from_dir=folder, say=say)
    usable = not missing if names else _something_usable(models_dir)
    return ExitCode.OK if usable else ExitCode.MODELS


def _files(names: Sequence[str]) -> list[str]:
    files_of = {name.lower(): detector.files for name, detector in DETECTORS.items()}
    files_of |= {name.lower(): model.files for name, model in MODELS.items()}
    files: dict[str, None] = {}
    for name in names or WEIGHTS:
        if name in WEIGHTS:
            files[name] = None
        elif name.lower() in files_of:
            files |= dict.fromkeys(files_of[name.lower()])
        else:
            raise UsageError(
                f"There is no detector, model or file '{name}'.",
                "`facefinder models` lists the names.",
            )
    return list(files)


def _something_usable(models_dir: Path) -> bool:
    tables = (
        [detector.files for detector in DETECTORS.values()],
        [model.files for model in MODELS.values()],
    )
    states = {file: weights.state(WEIGHTS[file], models_dir) for file in WEIGHTS}
    return all(
        any(all(states[file] is State.OK for file in files) for files in table) for table in tables
    )
