"""Photos that move: the short film that a telephone takes with a photo is a part of that photo.

Apple's Live Photos are two files of one stem, ``IMG_1.HEIC`` and ``IMG_1.MOV``; Google Takeout
makes ``.MP4`` or ``IMG_1.HEIC.MOV`` of the film, and ``X.MP`` beside ``X.MP.jpg`` of what Android
takes; in a library of Apple's Photos it is called ``X_3.mov``. Android itself puts the film into
the JPEG, behind the picture: to copy one is to copy both.
"""

import os
import re
from collections.abc import Iterator, Mapping
from stat import S_ISREG
from typing import Final

from facefinder.records.photos import Photo
from facefinder.sources.archives import named

MOST_BYTES: Final = 30_000_000
"""How large such a film may be: three seconds have 2 to 8 million bytes. A longer one that is
called like a photo is a film of its own."""

STILLS: Final = ("heic", "jpg", "jpeg", "heif")
FILMS: Final = ("mov", "mp4")
MOTION: Final = "mp"
IN_LIBRARY: Final = "_3"
UUID: Final = re.compile(r"(^|/)[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$")
"""What a library of Apple's Photos calls its files."""


def stills_of(film: str) -> Iterator[str]:
    """The names of photos that a film may be a part of; none for what is no film.

    Args:
        film: Its name, or a path.
    """
    stem, dot, extension = film.rpartition(".")
    if dot and stem and extension.lower() == MOTION:
        yield from (f"{film}.{still}" for still in _spelled(("jpg",)))
    elif dot and stem and extension.lower() in FILMS:
        if stem.rpartition(".")[2].lower() in STILLS:
            yield stem
        own = stem.removesuffix(IN_LIBRARY)
        stems = (stem, own) if UUID.search(own) else (stem,)
        yield from (f"{begin}.{still}" for begin in stems for still in _spelled(STILLS))


def films_of(still: str) -> Iterator[str]:
    """The names of films that may be a part of a photo; none for other kinds of photos.

    Args:
        still: Its name, or a path.
    """
    stem, dot, extension = still.rpartition(".")
    if dot and stem and extension.lower() in STILLS:
        beside = (stem, still, f"{stem}{IN_LIBRARY}") if UUID.search(stem) else (stem, still)
        yield from (f"{begin}.{film}" for begin in beside for film in _spelled(FILMS))
        if stem.rpartition(".")[2].lower() == MOTION:
            yield stem


def parts_among(sizes: Mapping[str, int]) -> set[str]:
    """Which of some files of one folder are films that are parts of photos among them.

    Args:
        sizes: Bytes of each, by its name.
    """
    return {
        name
        for name, size in sizes.items()
        if 0 < size <= MOST_BYTES and any(still in sizes for still in stills_of(name))
    }


def moving_part(photo: Photo) -> Photo | None:
    """The film that is a part of a photo, if there is one where the photo is."""
    names = list(films_of(photo.relative))
    found = _members(photo, names) if photo.archive else _files(photo, names)
    return next((film for film in found if 0 < film.size <= MOST_BYTES), None)


def _files(photo: Photo, names: list[str]) -> Iterator[Photo]:
    for name in names:
        film = Photo(photo.root, name, 0, 0)
        try:
            info = os.lstat(film.path)
        except (OSError, ValueError):
            continue
        if S_ISREG(info.st_mode):
            yield Photo(photo.root, name, info.st_size, info.st_mtime_ns)


def _members(photo: Photo, names: list[str]) -> Iterator[Photo]:
    archive = Photo(photo.root, photo.archive, 0, 0)
    inner = [name.removeprefix(archive.members("", 0, 0).relative) for name in names]
    try:
        entries = named(photo.path, inner) if inner else ()
    except OSError:  # copying the photo will find out
        return
    for entry in entries:
        yield archive.members(entry.name, entry.size, entry.mtime_ns)


def _spelled(extensions: tuple[str, ...]) -> Iterator[str]:
    for extension in extensions:
        yield from (extension.upper(), extension)
