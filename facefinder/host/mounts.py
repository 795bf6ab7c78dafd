"""Places at which other drives hang in the tree of folders: some let whoever looks wait for ever.

That of a server which is gone, or of a program that no longer serves its files, answers neither yes
nor no. Which there are is asked of the system, without looking at any.
"""

import os
import threading
from contextlib import suppress
from functools import cache
from typing import Final

PATIENCE_SECONDS: Final = 10.0
"""For a drive that wakes up."""


@cache
def mount_points() -> frozenset[str]:
    """Where drives hang; none on Windows, which gives up by itself."""
    if os.name == "nt":
        return frozenset()
    import psutil  # noqa: PLC0415 - not for every command

    with suppress(OSError):
        return frozenset(one.mountpoint for one in psutil.disk_partitions(all=True))
    return frozenset()


@cache
def is_mute(mount_point: str) -> bool:
    """Whether a drive does not answer; an error is an answer."""
    answered = threading.Event()

    def look() -> None:
        with suppress(OSError), os.scandir(mount_point) as listing:
            next(listing, None)
        answered.set()

    # Nothing ends a thread that waits for a drive, so it must not keep the program from ending.
    threading.Thread(target=look, daemon=True).start()
    return not answered.wait(PATIENCE_SECONDS)


def mute_drive_of(path: str) -> str | None:
    """The mount point on the way to a place whose drive does not answer, if there is one.

    Args:
        path: Any; links in it are not followed, for that would be to look.
    """
    place = os.path.abspath(path)  # noqa: PTH100 - resolve() would look
    parents = [place]
    while (above := os.path.dirname(parents[-1])) != parents[-1]:  # noqa: PTH120 - never looks
        parents.append(above)
    on_the_way = (parent for parent in reversed(parents[:-1]) if parent in mount_points())
    return next(filter(is_mute, on_the_way), None)
