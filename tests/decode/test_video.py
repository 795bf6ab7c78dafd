"""Videos are told by their content and read frame by frame; a bad one costs itself."""

import base64
import gc
import io
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Literal

import av
import numpy as np
import pytest

from facefinder.decode.orientation import upright, upright_size
from facefinder.decode.picture import read_picture
from facefinder.decode.video import OF_OTHER_CODEC, UNREADABLE, is_video, opened_video
from facefinder.decode.video_frame import orientation_of
from facefinder.errors import PhotoError
from facefinder.records.faces import ImageArray
from facefinder.records.limits import MAX_PIXELS
from facefinder.records.photos import Picture
from facefinder.records.videos import written
from tests.support.videos import RATE, filmed, slowed

SECONDS = 6
KINDS = {
    "x.avi": "MJPG",
    "x.mov": "mp4v",
    "x.mp4": "mp4v",
    "x.3gp": "mp4v",
    "x.mkv": "FFV1",
    "x.webm": "VP80",
    "x.wmv": "WMV2",
    "x.mpg": "mpg1",
    "x.m2ts": "mpg2",
}

AV1_FILM = (
    "eNqTcr2/eL5TWyOj03cg/tTI4vS5kcOpqaU8NSnXqb2Ryam1kUkiuCGdkQEEmKcK+s4u2eW7uzt4dYuo58q04DWN"
    "CyE8sZB12UDeMd/dPUCeUMjh9OA1TUz/IFyZ4N1AySbm+jcQcxgiGWgFQK5aoHV9YzO/k4NvQ4tPYllauCOYcuns"
    "cHCBKAI51sloHcQxTJrXGxmLj3ZADWCc08igtHVOc2leSkcjQ1trWLxjmGFzI6Py4+YWpqQohgedGxoddjU6zGpk"
    "Sl40oZGBh4GLC2TK+v+z4xU4oB5kvMowCoYfACXrq8XFl5IPdCcjEkz6iTmui9td/Zz9XVyDXNr7gYktWSEnMykx"
    "P1c3scww/cQi18UdLqFBjiGe/n4u7VMMDKzASM/AxAACGBjknbeVLnreyLB4biMDQwNyijLiFmA4AOQ1MDBwrgFl"
    "pIm7+zc3MmzvAmbYj03MER8amQHuyYy/"
)
"""One grey frame of AV1 in WebM, compressed."""


