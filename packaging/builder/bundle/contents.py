"""What belongs to a bundle: its files, the list of them, and the note that it was verified.

Standard library alone: `build.py verify` and `build.py archive` read it.
"""

import hashlib
import json
import os
import sys
from pathlib import Path

from builder.environment import DIST_VARIABLE, ROOT

DIST = Path(os.environ.get(DIST_VARIABLE) or ROOT / "dist")
BUNDLE = DIST / "facefinder"
PROGRAM = "facefinder.exe" if sys.platform == "win32" else "facefinder"
CONTENTS = "contents.sha256"
"""The list of all files, in ``_internal``."""

MIB = 1 << 20


class ChangedError(Exception):
    """A bundle is not what was built."""


def files_of(folder: Path) -> list[Path]:
    """Every file that travels, but not what a run has left in the data folder."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] != "data"
    )


def write_list(bundle: Path) -> None:
    """Write down what belongs to the bundle; ``facefinder selftest`` compares."""
    target = bundle / "_internal" / CONTENTS
    target.unlink(missing_ok=True)
    lines = [f"{_sha256(p)}  {p.relative_to(bundle).as_posix()}\n" for p in files_of(bundle)]
    target.write_text("".join(lines), encoding="utf-8", newline="\n")


def check_intact(bundle: Path) -> str:
    """Compare every file with the list, and the models with their manifest.

    Returns:
        How many files there are, in words.

    Raises:
        ChangedError: A file came, went or changed, or a list is missing or damaged.
    """
    try:
        listed = dict(
            line.split("  ", 1)[::-1]
            for line in (bundle / "_internal" / CONTENTS).read_text("utf-8").splitlines()
        )
        manifest = json.loads((bundle / "models_cache" / "manifest.json").read_text("utf-8"))
        models = {f"models_cache/{entry['file']}": entry["sha256"] for entry in manifest}
    except (OSError, ValueError, KeyError) as error:
        raise ChangedError(f"a list cannot be read: {error}") from error
    there = {p.relative_to(bundle).as_posix(): p for p in files_of(bundle)}
    there.pop(f"_internal/{CONTENTS}", None)
    came, went = there.keys() - listed.keys(), listed.keys() - there.keys()
    if came or went:
        raise ChangedError(f"files that came: {sorted(came)}, that went: {sorted(went)}")
    wrong = [name for name, path in there.items() if _sha256(path) != listed[name]]
    wrong += [name for name, sha256 in models.items() if listed.get(name) != sha256]
    if wrong:
        raise ChangedError(f"files that changed: {sorted(set(wrong))}")
    return f"{len(listed)} files"


def note(bundle: Path) -> Path:
    """The file that says that exactly this bundle was verified."""
    return DIST / f"verified-{_sha256(bundle / '_internal' / CONTENTS)[:16]}"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
