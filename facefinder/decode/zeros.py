"""Where the zeros begin with which a file, or the front of it, ends.

In a compressed picture there is no long run of them, so a few small reads tell where they begin; a
file that ends otherwise, as nearly all do, costs one.
"""

from typing import BinaryIO, Final

FIRST_LOOK: Final = 16
"""Zeros at the end of a file that are worth a second look."""

BLOCK: Final = 4096


def zeros_from(file: BinaryIO, size: int) -> int:
    """Where the zeros begin with which a compressed file ends; its size, or nearly, without any.

    Args:
        file: Open for reading.
        size: Its own, or that of its front that is looked at.
    """

    def filled(block: int) -> int:
        """Up to where a block is no zeros; 0 = it is all zeros."""
        place = block * BLOCK
        file.seek(place)
        return len(file.read(min(BLOCK, size - place)).rstrip(b"\0"))

    file.seek(max(0, size - FIRST_LOOK))
    if file.read(FIRST_LOOK).strip(b"\0"):
        return size
    blocks = -(-size // BLOCK)
    back = 1  # so many blocks from the end begins one that is not looked at yet
    while back < blocks and not filled(blocks - back):
        back *= 2
    low, high = max(0, blocks - back), blocks - back // 2
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (middle, high) if filled(middle) else (low, middle)
    return low * BLOCK + filled(low)
