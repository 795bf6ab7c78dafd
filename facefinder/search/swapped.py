"""Photos that are known by name, size and time, but are others: another stick in the place of one.

Cameras count from 1, and what was copied without its times has one time: names, sizes and times
agree more often than one would think. To compare every known photo at each search would take as
long as to copy them all; but a stick in the place of another one differs in nearly all, so that a
few of each folder that is searched tell.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from facefinder.decode.file import content_hash
from facefinder.index.index import Index
from facefinder.index.moved import or_none
from facefinder.records.photos import Photo
from facefinder.sources.places import source_of

SAMPLES: Final = 16
"""Photos of a folder that are compared at each search: a tenth of a second, a second on a disk that
turns. Of a hundred photos among which half are others, they miss these once in 65,000 times."""


def swapped(index: Index, files: Iterable[Photo], say: Callable[[str], None]) -> set[Photo]:
    """The known photos that have another content now.

    Args:
        index: Knows them.
        files: All that are there now, none of their other pages.
        say: Gets a sentence where that makes more work.
    """
    by_root: defaultdict[str, list[Photo]] = defaultdict(list)
    for photo in files:
        by_root[photo.root].append(photo)
    found: set[Photo] = set()
    few = [photo for photos in by_root.values() for photo in _few(photos)]
    for root in dict.fromkeys(photo.root for photo in _with_other_content(index, few)):
        say(f"Other photos than before lie in '{root}' under the same names: all are compared")
        found.update(_with_other_content(index, by_root[root]))
    return found


def _few(photos: Sequence[Photo]) -> Sequence[Photo]:
    """So many of them, evenly spread."""
    count = min(SAMPLES, len(photos))
    return [photos[number * len(photos) // count] for number in range(count)]


def _with_other_content(index: Index, photos: Sequence[Photo]) -> list[Photo]:
    known = index.facts(photos)
    now = ((photo, or_none(content_hash, source_of(photo))) for photo in photos if photo in known)
    # One that cannot be read now may be the same: reading it, if it must be, will find out.
    return [photo for photo, digest in now if digest not in (None, known[photo].content_hash)]
