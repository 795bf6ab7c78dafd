"""What every detector needs around it: other turns of the photo, and no nonsense.

Photos that lie on their side without saying so in their EXIF data are common in old albums, pages
of albums have prints in every turn, and people lie in the grass. Every detector is nearly blind to
faces that lean by more than 40 degrees.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import cv2
import numpy as np

from facefinder.detect.closer_looks import CloserLooks
from facefinder.detect.mosaic import Detect, look_around
from facefinder.detect.protocol import Detector, Glancing
from facefinder.detect.room import has_room
from facefinder.detect.upright import is_upright
from facefinder.records.boxes import Box, share_of_smaller
from facefinder.records.faces import DetectedFace, FloatArray, ImageArray

QUARTERS, BETWEEN = (90, 180, 270), (45, 135, 225, 315)
"""Other ways up, degrees that a face leans by; each is seen within some 30 of it."""
# A box over the whole picture is a network's way to say nothing, unless it is very sure.
WHOLE_SHARE, WHOLE_SCORE = 0.95, 0.95
WORSE, BETTER = -0.05, 0.15
"""A turn whose best score lies between these, seen from that of upright, is told from it by more
looks. Of 212 photos one needs them with MTCNN, of 151 none with YuNet."""
CLEAR_ALONE = 0.95
"""Score that suffices for a turn where nothing is seen upright."""
STEADIER = 0.6
"""How much steadier such a face has to be than what is seen at its place otherwise. YuNet saw 84
faces of that turn steadier by 0.9 at least."""
ROTATIONS = {1: cv2.ROTATE_90_COUNTERCLOCKWISE, 2: cv2.ROTATE_180, 3: cv2.ROTATE_90_CLOCKWISE}
"""Quarter turns against the clock, as OpenCV calls them."""
AGREE_DEGREES = 30.0
"""Two readings of a face that lean by so much at most, seen from each other, are one."""
BETWEEN_DEGREES = 22.5
"""Half the way from a quarter turn to the turn between."""
APART = 0.3
"""Share of the smaller of two boxes up to which they are of two faces."""


@dataclass(frozen=True, slots=True, eq=False)
class _WayUp:
    """An image in one turn, with the faces that are seen in it so."""

    image: ImageArray
    faces: list[DetectedFace]

    @property
    def best(self) -> DetectedFace | None:
        """The face with the best score of those that stand upright."""
        upright = filter(is_upright, self.faces)
        return max(upright, key=lambda face: face.score, default=None)

    @property
    def worth(self) -> float:
        """One face that is certain is worth more than one that is not, but less than two."""
        return _worth(filter(is_upright, self.faces))

    def back(self, face: DetectedFace, turns: int) -> DetectedFace:
        """Where a face is in the image before it was turned."""
        height, width = self.image.shape[:2]
        if turns % 2:
            height, width = width, height
        return turned_back(face, turns, width, height)


class Looking(NamedTuple):
    """What is to be known of a detector to look with it: each has scores of its own.

    Attributes:
        sure_score: A photo with one face of this score, head up, is taken to be upright. To be
            above what the detector gives to faces that stand on their head.
        small_px: Side of the copies in which other turns are looked at, pixels.
        steady: How steady a face has to be that leans, log odds (see `closer_looks`).
    """

    sure_score: float = 0.9
    small_px: int = 320
    steady: float = 1.7


ANY: Final = Looking()
"""For a detector of which nothing was measured."""


class AnyTurn:
    """A detector that also finds faces that lie on a side, stand on their head or lean.

    Args:
        detector: Does the looking.
        looking: What holds for this one.

    Attributes:
        plain: The detector, which sees what stands.
    """

    def __init__(self, detector: Detector, looking: Looking = ANY) -> None:
        self.plain = detector
        self._detect = self._glance = self._peek = _those_plausible(detector.detect)
        if isinstance(detector, Glancing):
            self._glance = _those_plausible(detector.glance)
            self._peek = _those_plausible(detector.peek)
        self._looking = looking

    def detect(self, image: ImageArray) -> list[DetectedFace]:
        """Find the faces; see `Detector.detect`.

        Where no face is sure, or where there is room for other people, small copies of the other
        three quarter turns are looked at. The photo as a whole is turned if one of them is better
        than upright (see `_way_up`). Faces in it that lean otherwise are added one by one, each
        after several looks. Where one was, where one is seen that leans neither so nor so, or
        where there is no face at all, the turns between are looked at, too.
        """
        upright = self._seen(image)
        sure = [face for face in upright.faces if is_upright(face) and self._is_sure(face)]
        if sure and not has_room(sure, image):
            return upright.faces
        looks = self._closer_looks(image)
        around = self._around(image, QUARTERS)
        faces = upright.faces if sure else self._way_up(upright, around, looks)
        seen = [*around, *upright.faces]
        with_more = self._with_leaning(looks, faces, seen)
        if with_more is faces and faces and not any(map(_leans_between, seen)):
            return faces
        between = self._around(image, BETWEEN)
        with_more = self._with_leaning(looks, with_more, between)
        for turns in _turns_of(with_more) - _turns_of(faces):
            fuller = self._seen(turned(image, turns))
            more = [fuller.back(face, turns) for face in fuller.faces]
            with_more = self._with_leaning(looks, with_more, more)
        return sorted(with_more, key=lambda face: -face.score)

    def _seen(self, image: ImageArray) -> _WayUp:
        return _WayUp(image, self._detect(image))

    def _around(self, image: ImageArray, leans: Sequence[float]) -> list[DetectedFace]:
        return look_around(self._glance, image, leans, self._looking.small_px)

    def _closer_looks(self, image: ImageArray) -> CloserLooks:
        return CloserLooks(self._detect, self._peek, image)

    def _is_sure(self, face: DetectedFace) -> bool:
        return face.score >= self._looking.sure_score

    def _way_up(
        self, upright: _WayUp, around: Sequence[DetectedFace], looks: CloserLooks
    ) -> list[DetectedFace]:
        """The faces of the photo's best turn.

        The best one by the small look is looked at in full and counts if it is better than upright;
        where that is unclear, the best face of each decides by `closer_looks`.
        """
        worth = {turns: _worth(f for f in around if _turns(f) == turns) for turns in (1, 2, 3)}
        best = max(worth, key=worth.__getitem__)
        if worth[best] == 0:
            return upright.faces
        other = self._seen(turned(upright.image, best))
        if not self._is_better(other, best, upright, looks):
            return upright.faces
        return [other.back(face, best) for face in other.faces]

    def _is_better(self, other: _WayUp, turns: int, upright: _WayUp, looks: CloserLooks) -> bool:
        its, own = other.best, upright.best
        if its is None:
            return False
        if own is None and its.score >= CLEAR_ALONE:
            return True
        if own is not None and not WORSE < its.score - own.score < BETTER:
            return other.worth > upright.worth
        place = (own or other.back(its, turns)).box
        others_looks = self._closer_looks(other.image)
        theirs: float = others_looks.shows_face(its.box)
        ours: float = looks.shows_face(place)
        if theirs and ours:
            theirs, ours = others_looks.steadiness(its.box), looks.steadiness(place)
        # Equal where neither is seen from near, as with the smallest faces.
        return (theirs, other.worth) > (ours, upright.worth)

    def _with_leaning(
        self, looks: CloserLooks, faces: list[DetectedFace], seen: Sequence[DetectedFace]
    ) -> list[DetectedFace]:
        """The faces and what was seen beside them, as far as it proves to be a face.

        Args:
            looks: At the image as it is.
            faces: Those that were found.
            seen: What may be other ones; may hold some of `faces`.

        Returns:
            `faces` itself where nothing is added.
        """
        for one in sorted(seen, key=lambda face: -face.score):
            rivals = [face for face in faces if share_of_smaller(one.box, face.box) > APART]
            if any(_is_as_good(face, one) or self._is_sure(face) for face in rivals):
                continue
            if not self._is_steady(looks, one, rivals):
                continue
            best = looks.finer(one)
            if best is not None:
                faces = [*(face for face in faces if face not in rivals), best]
        return faces

    def _is_steady(
        self, looks: CloserLooks, one: DetectedFace, rivals: Sequence[DetectedFace]
    ) -> bool:
        own = looks.steadiness(one.box, one.lean)
        if own < self._looking.steady:
            return False
        # Rivals first: several candidates have the same, and no place is looked at twice.
        others = [(face.box, face.lean) for face in rivals]
        others += [(one.box, 0.0)] if not is_upright(one) else []
        return all(own > STEADIER + looks.steadiness(box, lean) for box, lean in others)


def _those_plausible(detect: Detect) -> Detect:
    """A detector's look, without what cannot be a face."""

    def look(image: ImageArray) -> list[DetectedFace]:
        height, width = image.shape[:2]
        return [face for face in detect(image) if is_plausible(face, width, height)]

    return look


