"""What lies beside a file, whatever its capital letters are; a listing is remembered."""

import os
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar

FOLDERS: Final = 1024
"""Folders of which names are remembered; of most it is a few."""

JUST_NOW_NS: Final = 2_000_000_000
"""What changes twice within a tick of a file system's clock, looks as if it had changed once."""

T = TypeVar("T")


def spelled(folder: Path, kind: Callable[[str], bool]) -> Mapping[str, Sequence[str]]:
    """The names in a folder that are of one kind, by how they are case-folded.

    Args:
        folder: The folder.
        kind: Says of a name whether it is of that kind.

    Raises:
        OSError: It cannot be listed.
    """
    changed = folder.stat().st_mtime_ns
    if 0 <= time.time_ns() - changed < JUST_NOW_NS:
        return _listed.__wrapped__(folder, kind, changed)
    return _listed(folder, kind, changed)


@lru_cache(FOLDERS)
def _listed(
    folder: Path, kind: Callable[[str], bool], _mtime_ns: int
) -> Mapping[str, Sequence[str]]:
    names = defaultdict[str, list[str]](list)
    for name in sorted(filter(kind, os.listdir(folder))):  # noqa: PTH208 - names, not paths
        names[name.casefold()].append(name)
    return names


def likeliest(
    wanted: Collection[str], there: Mapping[str, Sequence[T]], name_of: Callable[[T], str]
) -> list[T]:
    """What has one of some names: what is spelled so first, then what differs in capitals.

    Args:
        wanted: The names, the likeliest first.
        there: All that there is, by its case-folded names.
        name_of: The name as it is spelled.
    """
    folded = dict.fromkeys(name.casefold() for name in wanted)
    found = [one for name in folded for one in there.get(name, ())]
    exact = set(wanted)
    return sorted(found, key=lambda one: name_of(one) not in exact)
