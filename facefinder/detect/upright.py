"""Which way up a face stands, by its landmarks."""

import math

from facefinder.records.faces import DetectedFace

MAX_ROLL_DEGREES = 60.0


def is_upright(face: DetectedFace) -> bool:
    """Whether the mouth is below the eyes, heads tilted by up to `MAX_ROLL_DEGREES` included."""
    right, down = face.landmarks[3:].mean(axis=0) - face.landmarks[:2].mean(axis=0)
    return abs(math.degrees(math.atan2(right, down))) <= MAX_ROLL_DEGREES
