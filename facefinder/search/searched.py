"""How many photos a run searched, and which it could not read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from facefinder.discover.found import Discovered
from facefinder.discover.kinds import kind_by_name
from facefinder.host.text import counted
from facefinder.records.left_out import Kind
from facefinder.records.photos import Failed, Photo
from facefinder.search.session import Plan, Session
from facefinder.search.skipped import lost_place, unread, vanished


@dataclass(frozen=True, slots=True)
class Searched:
    """What became of the photos of a run.

    All figures are files, whatever number of pictures is in each. A file counts as read when at
    least one of its pictures was.

    Attributes:
        scanned: Read now, or tried to be.
        unread: Those of `scanned` that could not be read.
        from_index: Known from before.
        unread_before: Those of `from_index` of which it is known that they cannot be read.
        closed: Of `skipped` the places that are no photos: folders and archives that could not be
            looked into, or not wholly, and what is called like a photo and is no file.
        skipped: What could not be read, by place: files, single pictures in them, and folders.
        lost: Searched folders and archives that have gone before all in them was read.
        videos: Those that were read, now or earlier, and are videos.
    """

    scanned: int
    unread: int
    from_index: int
    unread_before: int
    closed: int
    skipped: tuple[Failed, ...]
    lost: tuple[str, ...] = ()
    videos: int = 0

    @property
    def photos(self) -> int:
        """How many there are."""
        return self.scanned + self.from_index

    @property
    def unreadable(self) -> int:
        """How many of them could not be read, now or earlier."""
        return self.unread + self.unread_before

    @property
    def searched(self) -> int:
        """How many were read, now or earlier."""
        return self.photos - self.unreadable

    def read_in_words(self) -> str:
        """What was searched, such as "3 photos and 1 video searched"."""
        photos, videos = self.searched - self.videos, counted(self.videos, "video")
        if not self.videos:
            return f"{counted(photos, 'photo')} searched"
        return (
            f"{counted(photos, 'photo')} and {videos} searched" if photos else f"{videos} searched"
        )

    def in_words(self) -> str:
        """The figures, such as "3 photos searched (1 read now, 2 known from before)"."""
        words = (
            f"{self.read_in_words()} ({self.scanned - self.unread:,} read now, "
            f"{self.from_index - self.unread_before:,} known from before)"
        )
        return words + self.but_not()

    def but_not(self) -> str:
        """What follows upon the photos that were searched: how much could not be, if any."""
        files, places = counted(self.unreadable, "file"), counted(self.closed, "other place")
        unread = f", {files} could not be read" if self.unreadable else ""
        return unread + (f", {places} could not be searched as a whole" if self.closed else "")


def searched(session: Session, plan: Plan, found: Discovered) -> Searched:
    """What became of the photos, after they were read or reading was given up.

    Args:
        session: Has read them.
        plan: Which of them were to be read.
        found: All of them, and what the file system refused.
    """
    pictures = session.index.with_pages(found.photos)
    failed = session.failures(pictures)
    files = Counter(replace(one.photo, inside="") for one in failed)
    several = Counter(replace(one, inside="") for one in pictures if one.inside)
    unreadable = {file for file, count in files.items() if count == 1 + several[file]}
    unread_now = len(unreadable.intersection(plan.searched))
    without = [*found.failed, *failed]
    lost = vanished(without)
    return Searched(
        scanned=len(plan.searched),
        unread=unread_now,
        from_index=len(found.photos) - len(plan.searched),
        unread_before=len(unreadable) - unread_now,
        closed=sum(one.lasting or not lost_place(one.photo, lost) for one in found.failed),
        skipped=unread(without, lost, goes_on=session.keeps),
        lost=tuple(lost),
        videos=count_videos(session, found.photos),
    )


def count_videos(session: Session, photos: Sequence[Photo]) -> int:
    """How many of the files were read, and are videos."""
    may_be = [one for one in photos if kind_by_name(one.name) in (None, Kind.VIDEO)]
    return sum(one.pace is not None for one in session.index.scanned(may_be).values())
