"""The numbered archives of one Google Takeout.

They are filled one after the other: a photo may be in one of them, and its JSON file in another.
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

from facefinder.sources.archives import listing, read_named
from facefinder.sources.beside import likeliest
from facefinder.sources.container import Entry, Listing

PART: Final = re.compile(
    r"(?P<before>(?:.*[/\\])?takeout-[^/\\]+-)\d{3,4}(?P<behind>\.(?:zip|tgz|tar\.gz)(?:!/.*)?)",
    re.IGNORECASE | re.DOTALL,
)
"""What they are called, and where something in them lies."""

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


@dataclass(frozen=True, slots=True)
class _Export:
    """What is in the archives of an export, by case-folded paths.

    Attributes:
        notes: Of JSON files the path, and the archive or what it says.
    """

    notes: Mapping[str, Sequence[tuple[str, Path | bytes]]]


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


def _export_of(archive: Path) -> _Export:
    whole = whole_of(archive.name)
    if whole != archive.name:
        with suppress(OSError):  # whoever searches that archive finds out
            return _export(archive.parent, whole, archive.parent.stat().st_mtime_ns)
    return _Export({})


@lru_cache(EXPORTS)
def _export(folder: Path, whole: str, _mtime_ns: int) -> _Export:
    notes = defaultdict[str, list[tuple[str, Path | bytes]]](list)
    names = [name for name in sorted(os.listdir(folder)) if whole_of(name) == whole]  # noqa: PTH208 - names, not paths
    for archive in (folder / name for name in names if len(names) > 1):
        with suppress(OSError), listing(archive) as members:
            for entry in members.entries() if members else ():
                if members and entry.name.lower().endswith(".json") and not entry.trouble:
                    with suppress(ValueError, RecursionError, TypeError, LookupError):
                        note = _note(archive, members, entry)
                        notes[entry.name.casefold()].append((entry.name, note))
    return _Export(notes)


def _note(archive: Path, members: Listing, entry: Entry) -> Path | bytes:
    if archive.name.lower().endswith(".zip"):
        return archive
    # To come back to one in a .tgz is to unpack all before it: what is asked for is kept.
    note = json.loads(members.head(entry, MOST_BYTES))
    return json.dumps({key: note[key] for key in ASKED_FOR if key in note}).encode()
