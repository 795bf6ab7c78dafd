"""The sample album: real photos that come from PyPI, in folders like a real mess.

Barack Obama and Joe Biden are looked for; a photo of each is in ``known``. What must be found where
is in `PEOPLE_IN`. The same files come out each time, and a file that is there is not written again,
so that an index made of the album stays true.
"""

import hashlib
import io
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image, ImageEnhance, ImageOps

from facefinder.models.sources import pip_download

OBAMA, BIDEN = "Barack Obama", "Joe Biden"


@dataclass(frozen=True)
class Archive:
    """A package on PyPI with photos in it.

    Attributes:
        requirement: Name and exact version.
        sha256: Of the archive.
        options: Make pip take this very archive on any machine.
        folder: Where the photos lie in it.
        files: SHA-256 by name.
    """

    requirement: str
    sha256: str
    options: tuple[str, ...]
    folder: str
    files: Mapping[str, str]


_SDIST = ("--no-binary=:all:", "--no-build-isolation")
_WHEEL = (
    "--only-binary=:all:",
    "--python-version=3.11",
    "--implementation=cp",
    "--abi=cp311",
    "--platform=manylinux2014_x86_64",
    "--platform=manylinux_2_28_x86_64",
)

ARCHIVES = (
    Archive(
        "face_recognition==1.3.0",
        "5e5efdd1686aa566af0d3cc1313b131e4b197657a8ffd03669e6d3fad92705ec",
        _SDIST,
        "face_recognition-1.3.0/tests/test_images",
        {
            "32bit.png": "44dca895a7d635a4aedddd91a4f37af9a8a5b44e66154282a24645a757b5f627",
            "biden.jpg": "3c17508bb91554c637a2eabddfae790e5bb1caba93130814fc2ac50be9760c4c",
            "obama.jpg": "0930e3aa8cae5920329c0c8cbc6a2ab70f47b0e67b432875beaa95cbf7e741f6",
            "obama2.jpg": "a7efcc907375274796f39646510704aa86672d59f6d5469d69af3c85590976a6",
            "obama3.jpg": "76ac6bf97c36dc2da0ad16a537d6a5ac1b10f48d49aac29a0cca9a17cdbc3ca3",
            "obama_partial_face.jpg": (
                "c2d1f09e7ef3042352b41e41286e6eb0522f64f88308be13886991b95db52117"
            ),
            "obama_partial_face2.jpg": (
                "9a812347f97633542b8cd9992de22def11b74f79d82056bc3ee830f13878e028"
            ),
        },
    ),
    Archive(
        "scikit-image==0.26.0",
        "74aa5518ccea28121f57a95374581d3b979839adc25bb03f289b1bc9b99c58af",
        _WHEEL,
        "skimage/data",
        {
            "astronaut.png": "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5",
            "brick.png": "7966caf324f6ba843118d98f7a07746d22f6a343430add0233eca5f6eaaa8fcf",
            "chelsea.png": "596aa1e7cb875eb79f437e310381d26b338a81c2da23439704a73c4651e8c4bb",
            "coffee.png": "cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7",
            "hubble_deep_field.jpg": (
                "3a19c5dd8a927a9334bb1229a6d63711b1c0c767fb27e2286e7c84a3e2c2f5f4"
            ),
            "motorcycle_left.png": (
                "db18e9c4157617403c3537a6ba355dfeafe9a7eabb6b9b94cb33f6525dd49179"
            ),
            "rocket.jpg": "c2dd0de7c538df8d111e479619b129464d0269d0ae5fd18ca91d33a7fdfea95c",
        },
    ),
    Archive(
        "matplotlib==3.11.2",
        "07d9b9fa60cd4c393692f50d0bb03123242ddf61c99bb0e95e75feb354e7c1a8",
        _WHEEL,
        "matplotlib/mpl-data/sample_data",
        {"grace_hopper.jpg": "a8ca6d734765703b09728ab47fe59f473d93ae3967fc24c7c0288c3c7adb7130"},
    ),
)

COPIES: Mapping[str, str] = {
    f"known/{OBAMA}/obama.jpg": "obama.jpg",
    f"known/{BIDEN}/biden.jpg": "biden.jpg",
    "photos/Handy von Jörg/obama2.jpg": "obama2.jpg",
    "photos/Handy von Jörg/32bit.png": "32bit.png",
    "photos/Handy von Jörg/Straße/obama_partial_face.jpg": "obama_partial_face.jpg",
    "photos/Handy von Jörg/Straße/obama_partial_face2.jpg": "obama_partial_face2.jpg",
    "photos/2010 Blauer Salon/obama3.jpg": "obama3.jpg",
    "photos/Museum/astronaut.png": "astronaut.png",
    "photos/Museum/grace_hopper.jpg": "grace_hopper.jpg",
    "photos/Urlaub/Kaffee & Kuchen/coffee.png": "coffee.png",
    "photos/Urlaub/chelsea.png": "chelsea.png",
    "photos/Urlaub/brick.png": "brick.png",
    "photos/Urlaub/motorcycle_left.png": "motorcycle_left.png",
    "photos/Urlaub/rocket.jpg": "rocket.jpg",
    "photos/Urlaub/hubble_deep_field.jpg": "hubble_deep_field.jpg",
}