def _worth(faces: Iterable[DetectedFace]) -> float:
    return sum(max(face.score - 0.5, 0.0) for face in faces)


def _turns(face: DetectedFace) -> int:
    """Quarter turns against the clock after which a face stands, nearly."""
    return round(face.lean / 90) % 4


def _turns_of(faces: Iterable[DetectedFace]) -> set[int]:
    return {_turns(face) for face in faces}


def _leans_between(face: DetectedFace) -> bool:
    """Whether it leans so far from the nearest quarter turn that others like it may be missed."""
    return abs(face.lean - 90 * round(face.lean / 90)) > BETWEEN_DEGREES


def _is_as_good(face: DetectedFace, other: DetectedFace) -> bool:
    """Whether two readings of one place agree on how the face leans."""
    return abs((face.lean - other.lean + 180) % 360 - 180) < AGREE_DEGREES


def is_plausible(face: DetectedFace, width: int, height: int) -> bool:
    """Whether a face can be one: finite numbers, centre in the image, not just the whole image."""
    x, y, w, h = face.box
    if not (np.isfinite([*face.box, face.score]).all() and np.isfinite(face.landmarks).all()):
        return False
    if w <= 0 or h <= 0 or not (0 <= x + w / 2 <= width and 0 <= y + h / 2 <= height):
        return False
    seen = (min(x + w, width) - max(x, 0)) * (min(y + h, height) - max(y, 0))
    return seen < WHOLE_SHARE * width * height or face.score >= WHOLE_SCORE


