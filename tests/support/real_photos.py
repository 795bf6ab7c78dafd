"""Photos of people beside the checkout, as detectors get them."""

import cv2
import numpy as np

from facefinder.records.faces import ImageArray
from tests.support.needs import SHARED, require, shared

PORTRAITS = [
    "face_recognition/tests/obama.jpg",
    "face_recognition/tests/obama2.jpg",
    "face_recognition/tests/biden.jpg",
    "face_recognition/tests/obama_partial_face.jpg",
    "face_recognition/tests/obama_partial_face2.jpg",
    "face_recognition/examples/alex-lacamoire.png",  # fills the frame
    "deepface/img32.jpg",  # likewise, and large
    "deepface/img5.jpg",
]
# Faces that anybody would count; more (blurred, cut off) may be found.
GROUPS = {
    "deepface/selfie-many-people.jpg": 5,
    "deepface/couple.jpg": 2,
    "face_recognition/examples/two_people.jpg": 2,
    "face_recognition/examples/test/obama_and_biden.jpg": 2,
}


def photo(name: str, side: int = 1000) -> ImageArray:
    """One of them, RGB, its longer side at most so many pixels."""
    require(shared(f"photos/{name}"))
    bgr = cv2.imdecode(np.fromfile(SHARED / "photos" / name, np.uint8), cv2.IMREAD_COLOR)
    assert bgr is not None
    scale = min(1.0, side / max(bgr.shape[:2]))
    small = cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(small[:, :, ::-1]).astype(np.uint8)
