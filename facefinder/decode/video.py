"""Frames of a video, each upright and of bounded size, read by OpenCV's FFmpeg.

FFmpeg is handed the bytes of one file, and nothing that it could follow elsewhere: files that only
list others (playlists) are no videos here. It is told to be silent, and never sees an exception of
Python's, at which it would crash.
"""

import ctypes
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import BinaryIO, Final, TypeVar

import cv2
import numpy as np
from PIL import Image

from facefinder.decode.file import opened, reading_error, require_regular_file
from facefinder.decode.pillow import Loaded, Side, require_pixels, shrink, side_for
from facefinder.errors import PhotoError, missing_part
from facefinder.host.held import patiently
from facefinder.host.interrupts import interrupts_held
from facefinder.records.faces import ImageArray
from facefinder.records.photos import Picture
from facefinder.records.video_heads import begins_as_video
from facefinder.sources.protocol import Source

HEAD_BYTES: Final = 4096
"""More than a video is known by: in as much a text is looked for that is none."""

FORMATS: Final = "mov,matroska,webm,avi,asf,flv,mpeg,mpegvideo,mpegts,ogg,dv"
"""FFmpeg's names of what may be opened: it guesses by the content, too, and knows playlists."""

UNREADABLE: Final = "facefinder finds no pictures in this video: it is damaged, or of another kind"
OF_OTHER_CODEC: Final = "its pictures are packed in a way that facefinder cannot unpack (AV1)"
AV1: Final = b"AV01"
"""What newer computers pack films as; FFmpeg knows it, and OpenCV's has nothing to unpack it with
on some systems."""
EMPTY: Final = (
    "its pictures come out empty, as those of interlaced videos (camcorders, DVDs) do on this "
    "system; convert it with another program, or search it with facefinder for Windows"
)
STILL: Final = 5
"""Frames that are read to see whether any picture comes out."""
NO_FRAME: Final = "the video cannot be read at this moment"

SQUARE: Final = (0.25, 4.0)
"""Widths of a pixel, for a height of 1, that are believed."""

MOST_RATE: Final = 1000
"""Frames a second; of DV FFmpeg is told 60,000, and finds no moments by them."""

OFF: Final = 500
"""Milliseconds by which a frame may be beside the moment that was asked for: where telephones take
frames not evenly, OpenCV counts frames instead of time and is off by many seconds."""
SEEKS: Final = 6
"""How often it is sought before such a moment."""
STEPS: Final = 600
"""Frames that are passed over from there to the moment, at most."""

T = TypeVar("T")


def is_video(source: Source) -> bool:
    """Whether a file is a video, by its first bytes.

    Raises:
        PhotoError: It cannot be read.
        FacefinderError: Nothing is wrong with the file, but with this computer.
    """
    with opened(source) as file:
        head = file.read(HEAD_BYTES)
    return begins_as_video(head)


def frame_at(source: Source, moment: int, side: Side, max_pixels: int) -> Picture:
    """Read one frame of a video; arguments as of `Video.at` and `opened_video`.

    Raises:
        PhotoError: It cannot be read.
        FacefinderError: Nothing is wrong with the file, but with the program or this computer.
    """
    with opened_video(source, max_pixels) as video:
        picture = video.at(moment, side)
    if picture is None:
        raise PhotoError(NO_FRAME)
    return picture


@contextmanager
def opened_video(source: Source, max_pixels: int) -> Iterator["Video"]:
    """Open a video for reading frames.

    Args:
        source: The file.
        max_pixels: Videos whose frames have more are refused.

    Raises:
        PhotoError: It cannot be read, or there are no pictures in it.
        FacefinderError: Nothing is wrong with the file, but with the program or this computer.
    """
    try:
        require_regular_file(source)
        file = patiently(lambda: source.open("rb"))
    except OSError as error:
        raise reading_error(error) from error
    with file, closing(Video(file, max_pixels)) as video:
        yield video


