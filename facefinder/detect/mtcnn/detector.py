"""MTCNN: proposals from an image pyramid, refined twice, with five landmarks.

P-Net proposes faces of one size at every level of a pyramid of shrunken images, R-Net sorts most of
them out, O-Net decides, corrects the box and places the landmarks.

Source of the method: Zhang et al., 2016 (see `nets`).
"""

from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from facefinder.detect.boxes import Boxes, Indices, shifted, squared, suppress, suppress_nested
from facefinder.detect.mtcnn.nets import O_BATCHES, O_SIZE, R_BATCHES, R_SIZE, load_nets
from facefinder.detect.mtcnn.proposals import propose
from facefinder.detect.resize import halvings
from facefinder.detect.scores import scores_of
from facefinder.network.runner import AnyShape
from facefinder.records.boxes import Box
from facefinder.records.faces import DetectedFace, FloatArray, ImageArray

R_SCORE, O_SCORE = 0.7, 0.8  # the wheel's; 0.9 for the last loses two real faces
# Worth O-Net's second look. With it landmarks are off by 1.2 pixels (of a 150 pixel crop, faces of
# 30 to 150 pixels) instead of 1.4.
O_FIRST_SCORE = 0.6
HALVINGS = 4  # large faces are cut out of a photo halved so often, which saves 8 ms a photo
# How much larger than the patch, at least. 1.4 saves nothing; for R-Net it loses 8 of 6,934 faces.
FINE = 2


class Mtcnn:
    """The detector; see `protocol.Detector`."""

    def __init__(self, models_dir: Path) -> None:
        """Load the networks.

        Args:
            models_dir: Holds `nets.FILES`, verified.

        Raises:
            ModelError: A file is missing or is not what it should be.
        """
        self._sparse, self._dense, self._r_net, self._o_net = load_nets(models_dir)

    def detect(self, image: ImageArray) -> list[DetectedFace]:
        """Find the faces; see `Detector.detect`."""
        images = halvings(image, HALVINGS)
        boxes = propose(self._sparse, self._dense, images)
        boxes = self._refine(images, boxes)
        boxes = self._centre(images, boxes)
        return self._decide(images, boxes)

    def _refine(self, images: list[ImageArray], boxes: Boxes) -> Boxes:
        """R-Net on each proposal -> fewer, better squares."""
        places = _places(images, boxes, R_SIZE)
        shifts, scores = _look(self._r_net, R_BATCHES, images, places, (4,))
        likely = scores > R_SCORE
        boxes = shifted(places.boxes[likely], shifts[likely])
        keep = suppress(boxes, scores[likely], above=0.7)
        return squared(boxes[keep])

    def _centre(self, images: list[ImageArray], boxes: Boxes) -> Boxes:
        """A first look of O-Net, for its box alone: a well centred face gets better landmarks."""
        places = _places(images, boxes, O_SIZE)
        shifts, _, scores = _look(self._o_net, O_BATCHES, images, places, (4, 14))
        likely = scores > O_FIRST_SCORE
        boxes = shifted(places.boxes[likely], shifts[likely])
        keep = suppress(boxes, scores[likely], above=0.7)
        return squared(boxes[keep])

    def _decide(self, images: list[ImageArray], boxes: Boxes) -> list[DetectedFace]:
        """O-Net on what is left -> faces, best first."""
        places = _places(images, boxes, O_SIZE)
        shifts, points, scores = _look(self._o_net, O_BATCHES, images, places, (4, 14))
        sure = scores > O_SCORE
        boxes, scores, points = places.boxes[sure], scores[sure], points[sure]
        landmarks = _landmarks(boxes, points)
        boxes = shifted(boxes, shifts[sure])
        # A face inside another is a second look at the same one: O-Net's boxes hardly nest else.
        keep = suppress_nested(boxes, scores, above=0.7)
        return [_face(boxes[i], float(scores[i]), landmarks[i]) for i in keep]


