"""Videos of painted faces, made by OpenCV, each pixel of which comes back as it was."""

import struct
from collections.abc import Iterable, Sequence
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.frame import PictureType

from facefinder.records.faces import ImageArray
from tests.support.fakes import SQUARE_PX, Colour

RATE = 25
"""Frames in a second."""

LOSSLESS = "FFV1"


def film(
    path: Path, scenes: Sequence[tuple[float, Sequence[Colour]]], codec: str = LOSSLESS
) -> Path:
    """A video of scenes, each so many seconds long, with a face of each of some colours."""
    frames = (picture for seconds, colours in scenes for picture in _scene(seconds, colours))
    return filmed(path, frames, codec)


def filmed(path: Path, frames: Iterable[ImageArray], codec: str = LOSSLESS) -> Path:
    """A video of these pictures, RGB, all of one size."""
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = None
    for frame in frames:
        if writer is None:
            code, size = cv2.VideoWriter.fourcc(*codec), (frame.shape[1], frame.shape[0])
            writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, code, RATE, size)
            assert writer.isOpened(), path
        writer.write(frame[:, :, ::-1])
    assert writer is not None
    writer.release()
    return path


def cut(path: Path, scenes: Sequence[tuple[float, Sequence[Colour]]]) -> Path:
    """A video of scenes as of `film`, packed as telephones and programs do: H.264, without loss.

    A frame that can be decoded alone stands where a scene begins, and each ten seconds.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as container:
        options = {"qp": "0", "g": str(10 * RATE), "forced-idr": "1"}
        track = container.add_stream("libx264rgb", RATE, options=options)
        track.height, track.width, track.pix_fmt = 3 * SQUARE_PX, 8 * SQUARE_PX, "rgb24"
        for seconds, colours in scenes:
            for number, picture in enumerate(_scene(seconds, colours)):
                frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
                if number == 0:  # what is small here would be no other scene
                    frame.pict_type = PictureType.I
                container.mux(track.encode(frame))
        container.mux(track.encode(None))
    return path


def lasting(seconds: int, *, version: int = 0) -> bytes:
    """The head of an MP4 that says how long it is, without frames."""
    dates, long = (16, ">IQ") if version else (8, ">II")
    length = bytes(dates) + struct.pack(long, 600, seconds * 600)
    head = box(b"mvhd", bytes([version, 0, 0, 0]) + length + bytes(80))
    return box(b"ftyp", b"mp42") + box(b"moov", head)


def slowed(path: Path, frames: int, times: int) -> Path:
    """Have the first frames of an MP4 stand so many times as long as the others.

    OpenCV writes even frames only, and what it tells of them behind all pixels.
    """
    content = bytearray(path.read_bytes())
    at = content.index(b"stts") + 12
    count, each = struct.unpack_from(">II", content, at)
    content[at : at + 8] = struct.pack(">IIII", frames, times * each, count - frames, each)
    struct.pack_into(">I", content, at - 4, 2)
    for name in (b"stts", b"stbl", b"minf", b"mdia", b"trak", b"moov"):
        place = content.index(name) - 4
        struct.pack_into(">I", content, place, struct.unpack_from(">I", content, place)[0] + 8)
    longer = (count + frames * (times - 1)) / count
    for name, behind in ((b"mvhd", 20), (b"tkhd", 24), (b"mdhd", 20), (b"elst", 12)):
        place = content.index(name) + behind
        length = struct.unpack_from(">I", content, place)[0]
        struct.pack_into(">I", content, place, round(length * longer))
    path.write_bytes(content)
    return path


def dated(path: Path, seconds: int) -> Path:
    """Have an MP4 say when it was taken, in seconds since 1904."""
    content = bytearray(path.read_bytes())
    struct.pack_into(">I", content, content.index(b"mvhd") + 8, seconds)
    path.write_bytes(content)
    return path


def _scene(seconds: float, colours: Sequence[Colour]) -> Iterable[ImageArray]:
    picture = np.zeros((3 * SQUARE_PX, 8 * SQUARE_PX, 3), np.uint8)
    for number, colour in enumerate(colours):
        left = SQUARE_PX * (2 * number + 1)
        picture[SQUARE_PX : 2 * SQUARE_PX, left : left + SQUARE_PX] = colour
    for _ in range(round(seconds * RATE)):
        yield picture


def box(name: bytes, content: bytes) -> bytes:
    """A piece of an MP4, a MOV or a HEIC."""
    return struct.pack(">I4s", 8 + len(content), name) + content
