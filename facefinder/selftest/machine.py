"""What a strange computer has: memory, space. Imports nothing heavy."""

import shutil
from pathlib import Path

from facefinder.host import memory
from facefinder.host.files import existing

MEMORY_BYTES = 1_500_000_000
"""For one worker and the rest of the program."""
SPACE_BYTES = 100_000_000
"""For an index of some ten thousand photos."""


def free_memory() -> tuple[bool, str]:
    """Whether enough memory is free, and how much in words."""
    free = memory.free_memory()
    return free >= MEMORY_BYTES, f"{free / 1e9:.1f} GB of memory are free"


def free_space(folder: Path) -> tuple[bool, str]:
    """Whether there is space for the data folder, and how much in words."""
    try:
        there = existing(folder.absolute())
        free = shutil.disk_usage(there).free
    except OSError as error:
        return False, f"there is no space for {folder}: {error.strerror}"
    return free >= SPACE_BYTES, f"{free / 1e9:.1f} GB of space are free in {there}"
