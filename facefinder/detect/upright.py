"""Which way up a face stands, by its landmarks."""

from facefinder.records.faces import DetectedFace

MAX_ROLL_DEGREES = 60.0


def is_upright(face: DetectedFace) -> bool:
    """Whether the mouth is below the eyes, heads tilted by up to `MAX_ROLL_DEGREES` included."""
    return abs(face.lean) <= MAX_ROLL_DEGREES