class Video:
    """An open video; made by `opened_video`.

    Attributes:
        length: Milliseconds; 0 = it does not say.
    """

    def __init__(self, file: BinaryIO, max_pixels: int) -> None:
        silence()
        self._stream, self._max_pixels, self._has_clock = _Guarded(file), max_pixels, True
        self._opened()
        rate, count = (self._asked(what) for what in (cv2.CAP_PROP_FPS, cv2.CAP_PROP_FRAME_COUNT))
        self.length = int(1000 * count / rate) if 0 < rate <= MOST_RATE and count > 0 else 0

    def _opened(self) -> None:
        options = [cv2.CAP_PROP_N_THREADS, 1]
        self._stream.seek(0)
        self._capture = self._guarded(
            lambda: cv2.VideoCapture(self._stream, cv2.CAP_FFMPEG, options)  # type: ignore[call-overload]  # its stubs hide what a stream is
        )
        if not self._capture.isOpened():
            require_ffmpeg()
            raise PhotoError(UNREADABLE)
        self._capture.set(cv2.CAP_PROP_ORIENTATION_AUTO, 1)
        size = (self._asked(cv2.CAP_PROP_FRAME_WIDTH), self._asked(cv2.CAP_PROP_FRAME_HEIGHT))
        require_pixels((int(size[0]), int(size[1])), self._max_pixels)

    @property
    def why_unreadable(self) -> str:
        """What to say where not one frame can be read."""
        codec = int(self._asked(cv2.CAP_PROP_FOURCC)) & 0xFFFFFFFF
        return OF_OTHER_CODEC if codec.to_bytes(4, "little") == AV1 else UNREADABLE

    def is_empty(self) -> bool:
        """Whether no picture comes out; to be asked where all frames look alike, once at the end.

        On Linux OpenCV 5 says that all is well with the frames of an interlaced video, of which its
        FFmpeg refuses to make colours, and hands out whatever was in its memory, the same each
        time: zeros mostly, but another film's frame perhaps. Whoever opens the file again gets
        other memory.
        """
        self.close()
        self._opened()
        frames = [self._guarded(self._capture.read)[1] for _ in range(STILL)]
        shown = [frame for frame in frames if frame is not None]
        before = self._capture  # keeps its memory
        self._opened()
        _, again = self._guarded(self._capture.read)
        before.release()
        if not shown or any(not np.array_equal(shown[0], frame) for frame in shown):
            return False
        return not shown[0].any() or again is None or not np.array_equal(shown[0], again)

    def at(self, moment: int, side: Side) -> Picture | None:
        """The frame that is shown at a moment; None where there is none that can be read.

        Args:
            moment: Milliseconds from the beginning; of a video without `length`, 0 or later ones
                than before only.
            side: The longer side at most, as in `picture.read_picture`.

        Raises:
            PhotoError: The file cannot be read any more, or the frame is larger than it said.
        """
        if not moment:  # nothing is sought in what has a single frame
            self.close()
            self._opened()
        found = self._guarded(lambda: self._sought(moment))
        if found is None:
            return None
        image = Image.fromarray(cv2.cvtColor(found, cv2.COLOR_BGR2RGB))
        require_pixels(image.size, self._max_pixels)
        wide = self._width_of_pixel()
        if wide != 1:
            image = image.resize((max(1, round(image.width * wide)), image.height))
        return shrink(Loaded(image, image.size, 1), side_for(side, image.size))

    def _sought(self, moment: int) -> ImageArray | None:
        if self.length and moment:
            self._capture.set(cv2.CAP_PROP_POS_MSEC, moment)
        else:  # what does not say how long it is, FFmpeg finds no moments in
            while self._capture.get(cv2.CAP_PROP_POS_MSEC) < moment:
                if not self._capture.grab():
                    return None
        there, frame = self._capture.read()
        if there and self._has_clock and self.length and abs(self._beside(moment)) > OFF:
            frame = self._stepped_to(moment, frame)
        return frame if there else None

    def _beside(self, moment: int) -> float:
        """How far behind a moment the frame is that was read last, milliseconds."""
        return self._asked(cv2.CAP_PROP_POS_MSEC) - moment

    def _stepped_to(self, moment: int, found: ImageArray) -> ImageArray:
        """The first frame from a moment on; what was found where the file tells no times."""
        start = float(moment)
        for _ in range(SEEKS):
            beside = self._beside(moment)
            if beside <= 0 or not start:
                break
            start = max(0.0, start - beside)
            self._capture.set(cv2.CAP_PROP_POS_MSEC, start)
            if not self._capture.grab():
                return found
        for _ in range(STEPS):
            if self._beside(moment) >= 0:
                there, frame = self._capture.retrieve()
                return frame if there else found
            if not self._capture.grab():
                break
        self._has_clock = False
        return found

    def _width_of_pixel(self) -> float:
        """How wide a pixel is for its height: those of camcorders and television are no squares."""
        wide, high = (self._asked(what) for what in (cv2.CAP_PROP_SAR_NUM, cv2.CAP_PROP_SAR_DEN))
        ratio = wide / high if wide > 0 and high > 0 else 1.0
        lies = int(self._asked(cv2.CAP_PROP_ORIENTATION_META)) % 180
        return ratio if SQUARE[0] <= ratio <= SQUARE[1] and not lies else 1.0

    def _asked(self, what: int) -> float:
        return float(self._capture.get(what))

    def _guarded(self, work: Callable[[], T]) -> T:
        with interrupts_held():
            try:
                done = work()
            except cv2.error as error:
                raise reading_error(error) from error
        broken = self._stream.error
        if broken is None:
            return done
        raise reading_error(broken) if isinstance(broken, Exception) else broken

    def close(self) -> None:
        """Let go of the file."""
        self._capture.release()


class _Guarded(io.BufferedIOBase):
    """A file for native code: what goes wrong with it is kept, to be raised behind that code.

    Attributes:
        error: The first that went wrong.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.error: BaseException | None = None

    def read(self, size: int | None = -1, /) -> bytes:
        try:
            return b"" if self.error else self._file.read(-1 if size is None else size)
        except BaseException as error:
            self.error = self.error or error
            return b""

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        try:
            return self._file.seek(offset, whence)
        except BaseException as error:
            self.error = self.error or error
            return -1


def require_ffmpeg() -> None:
    """Tell a video that cannot be read from a library that is missing: on Windows it is a file.

    Raises:
        ProgramError: It is missing.
    """
    if not cv2.videoio_registry.hasBackend(cv2.CAP_FFMPEG):
        raise missing_part("FFmpeg, with which OpenCV reads videos")


def silence() -> None:
    """Keep FFmpeg and OpenCV from writing to the terminal, and from all that is no plain video.

    They look into their variables, in which somebody else's options may stand.
    """
    options = f"format_whitelist;{FORMATS}|protocol_whitelist;none"
    _set("OPENCV_LOG_LEVEL", "SILENT")
    _set("OPENCV_FFMPEG_LOGLEVEL", "-8")  # AV_LOG_QUIET
    _set("OPENCV_FFMPEG_CAPTURE_OPTIONS", options)
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


def _set(variable: str, text: str) -> None:
    """Set a variable for FFmpeg, whose C library on Windows keeps copies of its own."""
    os.environ[variable] = text
    if sys.platform == "win32":
        ctypes.cdll.msvcrt._putenv(f"{variable}={text}".encode())  # noqa: SLF001 - its name
