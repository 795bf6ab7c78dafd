"""Where a photo lies, and how it is read from there."""

from pathlib import Path

from facefinder.records.photos import Photo
from facefinder.sources.archives import Member
from facefinder.sources.protocol import Source


def source_of(photo: Photo) -> Source:
    """What a photo is read from, and copied from."""
    if photo.archive:
        return Member(photo.path, photo.member, photo.size, photo.mtime_ns)
    return photo.path


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
