"""What is told while photos are read, counted as it will be in the end."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from facefinder.match.hits import Hit
from facefinder.records.photos import FaceTable, Failed, Outcome, Photo
from facefinder.search.ahead import Ahead
from facefinder.search.listener import Listener

FindHits = Callable[[FaceTable], Sequence[Hit]]


class LookedAt:
    """Counts outcomes: photos are files, of which one that no picture was read of is unread.

    Args:
        listener: Is told.
        find_hits: Who of those looked for is in some faces; None: nobody is looked for.
        ahead: What is to be read.
    """

    def __init__(self, listener: Listener, find_hits: FindHits | None, ahead: Ahead) -> None:
        self._listener, self._find_hits, self._ahead = listener, find_hits, ahead
        self._unread: set[Photo] = set()
        self._in_videos: set[tuple[int, Photo]] = set()

    def add(self, outcomes: Sequence[Outcome]) -> int:
        """Tell that these are read; return how many more files that makes."""
        before = len(self._unread)
        for outcome in outcomes:
            if not isinstance(outcome, Failed):
                self._unread.discard(_file(outcome.photo))
            elif not outcome.photo.inside:
                self._unread.add(outcome.photo)
        faces = FaceTable.of(outcomes)
        matches = None if self._find_hits is None else self._matches(faces, outcomes)
        files = sum(not outcome.photo.inside for outcome in outcomes)
        unread = len(self._unread) - before
        self._ahead.add(outcomes)
        self._listener.expect(self._ahead.share, self._ahead.seconds)
        self._listener.advance(files, len(faces.photo_row), matches, unread)
        self._ahead.go_on()  # whoever is told may let this wait
        return files

    def _matches(self, faces: FaceTable, outcomes: Sequence[Outcome]) -> int:
        """How many hits there are; moments of a video that show one person are one match."""
        hits = self._find_hits(faces) if self._find_hits else ()
        photos = [outcomes[faces.photo_row[hit.row]].photo for hit in hits]
        people = list(zip((hit.person for hit in hits), photos, strict=True))
        in_videos = {(who, _file(one)) for who, one in people if one.moment is not None}
        new = in_videos - self._in_videos
        self._in_videos |= new
        return sum(one.moment is None for _, one in people) + len(new)


def _file(photo: Photo) -> Photo:
    return replace(photo, inside="") if photo.inside else photo
