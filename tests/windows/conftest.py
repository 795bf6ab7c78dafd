"""What the tests of the program for Windows share, on the one system that they run on."""

import sys

if sys.platform == "linux":
    from tests.windows.fixtures import album, computer, out, place, stick

    __all__ = ["album", "computer", "out", "place", "stick"]
