"""A library that a virus scanner put away is named, and no photo is blamed."""

import sys

import pytest

from tests.bundle import random_recogniser
from tests.support.needs import LINUX, WINDOWS_BUNDLE, needs, require

require(LINUX, module=True)
assert sys.platform == "linux"  # mypy reads the rest on Linux only
from tests.windows.fixtures import PLACE, Stick

pytestmark = [pytest.mark.bundle, pytest.mark.slow, needs(WINDOWS_BUNDLE)]

LIBRARIES = (
    "msvcp140.dll",
    "cv2/cv2*.pyd",
    "PIL/_imaging.*.pyd",
    "numpy/_core/_multiarray_umath*.pyd",
    "ai_edge_litert/pywrap_litert_common.dll",
    "tensorflow/python/_pywrap_tensorflow_common.dll",
)
"""One of each kind: Microsoft's runtime, decoders, arrays, our networks, deepface's."""


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_that_is_missing_is_named(stick: Stick, library: str) -> None:
    (victim,) = (stick.folder / PLACE / "_internal").glob(library)
    victim.unlink()  # a link: the bundle keeps it
    engine = random_recogniser.chosen(r"D:\models") if "tensorflow" in library else ()
    where = ("-k", r"D:\known", "-i", r"D:\photos", "-p", "2", "--no-index")
    ran = stick.call(*where, *engine, code=4)
    said = "".join(ran.err)
    assert victim.name in said
    assert "Not read" not in said, "no photo is blamed"
    assert "reference" not in said.lower(), "and no reference"
    assert "bug of facefinder" not in said
