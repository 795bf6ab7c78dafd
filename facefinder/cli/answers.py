"""The folders that somebody types, or drags into the window, looked at before the next question."""

import contextlib
import os
import shlex
import sys
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

from facefinder.discover.kinds import kind_by_name
from facefinder.discover.photos import find_photos
from facefinder.discover.references import find_known
from facefinder.discover.rules import Rules
from facefinder.errors import FacefinderError, PhotoError
from facefinder.host.text import printable
from facefinder.language.retold import retold
from facefinder.language.say import _, ngettext
from facefinder.output.tell import tell
from facefinder.records.left_out import REFERENCES, Kind
from facefinder.records.photos import Photo
from facefinder.records.videos import NO_REFERENCE
from facefinder.search.left_out import in_words, not_looked_at
from facefinder.settings import is_inside
from facefinder.sources.opening import is_named_archive
from facefinder.sources.places import source_of
from facefinder.sources.typed import without_address

MANY = 50
"""Photos of people who are looked for; with more it may be the folder to search."""

FEW = 10
"""So many photos of people are opened at once; of more, those that cannot be read matter less."""

LOOK_PX = 512
"""Longer side of a photo that is only opened to see whether it can be."""

MOST_NAMES = 50_000
"""Files of the folders to search whose names are looked at before there is a question."""


def ask_who(question: str) -> Path:
    """Ask until there is a photo of somebody, and say who is looked for.

    Raises:
        EOFError: The console is gone.
    """
    return _ask(question, _tell_people)


def ask_where(question: str, known: Path) -> Path:
    """Ask until there is a photo to search.

    Args:
        question: As it is asked.
        known: Where the photos of people are, which are not searched.

    Raises:
        EOFError: The console is gone.
    """
    return _ask(question, lambda place: _has_photos(place, known))


def can_be_searched(place: Path, known: Path) -> bool:
    """Whether there is a photo to search in a place that was dropped; if not, why is said.

    Args:
        place: As it was dropped.
        known: As of `ask_where`.
    """
    return _is_there(place) and _has_photos(place, known)


def has_videos(folders: Iterable[Path]) -> bool:
    """Whether there are videos in some folders and below, or so many files that nobody counts."""
    names = (name for folder in folders for *_others, files in os.walk(folder) for name in files)
    looked_at = islice(names, MOST_NAMES)
    return any(kind_by_name(name) is Kind.VIDEO for name in looked_at) or next(names, "") != ""


def are_swapped(known: Path, photos: Path) -> bool:
    """Whether many more photos are with the people than where they are to be searched."""
    people = _count(known, 10 * MANY)
    return people > MANY and _count(photos, people) < people / 2


def _ask(question: str, is_good: Callable[[Path], bool]) -> Path:
    while True:
        tell(question)
        place = dropped_path(_line())
        if place is not None and _is_there(place) and is_good(place):
            return place.absolute()


def _is_there(place: Path) -> bool:
    if not place.exists():
        tell(_("There is no such folder. Please check the spelling, or drag the folder here."))
        return False
    if place.is_file() and not _is_for_us(place.name):
        if kind_by_name(place.name) is Kind.ARCHIVE:
            tell(_("facefinder opens no such archive. Please unpack it, and name the folder."))
        else:
            tell(_("That is a file, and no photo. Please name the folder that it lies in."))
        return False
    return True


def _is_for_us(name: str) -> bool:
    return kind_by_name(name) is Kind.PHOTO or is_named_archive(name)


