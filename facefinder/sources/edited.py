"""Edited photos that lie beside their originals, by the names that programs give them."""

import re
from typing import Final

from facefinder.sources.takeout import EDITED

ON_A_TELEPHONE: Final = re.compile(r"(?P<stem>IMG_)E(?P<rest>\d{4}\.[^.]+)", re.IGNORECASE)
"""What an iPhone calls the edited ``IMG_0042.HEIC``: ``IMG_E0042.JPG``."""


def original_of(path: str) -> str:
    """The path of the photo that was edited, without its extension; "" for what was not edited.

    The edited one is often a JPEG, whatever the original is.

    Args:
        path: Of a photo, with ``/``.
    """
    folder, slash, name = path.rpartition("/")
    edited = EDITED.fullmatch(name) or ON_A_TELEPHONE.fullmatch(name)
    return f"{folder}{slash}{stem_of(edited['stem'] + edited['rest'])}" if edited else ""


def stem_of(path: str) -> str:
    """A photo's path without its extension, as `original_of` has it."""
    return path.rpartition(".")[0]
