"""Nobody is passed over for being one of many, or small in a large picture."""

from functools import cache
from itertools import combinations, product
from pathlib import Path

import cv2
import numpy as np
import pytest

from facefinder.decode.picture import read_picture
from facefinder.detect.load import load_detector
from facefinder.detect.protocol import Detector
from facefinder.detect.resize import reduced
from facefinder.models.catalogue import detector_info
from facefinder.records.boxes import share_of_smaller
from facefinder.records.faces import DetectedFace, ImageArray
from facefinder.scan.look import look
from tests.support.needs import ALBUM, MODELS, SHARED, folder_of, needs, shared

pytestmark = needs(ALBUM)

WEIGHTS = {"mtcnn": "mtcnn_onet.lz4", "yunet": "face_detection_yunet_2023mar.onnx"}
PORTRAITS = ("obama.jpg", "biden.jpg", "obama2.jpg", "astronaut.png", "grace_hopper.jpg")


@cache
def _detector(name: str) -> Detector:
    return load_detector(name, folder_of(WEIGHTS[name]))


@cache
def _portraits() -> list[ImageArray]:
    """Squares, each 2.4 times as wide as the face in its middle."""
    found = []
    for name in PORTRAITS:
        image = read_picture(MODELS / "album" / name, max_side_px=1024).pixels
        box = _detector("mtcnn").detect(image)[0].box
        x, y, half = box.x + box.w / 2, box.y + box.h / 2, 1.2 * box.w
        rows, columns = (
            np.clip(np.arange(int(n - half), int(n + half)), 0, side - 1)
            for n, side in ((y, image.shape[0]), (x, image.shape[1]))
        )
        found.append(image[rows][:, columns])
    return found


def _photo(
    path: Path, size: tuple[int, int], places: list[tuple[int, int]], side: int
) -> list[tuple[int, int]]:
    """A JPEG with portraits at places (their centres)."""
    picture = np.full((size[1], size[0], 3), (150, 160, 170), np.uint8)
    for number, (x, y) in enumerate(places):
        small = cv2.resize(_portraits()[number % 5], (side, side), interpolation=cv2.INTER_AREA)
        top, left = y - side // 2, x - side // 2
        picture[top : top + side, left : left + side] = small
    path.write_bytes(cv2.imencode(".jpg", picture[:, :, ::-1])[1].tobytes())
    return places


def _found(path: Path, name: str) -> list[DetectedFace]:
    part_px = detector_info(name).part_px
    picture, faces = look(
        path, _detector(name), max_side_px=2048, part_px=part_px, max_pixels=10**9
    )
    return [face.moved((0, 0), (picture.scale, picture.scale)) for face in faces]


def _missed(places: list[tuple[int, int]], faces: list[DetectedFace], side: int) -> int:
    middles = np.array([(f.box.x + f.box.w / 2, f.box.y + f.box.h / 2) for f in faces])
    return sum(np.hypot(*(middles - place).T).min() > side / 4 for place in places)


@pytest.mark.parametrize("name", WEIGHTS)
def test_everybody_in_a_crowd_of_600_is_found(tmp_path: Path, name: str) -> None:
    places = [(50 + 100 * x, 50 + 100 * y) for x in range(30) for y in range(20)]
    path = tmp_path / "crowd.jpg"
    faces = _found(path, name) if _photo(path, (3000, 2000), places, 100) else []
    assert _missed(places, faces, 100) <= 6
    assert len(faces) <= 606


@pytest.mark.parametrize("name", WEIGHTS)
def test_faces_in_a_panorama_are_found(tmp_path: Path, name: str) -> None:
    places = [(200 + 900 * n, 300 + 190 * (n % 11)) for n in range(18)]
    path = tmp_path / "panorama.jpg"
    faces = _found(path, name) if _photo(path, (16000, 2500), places, 175) else []
    assert _missed(places, faces, 175) == 0
    assert len(faces) == len(places)


@pytest.mark.parametrize("name", WEIGHTS)
def test_one_large_face_and_many_small_ones(tmp_path: Path, name: str) -> None:
    large = cv2.resize(_portraits()[0], (1500, 1500))
    picture = np.full((3000, 4000, 3), (150, 160, 170), np.uint8)
    picture[700:2200, 1200:2700] = large
    places = [(100 + 170 * n, y) for n in range(23) for y in (150, 2800)]
    for number, (x, y) in enumerate(places):
        picture[y - 75 : y + 75, x - 75 : x + 75] = cv2.resize(
            _portraits()[number % 5], (150, 150), interpolation=cv2.INTER_AREA
        )
    path = tmp_path / "both.jpg"
    path.write_bytes(cv2.imencode(".jpg", picture[:, :, ::-1])[1].tobytes())
    faces = _found(path, name)
    assert _missed(places, faces, 150) == 0
    assert len(faces) == len(places) + 1


@pytest.mark.parametrize(("side", "gap"), [(58, 2), (66, 6), (66, 10)])
def test_yunet_sees_nobody_twice_where_many_stand_close_together(side: int, gap: int) -> None:
    picture = np.full((1536, 2048, 3), (150, 160, 170), np.uint8)
    starts = (range(gap, length - side, side + gap) for length in picture.shape[:2])
    corners = list(product(*starts))
    for number, (top, left) in enumerate(corners):
        picture[top : top + side, left : left + side] = cv2.resize(
            _portraits()[number % 5], (side, side), interpolation=cv2.INTER_AREA
        )
    faces = _detector("yunet").detect(picture)
    shares = [share_of_smaller(a.box, b.box) for a, b in combinations(faces, 2)]
    assert len(faces) > 0.9 * len(corners)
    assert max(shares) <= 0.3


@needs(shared("faces"))
@pytest.mark.parametrize("width", [480, 640, 641])
def test_yunet_sees_small_faces_in_small_photos_as_well(width: int) -> None:
    """Some 25 pixels wide, in photos that are as large as they are seen, or hardly larger."""
    paths = sorted((SHARED / "faces" / "photos").iterdir())[::70][:48]
    found = 0
    for number in range(0, 48, 4):
        picture = np.full((480, width, 3), (150, 160, 170), np.uint8)
        places = [(x, y) for x in (110, 350) for y in (110, 350)]
        for path, (x, y) in zip(paths[number : number + 4], places, strict=True):
            whole = read_picture(path, max_side_px=1024).pixels
            small = reduced(whole, 50)
            height, wide = small.shape[:2]
            picture[y : y + height, x : x + wide] = small
        faces = _detector("yunet").detect(picture)
        found += 4 - _missed([(x + 25, y + 25) for x, y in places], faces, 100) if faces else 0
    assert found >= 26
