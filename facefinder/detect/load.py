"""A detector is built from its name; the one place that knows which module has which."""

from pathlib import Path
from typing import Final

from facefinder.detect.deepface_detectors import ZooDetector
from facefinder.detect.protocol import Detector
from facefinder.detect.turns import AnyTurn
from facefinder.errors import FacefinderError, ModelError, ProgramError, fault_of
from facefinder.host.interrupts import interrupts_held
from facefinder.models.catalogue import AUTO_DETECTORS, is_factory, made_by_factory

SURE_SCORES: Final = {"yunet": 0.92, "mtcnn": 0.99}
"""Scores above which a photo is taken to be upright. The best face of 88 photos scored at least
0.93 with YuNet and 0.95 with MTCNN (0.99 in nine of ten); upside down at most 0.91 with YuNet, but
up to 0.998 with MTCNN (above 0.98 in one of twenty), which takes those few for upright."""
OTHERS_SURE_SCORE: Final = 0.9

SMALL_PX: Final = {"yunet": 320, "mtcnn": 256}
"""Sides of the copies in which other turns are looked at. In 320 pixels YuNet finds 13 to 16 of 16
faces that are 1/18 of a page wide, in 256 half of them; MTCNN 15 or 16 in either."""
OTHERS_SMALL_PX: Final = 320

STEADY: Final = {"yunet": 1.4}
"""How steady a face has to be that leans: 83 of 84 in 2,735 pictures had 1.5 and more with YuNet,
and nothing in the 911 upright ones that was steadier so than otherwise more than -0.5."""
OTHERS_STEADY: Final = 1.7
"""With MTCNN 104 faces on composed pages had 2.7 and more, what was taken for one in 983 upright
photos 1.4 at most."""

OWN: Final = (
    "-d takes a name that `facefinder models` lists, or auto. A name with a colon is for "
    "programmers: MODULE:FUNCTION of their own, annotated as returning a Detector."
)
"""What to do about a factory that makes none."""


@interrupts_held()
def load_detector(name: str, models_dir: Path) -> Detector:
    """Build a detector that also tries the other turns of a photo (see `turns.AnyTurn`).

    Args:
        name: ``mtcnn``, ``yunet``, another detector of deepface, or ``module:factory`` for a
            function that gets `models_dir` and is annotated as returning a `Detector`.
        models_dir: Holds the weight files, verified.

    Raises:
        ModelError: There is no such detector, or something that it needs is missing or damaged.
        ProgramError: A library that is part of the program is missing.
        KeyboardInterrupt: A Ctrl-C came meanwhile; it waits until native libraries are loaded.
    """
    try:
        return AnyTurn(
            _build(name, models_dir),
            sure_score=SURE_SCORES.get(name, OTHERS_SURE_SCORE),
            small_px=SMALL_PX.get(name, OTHERS_SMALL_PX),
            steady=STEADY.get(name, OTHERS_STEADY),
        )
    except FacefinderError:
        raise
    except Exception as error:  # whatever somebody else's loader throws
        fault = fault_of(error)
        # What other detectors need is not part of the program.
        if name in AUTO_DETECTORS and isinstance(fault, ProgramError):
            raise fault from error
        if is_factory(name):
            raise ModelError(f"{name} cannot be used as a detector ({error}).", OWN) from error
        raise ModelError(
            f"The detector {name} cannot be loaded ({error}).",
            "Choose another with -d; `facefinder models` lists them.",
        ) from error


def _build(name: str, models_dir: Path) -> Detector:
    # Imports that a packager can see, each only when it is needed.
    if name == "mtcnn":
        from facefinder.detect.mtcnn.detector import Mtcnn  # noqa: PLC0415 - imports LiteRT

        return Mtcnn(models_dir)
    if name == "yunet":
        from facefinder.detect.yunet.detector import YuNet  # noqa: PLC0415 - imports LiteRT

        return YuNet(models_dir)
    if is_factory(name):
        detector: Detector = made_by_factory(name, models_dir, "detector", "detect")
        return detector
    return ZooDetector(name, models_dir)
