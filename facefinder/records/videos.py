"""What of a video is looked at, and how a moment of one is written."""

import re
from dataclasses import dataclass
from typing import Final

from facefinder.records.boxes import Box

_MOMENT: Final = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d\d)\.(\d{3})")


@dataclass(frozen=True, slots=True)
class Pace:
    """How many frames of a video are looked at, at most, evenly over its length.

    Attributes:
        per_minute: Of a minute.
        most: Of a file; of a long one they lie farther apart.
    """

    per_minute: int = 20
    most: int = 300

    def __str__(self) -> str:
        return f"{self.per_minute}/{self.most}"

    @classmethod
    def of(cls, text: str) -> "Pace | None":
        """What `str` made a text of; None for an empty one."""
        return cls(*map(int, text.split("/"))) if text else None

    @property
    def apart(self) -> int:
        """Milliseconds between two frames of a video that is not long."""
        return 60_000 // self.per_minute

    def moments(self, length: int) -> list[int]:
        """When the frames are, milliseconds from the beginning; each stands for a stretch around.

        Args:
            length: Of the video, milliseconds.
        """
        count = min(self.most, max(1, round(length / self.apart)))
        return [length * (2 * number + 1) // (2 * count) for number in range(count)]


@dataclass(frozen=True, slots=True)
class Moment:
    """When somebody is best seen in a video.

    Attributes:
        at: Milliseconds from the beginning.
        places: Where those are of whom that is true, pixels of the video: whoever else is there is
            better seen at another moment. Empty: everybody counts.
    """

    at: int
    places: tuple[Box, ...] = ()

    def __str__(self) -> str:
        places = (",".join(str(round(side)) for side in place) for place in self.places)
        return "@".join([str(self.at), *places])

    @classmethod
    def of(cls, text: str) -> "Moment":
        """What `str` made a text of."""
        at, *places = text.split("@")
        return cls(int(at), tuple(Box(*map(float, place.split(","))) for place in places))


def written(moment: int) -> str:
    """A moment to the millisecond: "0:42.360", "1:02:03.000"; `moment_of` is the way back."""
    return f"{clock(moment)}.{moment % 1000:03}"


def clock(moment: int) -> str:
    """A moment as people read it, whole seconds: "0:42", "1:02:03"."""
    minutes, seconds = divmod(moment // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def moment_of(inside: str) -> int | None:
    """The milliseconds that `written` wrote; None for what is no moment."""
    found = _MOMENT.fullmatch(inside)
    if not found:
        return None
    hours, minutes, seconds, rest = (int(part or 0) for part in found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


NAMED_PHOTO: Final = "it is a video that is called like a photo; --videos searches it"
NO_REFERENCE: Final = "faces of videos never become references"


def no_reference(videos: int) -> str:
    """Why videos among the photos of a person are not used; said of the first one for all."""
    what = "it is a video" if videos == 1 else f"it is one of {videos:,} videos"
    return f"{what}; {NO_REFERENCE}"
