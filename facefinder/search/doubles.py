"""Google Takeout hands out each photo once in the folder of its year, and again in each album.

The copies in the albums are the same files: to read them, too, takes twice as long and finds
nothing new.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from facefinder.decode.file import content_hash
from facefinder.discover.found import Discovered
from facefinder.errors import PhotoError
from facefinder.records.left_out import DOUBLE, LeftOut
from facefinder.records.photos import Photo
from facefinder.sources.places import source_of

IN_TAKEOUT: Final = re.compile(
    r"(?P<takeout>.*/google (?:ph|f)otos?)/(?P<folder>[^/]+)/(?P<name>[^/]+)", re.IGNORECASE
)
"""Where a photo lies in what Takeout hands out; "Google Fotos" in some languages."""

YEAR: Final = re.compile(r"\D+ (?:19|20)\d\d")
"""Name of a folder of a year: "Photos from 2018", "Fotos von 2018"."""


class _Place(NamedTuple):
    """Where a photo lies in Takeout's folder, with what its copies have in common."""

    photo: Photo
    is_of_year: bool
    common: tuple[str, str, int]


def without_doubles(found: Discovered) -> Discovered:
    """What was found, without the copies in Takeout's albums of photos that lie there by year."""
    places = list(_places(found))
    of_year = {place.common: place.photo for place in places if place.is_of_year}
    doubles = {
        place.photo
        for place in places
        if not place.is_of_year
        and place.common in of_year
        and _is_same(place.photo, of_year[place.common])
    }
    if not doubles:
        return found
    photos = [photo for photo in found.photos if photo not in doubles]
    left_out = [LeftOut(str(photo), DOUBLE) for photo in found.photos if photo in doubles]
    return replace(found, photos=photos, left_out=[*found.left_out, *left_out])


def _places(found: Discovered) -> Iterator[_Place]:
    for photo in found.photos:
        # What Takeout hands out in several archives is one tree.
        folder = photo.archive.rpartition("/")[0]
        relative = f"{folder}/{photo.member}" if photo.archive else photo.relative
        place = IN_TAKEOUT.fullmatch(f"{photo.root.replace(os.sep, '/')}/{relative}")
        if place:
            common = place["takeout"], place["name"], photo.size
            yield _Place(photo, YEAR.fullmatch(place["folder"]) is not None, common)


def _is_same(one: Photo, other: Photo) -> bool:
    try:
        return content_hash(source_of(one)) == content_hash(source_of(other))
    except PhotoError:  # reading it will find out what is wrong
        return False
