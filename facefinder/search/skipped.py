"""What could not be read, and a lost drive or archive said once."""

import os
from collections import Counter
from collections.abc import Container, Mapping, Sequence

from facefinder.records.photos import Failed, Photo


def vanished(failed: Sequence[Failed]) -> dict[str, int]:
    """Searched folders and archives that have gone, and how much in each could not be read.

    Args:
        failed: Photos, and folders that the file system refused.
    """
    photos = [one.photo for one in failed if not one.lasting]
    lost = {root for root in {one.root for one in photos} if _has_vanished(root)}
    archives = {one.file: one for one in photos if one.archive and one.root not in lost}
    lost |= {file for file, one in archives.items() if _is_gone(one)}
    return Counter(place for one in photos if (place := lost_place(one, lost)))


def lost_place(photo: Photo, lost: Container[str]) -> str:
    """In which of the places that have gone a photo is; "" = it is in none."""
    places = (photo.root, photo.file) if photo.archive else (photo.root,)
    return next((place for place in places if place in lost), "")


def unread(
    failed: Sequence[Failed], lost: Mapping[str, int], *, goes_on: bool
) -> tuple[Failed, ...]:
    """What could not be read, by place; what has gone as a whole is said once.

    Args:
        failed: Photos, and folders that the file system refused.
        lost: The folders and archives that have gone, as `vanished` gives them.
        goes_on: Whether the same command would go on where this run was.
    """
    then = "the same command goes on from there" if goes_on else "search it anew"
    archives = {one.photo.file for one in failed if one.photo.archive}
    told = [
        Failed(Photo(place, "", 0, 0), _of_archive(count, then), lasting=False)
        if place in archives
        else Failed(Photo(place, "", 0, 0), _of_folder(count, then), lasting=False)
        for place, count in lost.items()
    ]
    others = [one for one in failed if one.lasting or not lost_place(one.photo, lost)]
    return tuple(sorted([*told, *others], key=lambda failure: str(failure.photo)))


def _of_folder(count: int, then: str) -> str:
    return (
        f"the folder vanished while it was searched: {count} photos and folders in it were not "
        f"read; connect its drive again, and {then}"
    )


def _of_archive(count: int, then: str) -> str:
    photos = "1 photo in it was" if count == 1 else f"{count} photos in it were"
    return f"the archive vanished while it was searched: {photos} not read; put it back, and {then}"


def _is_gone(photo: Photo) -> bool:
    """Whether the file that a photo is in is not there; a file that is closed to us is."""
    try:
        photo.path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _has_vanished(root: str) -> bool:
    """Whether it is not there, or empty, as the place where a drive was."""
    try:
        with os.scandir(root) as listing:
            return next(listing, None) is None
    except PermissionError:
        return False
    except OSError:
        return True
