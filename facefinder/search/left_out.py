"""What a search did not look at, counted and in words: nothing is passed over in silence."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from facefinder.discover.found import Discovered
from facefinder.records.left_out import (
    CLOUD,
    DOUBLE,
    EARLIER,
    EMPTY,
    EXCLUDED,
    HIDDEN,
    LINK,
    OTHER_TIME,
    OURS,
    PART,
    PREVIEWS,
    REFERENCES,
    SYSTEM,
    WASTE,
    Kind,
)

MORE_PICTURES: Final = "more pictures of a file"
"""What is not looked at of an MPO, and of a file with very many pages."""

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    Kind.VIDEO: ("video", "videos"),
    Kind.ARCHIVE: ("archive", "archives"),
    EMPTY: ("empty archive", "empty archives"),
    EARLIER: ("earlier version of a file in an archive", "earlier versions of files in archives"),
    Kind.DOCUMENT: ("document", "documents"),
    Kind.PICTURE: ("picture of a kind that is not read", "pictures of kinds that are not read"),
    PART: ("short film that is a part of a photo", "short films that are parts of photos"),
    OTHER_TIME: ("photo of another time", "photos of other times"),
    Kind.OTHER: ("file of another kind", "files of other kinds"),
    HIDDEN: ("hidden file or folder", "hidden files and folders"),
    SYSTEM: ("system folder", "system folders"),
    WASTE: ("waste bin", "waste bins"),
    PREVIEWS: ("store of previews", "stores of previews"),
    DOUBLE: ("double in an album of Google's", "doubles in albums of Google's"),
    LINK: ("link", "links"),
    CLOUD: ("file or folder in the cloud only", "files and folders in the cloud only"),
    EXCLUDED: ("excluded file or folder", "excluded files and folders"),
    REFERENCES: ("folder or photo of references", "folders and photos of references"),
    OURS: ("file or folder made by facefinder", "files and folders made by facefinder"),
    MORE_PICTURES: ("more picture in a photo's file", "more pictures in photos' files"),
}
"""One, and several, of each kind and for each reason, in the order in which they are told."""


def not_looked_at(found: Discovered, unseen: int = 0) -> dict[str, int]:
    """How many files and folders were not searched, by kind and by reason.

    Args:
        found: What lies in the folders.
        unseen: Pictures in files of several that were not looked at.
    """
    counts = Counter[str](found.others)
    counts[MORE_PICTURES] = unseen
    counts.update(left.reason for left in found.left_out)
    return {what: counts[what] for what in WORDS if counts[what]}


def in_words(counts: Mapping[str, int]) -> str:
    """The counts of `not_looked_at`, such as "9 videos, 1 archive, 5 hidden files and folders"."""
    return ", ".join(
        f"{count:,} {WORDS[what][0 if count == 1 else 1]}" for what, count in counts.items()
    )
