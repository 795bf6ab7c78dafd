"""How a file in an archive is written, such as "x.zip!/Summer/1.jpg"."""

from typing import Final

IN_ARCHIVE: Final = "!/"
"""Between the name of an archive and the path of a file in it."""
