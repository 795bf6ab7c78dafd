"""MTCNN: proposals from an image pyramid, refined twice, with five landmarks.

P-Net proposes faces of one size at every level of a pyramid of shrunken images, R-Net sorts most of
them out, O-Net decides, corrects the box and places the landmarks. Every network sees few different
shapes (padded levels, batches of one size), because TensorFlow plans and keeps memory for each.

Source of the method: Zhang et al., 2016 (see `mtcnn_nets`).
"""

import math
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from facefinder.detect.boxes import Boxes, Indices, squared, suppress
from facefinder.detect.mtcnn_nets import O_SIZE, R_SIZE, Net, load_nets
from facefinder.detect.resize import halvings, resized
from facefinder.records import Box, DetectedFace, FloatArray, ImageArray

WINDOW, STRIDE = 12, 2  # P-Net's view of a level, pixels
# From level to level. The customary 0.709 costs 35 % more and finds the same 98 faces of 88 photos.
PYRAMID_STEP = 0.6
# A face that fills P-Net's first window: pixels, and as a share of the long side (31 pixels
# in 2000). Smaller ones are found too: 34 of 36 dark, noisy faces of 20 pixels in 2000. 1/80 costs
# 50 % more and finds 2 more of them, 1/50 loses 4.
MIN_FACE_PX = 20.0
MIN_FACE_SHARE = 1 / 64
MARGIN = 6  # how far a window may reach over a level's edge, pixels: faces cut off by the frame
LEVEL_MULTIPLE = 32  # levels are padded to multiples of this, pixels
P_SCORE, R_SCORE, O_SCORE = 0.6, 0.7, 0.8  # the wheel's; 0.9 for the last loses two real faces
# Worth O-Net's second look. With it landmarks are off by 1.2 pixels (of a 150 pixel crop, faces of
# 30 to 150 pixels) instead of 1.4.
O_FIRST_SCORE = 0.6
STRIP = 128  # rows of a level that P-Net sees at once, plus those that two strips share; pixels
R_BATCH, O_BATCH = 32, 8
MAX_PROPOSALS = 400
HALVINGS = 4  # large faces are cut out of a photo halved so often, which saves 8 ms a photo


class Mtcnn:
    """The detector; see `facefinder.detect.detector.Detector`."""

    def __init__(self, models_dir: Path) -> None:
        """Load the networks.

        Args:
            models_dir: Holds `mtcnn_nets.FILES`, verified.

        Raises:
            ModelError: A file is missing or is not what it should be.
        """
        self._p_net, self._r_net, self._o_net = load_nets(models_dir)

    def detect(self, image: ImageArray) -> list[DetectedFace]:
        """Find the faces; see `Detector.detect`."""
        boxes = self._propose(image)
        images = halvings(image, HALVINGS)
        boxes = self._refine(images, boxes)
        boxes = self._centre(images, boxes)
        return self._decide(images, boxes)

    def _propose(self, image: ImageArray) -> Boxes:
        """P-Net on every level of the pyramid -> squares, shape (N, 4)."""
        found = [self._propose_at(level, image) for level in pyramid(image)]
        boxes = np.concatenate([boxes for boxes, _ in found] or [np.empty((0, 4))])
        scores = np.concatenate([scores for _, scores in found] or [np.empty(0)])
        keep = suppress(boxes, scores, above=0.7, at_most=MAX_PROPOSALS)
        return squared(boxes[keep])

    def _propose_at(self, level: ImageArray, image: ImageArray) -> tuple[Boxes, Boxes]:
        strips = [self._p_net(strip)[0].numpy()[0] for strip in _strips(_padded(level))]
        return _windows(np.concatenate(strips), level, image)

    def _refine(self, images: list[ImageArray], boxes: Boxes) -> Boxes:
        """R-Net on each proposal -> fewer, better squares."""
        boxes, patches = _cut(images, boxes, R_SIZE)
        scores, shifts = _in_batches(self._r_net, patches, R_BATCH, (2, 4))
        likely = scores[:, 1] > R_SCORE
        boxes = _shifted(boxes[likely], shifts[likely])
        keep = suppress(boxes, scores[likely, 1], above=0.7)
        return squared(boxes[keep])

    def _centre(self, images: list[ImageArray], boxes: Boxes) -> Boxes:
        """A first look of O-Net, for its box alone: a well centred face gets better landmarks."""
        boxes, patches = _cut(images, boxes, O_SIZE)
        scores, shifts, _ = _in_batches(self._o_net, patches, O_BATCH, (2, 4, 10))
        likely = scores[:, 1] > O_FIRST_SCORE
        boxes = _shifted(boxes[likely], shifts[likely])
        keep = suppress(boxes, scores[likely, 1], above=0.7)
        return squared(boxes[keep])

    def _decide(self, images: list[ImageArray], boxes: Boxes) -> list[DetectedFace]:
        """O-Net on what is left -> faces, best first."""
        boxes, patches = _cut(images, boxes, O_SIZE)
        scores, shifts, points = _in_batches(self._o_net, patches, O_BATCH, (2, 4, 10))
        sure = scores[:, 1] > O_SCORE
        boxes, scores, points = boxes[sure], scores[sure, 1], points[sure]
        landmarks = _landmarks(boxes, points)
        boxes = _shifted(boxes, shifts[sure])
        # A face inside another is a second look at the same one: O-Net's boxes hardly nest else.
        keep = suppress(boxes, scores, above=0.7, of_smaller=True)
        return [_face(boxes[i], float(scores[i]), landmarks[i]) for i in keep]


