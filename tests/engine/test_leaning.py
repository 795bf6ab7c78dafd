"""Every print on a page is found, each with its own turn; upright photos get nothing more."""

from functools import cache

import cv2
import numpy as np
import pytest

from facefinder.decode.picture import read_picture
from facefinder.detect.load import load_detector
from facefinder.detect.protocol import Detector
from facefinder.records.faces import DetectedFace, ImageArray
from tests.support.needs import ALBUM, MODELS, folder_of, needs
from tests.support.pages import Print, page

pytestmark = needs(ALBUM)

WEIGHTS = {"mtcnn": "mtcnn_onet.lz4", "yunet": "face_detection_yunet_2023mar.onnx"}
PORTRAITS = ("obama.jpg", "biden.jpg", "grace_hopper.jpg", "astronaut.png")


@cache
def _detector(name: str) -> Detector:
    return load_detector(name, folder_of(WEIGHTS[name]))


@cache
def _portraits() -> list[tuple[ImageArray, tuple[float, float, float]]]:
    """Head and shoulders, with centre and width of the face."""
    found = []
    for name in PORTRAITS:
        image = read_picture(MODELS / "album" / name, max_side_px=1024).pixels
        box = _detector("mtcnn").detect(image)[0].box
        x, y, half = box.x + box.w / 2, box.y + box.h / 2, 1.6 * box.w
        left, top = max(0, int(x - half)), max(0, int(y - half))
        part = image[top : int(y + half), left : int(x + half)]
        found.append((np.ascontiguousarray(part), (x - left, y - top, box.w)))
    return found


def _is_of(face: DetectedFace, wanted: Print) -> bool:
    x, y = face.box.x + face.box.w / 2, face.box.y + face.box.h / 2
    near = np.hypot(x - wanted.x, y - wanted.y) < wanted.face / 2
    return bool(near and abs((face.lean - wanted.lean + 180) % 360 - 180) < 25)


@pytest.mark.parametrize("name", WEIGHTS)
@pytest.mark.parametrize(
    "leans",
    [
        (0, 90, 180, 270),
        (0, 75, 195, 285),
        (0, 105, 165, 255),
        (0, 45, 90, 135, 225, 315),
        (0, 60, 120, 150, 210, 240, 300, 330, 180),
        (90, 90, 180),
        (45,),
    ],
)
def test_each_print_of_a_page_is_found_in_its_own_turn(name: str, leans: tuple[int, ...]) -> None:
    columns = 1 if len(leans) == 1 else 2 if len(leans) < 5 else 3
    picture, prints = page(_portraits(), leans, columns, 1600 // columns)
    found = _detector(name).detect(picture)
    for wanted in prints:
        assert [_is_of(face, wanted) for face in found].count(True) == 1, wanted
    assert len(found) == len(prints)


@pytest.mark.parametrize("name", WEIGHTS)
def test_somebody_who_lies_beside_somebody_who_stands(name: str) -> None:
    (standing, _), (lying, _) = _portraits()[:2]
    side = 700
    halves = [cv2.resize(image, (side, side)) for image in (standing, np.rot90(lying))]
    found = _detector(name).detect(np.ascontiguousarray(np.hstack(halves)))
    assert len(found) == 2
    assert sorted(round(face.lean / 90) for face in found) == [-1, 0]


@pytest.mark.parametrize("name", WEIGHTS)
def test_what_stands_in_a_page_of_prints_is_upright(name: str) -> None:
    picture, prints = page(_portraits(), [0] * 12, 4, 500)
    found = _detector(name).detect(picture)
    assert len(found) == len(prints)
    assert all(abs(face.lean) < 25 for face in found)