PEOPLE_IN: Mapping[str, frozenset[str]] = {
    OBAMA: frozenset(
        {
            "2010 Blauer Salon/obama3.jpg",
            "Alte Kopien/klein und grau.jpg",
            "Alte Kopien/obama3 (Kopie).webp",
            "Handy von Jörg/32bit.png",
            "Handy von Jörg/IMG_0042 gedreht.jpg",
            "Handy von Jörg/Straße/obama_partial_face.jpg",
            "Handy von Jörg/Straße/obama_partial_face2.jpg",
            "Handy von Jörg/obama2.jpg",
            "Familienfeier in Köln.jpg",
        }
    ),
    BIDEN: frozenset({"Alte Kopien/gespiegelt.png", "Familienfeier in Köln.jpg"}),
}
"""By person, the photos that show that person, below ``photos``."""


def build(target: Path, cache: Path) -> None:
    """Make the album.

    Args:
        target: Gets the folders ``known`` and ``photos``.
        cache: Where the photos from PyPI are kept; what is missing there is downloaded.

    Raises:
        Unavailable: A photo is missing and pip could not download it.
    """
    originals = _originals(cache)
    for place, name in COPIES.items():
        _write(target / place, originals[name].read_bytes)
    for place, derive in DERIVED.items():
        _write(target / "photos" / place, partial(_encoded, derive, originals, Path(place).suffix))


def _originals(cache: Path) -> dict[str, Path]:
    """The photos as they came from PyPI, by name."""
    cache.mkdir(parents=True, exist_ok=True)
    for archive in ARCHIVES:
        if not all(_intact(cache / name, sha256) for name, sha256 in archive.files.items()):
            print(f"album: getting photos from {archive.requirement}", file=sys.stderr, flush=True)
            _unpack(archive, cache)
    return {name: cache / name for archive in ARCHIVES for name in archive.files}


def _intact(path: Path, sha256: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def _unpack(archive: Archive, cache: Path) -> None:
    with tempfile.TemporaryDirectory(dir=cache, prefix=".download-") as folder:
        path = pip_download(archive.requirement, archive.sha256, Path(folder), *archive.options)
        # Both formats are read file by file, never unpacked as a whole.
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as wheel:
                contents = {name: wheel.read(f"{archive.folder}/{name}") for name in archive.files}
        else:
            with tarfile.open(path) as sdist:
                contents = {
                    name: _read(sdist, f"{archive.folder}/{name}") for name in archive.files
                }
    for name, content in contents.items():
        (cache / name).write_bytes(content)
        if not _intact(cache / name, archive.files[name]):
            raise ValueError(f"{name} of {archive.requirement} is another file than expected")


def _read(sdist: tarfile.TarFile, member: str) -> bytes:
    file = sdist.extractfile(member)
    if file is None:
        raise KeyError(member)
    return file.read()


def _write(path: Path, content: Callable[[], bytes]) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.part")
    new.write_bytes(content())
    new.replace(path)


Originals = Mapping[str, Path]
Derived = tuple[Image.Image, dict[str, Any]]
Derive = Callable[[Originals], Derived]


def _open(originals: Originals, name: str) -> Image.Image:
    with Image.open(originals[name]) as image:
        return image.convert("RGB")


def _gray(originals: Originals) -> Derived:
    image = _open(originals, "obama2.jpg")
    return ImageOps.grayscale(image.resize((313, 600), Image.Resampling.LANCZOS)), {"quality": 80}


def _turned(originals: Originals) -> Derived:
    """Lies on its side, and says so."""
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn it clockwise by 90 degrees to see it upright
    image = _open(originals, "obama2.jpg").transpose(Image.Transpose.ROTATE_90)
    return image, {"quality": 90, "exif": exif}


def _copy(originals: Originals) -> Derived:
    image = _open(originals, "obama3.jpg")
    return image.resize((717, 1166), Image.Resampling.LANCZOS), {"quality": 85}


def _mirrored(originals: Originals) -> Derived:
    image = ImageOps.mirror(_open(originals, "biden.jpg"))
    return image.resize((485, 1102), Image.Resampling.LANCZOS), {}


def _group(originals: Originals) -> Derived:
    """Four people side by side; Biden's only photo is mirrored, smaller and darker."""
    people = (
        _open(originals, "obama2.jpg").crop((0, 0, 626, 900)),
        ImageOps.mirror(ImageEnhance.Brightness(_open(originals, "biden.jpg")).enhance(0.75)),
        _open(originals, "astronaut.png"),
        _open(originals, "grace_hopper.jpg"),
    )
    height, gap = 640, 24
    scaled = [ImageOps.contain(person, (10_000, height)) for person in people]
    width = sum(person.width + gap for person in scaled) + gap
    canvas = Image.new("RGB", (width, height + 2 * gap), (96, 120, 104))
    left = gap
    for person in scaled:
        canvas.paste(person, (left, gap))
        left += person.width + gap
    return canvas, {"quality": 88}


DERIVED: Mapping[str, Derive] = {
    "Alte Kopien/klein und grau.jpg": _gray,
    "Alte Kopien/obama3 (Kopie).webp": _copy,
    "Alte Kopien/gespiegelt.png": _mirrored,
    "Handy von Jörg/IMG_0042 gedreht.jpg": _turned,
    "Familienfeier in Köln.jpg": _group,
}


def _encoded(derive: Derive, originals: Originals, suffix: str) -> bytes:
    image, options = derive(originals)
    buffer = io.BytesIO()
    image.save(buffer, Image.registered_extensions()[suffix], **options)
    return buffer.getvalue()


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
