"""What a face must be like for anything to be said about it, whatever the distance.

Measured on 130 labelled photos made worse, against three references or one (MTCNN, both networks):
faces shrunk to 20 pixels are found `sure` in 59 % (27 pixels: 88 %, 36: 97 %), blurred by a
twentieth of their width in 8 %, at JPEG quality 4 in 48 % (8: 73 %). They are lost, not confused:
false `sure` stays at 0.1 to 0.3 of 1,000 strangers, and reaches 0.4 at quality 4. The floors
forbid what remains, where hardly anything is lost by it.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

SMALL_PX = 20.0
"""Width below which a face is too coarse to be sure about."""
BLURRED = 6.0
"""Sharpness below which it is too blurred: 8 of 1,000 ordinary faces have less than 9, and of those
that were blurred on purpose 19 of 20 less than 5."""
RUINED = 100.0
"""Step of the mean brightness in a JPEG, from which it is ruined; libjpeg's quality 8 has 100."""
HARDLY_A_FACE = 0.75
"""Score below which the detector hardly means it: 2 of 1,000 labelled faces have less than 0.81
with either detector."""


@dataclass(frozen=True, slots=True, eq=False)
class Quality:
    """How good faces are, in columns.

    Attributes:
        widths: Shape (N,), of the boxes, pixels of the full-size photo.
        sharpness: Shape (N,), as `align.sharpness` measures a crop; nan: not known.
        scores: Shape (N,), of the detection, 0 to 1.
        steps: Shape (N,), first entry of the luminance quantisation table of the photo, if it is
            a JPEG; 0: it is none, or not known.
    """

    widths: NDArray[np.float32]
    sharpness: NDArray[np.float32]
    scores: NDArray[np.float32]
    steps: NDArray[np.float32]

    def rows(self, wanted: NDArray[np.bool_] | slice) -> "Quality":
        """The quality of some of the faces."""
        return Quality(*(getattr(self, field.name)[wanted] for field in fields(self)))


def fit_to_be_sure(quality: Quality) -> NDArray[np.bool_]:
    """Whether a face is large, sharp and face enough to be more than worth a look, shape (N,)."""
    blurred = quality.sharpness < BLURRED  # false for nan: what is not known is no fault
    large, whole = quality.widths >= SMALL_PX, quality.steps < RUINED
    return np.asarray(large & whole & ~blurred & is_a_face(quality), np.bool_)


def is_a_face(quality: Quality) -> NDArray[np.bool_]:
    """Whether the detector means it, shape (N,)."""
    return np.asarray(quality.scores >= HARDLY_A_FACE, np.bool_)
