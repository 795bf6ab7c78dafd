"""MTCNN: proposals from an image pyramid, refined twice, with five landmarks.

P-Net proposes faces of one size at every level of a pyramid of shrunken images, R-Net sorts most of
them out, O-Net decides, corrects the box and places the landmarks. Every network sees few different
shapes, because TensorFlow plans and keeps memory for each.

Source of the method: Zhang et al., 2016 (see `nets`).
"""

import math
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from facefinder.detect.boxes import Boxes, Indices, shifted, squared, suppress, suppress_nested
from facefinder.detect.mtcnn.nets import O_SIZE, R_SIZE, Net, load_nets
from facefinder.detect.mtcnn.proposals import propose
from facefinder.detect.resize import halvings
from facefinder.records.boxes import Box
from facefinder.records.faces import DetectedFace, FloatArray, ImageArray

R_SCORE, O_SCORE = 0.7, 0.8  # the wheel's; 0.9 for the last loses two real faces
# Worth O-Net's second look. With it landmarks are off by 1.2 pixels (of a 150 pixel crop, faces of
# 30 to 150 pixels) instead of 1.4.
O_FIRST_SCORE = 0.6
HALVINGS = 4  # large faces are cut out of a photo halved so often, which saves 8 ms a photo


class Batch(NamedTuple):
    """Patches that a network sees in one call: so many at most, and a multiple of another number.

    So there are few different shapes; each costs a worker 1 MB.
    """

    most: int
    multiple: int


R_BATCH, O_BATCH = Batch(64, 16), Batch(8, 2)


class Mtcnn:
    """The detector; see `protocol.Detector`."""

    def __init__(self, models_dir: Path) -> None:
        """Load the networks.

        Args:
            models_dir: Holds `nets.FILES`, verified.

        Raises:
            ModelError: A file is missing or is not what it should be.
        """
        self._p_net, self._r_net, self._o_net = load_nets(models_dir)

    def detect(self, image: ImageArray) -> list[DetectedFace]:
        """Find the faces; see `Detector.detect`."""
        boxes = propose(self._p_net, image)
        images = halvings(image, HALVINGS)
        boxes = self._refine(images, boxes)
        boxes = self._centre(images, boxes)
        return self._decide(images, boxes)

    def _refine(self, images: list[ImageArray], boxes: Boxes) -> Boxes:
        """R-Net on each proposal -> fewer, better squares."""
        places = _places(images, boxes, R_SIZE)
        scores, shifts = _look(self._r_net, images, places, R_BATCH, (2, 4))
        likely = scores[:, 1] > R_SCORE
        boxes = shifted(places.boxes[likely], shifts[likely])
        keep = suppress(boxes, scores[likely, 1], above=0.7)
        return squared(boxes[keep])

    def _centre(self, images: list[ImageArray], boxes: Boxes) -> Boxes:
        """A first look of O-Net, for its box alone: a well centred face gets better landmarks."""
        places = _places(images, boxes, O_SIZE)
        scores, shifts, _ = _look(self._o_net, images, places, O_BATCH, (2, 4, 10))
        likely = scores[:, 1] > O_FIRST_SCORE
        boxes = shifted(places.boxes[likely], shifts[likely])
        keep = suppress(boxes, scores[likely, 1], above=0.7)
        return squared(boxes[keep])

    def _decide(self, images: list[ImageArray], boxes: Boxes) -> list[DetectedFace]:
        """O-Net on what is left -> faces, best first."""
        places = _places(images, boxes, O_SIZE)
        scores, shifts, points = _look(self._o_net, images, places, O_BATCH, (2, 4, 10))
        sure = scores[:, 1] > O_SCORE
        boxes, scores, points = places.boxes[sure], scores[sure, 1], points[sure]
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
    halved = np.log2(np.maximum(sides, 1) / (2 * size)).clip(0, len(images) - 1).astype(int)
    scale = np.exp2(halved)[:, None]
    whole = np.rint(boxes / scale).astype(int)
    limits = np.array([images[n].shape[1::-1] for n in range(len(images))])[halved]
    inside = (whole[:, 2:4] > 0).all(axis=1) & (whole[:, 0:2] < limits).all(axis=1)
    inside &= whole[:, 2] - whole[:, 0] >= 2
    return _Places(size, (whole * scale)[inside], whole[inside], halved[inside])


def _look(
    net: Net, images: list[ImageArray], places: _Places, batch: Batch, columns: tuple[int, ...]
) -> tuple[FloatArray, ...]:
    """Run a network on few batches of nearly equal size, each filled up with zeros.

    Patches are cut for one batch at a time: those of a crowd would take hundreds of megabytes.

    Args:
        net: R-Net or O-Net.
        images: The image and its halvings.
        places: Of the patches.
        batch: How many at once.
        columns: Of the network's results.

    Returns:
        The results, shape (N, columns) each.
    """
    count = len(places.boxes)
    if not count:
        return tuple(np.empty((0, n), np.float32) for n in columns)
    results = []
    for part in np.array_split(np.arange(count), math.ceil(count / batch.most)):
        patches = _cut(images, places, part)
        missing = -len(part) % batch.multiple
        filled = np.pad(patches, [(0, missing), (0, 0), (0, 0), (0, 0)])
        results.append([result.numpy()[: len(part)] for result in net(filled)])
    return tuple(np.concatenate(parts) for parts in zip(*results, strict=True))


def _cut(images: list[ImageArray], places: _Places, part: Indices) -> FloatArray:
    """Some of the patches, black where they leave the image; normalised, (N, size, size, 3)."""
    patches = np.empty((len(part), places.size, places.size, 3), np.uint8)
    for patch, i in zip(patches, part, strict=True):
        _cut_one(images[places.halved[i]], places.whole[i], patch)
    return (patches - np.float32(127.5)) / np.float32(128)


def _cut_one(image: ImageArray, box: Indices, patch: ImageArray) -> None:
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
