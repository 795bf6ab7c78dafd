"""A face of a real photo that leans stands upright in its file, all of it."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facefinder.decode.picture import read_picture
from facefinder.detect.load import load_detector
from facefinder.detect.protocol import Detector
from facefinder.records.faces import DetectedFace
from facefinder.records.limits import MAX_PIXELS
from facefinder.records.people import Match, Verdict
from facefinder.report.face_files import SIDE_PX, Task, Wanted, cut_some
from facefinder.report.upright import upright_place
from tests.support.fakes import listed
from tests.support.needs import ALBUM, MODELS, folder_of, needs

pytestmark = needs(ALBUM)

WEIGHTS = "mtcnn_onet.lz4"


def largest(detector: Detector, file: Path, side: int = 2048) -> DetectedFace:
    picture = read_picture(file, max_side_px=side)
    assert picture.scale == 1.0
    return max(detector.detect(picture.pixels), key=lambda face: face.box.w)


@pytest.mark.parametrize("lean", [0, 35, -90])
def test_a_leaning_face_is_upright_in_its_file(tmp_path: Path, lean: int) -> None:
    detector = load_detector("mtcnn", folder_of(WEIGHTS))
    photo, face_file = tmp_path / "photo.png", tmp_path / "face.jpg"
    with Image.open(MODELS / "album" / "obama.jpg") as image:
        image.convert("RGB").rotate(lean, Image.Resampling.BICUBIC, expand=True).save(photo)
    face = largest(detector, photo)
    original = listed(photo, tmp_path)
    match = Match("Obama", Verdict.SURE, 0.1, original, face.box, 1.0)
    wanted = Wanted(match, upright_place(face.landmarks, face.box), "face.jpg")
    (faces,) = cut_some([Task(original, "2018-07-22", (wanted,), MAX_PIXELS)])
    assert isinstance(faces, list)
    face_file.write_bytes(faces[0])
    seen = largest(detector, face_file)
    left, right = seen.landmarks[0], seen.landmarks[1]
    across, down = right - left
    assert abs(np.degrees(np.arctan2(down, across))) < 4  # two looks at one face differ by 2
    # All of the face is in it, in the middle, with a margin around.
    middle = np.array([seen.box.x + seen.box.w / 2, seen.box.y + seen.box.h / 2]) / SIDE_PX
    assert np.abs(middle - 0.5).max() < 0.1
    assert 0.4 < seen.box.w / SIDE_PX < 0.8
