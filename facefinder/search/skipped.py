"""What could not be read, and a lost drive said once."""

import os
from collections.abc import Sequence

from facefinder.discover import Discovered
from facefinder.records.photos import Failed, Photo


def unread(found: Discovered, failed: Sequence[Failed]) -> tuple[Failed, ...]:
    """What could not be read, by place: what the file system refused, and photos that `failed`.

    A whole searched folder that has gone is said once, not for each photo in it.
    """
    joined = _joined_by_vanished_root([*found.failed, *failed])
    return tuple(sorted(joined, key=lambda failure: str(failure.photo)))


def _joined_by_vanished_root(failed: Sequence[Failed]) -> list[Failed]:
    lost: dict[str, int] = {}
    for failure in failed:
        if not failure.lasting:
            lost[failure.photo.root] = lost.get(failure.photo.root, 0) + 1
    lost = {root: count for root, count in lost.items() if _has_vanished(root)}
    told = [
        Failed(
            Photo(root, "", 0, 0),
            f"the folder vanished while it was searched: {count} photos and folders in it were "
            "not read; connect its drive again, and the same command goes on from there",
            lasting=False,
        )
        for root, count in lost.items()
    ]
    return told + [f for f in failed if f.lasting or f.photo.root not in lost]


def _has_vanished(root: str) -> bool:
    """Whether it is not there, or empty, as the place where a drive was."""
    try:
        with os.scandir(root) as listing:
            return next(listing, None) is None
    except PermissionError:
        return False
    except OSError:
        return True
