"""FFmpeg, by PyAV: it is handed the bytes of one file, and nothing that it could follow elsewhere.

Files that only list others (playlists) are no videos here. It is told to be silent, and never sees
an exception of Python's: of some it would lose sight.

Imported when the first video is opened: that takes 55 ms and 18 MB, and of 70 files each is looked
at by whatever watches a computer.
"""

import os
from typing import BinaryIO, Final

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.stream import VideoStream

FORMATS: Final = "mov,matroska,webm,avi,asf,flv,mpeg,mpegvideo,mpegts,ogg,dv"
"""FFmpeg's names of what may be opened: it guesses by the content, too, and knows playlists."""

MOST_TRACKS: Final = 20_000
"""FFmpeg says of more that memory is short; to list so many takes a second of processor time."""

Damaged = FFmpegError
"""What FFmpeg raises where a file is not as it should be."""

QUIET: Final = -8
"""AV_LOG_QUIET."""

av.logging.set_libav_level(QUIET)


class Guarded:
    """A file for native code: what goes wrong with it is kept, to be raised behind that code.

    Attributes:
        error: The first that went wrong.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.error: BaseException | None = None

    def read(self, size: int) -> bytes:
        """Read as from a file; nothing, once something went wrong."""
        try:
            return b"" if self.error else self._file.read(size)
        except BaseException as error:
            self.error = self.error or error
            return b""

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place as in a file; -1 where that goes wrong."""
        try:
            return self._file.seek(offset, whence)
        except BaseException as error:
            self.error = self.error or error
            return -1

    def tell(self) -> int:
        """Tell the place as in a file."""
        return self.seek(0, os.SEEK_CUR)


def container_of(file: Guarded) -> InputContainer:
    """Open what a file holds.

    Raises:
        Damaged: It is no video.
    """
    file.seek(0)
    options = {
        "format_whitelist": FORMATS,
        "protocol_whitelist": "none",
        "threads": "1",
        "max_streams": str(MOST_TRACKS),
    }
    return av.open(file, "r", options=options, metadata_errors="ignore")


def pictures_in(container: InputContainer, max_pixels: int) -> VideoStream | None:
    """The track with the pictures, decoded by one thread; None = there are none but a cover's.

    Of pictures that no other one needs none is decoded: that halves the work, and those before and
    behind show the same.

    Args:
        container: Open.
        max_pixels: Pictures that have more are not decoded, whatever the file says of them.
    """
    track = container.streams.best("video")
    if not isinstance(track, VideoStream) or track.disposition & Disposition.attached_pic:
        return None
    decoder = track.codec_context
    if decoder is not None:  # there is none for this kind
        decoder.options = {"max_pixels": str(max_pixels)}
        decoder.thread_count = 1
        decoder.skip_frame = "NONREF"
    return track
