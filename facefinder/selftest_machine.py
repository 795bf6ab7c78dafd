"""What a strange computer has: a processor for TensorFlow, memory, space. Imports nothing heavy."""

import platform
import shutil
import sys
from pathlib import Path

import psutil

AVX_OF_WINDOWS = 39
"""Number of this question to Windows (PF_AVX_INSTRUCTIONS_AVAILABLE in its documentation)."""

MEMORY_BYTES = 1_500_000_000
"""For one worker and the rest of the program."""
SPACE_BYTES = 100_000_000
"""For an index of some ten thousand photos."""


def processor_problem() -> str | None:
    """Why TensorFlow cannot run on this processor; None if it can.

    The wheels of TensorFlow for Intel's kind of processors use AVX without asking: on one without
    it the program would be killed at the first import.
    """
    if platform.machine().lower() not in ("x86_64", "amd64") or _has_avx():
        return None
    return "this processor has no AVX (those since 2011 do), without which TensorFlow cannot run"


def _has_avx() -> bool:
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - for Windows only

        return bool(ctypes.windll.kernel32.IsProcessorFeaturePresent(AVX_OF_WINDOWS))
    if sys.platform == "linux":
        return " avx " in Path("/proc/cpuinfo").read_text("ascii", "replace").replace("\n", " ")
    return True  # Intel Macs that run a system this program asks for have it


def free_memory() -> tuple[bool, str]:
    """Whether enough memory is free, and how much in words."""
    free = psutil.virtual_memory().available
    return free >= MEMORY_BYTES, f"{free / 1e9:.1f} GB of memory are free"


def free_space(folder: Path) -> tuple[bool, str]:
    """Whether there is space for the data folder, and how much in words."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(there).free
    return free >= SPACE_BYTES, f"{free / 1e9:.1f} GB of space are free in {there}"
