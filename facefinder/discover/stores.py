"""Folders that hold nothing to search: waste bins, and stores of small copies of other photos.

Known by their names, and by the name of the folder that they lie in where their own is a plain
word. The photos in a library of Apple's Photos are found: only what that program made of them is
left out.
"""

import re
from typing import Final

from facefinder.records.left_out import PREVIEWS, SYSTEM, WASTE

_BY_NAME: Final = {
    SYSTEM: """
        system volume information|#snapshot|@recently-snapshot|__macosx|lost+found|@tmp|@database
    """,
    WASTE: """
        $recycle.bin|recycler|recycled|@recycle|#recycle|@sharebin|files_trashbin
    """,
    PREVIEWS: "@eadir|@__thumb",
}
"""In lower case: of Windows, macOS, Linux, Synology, QNAP, Nextcloud. What begins with a dot is
hidden anyway: .Trash-1000, .dtrash (digiKam), .thumbnails, .@__thumb, .picasaoriginals."""
_REASON_OF: Final = {
    name: reason for reason, names in _BY_NAME.items() for name in names.strip().split("|")
}

_PREVIEWS: Final = re.compile(
    r"""
    # Lightroom; its "smart" previews are small DNGs.
      [^/]*/.+\.lrdata
    | [0-9a-f]{32}/(previews|proxies)
    # Apple's Photos, iPhoto, Aperture; the photos are in originals or Masters.
    | .+\.(photos|photo|ap|migratedphoto|migratedap)library
      /(resources|derivatives|thumbnails|previews|database|private|caches)
    | iphoto\ library/(data|data\.noindex|thumbnails|previews|caches)
    # Capture One's sessions and catalogues.
    | (captureone|.+\.cocatalog)/cache
    # Nextcloud, PhotoPrism, Immich.
    | appdata_[^/]+/preview
    | cache/(thumbnails|thumbs|previews)
    | immich[^/]*/thumbs
    """,
    re.VERBOSE,
)
"""Names of stores of previews, each with the name of the folder around it, in lower case."""

RESCUED: Final = re.compile(r"found\.\d{3}", re.IGNORECASE)
"""Where Windows puts what it rescued from a damaged drive; it hides the folder."""


_GOOGLES_BIN: Final = re.compile(
    "google (ph|f)otos?/(bin|trash|papierkorb|corbeille|papelera|lixeira|cestino|prullenbak)"
)
"""What Google Takeout calls the waste bin, in some languages."""


def reason_against(name: str, parent: str) -> str:
    """Say why a folder with such a name holds nothing to search; nothing if it may.

    Args:
        name: Of the folder.
        parent: Of the folder that it lies in.
    """
    name = name.lower()
    reason = _REASON_OF.get(name)
    if reason is None and _PREVIEWS.fullmatch(f"{parent.lower()}/{name}"):
        return PREVIEWS
    if reason is None and _GOOGLES_BIN.fullmatch(f"{parent.lower()}/{name}"):
        return WASTE
    return reason or ""
