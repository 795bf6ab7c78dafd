"""Pictures for the page, made when it asks for them and kept in memory alone."""

import io
import threading
from collections import OrderedDict
from collections.abc import Callable

import numpy as np
from PIL import Image

from facefinder.app.register import Shown, Spot
from facefinder.decode.picture import read_picture
from facefinder.errors import PhotoError
from facefinder.records.photos import Photo
from facefinder.report.upright import upright, upright_place
from facefinder.sources.places import is_unchanged, source_of

FACE_PX = 360
"""Side of a face's picture: 180 on the page, on screens with two pixels for one."""
PHOTO_PX = 1600
"""Long side of a whole photo."""
MOST_PX = 4096
"""Long side at which a photo is decoded at most for a small face in it."""
KEPT_BYTES = 96_000_000
"""Pictures in memory; 4,000 faces."""
AT_ONCE = 2
"""Photos decoded at the same time: each takes up to 100 MB meanwhile."""
QUALITY = 85


class Pictures:
    """Makes pictures, each once as long as there is room.

    Args:
        max_pixels: As in `picture.read_picture`.
    """

    def __init__(self, max_pixels: int) -> None:
        self._max_pixels = max_pixels
        self._lock = threading.Lock()
        self._turn = threading.Semaphore(AT_ONCE)
        self._kept: OrderedDict[tuple[str, object], bytes] = OrderedDict()
        self._bytes = 0

    def face(self, name: str, spot: Spot) -> bytes | None:
        """JPEG of a face, upright by its eyes; None when the photo can no longer be read."""
        return self._once(("face", name), lambda: self._make_face(spot))

    def photo(self, shown: Shown) -> bytes | None:
        """JPEG of a photo, whatever its format is; None when it can no longer be read."""
        return self._once(("photo", shown.photo), lambda: self._make_photo(shown))

    def _once(self, key: tuple[str, object], make: Callable[[], bytes]) -> bytes | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        try:
            with self._turn:
                made = make()
        except (PhotoError, OSError):
            return None
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._bytes += len(made)
            while self._bytes > KEPT_BYTES:
                self._bytes -= len(self._kept.popitem(last=False)[1])
        return made

    def _make_face(self, spot: Spot) -> bytes:
        _require_unchanged(spot.photo)
        place = upright_place(spot.landmarks, spot.box)
        wanted = spot.long_side * FACE_PX / max(1.0, place.box.w) if spot.long_side else MOST_PX
        side = min(MOST_PX, max(PHOTO_PX, round(wanted)))
        picture = read_picture(
            source_of(spot.photo),
            max_side_px=side,
            max_pixels=self._max_pixels,
            inside=spot.photo.inside,
        )
        return _jpeg(upright(picture, place, FACE_PX))

    def _make_photo(self, shown: Shown) -> bytes:
        photo = shown.photo
        _require_unchanged(photo)
        picture = read_picture(
            source_of(photo), max_side_px=PHOTO_PX, max_pixels=self._max_pixels, inside=photo.inside
        )
        image = Image.fromarray(np.rot90(picture.pixels, shown.turns))
        image.thumbnail((PHOTO_PX, PHOTO_PX))
        return _jpeg(image)


def _require_unchanged(photo: Photo) -> None:
    """Refuse what has taken a photo's place since it was listed, such as a link to another file.

    Raises:
        PhotoError: It is another file now.
        OSError: It is gone.
    """
    if not is_unchanged(photo):
        raise PhotoError("another file has its place now", lasting=False)


def _jpeg(image: Image.Image) -> bytes:
    output = io.BytesIO()
    image.save(output, "JPEG", quality=QUALITY)
    return output.getvalue()
