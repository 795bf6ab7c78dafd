"""What can be read as a photo is: a file, or something that lies in one.

A plain file's source is its `pathlib.Path`, which has all of this.
"""

from typing import BinaryIO, Literal, Protocol

from facefinder.errors import PhotoError


class Stat(Protocol):
    """What is known of a source without opening it, named as `os.stat_result` names it."""

    @property
    def st_mode(self) -> int:
        """What it is, in the system's bits."""

    @property
    def st_size(self) -> int:
        """Bytes."""

    @property
    def st_mtime_ns(self) -> int:
        """Time of last change, nanoseconds since the epoch."""

    @property
    def st_atime_ns(self) -> int:
        """Time when it was last read, nanoseconds since the epoch."""

    @property
    def st_dev(self) -> int:
        """Number of its drive; no drive's where it is no file."""


class Source(Protocol):
    """Bytes that are a photo; can be asked for again and again."""

    @property
    def name(self) -> str:
        """What its file is called, without folders."""

    def stat(self) -> Stat:
        """What is known of it now.

        Raises:
            OSError: It is not there any more.
        """

    def open(self, mode: Literal["rb"], /) -> BinaryIO:
        """Open it for reading, from its beginning; it can be read from any place.

        Raises:
            SourceError: It cannot be taken out of what it lies in.
            OSError: It cannot be read.
        """


class SourceError(OSError):
    """Something cannot be taken out of what it lies in; whoever reads files need not know more.

    Args:
        number: Of the error, as `errno` has them; no system said so.
        reason: Why, in plain words.
        lasting: As in `PhotoError`.
    """

    def __init__(self, number: int, reason: str, lasting: bool = True) -> None:
        super().__init__(number, reason)
        self.args = (number, reason, lasting)
        self.reason, self.lasting = reason, lasting

    def as_photo_error(self) -> PhotoError:
        """What to say of a photo that is not read for it."""
        return PhotoError(self.reason, lasting=self.lasting)
