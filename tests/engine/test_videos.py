"""A film made of photos of people, moved and enlarged, is searched with the real models."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from facefinder.records.faces import ImageArray
from tests.conftest import ROOT
from tests.support.needs import MODELS, needs, weight_files
from tests.support.processes import PATIENCE_SECONDS
from tests.support.real_photos import photo
from tests.support.videos import RATE, filmed

NEEDED = weight_files(
    "face_detection_yunet_2023mar.onnx", "dlib_face_recognition_resnet_model_v1.dat"
)
WIDE, HIGH = 1280, 720
SECONDS = 6


def moved(picture: ImageArray, seconds: float) -> Iterator[ImageArray]:
    """A camera that comes nearer, and goes a little to the side."""
    height, width = picture.shape[:2]
    count = round(seconds * RATE)
    for number in range(count):
        zoom = min(WIDE / width, HIGH / height) * (0.8 + 0.4 * number / count)
        left = (WIDE - zoom * width) / 2 + 80 * np.sin(number / RATE)
        top = (HIGH - zoom * height) / 2
        place = np.array([[zoom, 0, left], [0, zoom, top]], np.float64)
        yield cv2.warpAffine(picture, place, (WIDE, HIGH), flags=cv2.INTER_AREA).astype(np.uint8)


def frames() -> Iterator[ImageArray]:
    """Obama, an empty room, Biden, and Obama again."""
    for name in ("obama2.jpg", "", "biden.jpg", "obama2.jpg"):
        if name:
            yield from moved(photo(f"face_recognition/tests/{name}"), SECONDS)
        else:
            yield from [np.full((HIGH, WIDE, 3), 90, np.uint8)] * (SECONDS * RATE)


@needs(*NEEDED)
def test_people_in_a_film_are_found_at_their_times(tmp_path: Path) -> None:
    film = filmed(tmp_path / "Köln 2018.mp4", frames(), "mp4v")
    known = tmp_path / "known" / "Obama"
    known.mkdir(parents=True)
    (known / "1.jpg").write_bytes(
        cv2.imencode(".jpg", photo("face_recognition/tests/obama.jpg")[:, :, ::-1])[1].tobytes()
    )
    words = ("find", "-k", known.parent, "-i", film, "-p", "0", "--no-index", "--json", "-")
    engine = ("-d", "yunet", "-m", "dlib-resnet", "--models-dir", MODELS, "-q")
    done = subprocess.run(
        [str(word) for word in (sys.executable, "-m", "facefinder", *words, *engine)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
        timeout=PATIENCE_SECONDS,
    )
    assert (done.returncode, done.stderr) == (0, "")
    (match,) = json.loads(done.stdout)["matches"]
    assert (match["person"], match["verdict"]) == ("Obama", "sure")
    first, second = match["times"]
    assert 0 <= first < SECONDS
    assert 3 * SECONDS <= second < 4 * SECONDS
