"""Files that another program holds for a moment: on Windows nobody else may touch them then.

Virus scanners, search indexers and synchronising programs look at every new file, right when it is
renamed or removed.
"""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PAUSES_S = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Between one try and the next: scanners are done with a photo after some tenths of a second."""

SHARING_VIOLATION, LOCK_VIOLATION = 32, 33
"""Errors of Windows: another program has the file open, or a part of it."""


def is_held(error: OSError) -> bool:
    """Whether another program keeps a file to itself."""
    return getattr(error, "winerror", None) in (SHARING_VIOLATION, LOCK_VIOLATION)


def patiently(step: Callable[[], T]) -> T:
    """Do something with a file, again for one or two seconds while another program holds it.

    Raises:
        OSError: It failed for another reason, or the file is still held.
    """
    for pause in PAUSES_S:
        try:
            return step()
        except OSError as error:
            if not is_held(error):
                raise
        time.sleep(pause)
    return step()
