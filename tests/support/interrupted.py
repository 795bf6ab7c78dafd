"""An engine during whose import somebody presses Ctrl-C, and native code makes another error of it.

As libraries in C++ do it: a Python exception that comes to them becomes one of theirs, and what it
was made of is lost.
"""

import signal
from pathlib import Path

from tests.support.fakes import SquareDetector

try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    failed = True
else:
    failed = False
if failed:
    raise ImportError("initialization failed")


def load_detector(_models_dir: Path) -> SquareDetector:
    return SquareDetector()