class _Places(NamedTuple):
    """Where to cut patches out.

    Attributes:
        size: Side of a patch, pixels.
        boxes: Squares in pixels of the image, shape (N, 4); `whole` by another measure.
        whole: In pixels of what they are cut from.
        halved: How often that was halved, shape (N,).
    """

    size: int
    boxes: Boxes
    whole: Indices
    halved: Indices


def _places(images: list[ImageArray], boxes: Boxes, size: int) -> _Places:
    """Where a network is to look, without boxes outside of the image.

    Args:
        images: The image and its halvings.
        boxes: Squares in pixels of the image.
        size: Side of a patch, pixels.
    """
    sides = boxes[:, 2] - boxes[:, 0]
    halved = np.log2(np.maximum(sides, 1) / (FINE * size)).clip(0, len(images) - 1).astype(int)
    scale = np.exp2(halved)[:, None]
    whole = np.rint(boxes / scale).astype(int)
    limits = np.array([images[n].shape[1::-1] for n in range(len(images))])[halved]
    inside = (whole[:, 2:4] > 0).all(axis=1) & (whole[:, 0:2] < limits).all(axis=1)
    inside &= whole[:, 2] - whole[:, 0] >= 2
    return _Places(size, (whole * scale)[inside], whole[inside], halved[inside])


def _look(
    net: AnyShape,
    batches: tuple[int, ...],
    images: list[ImageArray],
    places: _Places,
    ends: tuple[int, ...],
) -> tuple[FloatArray, ...]:
    """Run a network on as many batches as are needed, the last one filled up with black.

    Patches are cut for one batch at a time: those of a crowd would take hundreds of megabytes.

    Args:
        net: R-Net or O-Net.
        batches: How many patches there can be in a batch, rising.
        images: The image and its halvings.
        places: Of the patches.
        ends: Where each of the network's results but the score ends.

    Returns:
        The results, shape (N, columns) each, and at last the scores, shape (N,), 0 to 1.
    """
    count, side = len(places.boxes), places.size
    results = np.empty((count, ends[-1] + 1), np.float32)
    for start in range(0, count, batches[-1]):
        stop = min(start + batches[-1], count)
        enough = next(batch for batch in batches if batch >= stop - start)
        patches = np.zeros((enough, side, side, 3), np.uint8)
        for patch, i in zip(patches, range(start, stop), strict=False):
            _cut_one(images[places.halved[i]], places.whole[i], patch)
        results[start:stop] = net(patches)[0][: stop - start, 0, 0]
    *others, score = np.split(results, ends, axis=1)
    # The softmax of two scores is a function of their difference.
    return *others, scores_of(score[:, 0])


def _cut_one(image: ImageArray, box: Indices, patch: ImageArray) -> None:
    """Fill one patch, black where it leaves the image."""
    height, width = image.shape[:2]
    x1, y1, x2, y2 = (int(value) for value in box)
    left, top, right, bottom = max(x1, 0), max(y1, 0), min(x2, width), min(y2, height)
    cut = image[top:bottom, left:right]
    if (left, top, right, bottom) != (x1, y1, x2, y2):
        border = (top - y1, y2 - bottom, left - x1, x2 - right)
        cut = np.asarray(cv2.copyMakeBorder(cut, *border, cv2.BORDER_CONSTANT), np.uint8)
    how = cv2.INTER_AREA if cut.shape[0] > patch.shape[0] else cv2.INTER_LINEAR
    cv2.resize(cut, patch.shape[1::-1], patch, interpolation=how)


def _landmarks(boxes: Boxes, points: FloatArray) -> FloatArray:
    """O-Net's points, in sides of the box -> pixels, shape (N, 5, 2).

    A landmark at pixel 0 lies half a pixel inside the box's edge.
    """
    in_box = np.stack([points[:, :5], points[:, 5:]], axis=2)
    corner, side = boxes[:, None, 0:2], boxes[:, None, 2:4] - boxes[:, None, 0:2]
    return (corner + in_box * side - 0.5).astype(np.float32)


def _face(box: Boxes, score: float, landmarks: FloatArray) -> DetectedFace:
    x1, y1, x2, y2 = (float(value) for value in box)
    return DetectedFace(Box(x1, y1, x2 - x1, y2 - y1), score, landmarks)
