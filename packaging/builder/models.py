"""The model files that facefinder works best with: got where they can be had, else done without.

Run in .venv, where facefinder itself knows where each file comes from and what it must be.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from builder.environment import MODELS, StepError, ends_with_code, say
from facefinder.models import files as weights
from facefinder.models.catalogue import DETECTORS
from facefinder.models.catalogue import MODELS as RECOGNISERS
from facefinder.models.files import Lacking

ESSENTIAL = ("mtcnn", "dlib-resnet")
"""One detector and one recogniser that come from PyPI; without them nothing works."""
BETTER = ("yunet", "mobilefacenet")
"""What facefinder prefers: 5.5 MB together."""


def model_files(names: Sequence[str]) -> tuple[str, ...]:
    """The files of detectors and recognisers."""
    known = {name: detector.files for name, detector in DETECTORS.items()}
    known |= {name: model.files for name, model in RECOGNISERS.items()}
    return tuple(file for name in names for file in known[name])


def get(folder: Path | None, target: Path = MODELS) -> list[str]:
    """Get the files, and say in one sentence which could not be had, and why.

    Args:
        folder: Is looked into first; None = there is none.
        target: Where they go.

    Returns:
        The files that are not there now.
    """
    wanted = model_files((*ESSENTIAL, *BETTER))
    # Silent about files that are there: most of the time all are.
    lacking = weights.fetch(wanted, target, from_dir=folder, say=_if_news)
    if lacking:
        say(_sentence(lacking))
    return [file for file, _ in lacking]


def _if_news(text: str) -> None:
    if ": fetching" in text or ": here now" in text:
        say(text)


def _sentence(lacking: Sequence[Lacking]) -> str:
    names = " and ".join(file for file, _ in lacking)
    reasons = "; ".join(dict.fromkeys(reason.rstrip(".") for _, reason in lacking))
    return (
        f"going on without {names} ({reasons}), which `python build.py models` gets another time, "
        "or with --from DIR from a folder."
    )


def _step() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="folder", type=Path)
    parser.add_argument("--without", action="store_true", help="whatever is missing, all is well")
    options = parser.parse_args()
    missing = get(options.folder)
    if not options.without and set(missing) & set(model_files(ESSENTIAL)):
        raise StepError(4)


if __name__ == "__main__":
    sys.exit(ends_with_code(_step))
