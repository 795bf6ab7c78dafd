"""Geometry of detection, and how a detector is chosen; no network runs here."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.detect.boxes import overlaps, squared, suppress, suppress_nested
from facefinder.detect.deepface_detectors import FACE_IN_BOX, _face, complete
from facefinder.detect.load import load_detector
from facefinder.detect.protocol import Detector
from facefinder.detect.turns import is_plausible, turned, turned_back
from facefinder.detect.upright import is_upright
from facefinder.errors import ModelError
from facefinder.records.boxes import Box
from facefinder.records.faces import DetectedFace, FloatArray, ImageArray

sides = st.floats(1, 300)
box_rows = st.lists(st.tuples(sides, sides, sides, sides), min_size=1, max_size=25).map(
    lambda rows: np.array([(x, y, x + w, y + h) for x, y, w, h in rows])
)


def face(box: Box, score: float = 0.99, *, down: float = 1.0) -> DetectedFace:
    """A face in a box; `down` -1 stands on its head."""
    x, y, w, h = box
    eyes, mouth = (0.3, 0.7) if down > 0 else (0.7, 0.3)
    shares = [(0.3, eyes), (0.7, eyes), (0.5, 0.5), (0.35, mouth), (0.65, mouth)]
    points = [(x + a * w, y + b * h) for a, b in shares]
    return DetectedFace(box, score, np.array(points, np.float32))


@given(box_rows)
def test_overlap_is_a_share_and_full_with_itself(boxes: FloatArray) -> None:
    for of_smaller in (False, True):
        found = overlaps(boxes[0], boxes, of_smaller=of_smaller)
        assert ((found >= 0) & (found <= 1 + 1e-9)).all()
        assert found[0] == pytest.approx(1)


def test_overlap_with_an_inner_box_depends_on_what_it_is_a_share_of() -> None:
    outer, inner = np.array([0.0, 0, 10, 10]), np.array([[2.0, 2, 7, 7]])
    assert overlaps(outer, inner) == pytest.approx([0.25])
    assert overlaps(outer, inner, of_smaller=True) == pytest.approx([1])
    assert overlaps(outer, np.array([[20.0, 20, 30, 30]])) == pytest.approx([0])


@given(box_rows, st.floats(0.1, 0.9))
def test_suppression_keeps_the_best_and_nothing_that_overlaps(
    boxes: FloatArray, above: float
) -> None:
    scores = (np.random.default_rng(len(boxes)).permutation(len(boxes)) + 1) / len(boxes)
    kept = suppress(boxes, scores, above=above)
    assert kept[0] == scores.argmax()
    assert (np.diff(scores[kept]) < 0).all()
    for position, index in enumerate(kept):
        assert (overlaps(boxes[index], boxes[kept[position + 1 :]]) <= above + 1e-6).all()
    for dropped in set(range(len(boxes))) - set(kept.tolist()):
        better = kept[scores[kept] > scores[dropped]]
        assert (overlaps(boxes[dropped], boxes[better]) > above - 1e-6).any()


@given(box_rows)
def test_nested_boxes_go_however_small(boxes: FloatArray) -> None:
    scores = np.linspace(1, 0.1, len(boxes))
    kept = suppress_nested(boxes, scores, above=0.7)
    assert kept[0] == 0
    for position, index in enumerate(kept):
        others = boxes[kept[position + 1 :]]
        assert (overlaps(boxes[index], others, of_smaller=True) <= 0.7).all()
    inner = np.vstack([boxes[:1], (boxes[:1] + boxes[:1, [0, 1, 0, 1]]) / 2])
    assert suppress_nested(inner, np.array([0.5, 0.4]), above=0.7).tolist() == [0]


def test_suppression_of_nothing_and_of_boxes_apart() -> None:
    assert suppress(np.empty((0, 4)), np.empty(0), above=0.5).size == 0
    apart = np.array([[i * 10.0, 0, i * 10 + 5, 5] for i in range(9)])
    assert suppress(apart, np.arange(1.0, 10), above=0.5).tolist() == [*range(8, -1, -1)]


@given(box_rows)
def test_squares_are_square_around_the_same_centre(boxes: FloatArray) -> None:
    squares = squared(boxes)
    width, height = squares[:, 2] - squares[:, 0], squares[:, 3] - squares[:, 1]
    assert width == pytest.approx(height)
    assert squares[:, :2] + squares[:, 2:] == pytest.approx(boxes[:, :2] + boxes[:, 2:])
    assert (squares[:, :2] <= boxes[:, :2] + 1e-6).all()


@given(st.integers(0, 3), st.integers(9, 40), st.integers(9, 40), st.data())
def test_a_face_found_in_a_turned_image_is_mapped_back(
    turns: int, width: int, height: int, data: st.DataObject
) -> None:
    # Every pixel holds its own position, so the turned image itself says where it came from.
    image = np.zeros((height, width, 3), np.uint8)
    image[:, :, 0], image[:, :, 1] = np.arange(width)[None], np.arange(height)[:, None]
    there = turned(image, turns)
    rows = data.draw(st.lists(st.integers(0, there.shape[0] - 1), min_size=5, max_size=5))
    columns = data.draw(st.lists(st.integers(0, there.shape[1] - 1), min_size=5, max_size=5))
    x, y = min(columns), min(rows)
    box = Box(x, y, max(columns) - x + 1, max(rows) - y + 1)
    landmarks = np.array([columns, rows], np.float32).T

    back = turned_back(DetectedFace(box, 0.5, landmarks), turns, width, height)

    assert np.array_equal(back.landmarks, there[rows, columns, :2])
    here = back.landmarks
    assert back.box == (*here.min(0), *(here.max(0) - here.min(0) + 1))


@pytest.mark.parametrize(
    ("box", "score", "plausible"),
    [
        (Box(10, 10, 20, 20), 0.7, True),
        (Box(-9, -9, 20, 20), 0.7, True),  # cut off, but its centre is inside
        (Box(-15, 10, 20, 20), 0.7, False),
        (Box(95, 10, 20, 20), 0.7, False),
        (Box(10, 10, 0, 20), 0.7, False),
        (Box(float("nan"), 10, 20, 20), 0.7, False),
        (Box(0, 0, 100, 100), 0.7, False),  # nothing but the whole picture
        (Box(0, 0, 100, 100), 0.99, True),
    ],
)
def test_what_can_be_a_face(box: Box, score: float, plausible: bool) -> None:
    assert is_plausible(face(box, score), 100, 100) is plausible


def test_landmarks_have_to_be_finite() -> None:
    broken = face(Box(10, 10, 20, 20))
    broken.landmarks[2, 0] = np.inf
    assert not is_plausible(broken, 100, 100)


def test_upright_is_mouth_below_eyes() -> None:
    assert is_upright(face(Box(0, 0, 50, 50)))
    assert not is_upright(face(Box(0, 0, 50, 50), down=-1))


class Broken:
    """Fails at every image."""

    def __init__(self, models_dir: Path) -> None:
        self.models_dir = models_dir

    def detect(self, image: ImageArray) -> list[DetectedFace]:
        raise RuntimeError(f"cannot look at {image.shape} with {self.models_dir}")


def refuse(models_dir: Path) -> Detector:
    raise ZeroDivisionError(models_dir)


def test_a_factory_gets_the_models_folder_and_its_failures_are_not_no_face(tmp_path: Path) -> None:
    detector = load_detector(f"{__name__}:Broken", tmp_path)
    with pytest.raises(RuntimeError, match=r"\(5, 6, 3\)") as failure:
        detector.detect(np.zeros((5, 6, 3), np.uint8))
    assert str(tmp_path) in str(failure.value)


@pytest.mark.parametrize(
    "name",
    [
        "no.such.module:factory",
        f"{__name__}:nothing",
        f"{__name__}:refuse",
        "nonsense",
        "os:fspath",
    ],
)
def test_a_detector_that_cannot_be_had_is_a_model_error(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError) as failure:
        load_detector(name, tmp_path)
    assert failure.value.advice


def test_what_does_not_say_that_it_makes_a_detector_is_told_plainly(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nothing says that it makes a detector") as failure:
        load_detector("os:fspath", tmp_path)
    assert failure.value.advice.startswith("-d takes a name that `facefinder models` lists")


@pytest.mark.parametrize(
    "name",
    ["mtcnn", "yunet"]
    + [
        pytest.param(name, marks=pytest.mark.slow)  # imports TensorFlow
        for name in ("centerface", "opencv", "retinaface", "dlib")
    ],
)
def test_missing_files_are_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError) as failure:
        load_detector(name, tmp_path)
    assert failure.value.advice
    if name in ("mtcnn", "yunet"):
        assert str(tmp_path) in failure.value.message
    if name == "centerface":
        assert "centerface.onnx" in failure.value.message


def test_a_damaged_file_is_a_model_error(tmp_path: Path) -> None:
    for name in ("mtcnn_pnet.lz4", "face_detection_yunet_2023mar.onnx"):
        (tmp_path / name).write_bytes(b"not a model")
    for name in ("mtcnn", "yunet"):
        with pytest.raises(ModelError, match="cannot be loaded"):
            load_detector(name, tmp_path)


def test_landmarks_that_deepface_does_not_give_are_filled_in() -> None:
    unknown = np.full((5, 2), np.nan)
    box = Box(10, 20, 100, 200)
    assert complete(unknown, box) == pytest.approx(FACE_IN_BOX * (100, 200) + (10, 20))

    eyes = unknown.copy()
    eyes[0], eyes[1] = (50, 90), (50, 40)  # the head lies on its left side
    points = complete(eyes, Box(0, 0, 100, 100))
    assert points[:2] == pytest.approx(eyes[:2])
    assert (points[2:, 0] > 60).all()

    region = SimpleNamespace(
        x=0, y=0, w=10, h=10, left_eye=(7, 3), right_eye=(3, 3), confidence=None, nose=(5, 5)
    )
    found = _face(region, np.array([2.0, 2.0]))
    assert found.box == (0, 0, 20, 20)
    assert found.score == 1
    assert found.landmarks[:3].tolist() == [[6, 6], [14, 6], [10, 10]]  # image-left eye first


@pytest.mark.slow
def test_deepface_leaves_the_home_folder_alone(tmp_path: Path) -> None:
    home, models = tmp_path / "home", tmp_path / "models"
    home.mkdir()
    models.mkdir()
    program = """
import sys
from pathlib import Path
from facefinder.detect.load import load_detector
from facefinder.errors import ModelError
try:
    load_detector("centerface", Path(sys.argv[1]))
except ModelError as error:
    print(error.message)
"""
    environment = {**os.environ, "HOME": str(home), "USERPROFILE": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", program, str(models)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "There is no known SHA-256 of centerface.onnx.\n"
    assert not [*home.rglob("*"), *models.rglob("*")]


@pytest.mark.slow
def test_choosing_a_detector_loads_no_network() -> None:
    program = (
        "import sys, facefinder.detect.load;"
        "print({'ai_edge_litert', 'tensorflow', 'keras'} & {*sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


def test_a_file_without_a_known_hash_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "centerface.onnx").write_bytes(b"anything")
    with pytest.raises(ModelError, match="SHA-256"):
        load_detector("centerface", tmp_path)
