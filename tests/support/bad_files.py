"""Things that lie in folders of photos and are not, or not quite, photos.

Each is made on the spot. A kind of which something can be seen may be read; of every other the
program has to say why it was not.
"""

import io
import os
import socket
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pillow_heif
from PIL import Image

from tests.support.picture_files import dng, encoded, noise, truth

KINDS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "HEIF", "AVIF")


def unreadable() -> Iterator[tuple[str, bytes]]:
    """Files, by name, that hold no picture or not enough of one."""
    yield "empty.jpg", b""
    yield "one byte.jpg", b"\xff"
    yield "text.jpg", b"hello"
    yield "zeros.png", bytes(5000)
    yield "ones.webp", b"\xff" * 5000
    yield "page.jpg", b"<!doctype html><title>404</title>"
    yield "drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    yield "script.tif", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"
    yield "document.jpeg", b"%PDF-1.7\n1 0 obj\n"
    yield "archive.heic", b"PK\x03\x04" + bytes(100)
    yield "program.gif", b"MZ" + bytes(200)
    yield "video.jpg", struct.pack(">I", 24) + b"ftypisom" + bytes(400)
    yield "pickle.bmp", b"\x80\x04cos\nsystem\n(S'true'\ntR."
    yield "link.jpg", b"[InternetShortcut]\r\nURL=http://localhost/\r\n"
    yield "._resource.fork.jpg"[2:], b"\0\5\x16\7" + bytes(80)
    yield "database.png", b"SQLite format 3\0" + bytes(100)
    yield "xcf.png", b"gimp xcf v011\0" + bytes(60)
    yield "raw.cr2", b"II*\0\x10\0\0\0CR\2\0" + bytes(100)
    yield "raw.nef", b"MM\0*\0\0\0\x08" + bytes(100)
    yield "raw half.dng", (whole := dng(truth(480, 320), 1, None))[: len(whole) // 2]
    for kind in KINDS:
        content = noise(kind)
        yield f"head only.{kind.lower()}", content[:16]
        yield f"a third.{kind.lower()}", content[: len(content) // 3]
        if kind in ("PNG", "WEBP", "GIF"):  # elsewhere zeros are a picture, if a black one
            middle = len(content) // 20
            yield f"zeroed.{kind.lower()}", content[:middle] + bytes(len(content) - middle)
    yield "bomb.png", _png(60_000, 60_000)
    yield "endless.png", _png(2**31 - 1, 2**31 - 1)
    yield "no width.png", _png(0, 10)
    yield "bomb.bmp", _bmp(60_000, 60_000)
    yield "bomb.gif", b"GIF89a" + struct.pack("<HH", 65535, 65535) + bytes(10)
    yield "loop.tif", b"II*\0\x08\0\0\0\0\0\x08\0\0\0"
    yield "no end.tif", b"II*\0\x08\0\0\0\xff\xff"


def odd_but_pictures() -> Iterator[tuple[str, bytes]]:
    """Files that are unusual, and can be read."""
    picture = Image.fromarray(truth())
    for mode in ("CMYK", "L", "1", "YCbCr"):
        yield (
            f"{mode}.jpg" if mode != "1" else "1.png",
            encoded(picture.convert(mode), "PNG" if mode == "1" else "JPEG"),
        )
    yield "lab.tif", encoded(picture.convert("LAB"), "TIFF")
    yield "palette.png", encoded(picture.convert("P"), "PNG")
    yield "palette.gif", encoded(picture, "GIF")
    yield (
        "16 bit.png",
        encoded(Image.fromarray(np.arange(6144, dtype="<u2").reshape(64, 96)), "PNG"),
    )
    floats = np.linspace(-1, 1, 6144, dtype=np.float32).reshape(64, 96)
    yield "float.tif", encoded(Image.fromarray(floats), "TIFF")
    yield "not a number.tif", encoded(Image.fromarray(floats * np.float32(np.nan)), "TIFF")
    yield "see-through.png", encoded(picture.convert("RGBA"), "PNG")
    for kind in ("GIF", "WEBP", "PNG", "TIFF", "AVIF"):
        pages = [picture, picture.rotate(90), picture.rotate(180)]
        yield f"animated.{kind.lower()}", encoded(picture, kind, save_all=True, append_images=pages)
    file = io.BytesIO()
    picture.save(file, "MPO", save_all=True, append_images=[picture])
    yield "stereo.mpo", file.getvalue()
    sequence = pillow_heif.HeifFile()  # type: ignore[no-untyped-call]  # it has no annotations
    for _ in range(3):
        sequence.add_from_pillow(picture)
    file = io.BytesIO()
    sequence.save(file)
    yield "sequence.heic", file.getvalue()
    for number in (0, 9, 65535):
        yield f"orientation {number}.jpg", encoded(picture, "JPEG", orientation=number)
    jpeg = encoded(picture, "JPEG")
    for name, exif in (
        ("rubbish", b"\xa5" * 500),
        ("loop", b"II*\0\x08\0\0\0\1\0\x69\x87\4\0\1\0\0\0\x08\0\0\0"),
    ):
        block = b"Exif\0\0" + exif
        yield (
            f"exif {name}.jpg",
            b"\xff\xd8\xff\xe1" + struct.pack(">H", len(block) + 2) + block + jpeg[2:],
        )
    yield "one pixel.png", encoded(Image.new("RGB", (1, 1)), "PNG")
    yield "one pixel.jpg", encoded(Image.new("RGB", (1, 1)), "JPEG")
    yield "wide.png", encoded(Image.new("RGB", (20_000, 50)), "PNG")
    yield "tall.jpg", encoded(Image.new("RGB", (50, 20_000)), "JPEG")
    yield "really a png.jpg", encoded(picture, "PNG")
    yield "really a jpeg.tif", jpeg
    yield "tail.jpg", jpeg + b"\0" * 10_000
    yield "n" * 246 + ".jpg", jpeg
    yield "=1+1.jpg", jpeg
    yield "Größe 日本 😀.jpg", jpeg
    if sys.platform == "linux":
        yield os.fsdecode(b"caf\xe9.jpg"), jpeg
        yield "line\nbreak\t\x1b[31m\x07\u202e.jpg", jpeg


def special(folder: Path) -> dict[str, Callable[[], object]]:
    """Entries of a folder that are no regular files, and can be made here."""
    if sys.platform == "win32":
        return {}

    def bound() -> None:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(os.fsencode(folder / "socket.jpg"))

    kinds: dict[str, Callable[[], object]] = {
        "pipe.jpg": lambda: os.mkfifo(folder / "pipe.jpg"),
        "socket.jpg": bound,
    }
    if os.getuid() == 0 and sys.platform == "linux":
        zero = os.makedev(1, 5)
        kinds["device.jpg"] = lambda: os.mknod(folder / "device.jpg", 0o020600, zero)
    return kinds


def _png(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _bmp(width: int, height: int) -> bytes:
    head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + head
