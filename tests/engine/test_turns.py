"""Upright stays upright, and what lies is found: real detectors on photos that once were turned."""

from functools import cache

import numpy as np
import pytest

from facefinder.decode.picture import read_picture
from facefinder.detect.load import load_detector
from facefinder.detect.protocol import Detector
from facefinder.detect.turns import turned
from facefinder.detect.upright import is_upright
from facefinder.records.faces import DetectedFace, FloatArray, ImageArray
from tests.support.needs import SHARED, folder_of, needs, shared

pytestmark = needs(shared("faces"))

WEIGHTS = {"mtcnn": "mtcnn_onet.lz4", "yunet": "face_detection_yunet_2023mar.onnx"}
# Upright photos in which a detector gave a face turned by two or by one quarters the better score.
ON_THEIR_HEAD = (
    *("4019efaebfaf", "d202f5fd8abd", "d31b59ac4c13", "25bae1cf12ad", "510faf637323"),
    *("39ecf046d3cd", "7b96c9fa0d66", "297dd2a4d408", "3c0db8447b6b", "7843445fb5f8"),
    *("b8f48bbf10d5", "d76f14ac6bb1"),
)
ON_A_SIDE = ("aefb4033974c", "0cc653c81eb8", "694f3ec01a65", "31a30a00c2c6", "8a8119ec7d8b")
WITH_YUNET = ("e06d8958cda4", "3eca0c90d53e")
UPRIGHT = [
    *(("mtcnn", name) for name in (*ON_THEIR_HEAD, *ON_A_SIDE)),
    *(("yunet", name) for name in WITH_YUNET),
]


@cache
def _detector(name: str) -> Detector:
    return load_detector(name, folder_of(WEIGHTS[name]))


def _photo(name: str) -> ImageArray:
    return read_picture(SHARED / "faces" / "photos" / f"{name}.jpg", max_side_px=2048).pixels


def _down(face: DetectedFace) -> FloatArray:
    """From between the eyes to the middle of the mouth, right and down."""
    return np.asarray(face.landmarks[3:].mean(axis=0) - face.landmarks[:2].mean(axis=0))


@pytest.mark.parametrize(("detector", "name"), UPRIGHT)
def test_an_upright_photo_stays_upright(detector: str, name: str) -> None:
    found = _detector(detector).detect(_photo(name))
    right, down = _down(max(found, key=lambda face: face.box.w))
    assert abs(right) < 0.6 * down  # tilted by 31 degrees at most


@pytest.mark.parametrize("name", ["7b96c9fa0d66", "297dd2a4d408", "39ecf046d3cd", "b8f48bbf10d5"])
def test_on_its_head_the_same_photo_is_turned(name: str) -> None:
    found = _detector("mtcnn").detect(turned(_photo(name), 2))
    assert not is_upright(max(found, key=lambda face: face.box.w))
