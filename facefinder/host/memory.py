"""How much memory there is: of the computer, or of the part of it that this process may use."""

from contextlib import suppress
from pathlib import Path
from typing import Final

import psutil

_LIMITS: Final = (
    "/sys/fs/cgroup/memory.max",
    "/sys/fs/cgroup/memory/memory.limit_in_bytes",
)
"""Where Linux says how much all processes of a container may have together; "max" is no limit.
https://docs.kernel.org/admin-guide/cgroup-v2.html#memory"""


def whole_memory() -> int:
    """Bytes that the processes here may have at most."""
    return min([int(psutil.virtual_memory().total), *_limits()])


def free_memory() -> int:
    """Bytes that are free now."""
    return min([int(psutil.virtual_memory().available), *_limits()])


def _limits() -> list[int]:
    found = []
    for file in map(Path, _LIMITS):
        with suppress(OSError, ValueError):
            found.append(int(file.read_text("ascii")))
    return found
