"""A stream of our own over a file: it belongs to the stream, and can be read from any place."""

import io
from typing import BinaryIO


class OverFile(io.RawIOBase):
    """What such streams have in common.

    Args:
        file: Open for reading; is closed with this.
    """

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file

    def close(self) -> None:
        """Close the file, too."""
        if not self.closed:
            self._file.close()
        super().close()

    def readable(self) -> bool:
        """Whether it can be read."""
        return True

    def seekable(self) -> bool:
        """Whether it can be read from any place."""
        return True
