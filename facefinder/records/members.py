"""How a file in an archive is written, such as "x.zip!/Summer/1.jpg"."""

import unicodedata
from typing import Final

IN_ARCHIVE: Final = "!/"
"""Between the name of an archive and the path of a file in it."""


def composed(inner: str) -> str:
    """A path in an archive with each letter as one sign: macOS writes "ä" as two."""
    return unicodedata.normalize("NFC", inner)
