"""How patches are shown to R-Net and O-Net, with a network that says what it was shown."""

from typing import cast

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from facefinder.detect.boxes import Boxes
from facefinder.detect.mtcnn.detector import HALVINGS, _look, _places
from facefinder.detect.resize import halvings
from facefinder.network.runner import AnyShape
from facefinder.records.faces import FloatArray, ImageArray

BATCHES, SIZE = (2, 4, 7), 24
HEIGHT, WIDTH = 300, 500


class Corners:
    """In R-Net's place: two colours of a patch's first pixel, its mean, and nought."""

    def __init__(self) -> None:
        self.batches: list[ImageArray] = []

    def __call__(self, patches: ImageArray) -> list[FloatArray]:
        assert patches.shape == (len(patches), SIZE, SIZE, 3)
        self.batches.append(patches)
        told = np.zeros((len(patches), 1, 1, 4), np.float32)
        told[:, 0, 0, :2] = patches[:, 0, 0, :2]
        told[:, 0, 0, 2] = patches.mean(axis=(1, 2, 3))
        return [told]


def looked(boxes: Boxes) -> tuple[tuple[FloatArray, ...], list[ImageArray]]:
    """Results for squares in an image, and the batches that the network saw."""
    image = np.random.default_rng(0).integers(1, 256, (HEIGHT, WIDTH, 3), np.uint8)
    images = halvings(image, HALVINGS)
    network = Corners()
    places = _places(images, boxes, SIZE)
    assert len(places.boxes) == len(boxes)
    return _look(cast("AnyShape", network), BATCHES, images, places, (2, 3)), network.batches


SQUARES = st.tuples(
    st.integers(-20, WIDTH - 20), st.integers(-20, HEIGHT - 20), st.integers(40, 400)
).map(lambda square: (square[0], square[1], square[0] + square[2], square[1] + square[2]))


@given(st.lists(SQUARES, max_size=16))
def test_each_patch_has_its_results_however_many_there_are(
    squares: list[tuple[int, int, int, int]],
) -> None:
    boxes = np.array(squares, float).reshape(-1, 4)
    (corners, means, scores), batches = looked(boxes)
    assert corners.shape == (len(boxes), 2)
    assert means.shape == (len(boxes), 1)
    assert (scores == np.full(len(boxes), 0.5)).all()
    whole, rest = divmod(len(boxes), BATCHES[-1])
    last = [min(batch for batch in BATCHES if batch >= rest)] * (rest > 0)
    assert [len(batch) for batch in batches] == [BATCHES[-1]] * whole + last
    for box, corner, mean in zip(boxes, corners, means, strict=True):
        (alone, its_mean, _), ((patch, nothing),) = looked(box[None])
        np.testing.assert_array_equal(corner, alone[0])
        assert mean == its_mean
        assert patch.any()
        assert not nothing.any()
