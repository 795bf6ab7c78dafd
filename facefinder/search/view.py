"""How much of a scene a picture shows, by where in it a face is."""

from dataclasses import dataclass
from typing import Final

from facefinder.records.boxes import Box

SAME_SHAPE: Final = 1.1
"""Times as wide for its height; a copy of which a few percent were cut off is less."""
SAME_SHARE: Final = 1.2
"""Times as much of a picture's sides that a face takes: detectors draw it anew in each size."""
SAME_PLACE: Final = 0.06
"""Share of a picture's sides, between the centres of a face; 0.053 was measured where
a photo was brightened, 0.069 and more where another one stands beside it."""


@dataclass(frozen=True, slots=True)
class View:
    """A picture, upright, with somebody in it.

    Attributes:
        width: Pixels.
        height: Likewise.
        face: Where the face is.
    """

    width: int
    height: int
    face: Box

    def is_of_same_scene(self, other: "View") -> bool:
        """Whether the two, of one shot of a face, show as much around it.

        A collage shows more than each of its photos, a part of a photo less. What was made
        smaller, compressed once more, or turned shows as much, and so nearly does what a few
        percent were cut off.
        """
        turned = self
        for _ in range(4):
            if turned._is_like(other):
                return True
            turned = turned._turned()
        return False

    def _is_like(self, other: "View") -> bool:
        (x1, y1, share1), (x2, y2, share2) = _place(self), _place(other)
        return (
            _within(SAME_SHAPE, self.width * other.height, other.width * self.height)
            and _within(SAME_SHARE, share1, share2)
            and max(abs(x1 - x2), abs(y1 - y2)) <= SAME_PLACE
        )

    def _turned(self) -> "View":
        """It a quarter turn against the clock."""
        x, y, w, h = self.face
        return View(self.height, self.width, Box(y, self.width - x - w, h, w))


def _place(view: View) -> tuple[float, float, float]:
    """The face's centre, and the share of the sides that it takes; a picture is 1 by 1."""
    x, y, w, h = view.face
    share = (w * h / (view.width * view.height)) ** 0.5
    return (x + w / 2) / view.width, (y + h / 2) / view.height, share


def _within(times: float, one: float, other: float) -> bool:
    return max(one, other) <= times * min(one, other)