def _tell_people(place: Path) -> bool:
    try:
        people = find_known(place)
    except FacefinderError as error:
        tell(retold(str(error)))
        return False
    with_photos = {name: found.photos for name, found in people.items() if found.photos}
    empty = [
        name
        for name, found in people.items()
        if not found.photos and all(NO_REFERENCE in one.reason for one in found.failed)
    ]
    if not with_photos:
        tell(_("There is no photo in it. Put a few sharp photos of the person's face there."))
        return False
    shown = [
        ngettext("{name} ({n} photo)", "{name} ({n} photos)", len(photos), name=name)
        for name, photos in with_photos.items()
    ]
    tell(f"   {_some(shown)}")
    photos = [photo for found in with_photos.values() for photo in found]
    if len(photos) <= FEW and not _can_be_read(photos):
        tell(_("No photo of these can be read. Please name others."))
        return False
    if empty:
        left_out = _("Left out, without a photo in the folder: {people}", people=_some(empty))
        tell(f"   {left_out}")
    return True


def _can_be_read(photos: list[Photo]) -> bool:
    """Whether any of these can; of each that cannot, why is said."""
    bad = {photo: why for photo in photos if (why := _why_unreadable(photo))}
    for photo, why in bad.items():
        told = _("{whom}: {told}", whom=printable(photo.name), told=why)
        tell(f"   {told}")
    return len(bad) < len(photos)


def _why_unreadable(photo: Photo) -> str:
    """What keeps a photo from being opened; "" = nothing that is its own fault."""
    # Decoders take seconds to load from a stick, and the first question comes before that.
    from facefinder.decode.picture import read_picture  # noqa: PLC0415 - it takes long to load

    try:
        read_picture(source_of(photo), max_side_px=LOOK_PX, inside=photo.inside)
    except PhotoError as error:
        return retold(str(error))
    except FacefinderError:
        return ""  # the search says it, and what to do
    return ""


def _some(names: list[str], most: int = 10) -> str:
    listed = ", ".join(names[:most])
    if len(names) <= most:
        return listed
    return ngettext("{names} and {n} more", "{names} and {n} more", len(names) - most, names=listed)


def _has_photos(place: Path, known: Path) -> bool:
    people = {known: REFERENCES}
    if is_inside(place, known):
        return _tell_only_people(place)
    # Archives come last: to list a large one takes a while.
    if find_photos([place], exclude=people, rules=Rules(archives=False), enough=1).photos:
        return True
    found = find_photos([place], exclude=people, enough=1)
    if found.photos:
        return True
    if any(left.reason == REFERENCES for left in found.left_out):
        return _tell_only_people(place)
    others = in_words(not_looked_at(found))
    nothing = _("There is no photo in it. Please name the folder of your photos.")
    ours = f"There is no photo to search in '{place}', but {others}. Choose another place."
    tell(retold(ours) if found.left_out else nothing)
    return False


def _tell_only_people(place: Path) -> bool:
    tell(_("Only the photos of the people themselves are in '{place}'.", place=place))
    tell(_("Please name the folder in which they are to be found."))
    return False


def _count(place: Path, most: int) -> int:
    """How many photos lie in a folder and below, by their names; counted up to `most`."""
    if place.is_file():
        return 1
    names = (name for *_others, files in os.walk(place) for name in files)
    photos = (name for name in names if kind_by_name(name) is Kind.PHOTO)
    return sum(1 for _ in islice(photos, most))


def dropped_path(text: str) -> Path | None:
    """The path in what a terminal types when something is dropped on it; None for nothing.

    Terminals put quotes around it, backslashes into it, or make an address of it.
    """
    text = text.strip()
    if without_address(text) != text:
        return Path(without_address(text))
    forms = [text, text.strip("\"'")]
    if os.name != "nt":
        with contextlib.suppress(ValueError):  # an open quote
            words = shlex.split(text)
            forms += words if len(words) == 1 else []
    # PTH111: the other one raises where there is no such user, or a user without a home folder.
    paths = [Path(os.path.expanduser(form)) for form in forms if form]  # noqa: PTH111 - never raises
    return next((path for path in paths if path.exists()), paths[-1] if paths else None)


def _line() -> str:
    """What the user types.

    Raises:
        EOFError: The console is gone.
    """
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line
