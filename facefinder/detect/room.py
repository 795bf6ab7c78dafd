"""Whether there is room in a picture for people other than those who were found."""

from collections.abc import Sequence

from facefinder.records.faces import DetectedFace, ImageArray

PERSON = 2.5
"""So many widths of the face a person takes from side to side, three times as many downwards."""


def has_room(faces: Sequence[DetectedFace], image: ImageArray) -> bool:
    """Whether another person, as large as the largest, fits beside, above or below these.

    Args:
        faces: At least one, in pixels of the image.
        image: Shape (H, W, 3).
    """
    height, width = image.shape[:2]
    needed = PERSON * max(face.box.w for face in faces)
    above = min(face.box.y - face.box.w / 2 for face in faces)
    below = height - max(face.box.y + 3 * PERSON * face.box.w for face in faces)
    return bool(max(above, below, _widest_gap(faces, width)) >= needed)


def _widest_gap(faces: Sequence[DetectedFace], width: int) -> float:
    """Between people, or between them and the edges, pixels."""
    middles = [(face.box.x + face.box.w / 2, PERSON * face.box.w / 2) for face in faces]
    people = sorted((middle - half, middle + half) for middle, half in middles)
    end, widest = 0.0, 0.0
    for left, right in people:
        widest, end = max(widest, left - end), max(end, right)
    return max(widest, width - end)
