"""Where a photo lies, and how it is read from there."""

from pathlib import Path

from facefinder.records.photos import Photo
from facefinder.sources.archives import Member
from facefinder.sources.protocol import Source
from facefinder.sources.takeout import seconds_noted


def source_of(photo: Photo) -> Source:
    """What a photo is read from, and copied from."""
    if photo.archive:
        return Member(photo.path, photo.member, photo.size, photo.mtime_ns)
    return photo.path


def times_of(photo: Photo) -> tuple[int, int]:
    """The times that a copy of a photo gets: last read and last changed, nanoseconds since 1970.

    Those of the file. What is in Google Takeout's archives has the time when Google packed it; when
    the photo was taken stands beside it.

    Raises:
        OSError: It is not there any more.
    """
    now = source_of(photo).stat()
    seconds = seconds_noted(photo) if photo.archive else None
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


def is_unchanged(photo: Photo) -> bool:
    """Whether a photo is still what was listed.

    Raises:
        OSError: It is gone.
    """
    now = source_of(photo).stat()
    return (now.st_size, now.st_mtime_ns) == (photo.size, photo.mtime_ns)


def is_same_file(one: Photo, other: Photo) -> bool:
    """Whether two names are of one place; of what is gone they are not."""
    try:
        return one.member == other.member and one.path.samefile(other.path)
    except OSError:
        return False
