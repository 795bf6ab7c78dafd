"""A library that an antivirus program put away, or that a broken copy lost, is no photo's fault."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bundle import random_recogniser
from tests.support.linked import linked_copy
from tests.support.needs import FROZEN, LINUX, needs, require

require(LINUX, module=True)
assert sys.platform == "linux"  # mypy reads the rest on Linux only
from tests.bundle.frozen import Frozen

pytestmark = [pytest.mark.bundle, needs(FROZEN)]

LIBRARIES = (
    "cv2/cv2*.so",
    "PIL/_imaging.*.so",
    "pillow.libs/libjpeg*",
    "_pillow_heif*.so",
    "rawpy/_rawpy*.so",
    "numpy/_core/_multiarray_umath*.so",
    "pandas/_libs/lib.*.so",
    "ai_edge_litert/libpywrap_litert_common*",
    "tensorflow/libtensorflow_framework*",
)
"""One of each kind: decoders and what they link to, arrays, tables, our networks, deepface's."""


@pytest.fixture(params=LIBRARIES)
def broken(
    request: pytest.FixtureRequest, shared_frozen: Frozen, tmp_path: Path
) -> Iterator[tuple[Frozen, str]]:
    """The program without a library, and the library's name."""
    copy = linked_copy(shared_frozen.bundle, tmp_path / "facefinder")
    (victim,) = sorted((copy / "_internal").glob(request.param))[:1]
    victim.unlink()
    yield Frozen(copy, shared_frozen.jail), victim.name
    shutil.rmtree(copy)


def test_the_run_ends_and_says_what_is_missing(broken: tuple[Frozen, str]) -> None:
    frozen, name = broken
    index = frozen.out / "broken.sqlite"
    index.unlink(missing_ok=True)
    said = frozen.call(
        *("-k", "/Fotos ä/known", "-i", "/Fotos ä/photos", "-p", "2"),
        *("--index", "/out/broken.sqlite", "--csv", "/out/broken.csv"),
        *(random_recogniser.chosen("/Fotos ä/models") if "tensorflow" in name else ()),
        code=4,
    )
    assert name.partition(".")[0] in said.err
    assert "Not read" not in said.err, "no photo is blamed"
    assert "reference" not in said.err.lower(), "and no reference"
    assert "bug of facefinder" not in said.err
    assert "sure" not in said.out, "OpenCV prints where it looked for itself"
    assert not (frozen.out / "broken.csv").exists()
