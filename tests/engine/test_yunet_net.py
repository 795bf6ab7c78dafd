"""Our graph of YuNet against OpenCV, which runs the same file."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from facefinder.detect.boxes import suppress
from facefinder.detect.yunet import net
from facefinder.detect.yunet.detector import COMMON, FIRST_SCORE, corners
from facefinder.detect.yunet.net import FILE, YuNetGraph
from facefinder.detect.yunet.onnx_file import read_convolutions
from facefinder.records.faces import FloatArray, ImageArray
from tests.support.needs import folder_of
from tests.support.real_photos import GROUPS, PORTRAITS, photo
from tests.support.rounding import TRIALS, error_among, rounded_otherwise


@pytest.fixture(scope="module")
def folder() -> Path:
    return folder_of(FILE)


def opencvs(folder: Path, image: ImageArray) -> FloatArray:
    content = np.frombuffer((folder / FILE).read_bytes(), np.uint8)
    level = cv2.utils.logging.getLogLevel()
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)
    size = image.shape[1::-1]
    theirs = cv2.FaceDetectorYN.create(
        "onnx", content, np.empty(0, np.uint8), size, FIRST_SCORE, COMMON
    )
    cv2.utils.logging.setLogLevel(level)
    rows = theirs.detect(np.ascontiguousarray(image[:, :, ::-1]))[1]
    return np.empty((0, 15), np.float32) if rows is None else np.asarray(rows)


@pytest.fixture(scope="module")
def graph(folder: Path) -> YuNetGraph:
    return YuNetGraph(folder)


@pytest.fixture(scope="module")
def others(folder: Path) -> list[YuNetGraph]:
    """YuNet with its sums taken in other orders."""
    convolutions = read_convolutions(folder / FILE)
    graphs = []
    for seed in range(TRIALS):
        changed = rounded_otherwise(convolutions, seed)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(net, "read_convolutions", lambda _, changed=changed: changed)
            graphs.append(YuNetGraph(folder))
    return graphs


@pytest.mark.parametrize("name", [*PORTRAITS, *GROUPS])
def test_the_same_faces_as_opencv_in_the_same_places(
    folder: Path, graph: YuNetGraph, others: list[YuNetGraph], name: str
) -> None:
    found = 0
    for size in ((960, 640), (320, 320), (512, 640), (320, 640)):  # neither pads any of them
        image = cv2.resize(photo(name), size, interpolation=cv2.INTER_AREA).astype(np.uint8)
        theirs = opencvs(folder, image)
        (rows,) = graph(image[None], FIRST_SCORE)
        ours = rows[suppress(corners(rows), rows[:, 14], above=COMMON)]
        assert len(ours) == len(theirs)
        if len(ours):
            order, same = np.argsort(-ours[:, 14]), np.argsort(-theirs[:, 14])
            off = np.abs(ours[order] - theirs[same])
            (every,) = graph(image[None], 0)
            likely = every[:, 14] >= FIRST_SCORE
            told = [other(image[None], 0)[0][likely] for other in others]
            pixels = error_among(every[likely, :14], [rows[:, :14] for rows in told])
            score = error_among(every[likely, 14], [rows[:, 14] for rows in told])
            assert off[:, :14].max() <= pixels < 0.05
            assert off[:, 14].max() <= score < 0.001
        found += len(ours)
    assert found >= 3


def test_what_does_not_fill_the_canvas_is_found_where_it_is(graph: YuNetGraph) -> None:
    image = photo(PORTRAITS[0])[:321, :500]
    height, width = (next(side for side in net.SIDES if side > length) for length in (321, 500))
    whole = np.zeros((height, width, 3), np.uint8)
    whole[: image.shape[0], : image.shape[1]] = image
    (alone,), (rows,) = graph(image[None], FIRST_SCORE), graph(whole[None], FIRST_SCORE)
    np.testing.assert_array_equal(alone, rows)
    assert len(alone)


def test_each_of_several_images_is_seen_as_if_it_were_alone(graph: YuNetGraph) -> None:
    images = np.stack([cv2.resize(photo(name), (224, 224)) for name in PORTRAITS]).astype(np.uint8)
    for rows, image in zip(graph(images, 0), images, strict=True):
        (alone,) = graph(image[None], 0)
        np.testing.assert_allclose(rows, alone, rtol=0, atol=1e-3)  # pixels
        assert len(rows) == len(alone)
