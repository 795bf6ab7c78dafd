"""The searched folders -> photos, read into the index, and what could not be read."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from facefinder.discover.found import Discovered
from facefinder.discover.kinds import kind_by_name
from facefinder.discover.photos import absolute, find_photos
from facefinder.discover.rules import Pattern, Rules
from facefinder.errors import UsageError
from facefinder.records.left_out import Kind
from facefinder.search.ahead import Ahead, estimate
from facefinder.search.doubles import without_doubles
from facefinder.search.frames import frames_of
from facefinder.search.left_out import MORE_PICTURES, in_words, not_looked_at
from facefinder.search.listener import Listener
from facefinder.search.looked_at import FindHits, LookedAt
from facefinder.search.pace import Pace, first_from_everywhere
from facefinder.search.session import Plan, Session
from facefinder.settings import Settings

NAME_FOLDER: Final = "Name the folder of your photos."
UNPACK: Final = (
    "Name the folder of your photos, or unpack the archives and name the folders that they become."
)
WITH_VIDEOS: Final = "With --videos the videos are searched, too."
OF_ARCHIVES: Final = "unpack the archives to have them searched"

logger = logging.getLogger(__name__)


def list_photos(settings: Settings, listener: Listener) -> Discovered:
    """The photos to search, without folders of our own and earlier results.

    What is not looked at is said, counted by kind and by reason.

    Raises:
        UsageError: There is no photo.
    """
    where = settings.where
    patterns = [Pattern(text) for text in where.exclude]
    rules = Rules(patterns, where.everything, where.archives, where.videos)
    found = find_photos(settings.inputs, exclude=settings.not_searched, rules=rules)
    if not where.everything:
        found = without_doubles(found)
    for left in found.left_out:
        logger.info("left out: %s (%s)", left.path, left.reason)
    for pattern in rules.patterns:
        if not pattern.matched:
            listener.say(f"--exclude {pattern.text}: there is nothing like that")
    words = in_words(not_looked_at(found))
    if not found.photos and not found.failed:
        advice = [UNPACK if found.others[Kind.ARCHIVE] and where.archives else NAME_FOLDER]
        advice += [WITH_VIDEOS] if found.others[Kind.VIDEO] else []
        raise no_photo(settings, words, " ".join(advice))
    for folder in _without_photos(settings.inputs, found):
        listener.say(f"There is no photo in '{folder}'")
    if words:
        more = ["--videos searches videos, too"] if found.others[Kind.VIDEO] else []
        more += [OF_ARCHIVES] if found.others[Kind.ARCHIVE] and where.archives else []
        more += ["-D names what is left out by rule"] if found.left_out else []
        listener.say("; ".join([f"Not looked at: {words}", *more]))
    return found


def _without_photos(inputs: Sequence[Path], found: Discovered) -> list[Path]:
    """The folders to search that add nothing; those inside of others are in these."""
    roots = {one.root for one in found.photos} | {one.photo.root for one in found.failed}
    empty = [path for path in inputs if path.is_dir() and str(absolute(path)) not in roots]
    return [
        path
        for path in empty
        if not any(photo.path.is_relative_to(absolute(path)) for photo in found.photos)
    ]


def no_photo(settings: Settings, words: str, advice: str = NAME_FOLDER) -> UsageError:
    """The error that says where nothing is to be searched, and what is there instead."""
    places = ", ".join(f"'{path}'" for path in settings.inputs)
    nothing = f"There is no photo to search in {places}."
    others = f"There is no photo to search in {places}, but {words}."
    return UsageError(others if words else nothing, advice)


def read_photos(
    session: Session,
    plan: Plan,
    found: Discovered,
    listener: Listener,
    find_hits: FindHits | None = None,
) -> Pace:
    """Read what the index does not know of the photos; the long part of a run.

    How long it will take is said as soon as the first photos tell.

    Args:
        session: Reads them.
        plan: Which of them are to be read.
        found: All of them, and what the file system refused.
        listener: Is told about progress.
        find_hits: Who of those looked for is in some faces, to be told; None: nobody is.

    Returns:
        How long photos took.
    """
    films = frames_of(plan.photos, session.limits.pace)
    files, total = sum(not photo.inside for photo in plan.photos), len(found.photos)
    videos = sum(kind_by_name(photo.name) is Kind.VIDEO for photo in found.photos)
    listener.start(total, total - files, videos)
    ahead = Ahead(plan.photos, films, session.readers, known=1 - files / max(1, total))
    pace, looked_at = Pace(session.readers), LookedAt(listener, find_hits, ahead)
    tried, estimated = 0, ""
    for outcomes in session.read(first_from_everywhere(plan.photos, session.readers)):
        new = looked_at.add(outcomes)
        tried += new
        pace.add(new)
        if not estimated:
            estimated = estimate(ahead, tried, files, len(films))
            if estimated:
                listener.say(estimated)
    listener.end()
    unseen = session.index.unseen(found.photos)
    if unseen:
        listener.say(f"Not looked at: {in_words({MORE_PICTURES: unseen})}")
    return pace
