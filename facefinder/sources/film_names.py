"""What the film of a photo that moves is called, as Apple, Android and Google call it.

Apple's Live Photos are two files of one stem, ``IMG_1.HEIC`` and ``IMG_1.MOV``; Google Takeout
makes ``.MP4`` or ``IMG_1.HEIC.MOV`` of the film, and ``X.MP``, ``X.MP~2`` or ``MVIMG_X`` beside a
photo of this name and ``.jpg`` of what Android takes; in a library of Apple's Photos it is called
``X_3.mov``.
Capital letters do not count: programs change them in one of the two, and Windows does not
tell them apart.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

STILLS: Final = ("heic", "jpg", "jpeg", "heif")
FILMS: Final = ("mov", "mp4")
IN_LIBRARY: Final = "_3"
UUID: Final = re.compile(r"(^|/)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
"""What a library of Apple's Photos calls its files."""

ANDROIDS: Final = re.compile(
    r"(?:.*/)?(?:[^/]+\.m[pv](?:~\d{1,3})?(?:\(\d{1,4}\))?|mvimg_\d{8}_\d{6}[^/.]*)", re.DOTALL
)
"""What Takeout calls the film of an Android telephone; the photo has a ``.jpg`` more."""

NUMBERED_FILM: Final = re.compile(
    r"(?P<stem>.+)(?P<number>\(\d{1,4}\))(?P<kind>\.m[pv](?:~\d{1,3})?)", re.DOTALL
)
NUMBERED: Final = re.compile(
    r"(?P<stem>.+)(?P<kind>\.(?:heic|jpe?g|heif|m[pv](?:~\d{1,3})?))(?P<number>\(\d{1,4}\))",
    re.DOTALL,
)
NUMBERED_STEM: Final = re.compile(r"(?P<stem>.+)(?P<number>\(\d{1,4}\))", re.DOTALL)
"""Where Takeout puts the number of the second file of a name: before what it takes for its kind,
which in ``X.MP(1).jpg``, ``X(1).MP`` and ``X.HEIC(1).MOV`` are different parts of the name."""


def stills_of(film: str) -> Iterator[str]:
    """The names of photos that a film may be a part of, case-folded; none for what is no film.

    Args:
        film: Its name, or a path.
    """
    film = film.casefold()
    stem, dot, extension = film.rpartition(".")
    if ANDROIDS.fullmatch(film):
        yield from _each((film,), STILLS)
        if found := NUMBERED_FILM.fullmatch(film):
            yield from _each((found["stem"] + found["kind"] + found["number"],), STILLS)
    elif dot and stem and extension in FILMS:
        if stem.rpartition(".")[2] in STILLS:
            yield stem
        if (found := NUMBERED.fullmatch(stem)) and found["kind"][1:] in STILLS:
            yield found["stem"] + found["number"] + found["kind"]
        own = stem.removesuffix(IN_LIBRARY)
        yield from _each((stem, own) if UUID.search(own) else (stem,), STILLS)


def films_of(still: str) -> Iterator[str]:
    """The names of films that may be a part of a photo, case-folded; none for other kinds.

    Args:
        still: Its name, or a path.
    """
    still = still.casefold()
    stem, dot, extension = still.rpartition(".")
    if not (dot and stem and extension in STILLS):
        return
    beside = (stem, still, f"{stem}{IN_LIBRARY}") if UUID.search(stem) else (stem, still)
    yield from _each(beside, FILMS)
    if found := NUMBERED_STEM.fullmatch(stem):
        yield from _each((f"{found['stem']}.{extension}{found['number']}",), FILMS)
    if ANDROIDS.fullmatch(stem):
        yield stem
        if found := NUMBERED.fullmatch(stem):
            yield found["stem"] + found["number"] + found["kind"]


def may_be_part(name: str) -> bool:
    """Whether a file is called like a film that may be a part of a photo."""
    return next(stills_of(name), None) is not None


def _each(stems: Sequence[str], extensions: Sequence[str]) -> Iterator[str]:
    for stem in stems:
        yield from (f"{stem}.{extension}" for extension in extensions)
