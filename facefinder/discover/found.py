"""What a walk through folders brings back."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final

from facefinder.records.left_out import CLOUD, LINK, Kind, LeftOut
from facefinder.records.photos import Failed, Photo
from facefinder.sources.protocol import SourceError

NOT_REGULAR: Final = "it is not a regular file"

MISSED: Final[Mapping[str, str]] = {
    LINK: "it is a link, which is not followed; put a copy of the photo, or of the folder, there",
    CLOUD: "it is in the cloud only, not on this computer; have it downloaded first",
}
"""What is wrong with photos that somebody chose and that are left out."""


@dataclass(frozen=True, slots=True)
class Discovered:
    """What lies in the folders.

    Attributes:
        photos: Candidates; the order depends on the names alone.
        failed: Folders and files that the file system refuses; `size` and `mtime_ns` are 0.
        left_out: Hidden things, system folders, links and excluded folders.
        others: How many files of which kinds are no photos; none of those in what is left out.
            And how many photos are of another time than the one that is searched.
        films: Films in numbered archives of a Takeout, and what they were taken for: each may be a
            part of a photo in another one of them. None once that is known.
    """

    photos: list[Photo] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    films: list[tuple[Photo, Kind]] = field(default_factory=list)

    def add(self, more: "Discovered") -> None:
        """Take in what was found elsewhere."""
        self.photos.extend(more.photos)
        self.failed.extend(more.failed)
        self.left_out.extend(more.left_out)
        self.others.update(more.others)
        self.films.extend(more.films)

    def note(self, root: str, relative: str, reason: str) -> None:
        """Say why something is not searched."""
        self.failed.append(Failed(Photo(root, relative, 0, 0), reason, lasting=False))

    def fail(self, root: str, relative: str, error: OSError) -> None:
        """Say that the file system refuses something, or that it is a damaged archive."""
        reason = f"it cannot be searched: {error.strerror}"
        if isinstance(error, SourceError):
            reason = error.reason
        elif isinstance(error, PermissionError):
            reason = "there is no permission to look into it"
        self.note(root, relative, reason)

    def refuse(self, root: str, relative: str, kind: Kind | None) -> None:
        """Note a pipe, a socket or a device: something amiss only where it is called a photo."""
        if kind is Kind.PHOTO:
            self.failed.append(Failed(Photo(root, relative, 0, 0), NOT_REGULAR))
        else:
            self.others[Kind.OTHER] += 1

    def missed(self, root: str) -> list[Failed]:
        """Links and what is in the cloud only: where every photo was put on purpose, a loss.

        Args:
            root: The folder that was searched, absolute.
        """
        return [
            Failed(left.member or _photo(left.path, root), MISSED[left.reason], lasting=False)
            for left in self.left_out
            if left.reason in MISSED
        ]


def _photo(path: str, root: str) -> Photo:
    return Photo(root, PurePath(path).relative_to(root).as_posix(), 0, 0)
