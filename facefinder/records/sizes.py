"""How finely photos of different sizes are looked at."""

import math
from typing import Final

MOST_FINER_PX: Final = 5120
"""Longer side of a finer decode, at most."""

NEAR_ENOUGH: Final = 1.25
"""How many times too large a picture may be to be looked at as it is: to shrink it by so little
takes 3 to 6 ms, and every look shrinks it anyhow."""

LARGE_PX: Final = 7040
"""Longer side of a photo from which it is looked at in parts, too. What has less, 24 megapixels and
panoramas of telephones among them, is looked at in one go, which is quick."""


def parts_for(full_size: tuple[int, int], part_px: float) -> tuple[int, int]:
    """How many parts of a photo are looked at beside and below each other; 1 and 1: the whole.

    Args:
        full_size: Width and height of the photo, pixels.
        part_px: Longer side of a part at most.
    """
    if max(full_size) <= LARGE_PX:
        return 1, 1
    across, down = (math.ceil(side / part_px) for side in full_size)
    return across, down


def longest_seen(full_size: tuple[int, int], part_px: float) -> float:
    """The longer side of what is looked at in one go, pixels of the photo."""
    counts = parts_for(full_size, part_px)
    return max(side / count for side, count in zip(full_size, counts, strict=True))


def decoded_side(full_size: tuple[int, int], wanted: int) -> int:
    """The longer side at which a photo is decoded that is to have `wanted` pixels, or nearly so."""
    side = max(full_size)
    while side > NEAR_ENOUGH * wanted:
        side = (side + 1) // 2
    return max(side, wanted)


def finer_side(full_size: tuple[int, int]) -> int:
    """The longer side of a photo, halved as often as needed: sizes a JPEG is decoded at."""
    side = max(full_size)
    while side > MOST_FINER_PX:
        side = (side + 1) // 2
    return side
