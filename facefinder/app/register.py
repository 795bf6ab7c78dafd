"""All that may be asked for by number or name: what a run itself listed, and nothing else."""

import threading
from dataclasses import dataclass

from facefinder.records.boxes import Box
from facefinder.records.faces import FloatArray
from facefinder.records.photos import Photo


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """Where a face is.

    Attributes:
        photo: The photo.
        box: In pixels of the upright, full-size photo.
        landmarks: As in `Face`, in the same pixels.
        long_side: Of the upright, full-size photo, pixels; 0 = not known.
    """

    photo: Photo
    box: Box
    landmarks: FloatArray
    long_side: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A photo that may be shown.

    Attributes:
        photo: The file.
        turns: Quarter turns against the clock after which it stands.
        date: When it was taken; "" when it does not say.
        noted: Whom Google Takeout names in it.
    """

    photo: Photo
    turns: int
    date: str
    noted: tuple[str, ...] = ()


class Register:
    """Faces by name, photos by number; written by the run's thread, read by those of the server."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spots: dict[str, Spot] = {}
        self._photos: list[Shown] = []
        self._number: dict[Photo, int] = {}

    def add_face(self, name: str, spot: Spot) -> None:
        """Let a face be shown."""
        with self._lock:
            self._spots[name] = spot

    def add_photo(self, shown: Shown) -> int:
        """Let a photo be shown; return its number."""
        with self._lock:
            if shown.photo not in self._number:
                self._number[shown.photo] = len(self._photos)
                self._photos.append(shown)
            return self._number[shown.photo]

    def face(self, name: str) -> Spot | None:
        """The face of this name; None = nobody listed it."""
        with self._lock:
            return self._spots.get(name)

    def has_photo(self, photo: Photo) -> bool:
        """Whether a photo has its number."""
        with self._lock:
            return photo in self._number

    def photo(self, number: int) -> Shown | None:
        """The photo of this number; None = nobody listed it."""
        with self._lock:
            return self._photos[number] if 0 <= number < len(self._photos) else None

    def number(self, photo: Photo) -> int:
        """The number of a photo.

        Raises:
            KeyError: Nobody listed it.
        """
        with self._lock:
            return self._number[photo]