def turned(image: ImageArray, turns: int) -> ImageArray:
    """The image after quarter turns against the clock, 0 to 3."""
    if turns == 0:
        return image
    # OpenCV does it in a third of numpy's time: 9 instead of 24 ms for 2048 x 1536 pixels.
    return np.asarray(cv2.rotate(image, ROTATIONS[turns]), np.uint8)


def turned_back(face: DetectedFace, turns: int, width: int, height: int) -> DetectedFace:
    """A face found in a turned image -> where it is in the image itself.

    Args:
        face: In pixels of the turned image.
        turns: Quarter turns against the clock that the image was turned.
        width: Of the image itself, pixels.
        height: Likewise.

    Returns:
        The face in pixels of the image itself; landmarks keep their order, so "left" stays what
        it is when the face stands upright.
    """
    box, landmarks = face.box, face.landmarks
    for turn in range(turns):
        # What becomes the width after this turn back: sides swap with every turn.
        side = width if (turns - turn) % 2 else height
        box, landmarks = _quarter_back(box, landmarks, side)
    return DetectedFace(box, face.score, landmarks)


def _quarter_back(box: Box, landmarks: FloatArray, side: int) -> tuple[Box, FloatArray]:
    """Undo one quarter turn; boxes end at pixel edges, landmarks count from pixel centres."""
    back = np.stack([side - 1 - landmarks[:, 1], landmarks[:, 0]], axis=1)
    return Box(side - box.y - box.h, box.x, box.h, box.w), back.astype(np.float32)