def brighter(width: int = 256, height: int = 96) -> list[ImageArray]:
    """Frames whose left half gets brighter by 40 in a second, from 0 on."""
    frames = []
    for number in range(SECONDS * RATE):
        frame = np.zeros((height, width, 3), np.uint8)
        frame[:, : width // 2] = 40 * number // RATE
        frames.append(frame)
    return frames


def left(picture: Picture) -> float:
    return float(picture.pixels[:, : picture.pixels.shape[1] // 3].mean())


@pytest.fixture
def mp4(tmp_path: Path) -> Path:
    return filmed(tmp_path / "x.mp4", brighter(), "mp4v")


def changed(path: Path, change: Callable[[bytes], bytes]) -> Path:
    path.write_bytes(change(path.read_bytes()))
    return path


@pytest.mark.parametrize(("name", "codec"), KINDS.items())
def test_a_video_is_read_at_any_moment(
    tmp_path: Path, name: str, codec: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = filmed(tmp_path / name, brighter(), codec)
    capfd.readouterr()
    assert is_video(path)
    with opened_video(path, MAX_PIXELS) as video:
        assert video.length == pytest.approx(1000 * SECONDS, abs=200)
        for moment in (3000, 5500, 1000):
            picture = video.at(moment, 2048)
            assert picture is not None
            assert picture.full_size == (256, 96)
            assert left(picture) == pytest.approx(4 * moment / 100, abs=12)
            again = read_picture(path, max_side_px=2048, inside=f"0:0{moment / 1000:.3f}")
            assert (again.pixels == picture.pixels).all()
        assert video.at(1000 * SECONDS + 5000, 2048) is None
    assert capfd.readouterr() == ("", "")


TURNS = {
    1: (1, 0, 0, 1),
    2: (-1, 0, 0, 1),
    3: (-1, 0, 0, -1),
    4: (1, 0, 0, -1),
    5: (0, 1, 1, 0),
    6: (0, 1, -1, 0),
    7: (0, -1, -1, 0),
    8: (0, -1, 1, 0),
}
"""EXIF's number, and the same as telephones write it: ISO 14496-12, 8.3.2."""


@pytest.mark.parametrize(("orientation", "turn"), TURNS.items())
def test_a_frame_is_made_smaller_and_stands_upright(
    mp4: Path, orientation: int, turn: tuple[int, int, int, int]
) -> None:
    def turned(content: bytes) -> bytes:
        at = content.index(b"tkhd") + 44
        a, b, c, d = (number << 16 for number in turn)
        matrix = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
        return content[:at] + matrix + content[at + 36 :]

    stored = read_picture(mp4, max_side_px=128, inside="0:05.000")
    picture = read_picture(changed(mp4, turned), max_side_px=128, inside="0:05.000")
    assert (stored.full_size, stored.scale, picture.scale) == ((256, 96), 2, 2)
    assert picture.full_size == upright_size((256, 96), orientation)
    assert (picture.pixels == upright(stored.pixels, orientation)).all()


def test_frames_are_let_go_of_without_a_search_for_circles(mp4: Path) -> None:
    gc.collect()
    gc.disable()
    try:
        with opened_video(mp4, MAX_PIXELS) as video:
            for moment in (1000, 3000, 5000):
                assert video.at(moment, 2048) is not None
        kept = [one.width for one in gc.get_objects() if isinstance(one, av.VideoFrame)]
    finally:
        gc.enable()
    assert all(width <= 16 for width in kept)


def streamed(path: Path, frames: list[ImageArray], between_keyframes: int) -> Path:
    """A transport stream with H.264, as camcorders make them."""
    with av.open(str(path), "w", format="mpegts") as container:
        stream = container.add_stream("libx264", rate=RATE, options={"g": str(between_keyframes)})
        stream.height, stream.width = frames[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for pixels in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode())
    return path


@pytest.mark.parametrize("between_keyframes", [12, 100, 9999])
def test_of_a_transport_stream_the_beginning_is_seen_too(
    tmp_path: Path, between_keyframes: int
) -> None:
    frames = brighter()
    path = streamed(tmp_path / "x.m2ts", frames, between_keyframes)
    moments = range(500, 1000 * len(frames) // RATE - 500, 1000)
    with opened_video(path, MAX_PIXELS) as video:
        seen = [video.at(moment, 2048) for moment in moments]
    for moment, picture in zip(moments, seen, strict=True):
        assert picture is not None
        wanted = frames[moment * RATE // 1000].mean()
        assert abs(picture.pixels.mean() - wanted) < 4, moment


class Spatial:
    """A frame of a film for both eyes, as telephones make them, with what PyAV knows no name of."""

    rotation = -90

    @property
    def side_data(self) -> object:
        raise ValueError("29 is not a valid Type")


def test_a_frame_of_which_ffmpeg_tells_what_pyav_does_not_know_stands_upright_too() -> None:
    assert orientation_of(Spatial()) == 6  # type: ignore[arg-type]  # it has what is asked for


def test_wide_pixels_become_square(tmp_path: Path) -> None:
    path = filmed(tmp_path / "x.m2ts", brighter(), "mpg2")
    at = b"\0\0\x01\xb3" + bytes([256 >> 4, 0, 96])  # ISO 13818-2, 6.2.2.1: 16:9 follows
    path.write_bytes(b"".join(_with_wide_pixels(path.read_bytes(), at)))
    picture = read_picture(path, max_side_px=2048, inside="0:03.000")
    assert picture.full_size == (171, 96)


def _with_wide_pixels(content: bytes, at: bytes) -> list[bytes]:
    first, *rest = content.split(at)
    return [first, *(at + bytes([0x30 | part[0] & 0xF]) + part[1:] for part in rest)]


def test_a_video_whose_stamps_begin_late_is_as_long_as_it_is_shown(tmp_path: Path) -> None:
    """A film that was cut out of a longer one; Matroska says by these stamps when it ends."""
    path = filmed(tmp_path / "x.mkv", brighter())
    late = tmp_path / "late.mkv"
    with av.open(str(path)) as film, av.open(str(late), "w") as copy:
        track = copy.add_stream_from_template(film.streams.video[0])
        for packet in film.demux(film.streams.video[0]):
            if packet.dts is not None and packet.pts is not None and packet.time_base:
                hour = int(3600 / packet.time_base)
                packet.dts, packet.pts = packet.dts + hour, packet.pts + hour
                packet.stream = track
                copy.mux(packet)
    with opened_video(path, MAX_PIXELS) as video:
        length = video.length
    with opened_video(late, MAX_PIXELS) as video:
        assert abs(video.length - length) < 100
        picture = video.at(4000, 2048)
    assert picture is not None
    assert abs(int(picture.pixels[48, 64, 0]) - 160) < 4


def test_a_video_that_does_not_say_how_long_it_is(tmp_path: Path) -> None:
    path = filmed(tmp_path / "x.mkv", brighter())
    changed(path, lambda content: content.replace(b"\x44\x89\x88", b"\xec\x89\x88", 1))
    with opened_video(path, MAX_PIXELS) as video:
        assert video.length == 0
        for moment in (1000, 4000):
            picture = video.at(moment, 2048)
            assert picture is not None
            assert left(picture) == pytest.approx(4 * moment / 100, abs=12)
        assert video.at(10_000, 2048) is None


@pytest.mark.parametrize("frames", [20, 60, 140])
def test_frames_that_are_not_evenly_apart_are_found_by_their_time(mp4: Path, frames: int) -> None:
    """Telephones film so in the dark; a frame's brightness says which one it is."""
    slowed(mp4, frames, 10)
    with opened_video(mp4, MAX_PIXELS) as video:
        length = 1000 * (frames * 10 + SECONDS * RATE - frames) / RATE
        assert video.length == pytest.approx(length, rel=0.1)
        for moment in (1500, int(length) - 1000, 300, frames * 200, 4200):
            at = moment * RATE / 1000
            number = at / 10 if at < 10 * frames else at - 9 * frames
            picture = video.at(moment, 2048)
            assert picture is not None
            assert left(picture) == pytest.approx(40 * number / RATE, abs=12)
            again = read_picture(mp4, max_side_px=2048, inside=written(moment))
            assert (again.pixels == picture.pixels).all()


def test_what_is_cut_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = filmed(tmp_path / "x.avi", brighter(), "MJPG")
    changed(path, lambda content: content[: len(content) // 2])
    with opened_video(path, MAX_PIXELS) as video:
        assert video.at(1000, 2048) is not None
        assert video.at(5000, 2048) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content[: len(content) // 2],  # its list of frames stands at its end
        lambda content: content.replace(b"vide", b"soun"),
        lambda content: content[:64] + os.urandom(5000),
        lambda content: content[:16],
    ],
)
def test_a_video_without_pictures_says_so(
    mp4: Path, change: Callable[[bytes], bytes], capfd: pytest.CaptureFixture[str]
) -> None:
    changed(mp4, change)
    assert is_video(mp4)
    with pytest.raises(PhotoError) as caught, opened_video(mp4, MAX_PIXELS):
        pass
    assert (caught.value.reason, caught.value.lasting) == (UNREADABLE, True)
    assert capfd.readouterr() == ("", "")


def test_of_half_pictures_one_is_shown(tmp_path: Path) -> None:
    """Camcorders and DVDs: two half pictures, of two moments, take turns with their rows."""
    frame = np.zeros((96, 256, 3), np.uint8)
    frame[::2] = 200
    path = tmp_path / "x.mpg"
    with av.open(path, "w") as made:
        track = made.add_stream("mpeg2video", RATE, options={"flags": "+ilme+ildct", "qscale": "2"})
        track.width, track.height = 256, 96
        for _ in range(2 * RATE):
            made.mux(track.encode(av.VideoFrame.from_ndarray(frame)))
        made.mux(track.encode())
    picture = read_picture(path, max_side_px=2048, inside="0:01.000")
    assert picture.pixels.shape == (96, 256, 3)
    assert abs(int(picture.pixels.mean()) - 200) < 12
    assert picture.pixels.std() < 12


def test_av1_is_read(tmp_path: Path) -> None:
    film = tmp_path / "x.webm"
    film.write_bytes(zlib.decompress(base64.b64decode(AV1_FILM)))
    picture = read_picture(film, max_side_px=2048, inside="0:00.000")
    assert picture.pixels.std() < 2


def test_what_ffmpeg_cannot_unpack_is_named(tmp_path: Path) -> None:
    path = filmed(tmp_path / "x.mkv", brighter())
    changed(path, lambda content: content.replace(b"V_FFV1", b"V_ZZZZ").replace(b"FFV1", b"ZZZZ"))
    with pytest.raises(PhotoError) as caught, opened_video(path, MAX_PIXELS):
        pass
    assert caught.value.reason == OF_OTHER_CODEC


def test_a_frame_that_is_decoded_alone_is_taken_if_one_is_near(tmp_path: Path) -> None:
    """Frames that can be are 480 ms apart in there, all others 40 ms."""
    path = filmed(tmp_path / "x.avi", brighter())
    with opened_video(path, MAX_PIXELS) as video:
        for moment, before, begins in (
            (1000, 500, 960),
            (940, 100, 920),
            (1300, 0, 1280),
            (1500, 100, 1440),
            (100, 500, 0),
        ):
            found = video.near(moment, before, 2048)
            assert found is not None
            assert found[0] == begins
            again = video.at(begins, 2048)
            assert again is not None
            assert (found[1].pixels == again.pixels).all()


def test_the_last_frame_before_a_cut_is_looked_at(tmp_path: Path) -> None:
    path = filmed(tmp_path / "x.avi", brighter(), "MJPG")
    changed(path, lambda content: content[: len(content) // 2])
    with opened_video(path, MAX_PIXELS) as video:
        found = video.near(4500, 2000, 2048)
        assert found is not None
        assert 2500 < found[0] < 3500
        assert video.near(5500, 500, 2048) is None


def test_a_moment_behind_the_end_is_a_sentence(mp4: Path) -> None:
    with pytest.raises(PhotoError, match="cannot be read at this moment"):
        read_picture(mp4, max_side_px=2048, inside="1:00:00.000")


def test_frames_that_are_too_large_are_refused_before_they_are_read(mp4: Path) -> None:
    with pytest.raises(PhotoError, match="256 x 96 pixels"), opened_video(mp4, 1000):
        pass


class Breaking(io.BytesIO):
    """A file whose drive is gone, or whose reader is told to stop, after some of it was read."""

    def __init__(self, content: bytes, error: BaseException, reads: int) -> None:
        super().__init__(content)
        self.error, self.left = error, reads

    def read(self, size: int | None = -1, /) -> bytes:
        self.left -= 1
        if self.left < 0:
            raise self.error
        return super().read(size)


class BreakingSource:
    """A source of that."""

    def __init__(self, path: Path, error: BaseException, reads: int = 3) -> None:
        self.name, self._path, self._error, self._reads = path.name, path, error, reads

    def stat(self) -> os.stat_result:
        return self._path.stat()

    def open(self, _mode: Literal["rb"], /) -> BinaryIO:
        return Breaking(self._path.read_bytes(), self._error, self._reads)


def test_a_drive_that_is_gone_is_not_the_videos_fault(tmp_path: Path) -> None:
    frames = [np.random.default_rng(0).integers(0, 255, (96, 256, 3), np.uint8)] * 60
    path = filmed(tmp_path / "x.mp4", frames, "mp4v")
    source = BreakingSource(path, OSError(5, "Input/output error"))
    with pytest.raises(PhotoError) as caught:
        read_picture(source, max_side_px=2048, inside="0:05.000")
    assert (caught.value.reason, caught.value.lasting) == (
        "the drive it is on does not hand it out",
        False,
    )
    with pytest.raises(KeyboardInterrupt):
        read_picture(BreakingSource(path, KeyboardInterrupt()), max_side_px=2048, inside="0:05.000")


@pytest.mark.parametrize("reads", range(30))
def test_a_drive_may_go_at_any_moment(mp4: Path, reads: int) -> None:
    gone = BreakingSource(mp4, OSError(5, "Input/output error"), reads)

    def look() -> list[Picture | None]:
        with opened_video(gone, MAX_PIXELS) as video:
            return [video.at(moment, 2048) for moment in (3000, 0, 5000, 0, 1000, 0) * 5]

    with pytest.raises(PhotoError):
        look()
