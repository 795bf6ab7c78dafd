"""The numbered archives of one Google Takeout.

They are filled one after the other: a photo may be in one of them, and its JSON file, or the film
that is a part of it, in another.
"""

import json
import os
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Final

from facefinder.records.photos import Photo
from facefinder.sources.archives import listing, read_named
from facefinder.sources.beside import likeliest
from facefinder.sources.container import Entry, Listing
from facefinder.sources.film_names import may_be_part

PART: Final = re.compile(
    r"(?P<before>(?:.*[/\\])?takeout-[^/\\]+-)\d{3,4}(?: \(\d{1,2}\))?"
    r"(?P<behind>\.(?:zip|tgz|tar\.gz)(?:!/.*)?)",
    re.IGNORECASE | re.DOTALL,
)
"""What they are called, and where something in them lies; browsers number a second download."""

EXPORTS: Final = 4
"""How many exports are remembered by what is in which archive."""

MOST_BYTES: Final = 1_000_000
"""A larger JSON file is not about a photo; comments and people's names make some of ten thousand
bytes."""

ASKED_FOR: Final = ("photoTakenTime", "people")
"""What of a JSON file anybody asks for."""


def whole_of(place: str) -> str:
    """Where something would lie if its export were one archive; of others, where it does.

    Args:
        place: A path, or a part of one that ends with an archive or with what is in it.
    """
    found = PART.fullmatch(place)
    return found["before"] + found["behind"] if found else place


def is_part(archive: str) -> bool:
    """Whether an archive is called like one of an export."""
    return PART.fullmatch(archive) is not None


@dataclass(frozen=True, slots=True)
class _Export:
    """What is in the archives of an export, by case-folded paths.

    Attributes:
        notes: Of JSON files the path, and the archive or what it says.
        films: What may be a part of a photo, and the name of the archive that it is in.
    """

    notes: Mapping[str, Sequence[tuple[str, Path | bytes]]]
    films: Mapping[str, Sequence[tuple[str, Entry]]]


def notes_elsewhere(archive: Path, places: Sequence[str]) -> Iterator[bytes]:
    """What some JSON files say that are in any archive of the same export.

    Args:
        archive: One of these.
        places: Paths in the archives, the likeliest first.
    """
    for place, note in likeliest(places, _export_of(archive).notes, itemgetter(0)):
        if isinstance(note, Path):
            yield from read_named(note, [place], MOST_BYTES)
        else:
            yield note


def films_elsewhere(photo: Photo, places: Sequence[str]) -> Iterator[Photo]:
    """The films in the other archives of a photo's export that have one of some paths.

    Args:
        photo: In one of the archives.
        places: Case-folded paths in the archives.
    """
    own = photo.path
    films = _export_of(own).films if places else {}
    folder = photo.archive.removesuffix(own.name)
    for name, entry in (one for place in places for one in films.get(place, ())):
        if name != own.name:
            yield Photo(photo.root, f"{folder}{name}", 0, 0).members(*entry.key)


def _export_of(archive: Path) -> _Export:
    if is_part(archive.name):
        with suppress(OSError):  # whoever searches that archive finds out
            changed = archive.parent.stat().st_mtime_ns
            return _export(archive.parent, whole_of(archive.name), changed)
    return _Export({}, {})


@lru_cache(EXPORTS)
def _export(folder: Path, whole: str, _mtime_ns: int) -> _Export:
    notes = defaultdict[str, list[tuple[str, Path | bytes]]](list)
    films = defaultdict[str, list[tuple[str, Entry]]](list)
    names = [name for name in sorted(os.listdir(folder)) if _is_of(name, whole)]  # noqa: PTH208 - names, not paths
    for archive in (folder / name for name in names if len(names) > 1):
        there = {entry.name: (entry, note) for entry, note in _members_of(archive)}
        for entry, note in there.values():  # the last one of each path
            if note is not None:
                notes[entry.name.casefold()].append((entry.name, note))
            elif may_be_part(entry.name):
                films[entry.name.casefold()].append((archive.name, entry))
    return _Export(notes, films)


def _is_of(name: str, whole: str) -> bool:
    return whole_of(name).casefold() == whole.casefold()


def _members_of(archive: Path) -> Iterator[tuple[Entry, Path | bytes | None]]:
    """What is in an archive; of JSON files also the archive, or what they say."""
    with suppress(OSError), listing(archive) as members:
        for entry in members.entries() if members else ():
            if members and entry.name.lower().endswith(".json") and not entry.trouble:
                with suppress(ValueError, RecursionError, TypeError, LookupError):
                    yield entry, _note(archive, members, entry)
            elif not entry.trouble:
                yield entry, None


def _note(archive: Path, members: Listing, entry: Entry) -> Path | bytes:
    if archive.name.lower().endswith(".zip"):
        return archive
    # To come back to one in a .tgz is to unpack all before it: what is asked for is kept.
    note = json.loads(members.head(entry, MOST_BYTES))
    return json.dumps({key: note[key] for key in ASKED_FOR if key in note}).encode()
