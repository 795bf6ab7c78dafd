"""What a walk through folders brings back."""

from collections import Counter
from dataclasses import dataclass, field

from facefinder.records.left_out import LeftOut
from facefinder.records.photos import Failed, Photo


@dataclass(frozen=True, slots=True)
class Discovered:
    """What lies in the folders.

    Attributes:
        photos: Candidates; the order depends on the names alone.
        failed: Folders and files that the file system refuses; `size` and `mtime_ns` are 0.
        left_out: Hidden things, system folders, links and excluded folders.
        others: How many files of which kinds are no photos; none of those in what is left out.
            And how many photos are of another time than the one that is searched.
    """

    photos: list[Photo] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
