"""How much work a function is, on any computer alike."""

import sys
from collections.abc import Callable


def calls(do: Callable[[], object]) -> int:
    """How many functions are called, Python's and numpy's."""
    count = 0

    def hear(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event.endswith("call")

    sys.setprofile(hear)
    try:
        do()
    finally:
        sys.setprofile(None)
    return count
