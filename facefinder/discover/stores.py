"""Folders that hold nothing to search: waste bins, and stores of small copies of other photos.

Known by their names, and where these are plain words by the name of the folder that they lie in
(see `bins`, too), or by what lies beside them. The photos in a library of Apple's Photos are found:
only what that program made of them is left out.
"""

import re
from collections.abc import Collection
from typing import Final

from facefinder.discover.bins import is_waste_bin
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
    # Lightroom; its "smart" previews are small DNGs, what it got from a telephone are originals.
      [^/]*/(?!.*mobile\ downloads).+\.lrdata
    | [0-9a-f]{32}/(previews|proxies)
    # Apple's Photos, iPhoto, Aperture; the photos are in originals or Masters.
    | .+\.(photos|photo|ap|migratedphoto|migratedap)library
      /(resources|derivatives|thumbnails|previews|database|private|caches)
    | iphoto\ library/(data|data\.noindex|thumbnails|previews|caches)
    # Capture One's sessions and catalogues.
    | (captureone|.+\.cocatalog)/cache
    # Adobe Bridge.
    | (adobe\ )?bridge(\ [^/]+)?/cache
    # Nextcloud, PhotoPrism, Immich, LibrePhotos, Piwigo, Plex.
    | appdata_[^/]+/preview
    | cache/(thumbnails|thumbs|previews|phototranscoder)
    | immich[^/]*/thumbs
    | protected_media/(thumbnails_big|square_thumbnails|square_thumbnails_small|faces)
    | _data/i
    # Stills of films on Sony's cards.
    | m4root/thmbnl
    """,
    re.VERBOSE,
)
"""Names of stores of previews, each with the name of the folder around it, in lower case."""

RESCUED: Final = re.compile(r"found\.\d{3}", re.IGNORECASE)
"""Where Windows puts what it rescued from a damaged drive; it hides the folder."""


_BESIDE: Final = (
    ("Trash", re.compile(r".+\.cosessiondb", re.IGNORECASE), WASTE),
    ("thumbs", re.compile("encoded-video"), PREVIEWS),
)
"""Folders of plain names, by what lies beside them: the bin of a session of Capture One, which is
named anyhow, and Immich's small pictures, wherever its folder is."""


def reasons_beside(names: Collection[str]) -> dict[str, str]:
    """The folders among these names that hold nothing to search, and why.

    Args:
        names: All that lies in one folder.
    """
    return {
        name: reason
        for name, mark, reason in _BESIDE
        if name in names and any(map(mark.fullmatch, names))
    }


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
    if reason is None and is_waste_bin(name, parent):
        return WASTE
    return reason or ""
