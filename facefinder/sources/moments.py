"""Photos that move: the short film that a telephone takes with a photo is a part of that photo.

Which files these are, their names say. Android itself puts the film into the JPEG, behind the
picture: to copy one is to copy both.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from stat import S_ISREG
from typing import Final

from facefinder.records.photos import Photo
from facefinder.sources.archives import alike
from facefinder.sources.beside import spelled
from facefinder.sources.exports import films_elsewhere
from facefinder.sources.film_length import length_of
from facefinder.sources.film_names import films_of, may_be_part, stills_of

MOST_BYTES: Final = 30_000_000
"""How large such a film may be: three seconds have 2 to 8 million bytes. A larger one that is
called like a photo is a film of its own."""
ASKED_BYTES: Final = 5_000_000
"""From so many on, a film is asked how long it is: on a slow disk that takes 30 ms, as much as to
read a photo, and most have fewer."""
LONGEST: Final = 10_000
"""Milliseconds that it may last, if it is one: those say it. Two telephones that number from 1 on,
or a counter that begins anew, call a photo and a film of quite another day alike."""


def parts_among(films: Iterable[Photo], beside: Iterable[str]) -> set[str]:
    """Which films are parts of photos that lie beside them.

    Args:
        films: Files of one folder, or of one archive in the order in which they lie there.
        beside: The names of all files of the folder; of an archive their paths in it.

    Returns:
        Names, or paths in the archive.
    """
    there = {name.casefold() for name in beside}
    parts = set()
    for film in films:
        name = film.member or film.name
        if not there.isdisjoint(stills_of(name)) and _is_short(film):
            parts.add(name)
    return parts


def moving_parts(photo: Photo) -> list[Photo]:
    """The films that are parts of a photo and lie where it is, mostly none or one.

    Those in another archive of the same Takeout count, too.
    """
    return [
        film for film in (_members(photo) if photo.archive else _files(photo)) if _is_short(film)
    ]


def stands_alone(film: Path) -> bool:
    """Whether a film that is called like a photo is no part of it; what is gone is one."""
    try:
        info = film.stat()
    except OSError:
        return False
    return not _is_short(Photo(str(film.parent), film.name, info.st_size, info.st_mtime_ns))


def _is_short(film: Photo) -> bool:
    if not 0 < film.size <= MOST_BYTES:
        return False
    return film.size < ASKED_BYTES or 0 < length_of(film) <= LONGEST


def _files(photo: Photo) -> Iterator[Photo]:
    before = photo.relative[: len(photo.relative) - len(photo.name)]
    wanted, folder = list(films_of(photo.name)), photo.path.parent
    try:
        there = spelled(folder, may_be_part) if wanted else {}
    except OSError:  # copying the photo will find out
        return
    for name in (name for film in wanted for name in there.get(film, ())):
        try:
            info = os.lstat(folder / name)
        except OSError:
            continue
        if S_ISREG(info.st_mode):
            yield Photo(photo.root, before + name, info.st_size, info.st_mtime_ns)


def _members(photo: Photo) -> Iterator[Photo]:
    archive, wanted = Photo(photo.root, photo.archive, 0, 0), list(films_of(photo.member))
    try:
        entries = alike(photo.path, wanted)
    except OSError:  # copying the photo will find out
        return
    for entry in entries:
        yield archive.members(*entry.key)
    yield from films_elsewhere(photo, wanted)
