"""Photos that move whose film is in another archive of the same Takeout."""

from collections import Counter, defaultdict
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from facefinder.discover.found import Discovered
from facefinder.records.left_out import PART, Kind
from facefinder.records.photos import Photo
from facefinder.sources.exports import whole_of
from facefinder.sources.moments import parts_among


def leave_to_their_photos(found: Discovered, searched: Collection[Kind]) -> None:
    """Take films out of what was found that are parts of photos in it; those bring them along.

    Args:
        found: All of it: archives are looked into one after the other.
        searched: The kinds of files that are searched; films of another kind were only counted.
    """
    of_export = defaultdict[str, list[tuple[Photo, Kind]]](list)
    for film, kind in found.films:
        of_export[_export_of(film.root, film.archive)].append((film, kind))
    if not of_export:
        return
    found.films.clear()
    beside = defaultdict[str, list[str]](list)
    for photo in found.photos:
        beside[_export_of(photo.root, photo.archive)].append(photo.member)
    gone: dict[Photo, Kind] = {}
    for export, films in of_export.items():
        parts = parts_among((film for film, _ in films), beside[export])
        gone |= {film: kind for film, kind in films if film.member in parts}
    found.photos[:] = [photo for photo in found.photos if photo not in gone]
    for kind, count in Counter(gone.values()).items():
        if kind in searched:
            found.others[PART] += count
        else:
            found.others.subtract({kind: count})
            if not found.others[kind]:
                del found.others[kind]


@lru_cache
def _export_of(root: str, archive: str) -> str:
    return whole_of(str(Path(root, archive))) if archive else ""
