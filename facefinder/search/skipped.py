"""What could not be read, and a lost drive said once."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence

from facefinder.records.photos import Failed, Photo


def vanished(failed: Sequence[Failed]) -> dict[str, int]:
    """Searched folders that have gone, and how much in each could not be read.

    Args:
        failed: Photos, and folders that the file system refused.
    """
    roots = Counter(failure.photo.root for failure in failed if not failure.lasting)
    return {root: count for root, count in roots.items() if _has_vanished(root)}


def unread(
    failed: Sequence[Failed], lost: Mapping[str, int], *, goes_on: bool
) -> tuple[Failed, ...]:
    """What could not be read, by place; a whole searched folder that has gone is said once.

    Args:
        failed: Photos, and folders that the file system refused.
        lost: The folders that have gone, as `vanished` gives them.
        goes_on: Whether the same command would go on where this run was.
    """
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
