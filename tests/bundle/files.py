"""What the files of a bundle show without being run: checks by what they claim.

Each takes the bundle's folder, returns what it found in words, and raises AssertionError (or
`ChangedError`) if the claim does not hold. test_files.py applies them to the real bundle,
tests/builder/test_false_bundles.py to broken ones.
"""

import os
import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from builder.bundle import elf
from builder.bundle.contents import MIB, check_intact, files_of
from builder.environment import GLIBC_VARIABLE
from tests.bundle.compare import same

MOST_FILES = 1000
MOST_MB_WITHOUT_MODELS = {"linux": 1045, "win32": 1350}.get(sys.platform, sys.maxsize)
"""TensorFlow's largest library has 556 MB on Linux and 1,008 MB on Windows; macOS is unknown.
FFmpeg, which reads interlaced videos and AV1, has 76 and 67; LiteRT 14 and 11."""
FAT_LARGEST = (1 << 32) - 1
FORBIDDEN = re.compile(
    r'[<>:"\\|?*\0-\x1f]|[. ](/|$)|(^|/)(con|prn|aux|nul|com\d|lpt\d)([./]|$)', re.I
)
LONGEST_NAME = 180
"""Windows takes 259 letters for a whole path; the rest is for where the folder lies."""


def is_not_too_many(bundle: Path) -> str:
    """A slow stick takes long for each file."""
    count = len(files_of(bundle))
    same(count < MOST_FILES, True, f"{count} files, below {MOST_FILES}")
    return f"{count} files"


def fits_fat(bundle: Path) -> str:
    """No links, no file with two names, none of 4 GiB."""
    links = [path for path in bundle.rglob("*") if path.is_symlink()]
    same(links, [], "links")
    states = {path: path.stat() for path in files_of(bundle)}
    same([p for p, state in states.items() if state.st_nlink != 1], [], "files with two names")
    largest = max(state.st_size for state in states.values())
    same(largest <= FAT_LARGEST, True, f"{largest} bytes in one file, at most {FAT_LARGEST}")
    return f"the largest file has {largest / MIB:.0f} MB"


def has_names_for_windows(bundle: Path) -> str:
    """Two names that differ in case only are one there, and one file takes the other's place."""
    names = [path.relative_to(bundle).as_posix() for path in files_of(bundle)]
    count = Counter(name.lower() for name in names)
    same([name for name in names if count[name.lower()] > 1], [], "names that differ in case only")
    same([name for name in names if FORBIDDEN.search(name)], [], "names that cannot be there")
    longest = max(map(len, names), default=0)
    same(longest <= LONGEST_NAME, True, f"{longest} letters, at most {LONGEST_NAME}")
    return f"the longest name has {longest} letters"


def is_small(bundle: Path) -> str:
    """The bundle without its model files is small enough."""
    files = [path for path in files_of(bundle) if path.parent.name != "models_cache"]
    size = sum(path.stat().st_size for path in files) / MIB
    same(size <= MOST_MB_WITHOUT_MODELS, True, f"{size:.0f} MB, at most {MOST_MB_WITHOUT_MODELS}")
    return f"{size:.0f} MB of {MIB} bytes, without models"


def wants_only_the_c_library(bundle: Path) -> str:
    """Nothing but the C library and what comes with it, and libz, is wanted of the computer."""
    libraries, glibc = elf.wanted(bundle)
    same(libraries - elf.ALLOWED, set(), "libraries")
    most = os.environ.get(GLIBC_VARIABLE) or glibc
    same(_number(glibc) <= _number(most), True, f"glibc {glibc} is asked for, at most {most}")
    return f"{', '.join(sorted(libraries))}; glibc from {glibc}"


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


Check = Callable[[Path], str]
ANYWHERE: dict[str, Check] = {
    "as many files as were listed, all intact": check_intact,
    "under 1,000 files": is_not_too_many,
    "no link, no file of 4 GiB": fits_fat,
    "names that FAT and Windows can have": has_names_for_windows,
    "small without its models": is_small,
}
ON_LINUX: dict[str, Check] = {
    "libraries wanted from the computer are the allowed ones": wants_only_the_c_library,
}
