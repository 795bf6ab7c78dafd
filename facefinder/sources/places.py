"""Where a photo lies, and how it is read from there."""

from pathlib import Path
from typing import Final

from facefinder.records.photos import Photo
from facefinder.sources.archives import Member, named
from facefinder.sources.protocol import Source, Stat
from facefinder.sources.takeout import seconds_noted
from facefinder.sources.typed import place_in_archive


def source_of(photo: Photo) -> Source:
    """What a photo is read from, and copied from."""
    if photo.archive:
        return Member(photo.path, photo.member, photo.size, photo.mtime_ns)
    return photo.path


def photo_at(path: Path) -> Photo:
    """What is at a place now: a file, or one in an archive.

    Raises:
        OSError: Nothing is there, or the archive cannot be read.
    """
    try:
        info = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        archive, inner = place_in_archive(path) or (path, "")
        if not inner:
            raise
        file = Photo(str(archive.parent), archive.name, 0, 0)
        for entry in named(archive, [inner]):
            return file.members(entry.name, entry.size, entry.mtime_ns)
        raise
    return Photo(str(path.parent), path.name, info.st_size, info.st_mtime_ns)


def times_of(photo: Photo, whole: Photo | None = None) -> tuple[int, int]:
    """The times that a copy of a photo gets: last read and last changed, nanoseconds since 1970.

    Those of the file. What is in Google Takeout's archives has the time when Google packed it; when
    the photo was taken stands beside it.

    Args:
        photo: The photo, or a film.
        whole: The photo that it is a part of, if it is such a film: the JSON file is that one's.

    Raises:
        OSError: It is not there any more.
    """
    now = source_of(photo).stat()
    noted = map(seconds_noted, filter(None, (photo, whole))) if photo.archive else ()
    seconds = next((some for some in noted if some is not None), None)
    changed = now.st_mtime_ns if seconds is None else seconds * 1_000_000_000
    return now.st_atime_ns, changed


def reach(photo: Photo) -> None:
    """Come to where a photo lies, where that alone takes its time: in a compressed archive.

    Raises:
        OSError: It is not there.
    """
    if photo.archive:
        source_of(photo).stat()


def file_of(source: Source) -> Path | None:
    """The file that a source is; None where it only lies in one."""
    return source if isinstance(source, Path) else None


CHANGED: Final = "it was changed while the search ran"
"""Why what lies in a photo's place now is neither remembered nor copied as that photo."""


def is_unchanged(photo: Photo) -> bool:
    """Whether a photo is still what was listed.

    Raises:
        OSError: It is gone.
    """
    return is_listed(source_of(photo).stat(), photo)


def is_listed(now: Stat, photo: Photo) -> bool:
    """Whether what is known of a file or member is what was listed of a photo."""
    return (now.st_size, now.st_mtime_ns) == (photo.size, photo.mtime_ns)


def is_same_file(one: Photo, other: Photo) -> bool:
    """Whether two names are of one place; of what is gone they are not."""
    try:
        return one.member == other.member and one.path.samefile(other.path)
    except OSError:
        return False