def pyramid(image: ImageArray) -> list[ImageArray]:
    """Shrunken (or for tiny faces enlarged) images, largest first.

    At the first level the smallest face that is looked for fills P-Net's window, at the last the
    window fills the image.
    """
    height, width = image.shape[:2]
    scale = WINDOW / max(MIN_FACE_PX, MIN_FACE_SHARE * max(height, width))
    levels: list[ImageArray] = []
    source = image
    while scale * min(height, width) >= WINDOW:
        size = (round(width * scale), round(height * scale))
        # From the level before, not from the image: a tenth of the pixels to read.
        source = resized(source, size)
        levels.append(source)
        scale *= PYRAMID_STEP
    return levels


def _padded(level: ImageArray) -> FloatArray:
    """Batch of one for P-Net, grey at the right and the bottom up to the next multiple."""
    height, width = level.shape[:2]
    rows, columns = (
        math.ceil((n + 2 * MARGIN) / LEVEL_MULTIPLE) * LEVEL_MULTIPLE for n in (height, width)
    )
    canvas = np.zeros((1, rows, columns, 3), np.float32)
    _normalise(level, canvas[0, MARGIN : MARGIN + height, MARGIN : MARGIN + width])
    return canvas


def _strips(canvas: FloatArray) -> Iterator[FloatArray]:
    """Parts of a level whose windows, one below the other, are all of its windows.

    P-Net needs 50 MB less for them, and a twentieth less time.
    """
    overlap = WINDOW - STRIDE
    for top in range(0, canvas.shape[1] - overlap, STRIP):
        yield canvas[:, top : top + STRIP + overlap]


def _normalise(pixels: ImageArray, out: FloatArray) -> None:
    np.subtract(pixels, np.float32(127.5), out=out)
    out *= np.float32(1 / 128)


def _windows(windows: FloatArray, level: ImageArray, image: ImageArray) -> tuple[Boxes, FloatArray]:
    """P-Net's likely windows of one level -> boxes in the image and their scores."""
    # Windows that reach into the padding are not the level's.
    rows, columns = ((n + 2 * MARGIN - WINDOW) // STRIDE + 1 for n in level.shape[:2])
    windows = windows[:rows, :columns]
    # The softmax of two values is a function of their difference, and wanted where that is large.
    differences = windows[:, :, 5] - windows[:, :, 4]
    at = np.nonzero(differences > math.log(P_SCORE / (1 - P_SCORE)))
    scores = 1 / (1 + np.exp(-differences[at]))
    corners = np.stack([at[1], at[0]], axis=1) * float(STRIDE) - MARGIN
    boxes = _shifted(np.hstack([corners, corners + WINDOW]), windows[at][:, :4])
    keep = suppress(boxes, scores, above=0.5)
    to_image = np.array([image.shape[1] / level.shape[1], image.shape[0] / level.shape[0]])
    return boxes[keep] * np.tile(to_image, 2), scores[keep]


def _shifted(boxes: Boxes, shifts: FloatArray) -> Boxes:
    """Move every corner by a share of its box's side."""
    return boxes + shifts * np.tile(boxes[:, 2:4] - boxes[:, 0:2], 2)


def _cut(images: list[ImageArray], boxes: Boxes, size: int) -> tuple[Boxes, FloatArray]:
    """Patches for a network, black where a box leaves the image.

    Args:
        images: The image and its halvings.
        boxes: In pixels of the image.
        size: Side of a patch, pixels.

    Returns:
        The boxes in whole pixels of what they were cut from, without those outside of the image,
        and the patches, shape (N, size, size, 3), normalised.
    """
    sides = boxes[:, 2] - boxes[:, 0]
    halved = np.log2(np.maximum(sides, 1) / (2 * size)).clip(0, len(images) - 1).astype(int)
    scale = np.exp2(halved)[:, None]
    whole = np.rint(boxes / scale).astype(int)
    limits = np.array([images[n].shape[1::-1] for n in range(len(images))])[halved]
    inside = (whole[:, 2:4] > 0).all(axis=1) & (whole[:, 0:2] < limits).all(axis=1)
    inside &= whole[:, 2] - whole[:, 0] >= 2
    patches = np.empty((np.count_nonzero(inside), size, size, 3), np.uint8)
    for patch, box, n in zip(patches, whole[inside], halved[inside], strict=True):
        _cut_one(images[n], box, patch)
    normalised = np.empty(patches.shape, np.float32)
    _normalise(patches, normalised)
    return (whole * scale)[inside], normalised


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


def _in_batches(
    net: Net, patches: FloatArray, size: int, columns: tuple[int, ...]
) -> tuple[FloatArray, ...]:
    """Run a network on batches of exactly `size`, the last filled up with zeros."""
    outputs: list[list[FloatArray]] = [[np.empty((0, n), np.float32)] for n in columns]
    for start in range(0, len(patches), size):
        batch = np.zeros((size, *patches.shape[1:]), np.float32)
        part = patches[start : start + size]
        batch[: len(part)] = part
        for output, result in zip(outputs, net(batch), strict=True):
            output.append(result.numpy()[: len(part)])
    return tuple(np.concatenate(output) for output in outputs)


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
