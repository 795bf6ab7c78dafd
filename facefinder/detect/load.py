"""A detector is built from its name; the one place that knows which module has which."""

from pathlib import Path
from typing import Final

from facefinder.detect.deepface_detectors import ZooDetector
from facefinder.detect.protocol import Detector
from facefinder.detect.turns import ANY, AnyTurn, Looking
from facefinder.errors import FacefinderError, ModelError, ProgramError, fault_of
from facefinder.host.interrupts import interrupts_held
from facefinder.models.catalogue import AUTO_DETECTORS, is_factory, made_by_factory

YUNET: Final = Looking(sure_score=0.92, small_px=320, steady=1.4)
"""The best face of 88 photos scored at least 0.93, upside down at most 0.91. In 320 pixels 13 to 16
of 16 faces are found that are 1/18 of a page wide, in 256 half of them. Of 84 faces that lean 83
had a steadiness of 1.5 and more, and nothing in 911 upright photos that was steadier so than
otherwise more than -0.5."""
MTCNN: Final = Looking(sure_score=0.99, small_px=256, steady=1.7)
"""The best face of those photos scored at least 0.95, 0.99 in nine of ten, upside down up to 0.998,
above 0.98 in one of twenty: those few are taken for upright. Of the 16 faces 15 or 16 are found in
320 and in 256 pixels. 104 faces that lean, on composed pages, had a steadiness of 2.7 and more,
what was taken for one in 983 upright photos 1.4 at most."""
LOOKING: Final = {"yunet": YUNET, "mtcnn": MTCNN}

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
        return AnyTurn(_build(name, models_dir), LOOKING.get(name, ANY))
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
