"""Frames of a video, each upright and of bounded size, by the times that the file gives them."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from types import ModuleType
from typing import TYPE_CHECKING, BinaryIO, Final, TypeVar

from facefinder.decode.file import opened, reading_error, require_regular_file
from facefinder.decode.pillow import Side, require_pixels
from facefinder.decode.video_frame import picture_of
from facefinder.errors import PhotoError, fault_of, missing_part
from facefinder.host.held import patiently
from facefinder.host.interrupts import interrupts_held
from facefinder.records.photos import Picture
from facefinder.records.video_heads import begins_as_video
from facefinder.sources.protocol import Source

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

HEAD_BYTES: Final = 4096
"""More than a video is known by: in as much a text is looked for that is none."""

UNREADABLE: Final = "facefinder finds no pictures in this video: it is damaged, or of another kind"
OF_OTHER_CODEC: Final = "its pictures are packed in a way that facefinder cannot unpack"
NO_FRAME: Final = "the video cannot be read at this moment"

LASTS: Final = 500
"""Milliseconds for which the last frame is shown, at least: that it ends is nowhere said."""
SEEKS: Final = 7
"""How often a moment is sought, each time from farther before it: of a transport stream FFmpeg
knows no places from which it can decode."""
FARTHER: Final = 1000
"""Milliseconds, where no frame came."""

EARLY: Final = 0.95
"""A frame that can be decoded alone comes each so many frames; after less than this share of them,
it came because the picture changed."""
SELDOM: Final = 3
"""Seconds that are so long that even those frames which come each so many are seldom. Between them
may be a scene that is as long, so all of them count."""
AWAY: Final = 500
"""Milliseconds by which a frame is shown later than the file's table says, at most: that tells when
it is decoded."""

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


@dataclass(frozen=True, slots=True)
class _Shown:
    """A frame, and from when to when it is shown, milliseconds from the beginning."""

    moment: int
    until: int
    frame: "VideoFrame"


class Video:
    """An open video; made by `opened_video`.

    Attributes:
        length: Milliseconds; 0 = it does not say.
    """

    _container: "InputContainer"
    _track: "VideoStream"
    _frames: Iterator["VideoFrame"]

    def __init__(self, file: BinaryIO, max_pixels: int) -> None:
        self._ffmpeg = _loaded()
        self._file, self._max_pixels = self._ffmpeg.Guarded(file), max_pixels
        self._finds_moments = True
        self._sought_in_vain = False
        self._open()
        self.length = self._length()

    def _open(self) -> None:
        self.close()
        container: InputContainer | None = self._guarded(
            lambda: self._ffmpeg.container_of(self._file)
        )
        if container is None:
            raise PhotoError(UNREADABLE)
        track: VideoStream | None = self._ffmpeg.pictures_in(container, self._max_pixels)
        if track is None:
            raise PhotoError(UNREADABLE)
        decoder = track.codec_context
        if decoder is None:
            raise PhotoError(OF_OTHER_CODEC)
        require_pixels((decoder.width, decoder.height), self._max_pixels)
        self._container, self._track = container, track
        self._start, self._unit = track.start_time or 0, track.time_base or Fraction(1, 1000)
        self._each = int(1000 / track.average_rate) if track.average_rate else 0
        self._begin(0)

    def _begin(self, moment: int) -> None:
        """Nothing was decoded yet of what comes next in the file, which is of about this moment."""
        self._frames, self._moment = self._decoded(), moment
        self._waiting: deque[_Shown] = deque()  # decoded, and perhaps shown at the next moment, too

    def _length(self) -> int:
        if self._track.duration:
            return int(1000 * self._track.duration * self._unit)
        length = (self._container.duration or 0) // 1000
        begins = int(1000 * self._start * self._unit)
        # What Matroska calls its duration is the last stamp, wherever the first one is.
        is_last = self._container.format.name.startswith("matroska") and length > begins
        return length - begins if is_last else length

    def scenes(self) -> list[int]:
        """When scenes begin, milliseconds from the beginning, as far as the file has a table of it.

        Programs that write H.264 and its like begin anew where the picture changes as a whole.
        """
        self._seek(0)  # of Matroska the table is read when something is sought
        stamps = [entry.timestamp for entry in self._track.index_entries if entry.is_keyframe]
        gaps = [after - before for before, after in pairwise(stamps)]
        longest = max(gaps, default=0)
        begun = [s for gap, s in zip(gaps, stamps[1:], strict=True) if gap < EARLY * longest]
        if begun and longest * self._unit >= SELDOM:
            begun = stamps[1:]
        return [max(0, int(1000 * (stamp - self._start) * self._unit)) for stamp in begun]

    def at(self, moment: int, side: Side) -> Picture | None:
        """The frame that is shown at a moment; None where there is none that can be read.

        Args:
            moment: Milliseconds from the beginning.
            side: The longer side at most, as in `picture.read_picture`.

        Raises:
            PhotoError: The file cannot be read any more, or the frame is larger than it said.
        """
        found = self.near(moment, 0, side)
        return found[1] if found else None

    def near(self, moment: int, before: int, side: Side) -> tuple[int, Picture] | None:
        """A frame that can be decoded alone, shortly before a moment, or else the one shown then.

        With such frames scenes begin, too, and they are the sharpest.

        Args:
            moment: Milliseconds from the beginning.
            before: So many milliseconds before it at most.
            side: As of `at`.

        Returns:
            When it begins to be shown, by which `at` finds it again; None as of `at`.

        Raises:
            PhotoError: As of `at`.
        """
        found = self._guarded(lambda: self._found(moment, before))
        if found is None:
            return None
        wide = float(self._track.sample_aspect_ratio or 1)
        picture = self._guarded(lambda: picture_of(found.frame, wide, side, self._max_pixels))
        return (found.moment, picture) if picture else None

    def _found(self, moment: int, reach: int) -> _Shown | None:
        self._go_to(moment)
        last: _Shown | None = None
        while shown := self._next():
            is_key = shown.frame.key_frame and moment - reach <= shown.moment <= moment
            if is_key or shown.moment >= moment:
                found = last if last and shown.moment > moment else shown
                self._waiting.extendleft(one for one in (shown, last) if one)
                return found
            last = shown
        if last is None:
            return None
        self._waiting.append(last)
        return last if moment - reach < last.until else None

    def _go_to(self, moment: int) -> None:
        """Come to a place from which what is shown at a moment can be decoded."""
        waiting = self._waiting
        is_before = bool(waiting) and waiting[0].moment <= moment
        if is_before and (self._sought_in_vain or not self._has_nearer(waiting[-1].moment, moment)):
            return
        if not moment or not self._finds_moments:  # nothing is sought in what has a single frame
            self._open()
            return
        back = 0
        for _ in range(SEEKS):
            self._seek(max(0, moment - back))
            if not self._finds_moments:
                self._go_to(moment)
                return
            first = self._next()
            if first and first.moment <= moment:
                self._waiting.append(first)
                return
            if back >= moment:
                break
            back = 2 * back + (first.moment - moment if first else FARTHER)
        self._sought_in_vain = True  # in a transport stream, before its second keyframe
        self._open()

    def _has_nearer(self, here: int, moment: int) -> bool:
        """Whether there may be a place between here and a moment from which it can be decoded."""
        index = self._track.index_entries
        at = index.search_timestamp(self._stamp(moment))
        return self._finds_moments and (
            not 0 <= at < len(index) - 1 or index[at].timestamp > self._stamp(here)
        )

    def _seek(self, moment: int) -> None:
        try:
            # A frame's moment is rounded down.
            self._container.seek(self._stamp(moment + 1), stream=self._track)
        except self._ffmpeg.Damaged:
            self._finds_moments = False
        else:
            self._begin(moment)

    def _stamp(self, moment: int) -> int:
        return self._start + int(Fraction(moment, 1000) / self._unit)

    def _next(self) -> _Shown | None:
        if self._waiting:
            return self._waiting.popleft()
        frame = next(self._frames, None)
        if frame is None:
            return None
        stamp = frame.dts if frame.pts is None else frame.pts
        if stamp is not None:
            self._moment = int(1000 * (stamp - self._start) * self._unit)
        began = max(0, self._moment)
        lasts = int(1000 * frame.duration * self._unit) or self._each
        self._moment += lasts  # of the next one, if it does not say
        if frame.key_frame and began:
            self._sought_in_vain = False
        return _Shown(began, began + max(LASTS, lasts), frame)

    def _decoded(self) -> Iterator["VideoFrame"]:
        """Frames from here on, without damaged ones."""
        packets = self._container.demux(self._track)
        while True:
            try:
                packet = next(packets, None)
                frames = [] if packet is None else packet.decode()
            except MemoryError:
                raise
            except self._ffmpeg.Damaged:
                continue
            if packet is None:
                return
            yield from (frame for frame in frames if not frame.is_corrupt)

    def _guarded(self, work: Callable[[], T]) -> T | None:
        """What comes of it; None where FFmpeg finds the file damaged."""
        done = None
        with interrupts_held():
            try:
                done = work()
            except MemoryError as error:
                raise reading_error(error) from error
            except self._ffmpeg.Damaged:
                pass
        broken = self._file.error
        if broken is None:
            return done
        raise reading_error(broken) if isinstance(broken, Exception) else broken

    def close(self) -> None:
        """Let go of the file, and of frames and decoder: in a circle they would stay for long."""
        self._frames, self._waiting = iter(()), deque()
        held = vars(self)  # nothing, where it could not be opened a second time
        held.pop("_track", None)
        if container := held.pop("_container", None):
            container.close()


def _loaded() -> ModuleType:
    """FFmpeg.

    Raises:
        FacefinderError: A part of it is missing.
    """
    with interrupts_held():
        try:
            from facefinder.decode import ffmpeg  # noqa: PLC0415 - only where there are videos
        except (ImportError, OSError) as error:
            raise fault_of(error) or missing_part(f"FFmpeg, which reads videos: {error}") from error
    return ffmpeg
