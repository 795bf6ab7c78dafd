"""Model files: are they there, are they intact, and getting them.

A model file is data that somebody else made; it is used only when its SHA-256 is the expected one.
`fetch` is the only function in the whole program that opens a connection.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from facefinder.errors import ModelError
from facefinder.host.files import remove_leftovers, temporary_folder
from facefinder.host.frozen import is_frozen
from facefinder.host.held import patiently
from facefinder.models.sources import Release, Unavailable
from facefinder.models.table import WEIGHTS, Weight

__all__ = ["WEIGHTS", "Lacking", "State", "Weight", "fetch", "state", "verify"]

PINS = "pins.json"
"""In the models folder: SHA-256 by name of the files that the user vouched for."""


class State(StrEnum):
    """What is known of a model file in the models folder."""

    OK = "ok"
    MISSING = "missing"
    DAMAGED = "damaged"
    UNKNOWN = "unknown"
    """The file is there, but nobody published its hash and the user did not vouch for it."""


class Lacking(NamedTuple):
    """A file that could not be had, and why."""

    file: str
    reason: str


def state(weight: Weight, models_dir: Path) -> State:
    """Look at a model file, reading all of it.

    Raises:
        ModelError: The file, or the record of files vouched for, cannot be read.
    """
    path = models_dir / weight.file
    try:
        if not path.is_file():
            return State.MISSING
        expected = _expected(weight, models_dir)
        if expected is None:
            return State.UNKNOWN
        return State.OK if _matches(path, expected, weight.size) else State.DAMAGED
    except OSError as error:
        raise ModelError(
            f"The model file {path} cannot be read: {error.strerror}.", "Check who may read it."
        ) from error


def verify(files: Iterable[str], models_dir: Path) -> tuple[tuple[str, str], ...]:
    """Make sure that model files are there and are what they should be.

    Args:
        files: Names, keys of `WEIGHTS`.
        models_dir: Where they are.

    Returns:
        Name and SHA-256 of each, in the given order.

    Raises:
        ModelError: One is not; says which and what to do.
    """
    verified = []
    for file in files:
        weight = WEIGHTS[file]
        found = state(weight, models_dir)
        sha256 = _expected(weight, models_dir)
        if found is not State.OK or sha256 is None:
            raise ModelError(*_trouble(weight, found, models_dir))
        verified.append((file, sha256))
    return tuple(verified)


def fetch(
    files: Iterable[str],
    models_dir: Path,
    *,
    from_dir: Path | None = None,
    say: Callable[[str], None],
) -> list[Lacking]:
    """Get model files; the only function of the program that opens a connection.

    A good file stays as it is, a damaged one is replaced. A new file is written under another name
    and takes its place only after its hash was compared, so that no half file is ever seen.

    Args:
        files: Names, keys of `WEIGHTS`.
        models_dir: Where they go; created when missing.
        from_dir: A folder to look in first.
        say: Told what happens to each file.

    Returns:
        The files that are still not usable.

    Raises:
        ModelError: `models_dir` cannot be written.
    """
    lacking = []
    try:
        models_dir.mkdir(parents=True, exist_ok=True)
        remove_leftovers(models_dir)
        for file in files:
            weight = WEIGHTS[file]
            if state(weight, models_dir) is State.OK:
                say(f"{file}: already here")
                continue
            try:
                say(f"{file}: here now, from {_provide(weight, models_dir, from_dir, say)}")
            except Unavailable as error:
                say(f"{file}: left out. {error}")
                lacking.append(Lacking(file, str(error)))
    except OSError as error:
        raise ModelError(
            f"Model files cannot be written to {models_dir}: {error.strerror or error}.",
            "Check the free space and who may write there.",
        ) from error
    return lacking


def _provide(
    weight: Weight, models_dir: Path, from_dir: Path | None, say: Callable[[str], None]
) -> str:
    """Put one file in its place; returns where it came from."""
    # Beside its place, so that the last step is a mere renaming on the same disk.
    with temporary_folder(models_dir) as folder:
        new = folder / weight.file
        given = _find(weight, from_dir)
        if from_dir is not None and given is None:
            say(f"{weight.file}: is not in '{from_dir}'")
        if given is not None:
            origin = str(given)
            shutil.copyfile(given, new)
        elif weight.sha256 is None:
            raise Unavailable(
                "Nobody has published what this file should be. If you trust one that you have, "
                f"give its folder: facefinder models fetch {weight.file} --from DIR"
            )
        else:
            origin = str(weight.source)
            say(f"{weight.file}: fetching ({weight.size_text}) from {origin}")
            weight.source.save(new, weight.size)
        found = _digest(new)
        if weight.sha256 is not None and found != weight.sha256:
            raise Unavailable(f"What came from {origin} is another file (its SHA-256 is {found})")
        patiently(lambda: new.replace(models_dir / weight.file))
        if weight.sha256 is None:
            _pin(weight, found, models_dir)
    return origin


def _find(weight: Weight, folder: Path | None) -> Path | None:
    """The file in a folder, under our name or under the one that it has at its source."""
    if folder is None:
        return None
    names = (weight.file, weight.source.file_name)
    return next((path for name in names if (path := folder / name).is_file()), None)


def _trouble(weight: Weight, found: State, models_dir: Path) -> tuple[str, str]:
    path = models_dir / weight.file
    command = f"facefinder models fetch {weight.file}"
    if found is State.UNKNOWN:
        return (
            f"Nobody has published what the model file {path} should be.",
            f"If you trust one that you have in a folder DIR: {command} --from DIR",
        )
    advice = f"Get it with: {command}"
    if is_frozen() and not isinstance(weight.source, Release):  # it has no Python packages
        advice = "It came with the program: take models_cache from its archive again."
    return f"The model file {path} is {found}.", advice


def _expected(weight: Weight, models_dir: Path) -> str | None:
    return weight.sha256 or _pins(models_dir).get(weight.file)


def _pins(models_dir: Path) -> dict[str, str]:
    path = models_dir / PINS
    try:
        pins = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except ValueError:
        pins = None
    if not isinstance(pins, dict):
        raise ModelError(
            f"{path} is damaged.", "Delete it and fetch the files again with --from DIR."
        )
    return {str(file): str(sha256) for file, sha256 in pins.items()}


def _pin(weight: Weight, sha256: str, models_dir: Path) -> None:
    pins = _pins(models_dir) | {weight.file: sha256}
    new = models_dir / f".{PINS}"
    new.write_text(json.dumps(pins, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    patiently(lambda: new.replace(models_dir / PINS))


def _matches(path: Path, sha256: str, size: int | None) -> bool:
    return size in (None, path.stat().st_size) and _digest(path) == sha256


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
