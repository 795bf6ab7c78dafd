"""YuNet: one small network over the whole image, then a second, closer look at every face.

The network finds faces of about 10 to 300 pixels, so it sees the image twice, at a common size and
small, where a face that fills the frame is of the right size. Its landmarks are noisy on small
faces, therefore each face is cut out, enlarged and looked at again, straight and mirrored; that
second look also decides.

Of many faces that are small at the common size the network hardly says more than that there may be
something. Such hints cost little to follow: a glimpse of each from near tells which show a face.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facefinder.detect.boxes import Boxes, overlaps, suppress, suppress_nested
from facefinder.detect.resize import resized
from facefinder.detect.yunet.net import YuNetGraph
from facefinder.records.boxes import Box
from facefinder.records.faces import DetectedFace, FloatArray, ImageArray
from facefinder.warp import warped

# Long side at which the image is seen, pixels: at most, and at least. With hints 640 pixels show
# as many faces as 960 without, for half the work (docs/speed.md, "Hints").
SIDES = (640, 320)
ENLARGED = 1.25  # at most, on the way there
# That of a second look, for faces that fill the image: 320 pixels show no more of them.
SMALL_SIDE = 224
# As `SIDES`, of a glance at turns of an image side by side, which is seen as large as it is.
GLANCE_SIDES = (960, 224)
# Of a peek at a place. At 192 pixels one of eight faces that lean does not prove to be one.
PEEK_SIDE = 224
FIRST_SCORE = 0.6  # worth a closer look
# A hint: its score, and its width as a share of the long side of the image, 8 to 80 of 640 pixels.
# Narrower faces, and those of fewer pixels, are no use, wider ones are seen well.
HINT_SCORE = 0.04
HINT_SHARES = (1 / 80, 1 / 8)
HINT_PX = 20
# Images of more pixels than this have hints: what leans is looked at in smaller ones.
WITH_HINTS = 448
COMMON = 0.3  # of two boxes: one face, seen from two places; OpenCV's value
NESTED = 0.6  # of the smaller box: a part of the same face, seen at the wrong size
SCORE = 0.7
ALONE_SCORE = 0.8  # sure enough without being confirmed: faces cut off by the frame
# The closer look: side of the cut-out and face in it, pixels. Landmarks of faces of 30, 60 and 90
# pixels are off by 4.1, 2.9 and 3.9 pixels (of a 150 pixel crop) without it, 2.2, 2.2, 2.1 with one
# of 320 and 180 pixels. Two of this size take as long, and their mean is steadier: of 453 pairs of
# photos of one person .66 are nearer than all but one of 1,000 strangers of the same group (.63
# with that one, .64 with one of 256 and 180).
CLOSE_SIDE, CLOSE_FACE = 224, 160
VIEWS = 2
# A glimpse at a hint: one as large as the closer look shows the same faces.
GLIMPSE_SIDE, GLIMPSE_FACE = 96, 69


class YuNet:
    """The detector; see `protocol.Detector`."""

    def __init__(self, models_dir: Path) -> None:
        """Load the network.

        Args:
            models_dir: Holds `net.FILE`, verified.

        Raises:
            ModelError: The file is missing or is not what it should be.
        """
        self._graph = YuNetGraph(models_dir)

    def detect(self, image: ImageArray) -> list[DetectedFace]:
        """Find the faces; see `Detector.detect`."""
        long_side = max(image.shape[:2])
        above = HINT_SCORE if long_side > WITH_HINTS else FIRST_SCORE
        rows = self._overview(image, _sides(round(ENLARGED * long_side), *SIDES), above)
        return self._looked_at_again(image, rows, VIEWS)

    def glance(self, image: ImageArray) -> list[DetectedFace]:
        """Find the faces, with noisier landmarks; see `protocol.Glancing`."""
        sides = _sides(max(image.shape[:2]), *GLANCE_SIDES)
        return self._looked_at_again(image, self._overview(image, sides, FIRST_SCORE), 1)

    def peek(self, image: ImageArray) -> list[DetectedFace]:
        """See by one look what may be a face; see `protocol.Glancing`."""
        rows = self._overview(image, [PEEK_SIDE], FIRST_SCORE)
        return [_face(row) for row in _apart(rows, NESTED)]

    def _overview(self, image: ImageArray, sides: list[int], above: float) -> FloatArray:
        """Look at the whole image -> rows as the network has them.

        Args:
            image: As for `detect`.
            sides: Long sides at which to look, pixels, the largest first.
            above: Score from which a place counts at the first; `FIRST_SCORE` at any other.
        """
        height, width = image.shape[:2]
        seen, found = image, []
        for side in sides:
            scale = side / max(height, width)
            size = (max(32, round(width * scale)), max(32, round(height * scale)))
            seen = resized(seen, size)  # the second from the first: fewer pixels to read
            (rows,) = self._run(seen[None], above)
            found.append(_moved(rows, np.zeros(2), np.array([width, height]) / size))
            above = FIRST_SCORE
        return np.concatenate(found)

    def _looked_at_again(
        self, image: ImageArray, rows: FloatArray, views: int
    ) -> list[DetectedFace]:
        """What turns out to be a face from near."""
        likely = _apart(rows[rows[:, 14] >= FIRST_SCORE], NESTED)
        faces = _apart(self._closer_to_each(image, likely, views), NESTED)
        hints = _apart(_beside(_hints(rows, image), likely), COMMON)
        shown = [hint for hint in hints if self._shows_face(image, hint)]
        # A hint beside a face, or beside another hint, may be the same face from near.
        more = _apart(_beside(self._closer_to_each(image, shown, views), faces), COMMON)
        return [_face(row) for row in _apart(np.concatenate([faces, more]), NESTED)]

    def _closer_to_each(
        self, image: ImageArray, rows: Iterable[FloatArray], views: int
    ) -> FloatArray:
        """The rows of what proves to be a face."""
        closer = [self._closer(image, row, views) for row in rows]
        return np.concatenate([np.empty((0, 15), np.float32), *closer])

    def _shows_face(self, image: ImageArray, hint: FloatArray) -> bool:
        """Whether a glimpse at a hint from near shows something worth a closer look."""
        cut, corner, scale = _from_near(image, hint, GLIMPSE_SIDE, GLIMPSE_FACE)
        (rows,) = self._run(cut[None], FIRST_SCORE)
        return bool(_at_same_place(_moved(rows, corner, scale), hint).any())

    def _closer(self, image: ImageArray, row: FloatArray, views: int) -> FloatArray:
        """Look again at one face, at the size where landmarks are best -> 0 or 1 row."""
        cut, corner, scale = _from_near(image, row, CLOSE_SIDE, CLOSE_FACE)
        straight, *mirrored = self._run(np.stack([cut, cut[:, ::-1]][:views]), FIRST_SCORE)
        # What was a hint at first is to be as certain now as what needs no second look.
        least = SCORE if row[14] >= FIRST_SCORE else ALONE_SCORE
        looks = []
        for seen in (straight, *(_mirrored(rows, CLOSE_SIDE) for rows in mirrored)):
            rows = _moved(seen, corner, scale)
            rows = rows[_at_same_place(rows, row) & (rows[:, 14] >= least)]
            looks.append(rows[np.argsort(-rows[:, 14], kind="stable")][:1])
        best, *others = looks
        if not len(best):
            return row[None] if row[14] >= ALONE_SCORE else best
        for other in others:
            if len(other):
                best[:, 4:14] = (best[:, 4:14] + other[:, 4:14]) / 2
        return best

    def _run(self, images: ImageArray, above: float) -> list[FloatArray]:
        return [
            rows[suppress(corners(rows), rows[:, 14], above=COMMON)]
            for rows in self._graph(images, above)
        ]


def _sides(wanted: int, most: int, least: int) -> list[int]:
    """Long sides at which to look at an image: a single one where they would hardly differ.

    Args:
        wanted: The larger side as the image has it, pixels.
        most: The larger side at most.
        least: And at least.
    """
    large = min(most, max(least, wanted))
    return [large, SMALL_SIDE] if large > 2 * SMALL_SIDE else [large]


def _hints(rows: FloatArray, image: ImageArray) -> FloatArray:
    """The hints among rows."""
    least, most = (share * max(image.shape[:2]) for share in HINT_SHARES)
    scores, widths = rows[:, 14], rows[:, 2]
    hints = (scores < FIRST_SCORE) & (widths >= max(least, HINT_PX)) & (widths <= most)
    return np.asarray(rows[hints], np.float32)


def _beside(rows: FloatArray, others: FloatArray) -> FloatArray:
    """The rows without those at a place of other ones."""
    for row in others:
        rows = rows[overlaps(corners(row[None])[0], corners(rows), of_smaller=True) <= COMMON]
    return rows


def _apart(rows: FloatArray, above: float) -> FloatArray:
    """The rows, best first, without those of which a better one has more than a share."""
    keep = suppress_nested(corners(rows), rows[:, 14], above=above)
    return np.asarray(rows[keep], np.float32)


def _at_same_place(rows: FloatArray, row: FloatArray) -> NDArray[np.bool_]:
    """Which rows are of the face of another one; shape (N,)."""
    return np.asarray(overlaps(corners(row[None])[0], corners(rows)) > COMMON)


def _from_near(
    image: ImageArray, row: FloatArray, side: int, face: int
) -> tuple[ImageArray, Boxes, Boxes]:
    """A square with a face in its middle.

    Args:
        image: Where the face is.
        row: The face.
        side: Of the square, pixels.
        face: Width that the face is to have in it, pixels; less where it is very high.

    Returns:
        The square, shape (side, side, 3), and what `_moved` needs to bring rows back.
    """
    x, y, w, h = (float(value) for value in row[:4])
    taken = max(w * side / face, h * 1.15)
    corner = np.array([x + w / 2 - taken / 2, y + h / 2 - taken / 2])
    cut, scale = cut_square(image, corner, taken, side)
    return cut, corner, np.array([scale, scale])


def cut_square(
    image: ImageArray, corner: Boxes, side: float, size: int
) -> tuple[ImageArray, float]:
    """A square part of an image, resized, edge pixels repeated outside.

    Returns:
        The part, shape (size, size, 3), and image pixels for one of its pixels.
    """
    scale = side / size
    if scale > 1:  # shrink first, with an average over the pixels, and no more than is needed
        start = np.clip(np.floor(corner) - 2, 0, np.array(image.shape[1::-1]) - 1).astype(int)
        stop = np.maximum(np.ceil(corner + side).astype(int) + 2, start + 1)
        image, corner = image[start[1] : stop[1], start[0] : stop[0]], corner - start
        small = (max(1, round(image.shape[1] / scale)), max(1, round(image.shape[0] / scale)))
        to_small = np.array(small) / (image.shape[1], image.shape[0])
        image, corner, side = resized(image, small), corner * to_small, side * to_small[0]
    step = side / size
    matrix = np.array([[step, 0, corner[0]], [0, step, corner[1]]])
    return warped(image, matrix, (size, size)), scale


def corners(rows: FloatArray) -> Boxes:
    """Rows of x, y, width, height, ... -> x1, y1, x2, y2."""
    return np.hstack([rows[:, 0:2], rows[:, 0:2] + rows[:, 2:4]])


def _moved(rows: FloatArray, corner: Boxes, scale: Boxes) -> FloatArray:
    """Rows of a part of the image -> rows of the image."""
    moved = rows.copy()
    moved[:, 0:2] = rows[:, 0:2] * scale + corner
    moved[:, 2:4] = rows[:, 2:4] * scale
    moved[:, 4:14] = rows[:, 4:14] * np.tile(scale, 5) + np.tile(corner, 5)
    return moved


def _mirrored(rows: FloatArray, width: int) -> FloatArray:
    """Rows of a mirrored image -> rows of the image; what is left in it becomes right."""
    straight = rows.copy()
    straight[:, 0] = width - rows[:, 0] - rows[:, 2]
    landmarks = rows[:, 4:14].reshape(-1, 5, 2)[:, [1, 0, 2, 4, 3]]
    straight[:, 4:14:2] = width - 1 - landmarks[..., 0]
    straight[:, 5:14:2] = landmarks[..., 1]
    return straight


def _face(row: FloatArray) -> DetectedFace:
    x, y, w, h = (float(value) for value in row[:4])
    # YuNet's order is ours: image-left eye, image-right eye, nose, image-left mouth, right mouth.
    return DetectedFace(Box(x, y, w, h), float(row[14]), row[4:14].reshape(5, 2).copy())
