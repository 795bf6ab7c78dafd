"""The searched folders -> photos, read into the index, and what could not be read."""

import logging
from collections import Counter
from collections.abc import Callable

from facefinder.discover import Discovered, find_photos
from facefinder.records.photos import FaceTable, Failed
from facefinder.search.listener import Listener
from facefinder.search.session import Plan, Session
from facefinder.search.skipped import unread
from facefinder.settings import Settings

logger = logging.getLogger(__name__)


def list_photos(settings: Settings) -> Discovered:
    """The photos to search, without folders of our own and earlier results."""
    found = find_photos(settings.inputs, exclude=settings.not_searched)
    for left in found.left_out:
        logger.info("left out: %s (%s)", left.path, left.reason)
    return found


def tell_left_out(found: Discovered, listener: Listener) -> None:
    """Say what was, by rule, not searched, counted by reason: "2 hidden, 1 a link"."""
    if found.left_out:
        counts = Counter(left.reason for left in found.left_out)
        by_reason = ", ".join(f"{count} {reason}" for reason, count in sorted(counts.items()))
        listener.say(f"{by_reason} left out; -D and --json list them")


def read_photos(
    session: Session,
    plan: Plan,
    found: Discovered,
    listener: Listener,
    count_matches: Callable[[FaceTable], int] | None = None,
) -> tuple[Failed, ...]:
    """Read what the index does not know of the photos; the long part of a run.

    Args:
        session: Reads them.
        plan: Which of them are to be read.
        found: All of them, and what the file system refused.
        listener: Is told about progress.
        count_matches: How many of some faces are looked for, to be told; None: nobody is.

    Returns:
        Everything that could not be read, now or earlier, by place.
    """
    listener.start(len(found.photos), len(found.photos) - len(plan.photos))
    for outcomes in session.read(plan.photos):
        faces = FaceTable.of(outcomes)
        matches = None if count_matches is None else count_matches(faces)
        listener.advance(len(outcomes), len(faces.photo_row), matches)
    failed = [*found.failed, *session.failures(found.photos)]
    return unread(failed, goes_on=session.keeps)
