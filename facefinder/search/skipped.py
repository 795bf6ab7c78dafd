"""What could not be read, and a lost drive said once."""

import os
from collections.abc import Sequence

from facefinder.records.photos import Failed, Photo


def unread(failed: Sequence[Failed], *, goes_on: bool) -> tuple[Failed, ...]:
    """What could not be read, by place; a whole searched folder that has gone is said once.

    Args:
        failed: Photos, and folders that the file system refused.
        goes_on: Whether the same command would go on where this run was.
    """
    lost: dict[str, int] = {}
    for failure in failed:
        if not failure.lasting:
            lost[failure.photo.root] = lost.get(failure.photo.root, 0) + 1
    lost = {root: count for root, count in lost.items() if _has_vanished(root)}
    then = "the same command goes on from there" if goes_on else "search it anew"
    told = [
        Failed(
            Photo(root, "", 0, 0),
            f"the folder vanished while it was searched: {count} photos and folders in it were "
            f"not read; connect its drive again, and {then}",
            lasting=False,
        )
        for root, count in lost.items()
    ]
    others = [failure for failure in failed if failure.lasting or failure.photo.root not in lost]
    return tuple(sorted([*told, *others], key=lambda failure: str(failure.photo)))


def _has_vanished(root: str) -> bool:
    """Whether it is not there, or empty, as the place where a drive was."""
    try:
        with os.scandir(root) as listing:
            return next(listing, None) is None
    except PermissionError:
        return False
    except OSError:
        return True
