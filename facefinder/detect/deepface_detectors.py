"""Every other detector of deepface, used directly: no border around the photo, no download.

deepface gives whole pixels and, for most detectors, eyes. What is missing is filled in:
from the eyes the rest of an average face, without eyes an average face in the box.
That is good enough to turn and scale a face, and worse than real landmarks: recognition with such
a detector finds less than with ``mtcnn`` or ``yunet``.
"""

from pathlib import Path
from typing import Any

import numpy as np

from facefinder.detect.resize import reduced
from facefinder.errors import ModelError
from facefinder.models import deepface_offline
from facefinder.records.boxes import Box
from facefinder.records.faces import DetectedFace, FloatArray, ImageArray

# Long side that these detectors get to see, pixels; some need seconds and gigabytes beyond it.
SIDE_PX = 1280

# Five landmarks of an average face in its box, shares of width and height: medians of 69 faces
# that MTCNN found (97 of YuNet's give the same within 0.02), made symmetric; order as in
# `DetectedFace`.
FACE_IN_BOX = np.array([[0.27, 0.40], [0.73, 0.40], [0.50, 0.60], [0.29, 0.75], [0.72, 0.75]])
# deepface's names in the same order; its left and right are those of the person.
_PARTS = ("right_eye", "left_eye", "nose", "mouth_right", "mouth_left")


class ZooDetector:
    """The detector; see `protocol.Detector`."""

    def __init__(self, name: str, models_dir: Path) -> None:
        """Load a detector of deepface.

        Args:
            name: As deepface calls it.
            models_dir: Holds its weight files, verified.

        Raises:
            ModelError: deepface has no such detector, or one of its files is missing.
            Exception: A package that it needs is missing, or anything else deepface throws.
        """
        deepface_offline.prepare(models_dir)
        from deepface.modules import modeling  # noqa: PLC0415 - only after `prepare`

        known = modeling.AVAILABLE_MODELS["face_detector"]
        if name not in known:
            raise ModelError(
                f"There is no detector called {name}.", f"Choose one of: {', '.join(sorted(known))}"
            )
        if name == "retinaface":
            raise ModelError(
                "retinaface needs the older Keras; facefinder's other models need the current one.",
                "Choose another detector with -d.",
            )
        self._client = modeling.get_model_class("face_detector", name)()
        _check(name, self._client)

    def detect(self, image: ImageArray) -> list[DetectedFace]:
        """Find the faces; see `Detector.detect`."""
        small = reduced(image, SIDE_PX)
        scale = np.array([image.shape[1] / small.shape[1], image.shape[0] / small.shape[0]])
        regions = self._client.detect_faces(np.ascontiguousarray(small[:, :, ::-1]))
        faces = [_face(region, scale) for region in regions]
        return sorted(faces, key=lambda face: -face.score)


def _check(name: str, client: Any) -> None:  # noqa: ANN401 - deepface is not typed
    """Find out now what would look like "no face" or fail at every photo later."""
    if name == "opencv" and any(cascade.empty() for cascade in client.model.values()):
        # It ignores every error of its own, so a cascade that is not there finds no face, ever.
        raise ModelError(
            "OpenCV cannot read its face cascades.", "Choose another detector with -d."
        )
    if name == "centerface":
        client.build_model()  # it loads its file anew for every photo


def _face(region: Any, scale: FloatArray) -> DetectedFace:  # noqa: ANN401 - deepface is not typed
    corner, sides = np.array([region.x, region.y]) * scale, np.array([region.w, region.h]) * scale
    box = Box(*(float(value) for value in (*corner, *sides)))
    parts = [getattr(region, name, None) for name in _PARTS]
    points = np.array([(np.nan, np.nan) if part is None else part for part in parts], float)
    score = 1.0 if region.confidence is None else float(region.confidence)
    return DetectedFace(box, min(max(score, 0.0), 1.0), complete(points * scale, box))


def complete(points: FloatArray, box: Box) -> FloatArray:
    """Fill in landmarks that a detector does not give.

    Args:
        points: Shape (5, 2), pixels, NaN where unknown; order as in `DetectedFace`.
        box: Of the face, pixels.

    Returns:
        Shape (5, 2), float32: known points as they are; the others as in an average face, which
        is laid on the eyes where both are known, else into the box.
    """
    guess = FACE_IN_BOX * (box.w, box.h) + (box.x, box.y)
    if np.isfinite(points[:2]).all():
        # As complex numbers a turn with scaling is one factor. Eyes in one place make no sense of
        # it, but no harm either.
        face = guess[:, 0] + 1j * guess[:, 1]
        left, right = points[:2, 0] + 1j * points[:2, 1]
        face = left + (face - face[0]) * (right - left) / (face[1] - face[0])
        guess = np.stack([face.real, face.imag], axis=1)
    return np.where(np.isfinite(points), points, guess).astype(np.float32)
