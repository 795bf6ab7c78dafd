"""What is read in a measurement: 12-megapixel JPEGs, linked as often as wanted."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageOps

PIXELS = 12_000_000
LINKS = 144
"""How many files a search is timed with. One worker waits for the last ones of the other, which is
a small share of the time with so many."""
KINDS = frozenset({".jpg", ".jpeg"})


def with_faces(album: Path, target: Path, names: Sequence[str]) -> list[Path]:
    """Enlarge photos of the sample album, given by their names, to 12 megapixels."""
    target.mkdir(parents=True)
    made = []
    for number, name in enumerate(names):
        path = target / f"{number:02d}.jpg"
        enlarged(album / name).save(path, quality=90)
        made.append(path)
    return made


def enlarged(photo: Path) -> Image.Image:
    """A photo upright, with 12 megapixels."""
    with Image.open(photo) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB")
    factor = (PIXELS / (upright.width * upright.height)) ** 0.5
    size = round(upright.width * factor), round(upright.height * factor)
    return upright.resize(size, Image.Resampling.BICUBIC)


def evenly(folder: Path, count: int) -> list[Path]:
    """So many JPEGs of a folder, evenly spread over its names."""
    photos = sorted(p for p in folder.rglob("*") if p.suffix.lower() in KINDS and p.is_file())
    step = max(1, len(photos) // count)
    return photos[::step][:count]


def multiplied(photos: Sequence[Path], target: Path, count: int) -> Path:
    """A folder with `count` files: links to the photos under other names, in turn."""
    target.mkdir(parents=True)
    for number in range(count):
        source = photos[number % len(photos)]
        link = target / f"{number // 1000:03d}" / f"{number:06d}{source.suffix.lower()}"
        link.parent.mkdir(exist_ok=True)
        try:
            os.link(source, link)
        except OSError:  # another disk, or one without links
            shutil.copy2(source, link)
    return target


def of_many_sizes(photos: Sequence[Path], target: Path, sizes: int) -> list[Path]:
    """One photo for each of `sizes` different shapes, portrait to panorama."""
    target.mkdir(parents=True)
    made = []
    for number in range(sizes):
        with Image.open(photos[number % len(photos)]) as image:
            size = 600 + 37 * number, 1700 - 23 * number
            path = target / f"{number:02d}.jpg"
            ImageOps.fit(image.convert("RGB"), size).save(path, quality=88)
        made.append(path)
    return made
