"""The photo and the person of a copy, as a key."""

from facefinder.deliver.album import Copied
from facefinder.records.people import Match
from facefinder.records.photos import Photo

File = tuple[str, str, str, str]
"""Person, and root, relative path and archive of a photo in which the person is. No path: to make
one takes as long as all else about a match, and there may be ten thousand."""


def file_of(one: Match | Copied) -> File:
    """The key of a copy that is there, or is to be."""
    photo = one.photo
    return one.person, photo.root, photo.relative, photo.archive


def path_of(file: File) -> str:
    """What the list of copies calls the original."""
    _, root, relative, archive = file
    return str(Photo(root, relative, 0, 0, archive=archive))
