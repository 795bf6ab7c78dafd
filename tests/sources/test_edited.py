"""An edited photo is known by its name, and so is what it was made of."""

import pytest

from facefinder.sources.edited import original_of


@pytest.mark.parametrize(
    ("edited", "original"),
    [
        ("Photos from 2018/x-edited.jpg", "Photos from 2018/x"),
        ("x-bearbeitet(2).jpg", "x(2)"),
        ("x-EDITED.HEIC", "x"),
        ("DCIM/100APPLE/IMG_E0042.JPG", "DCIM/100APPLE/IMG_0042"),
        ("x.zip!/a/img_e0042.jpg", "x.zip!/a/img_0042"),
        ("IMG_0042.HEIC", ""),
        ("IMG_E42.JPG", ""),
        ("unedited.jpg", ""),
        ("-edited.jpg", ""),
        ("edited/x.jpg", ""),
    ],
)
def test_what_was_edited(edited: str, original: str) -> None:
    assert original_of(edited) == original
