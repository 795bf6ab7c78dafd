"""What Google Takeout says of a photo in a JSON file beside it: when it was taken, who is in it.

Takeout changes names in ways of its own: it cuts them off at 46 letters, numbers the second photo
of a name in the middle of the JSON file's, and gives edited photos no JSON file of their own.
Sources: what it hands out, and the issues of programs that read it (immich-go, osxphotos).
"""

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from facefinder.records.names import tidied
from facefinder.records.photos import Photo
from facefinder.sources.archives import listing, names_in, read_named

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

PART: Final = re.compile(r"(?P<export>takeout-.+-)\d{3,4}\.(?:zip|tgz|tar\.gz)", re.IGNORECASE)
"""What the archives of one export are called, which it fills one after the other: a photo may be in
one of them, and its JSON file in another."""

EXPORTS: Final = 4
"""How many exports are remembered by which archive a JSON file is in."""

ASKED_FOR: Final = ("photoTakenTime", "people")
"""What of a JSON file anybody asks for."""

MOST_PEOPLE: Final = 30
"""Nobody reads the names of more people below a photo."""

MOST_BYTES: Final = 1_000_000
"""More is no such file; comments and people's names make some of ten thousand bytes."""


def names_beside(name: str) -> Iterator[str]:
    """The names that the JSON file of a photo may have, the likeliest first.

    Args:
        name: The photo's, without folders.
    """
    edited = EDITED.fullmatch(name)
    for whole in (name, edited["stem"] + edited["rest"]) if edited else (name,):
        number, plain = "", whole
        if found := NUMBERED.fullmatch(whole):
            number, plain = found["number"], found["stem"] + found["extension"]
            yield from _cut(whole, "")  # somebody has called it so
        yield from _cut(plain, number)


def _cut(name: str, number: str) -> Iterator[str]:
    yield f"{(name + LONG)[:CUT_AT]}{number}.json"
    yield f"{name[:CUT_AT]}{number}.json"
    if len(name) <= CUT_AT:
        yield f"{name}{LONG}{number}.json"  # where nothing was cut off
    stem, _, extension = name.rpartition(".")
    if stem and extension:
        yield f"{stem[:CUT_AT]}{number}.json"  # until 2018


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
    folder = photo.relative[: len(photo.relative) - len(photo.name)]
    places = [f"{folder}{name}" for name in dict.fromkeys(names_beside(photo.name))]
    if photo.archive:
        start = len(photo.relative) - len(photo.member)
        inner = [place[start:] for place in places]
        there = read_named(photo.path, inner, MOST_BYTES)
        yield from there or _in_another_part(photo.path, inner)
        return
    for place in places:
        path = Photo(photo.root, place, 0, 0).path
        try:
            if path.is_file():
                with path.open("rb") as file:
                    yield file.read(MOST_BYTES)
        except (OSError, ValueError):
            continue


def _in_another_part(archive: Path, places: Sequence[str]) -> Iterator[bytes]:
    """The first of some JSON files that is in another archive of the same export."""
    found = PART.fullmatch(archive.name)
    if found is None:
        return
    with suppress(OSError):  # whoever searches that archive finds out
        notes = _notes_of(archive.parent, found["export"], archive.parent.stat().st_mtime_ns)
        for place in places:
            note = notes.get(place)
            if isinstance(note, Path):
                yield from read_named(note, [place], MOST_BYTES)
            elif note is not None:
                yield note
            if note is not None:
                return


@lru_cache(EXPORTS)
def _notes_of(folder: Path, export: str, _mtime_ns: int) -> Mapping[str, Path | bytes]:
    """The JSON files of an export by their paths: the archive, or what it says."""
    notes: dict[str, Path | bytes] = {}
    for name in sorted(os.listdir(folder)):  # noqa: PTH208 - names, not paths
        found = PART.fullmatch(name)
        if found and found["export"] == export:
            with suppress(OSError):
                notes.update(_notes_in(folder / name))
    return notes


def _notes_in(archive: Path) -> Iterator[tuple[str, Path | bytes]]:
    if archive.name.lower().endswith(".zip"):
        yield from ((name, archive) for name in names_in(archive) if name.endswith(".json"))
        return
    # To come back to one in a .tgz is to unpack all before it: what is asked for is kept.
    with listing(archive) as members:
        for entry in members.entries() if members else ():
            if entry.name.endswith(".json") and entry.size <= MOST_BYTES and members:
                with suppress(ValueError, RecursionError, TypeError, LookupError):
                    note = json.loads(members.head(entry, MOST_BYTES))
                    kept = {key: note[key] for key in ASKED_FOR if key in note}
                    yield entry.name, json.dumps(kept).encode()
