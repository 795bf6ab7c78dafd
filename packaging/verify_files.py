"""What the files of a bundle show without being run."""

import hashlib
import json
import re
import sys
from collections import Counter
from pathlib import Path

import elf
from bundle import CONTENTS, MIB, files_of
from proof import Proofs, same

MOST_FILES = 1000
MOST_MB_WITHOUT_MODELS = 950
FAT_LARGEST = (1 << 32) - 1
FORBIDDEN = re.compile(
    r'[<>:"\\|?*\0-\x1f]|[. ](/|$)|(^|/)(con|prn|aux|nul|com\d|lpt\d)([./]|$)', re.I
)
LONGEST_NAME = 180
"""Windows takes 259 letters for a whole path; the rest is for where the folder lies."""


def prove_files(bundle: Path, proofs: Proofs) -> None:
    """Complete, small enough, and fit for FAT; on Linux also: which libraries it wants."""
    files = files_of(bundle)
    proofs.that("as many files as were listed, all intact", lambda: intact(bundle))
    proofs.that("under 1,000 files", lambda: len(files) < MOST_FILES and f"{len(files)}")
    proofs.that("no link, no file of 4 GiB", lambda: _fits_fat(bundle, files))
    proofs.that("names that FAT and Windows can have", lambda: _names(bundle, files))
    if sys.platform == "linux":
        proofs.that("size without models", lambda: _size(files))
        proofs.that(
            "libraries wanted from the computer are the allowed ones", lambda: _libraries(bundle)
        )


def intact(bundle: Path) -> str:
    """Compare every file with the list of `build.py bundle`, and the models with their manifest.

    Raises:
        FailedProofError: A file came, went or changed.
        OSError: A list is missing.
        ValueError: A list is damaged.
    """
    listed = dict(
        line.split("  ", 1)[::-1]
        for line in (bundle / "_internal" / CONTENTS).read_text("utf-8").splitlines()
    )
    there = {p.relative_to(bundle).as_posix(): p for p in files_of(bundle)}
    there.pop(f"_internal/{CONTENTS}")
    same(set(there), set(listed), "files")
    for name, path in there.items():
        with path.open("rb") as file:
            same(hashlib.file_digest(file, "sha256").hexdigest(), listed[name], name)
    for entry in json.loads((bundle / "models_cache" / "manifest.json").read_text("utf-8")):
        same(listed[f"models_cache/{entry['file']}"], entry["sha256"], entry["file"])
    return f"{len(listed)} files"


def _fits_fat(bundle: Path, files: list[Path]) -> bool:
    return not any(p.is_symlink() for p in bundle.rglob("*")) and all(
        p.stat().st_size <= FAT_LARGEST and p.stat().st_nlink == 1 for p in files
    )


def _names(bundle: Path, files: list[Path]) -> str:
    """Two names that differ in case only are one there, and one file takes the other's place."""
    names = [path.relative_to(bundle).as_posix() for path in files]
    count = Counter(name.lower() for name in names)
    same([name for name in names if count[name.lower()] > 1], [], "names that differ in case only")
    same([name for name in names if FORBIDDEN.search(name)], [], "names that cannot be there")
    longest = max(map(len, names), default=0)
    same(longest <= LONGEST_NAME, True, f"{longest} letters, at most {LONGEST_NAME}")
    return f"the longest has {longest} letters"


def _size(files: list[Path]) -> str | bool:
    size = sum(p.stat().st_size for p in files if p.parent.name != "models_cache") / MIB
    return size <= MOST_MB_WITHOUT_MODELS and f"{size:.0f} MB of {1 << 20} bytes"


def _libraries(bundle: Path) -> str:
    libraries, glibc = elf.wanted(bundle)
    same(libraries, elf.ALLOWED, "libraries")
    return f"{', '.join(sorted(libraries))}; glibc from {glibc}"
