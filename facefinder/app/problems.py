"""What went wrong with several files, in one line of the page."""

from collections.abc import Sequence
from typing import Final

MOST: Final = 3
"""Problems of one action that are told; nobody reads more of them there."""


def first_few(problems: Sequence[str]) -> str:
    """The first `MOST` of them; "" where there is none."""
    return "; ".join(problems[:MOST])
