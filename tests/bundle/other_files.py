"""Photos of the kinds that need another part of the bundle; the one argument is the folder."""

import io
import shutil
import sys
from pathlib import Path

import numpy as np
import pillow_heif
from PIL import Image

from tests.support.archive_files import pack
from tests.support.picture_files import dng
from tests.support.videos import RATE, filmed


def make(target: Path) -> None:
    """Write folders with one face: in each format, in archives, and beside a damaged file.

    Args:
        target: A folder inside the sample album, which gets ``kinds``, ``archives`` and ``bad``.
    """
    pillow_heif.register_heif_opener()
    kinds, bad = target / "kinds", target / "bad"
    for folder in (kinds, bad):
        folder.mkdir(parents=True)
    source = target.parent / "photos" / "Handy von Jörg" / "obama2.jpg"
    with Image.open(source) as opened:
        image = opened.convert("RGB")
    image.thumbnail((800, 800))
    for suffix in ("heic", "avif", "webp", "tiff"):
        image.save(kinds / f"face.{suffix}", quality=90)
    preview = io.BytesIO()
    image.save(preview, "JPEG", quality=90)
    pixels = np.asarray(image)[: image.height // 2 * 2, : image.width // 2 * 2]
    (kinds / "face.dng").write_bytes(dng(pixels, 1, preview.getvalue()))
    filmed(kinds / "film.mp4", [pixels] * 2 * RATE, "mp4v")
    video = filmed(kinds / "film.avi", [pixels] * 2 * RATE, "MJPG").read_bytes()
    for name, suffix in (("x.zip", "webp"), ("x.tar", "tiff")):
        photo = (kinds / f"face.{suffix}").read_bytes()
        film = video if suffix == "webp" else (kinds / "film.mp4").read_bytes()
        pack(target / "archives" / name, {f"Süd/face.{suffix}": photo, "Süd/film": film})
    shutil.copy(source, bad / "good.jpg")
    (bad / "bad.jpg").write_bytes(source.read_bytes()[:2000])


if __name__ == "__main__":
    make(Path(sys.argv[1]))
