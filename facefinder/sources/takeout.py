"""What Google Takeout says of a photo in a JSON file beside it: when it was taken, who is in it.

Takeout changes names in ways of its own: it cuts them off at 46 letters, numbers the second photo
of a name in the middle of the JSON file's, and gives edited photos no JSON file of their own.
Sources: what it hands out, and the issues of programs that read it (immich-go, osxphotos).
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from facefinder.records.extensions import EXTENSIONS, VIDEO_EXTENSIONS
from facefinder.records.names import tidied
from facefinder.records.photos import Photo
from facefinder.sources.archives import read_named
from facefinder.sources.beside import likeliest, spelled
from facefinder.sources.exports import MOST_BYTES, notes_elsewhere

CUT_AT: Final = 46
"""Letters of a name without ``.json``."""

LONG: Final = ".supplemental-metadata"
"""What stands before ``.json`` since 2024, as much of it as there is room for."""

NUMBERED: Final = re.compile(r"(?P<stem>.+?)(?P<number>\(\d{1,4}\))(?P<extension>\.[^.()]+)")
EDITED: Final = re.compile(
    r"(?P<stem>.+)-(?:edited|bearbeitet|modifi(?:é|e\u0301)|(?:ha )?editado|editat|modificato"
    r"|bewerkt|edytowane|edytowany|編集済み)"
    r"(?P<rest>(?:\(\d{1,4}\))?\.[^.()]+)",
    re.IGNORECASE,
)

MOST_PEOPLE: Final = 30
"""Nobody reads the names of more people below a photo."""


def names_beside(name: str) -> Iterator[str]:
    """The names that the JSON file of a photo may have, the likeliest first.

    Args:
        name: The photo's, without folders.
    """
    for whole in (name, *_originals(name)):
        number, plain = "", whole
        if found := NUMBERED.fullmatch(whole):
            number, plain = found["number"], found["stem"] + found["extension"]
            yield from _cut(whole, "")  # somebody has called it so
        yield from _cut(plain, number)


def _originals(name: str) -> Iterator[str]:
    """What the photo or video may be called of which this is the edited one: of any kind."""
    if edited := EDITED.fullmatch(name):
        number, _, own = edited["rest"].rpartition(".")
        kinds = VIDEO_EXTENSIONS if own.lower() in VIDEO_EXTENSIONS else EXTENSIONS
        for extension in (own, *sorted(kinds)):
            yield f"{edited['stem']}{number}.{extension}"


def _cut(name: str, number: str) -> Iterator[str]:
    # Until 2018, and where Google has added the extension, the JSON file is called without it.
    for title in filter(None, (name, name.rpartition(".")[0])):
        yield f"{(title + LONG)[:CUT_AT]}{number}.json"
        yield f"{title[:CUT_AT]}{number}.json"
        if len(title) <= CUT_AT:
            yield f"{title}{LONG}{number}.json"  # where nothing was cut off


def seconds_noted(photo: Photo) -> int | None:
    """When a photo was taken by the JSON file beside it, seconds since 1970; None without one."""
    for note in _notes(photo):
        with suppress(ValueError, TypeError, LookupError):
            return int(note["photoTakenTime"]["timestamp"])
    return None


def people_noted(photo: Photo) -> tuple[str, ...]:
    """The people whom somebody named in a photo in Google Photos; none without a JSON file.

    Of a whole photo, not of a face: a hint for whoever looks at it, and never a reference.
    """
    for note in _notes(photo):
        with suppress(TypeError, LookupError):
            names = [str(person["name"]) for person in note["people"]]
            return tuple(dict.fromkeys(filter(None, map(tidied, names))))[:MOST_PEOPLE]
    return ()


def _notes(photo: Photo) -> Iterator[Any]:
    """What the JSON files say that may be a photo's, the likeliest first."""
    for content in _beside(photo):
        with suppress(ValueError, RecursionError):
            yield json.loads(content)


def _beside(photo: Photo) -> Iterator[bytes]:
    names = list(dict.fromkeys(names_beside(photo.name)))
    if photo.archive:
        folder = photo.member[: len(photo.member) - len(photo.name)]
        places = [f"{folder}{name}" for name in names]
        own = read_named(photo.path, places, MOST_BYTES)
        yield from own or notes_elsewhere(photo.path, places)
        return
    try:
        there = spelled(photo.path.parent, _is_note)
    except OSError:  # whoever reads the photo finds out
        return
    for name in likeliest(names, there, str):
        path = photo.path.with_name(name)
        with suppress(OSError):
            if path.is_file():  # a pipe would be waited for
                with path.open("rb") as file:
                    yield file.read(MOST_BYTES)


def _is_note(name: str) -> bool:
    return name.lower().endswith(".json")
