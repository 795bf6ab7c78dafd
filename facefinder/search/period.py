"""Only photos of some time, by what they say themselves, else by the time of their files."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime

from facefinder.decode.taken import day_taken
from facefinder.discover.found import Discovered
from facefinder.host.text import counted
from facefinder.index.index import Index
from facefinder.pool.local import batches
from facefinder.records.left_out import OTHER_TIME
from facefinder.records.photos import Photo
from facefinder.search.left_out import in_words, not_looked_at
from facefinder.search.listener import Listener
from facefinder.search.photos import no_photo
from facefinder.settings import Settings, Where

AT_A_TIME = 2000
"""Photos whose dates go into the index together; more of them take a while."""


def only_of_time(
    found: Discovered, settings: Settings, index: Index, listener: Listener
) -> Discovered:
    """What was found, without the photos that were taken at another time; how many is said.

    Their heads are read for that, but never of one that was asked before.

    Raises:
        UsageError: No photo is left.
    """
    where = settings.where
    if where.first is None and where.last is None:
        return found
    days = _days(found.photos, index, listener)
    photos = [photo for photo in found.photos if _is_of_time(photo, days.get(photo, ""), where)]
    without = sum(not days.get(photo) for photo in found.photos)
    if without:
        listener.say(
            f"{counted(without, 'photo')} without a date inside: the time of the file counts"
        )
    others = found.others.copy()
    others[OTHER_TIME] = len(found.photos) - len(photos)
    left = replace(found, photos=photos, others=others)
    if found.photos and not photos:
        advice = "Name another time with --from and --to."
        raise no_photo(settings, in_words(not_looked_at(left)), advice)
    if others[OTHER_TIME]:
        listener.say(f"Not looked at: {in_words({OTHER_TIME: others[OTHER_TIME]})}")
    return left


def _days(photos: Sequence[Photo], index: Index, listener: Listener) -> dict[Photo, str]:
    """The days on which photos were taken; "" of one that does not say, none of unreadable ones."""
    known = index.dates(photos)
    unknown = [photo for photo in photos if photo not in known]
    if len(unknown) > AT_A_TIME:
        listener.say(f"Looking when {len(unknown):,} photos were taken …")
    for some in batches(unknown, AT_A_TIME):
        new: dict[Photo, str] = {}
        for photo in some:
            with suppress(OSError):  # reading it will find out why
                new[photo] = day_taken(photo)
        index.add_dates(new)
        known |= new
    return known


def _is_of_time(photo: Photo, day: str, where: Where) -> bool:
    """Whether a photo is of the wanted time."""
    try:
        taken = date.fromisoformat(day)
    except ValueError:  # it says none
        taken = day_of_file(photo)
    return (where.first or taken) <= taken <= (where.last or taken)


def day_of_file(photo: Photo) -> date:
    """The day of a file's last change, here; the first or last one there is, for times beyond."""
    try:
        return datetime.fromtimestamp(photo.mtime_ns / 1e9).astimezone().date()
    except (OSError, OverflowError, ValueError):
        return date.max if photo.mtime_ns > 0 else date.min
