"""What lies in the folders and is not searched: which kinds there are, and why."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # numpy comes with it, and the command line names kinds only
    from facefinder.records.photos import Photo


class Kind(StrEnum):
    """What a file is, by its name or by its first bytes; photos are searched, videos on request."""

    PHOTO = "photos"
    VIDEO = "videos"
    ARCHIVE = "archives"
    """Photos may be in it; disks in a file are here, too."""
    DOCUMENT = "documents"
    """Photos may be in it."""
    PICTURE = "pictures"
    """JPEG XL, Photoshop's, and other kinds that nobody here reads."""
    OTHER = "others"


HIDDEN: Final = "hidden"
LINK: Final = "a link"
SYSTEM: Final = "a system folder"
WASTE: Final = "a waste bin"
PREVIEWS: Final = "previews"
"""Small copies that another program made of photos which lie elsewhere."""
CLOUD: Final = "in the cloud only, not on this computer"
EXCLUDED: Final = "excluded"
REFERENCES: Final = "references"
OURS: Final = "made by facefinder"
"""Earlier results show what was found once, and would be found again."""


DOUBLE: Final = "a double"
"""Photos of which the same file lies elsewhere in what Google Takeout handed out."""
EMPTY: Final = "an empty archive"
"""Archives that were opened, and in which nothing is; counted only."""
EARLIER: Final = "an earlier version"
"""Files in an archive that has a later one of the same path, which unpacking leaves; counted
only."""
PART: Final = "a part of a photo"
"""Films that telephones take with photos, where videos are searched; counted only."""
OTHER_TIME: Final = "of another time"
"""Photos that were taken before or after the time that is searched; counted only."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A folder or a photo that was seen and, by rule, not searched.

    Attributes:
        path: For people.
        reason: Why.
        member: It as a file in an archive, if it is in one; size and time are 0.
    """

    path: str
    reason: str
    member: "Photo | None" = None
