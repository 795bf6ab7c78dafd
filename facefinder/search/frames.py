"""How many frames of videos will be looked at, before any of them is read."""

from collections.abc import Sequence
from typing import Final

from facefinder.discover.kinds import kind_by_name
from facefinder.records.left_out import Kind
from facefinder.records.photos import Photo
from facefinder.records.videos import Pace
from facefinder.search.pace import spread
from facefinder.sources.film_length import length_of

ASKED: Final = 200
"""Videos that are asked for their length: on a slow disk that takes 30 ms each, and of more of
them the others are like these."""
BYTES_A_MINUTE: Final = 80_000_000
"""What a telephone writes, for where no video says how long it is."""
MINUTE: Final = 60_000
"""Milliseconds."""


def frames_of(photos: Sequence[Photo], pace: Pace) -> dict[Photo, int]:
    """About how many frames are looked at of each video among some files, by their names.

    Args:
        photos: What is to be read.
        pace: How many of a minute, and at most.
    """
    films = [one for one in photos if not one.inside and kind_by_name(one.name) is Kind.VIDEO]
    # To come to a place in an archive may take long.
    some = spread([film for film in films if not film.archive], ASKED)
    told = {film: length for film in some if (length := length_of(film))}
    per_minute = BYTES_A_MINUTE
    if told:
        per_minute = max(1, sum(film.size for film in told) * MINUTE // sum(told.values()))
    return {
        film: len(pace.moments(told.get(film, film.size * MINUTE // per_minute))) for film in films
    }
