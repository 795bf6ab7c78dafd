"""Where the zeros begin with which a file ends.

In a compressed picture there is no long run of them, so a few small reads tell where they begin; a
file that ends otherwise, as nearly all do, costs one.
"""

from typing import BinaryIO, Final

FIRST_LOOK: Final = 16
"""Zeros at the end of a file that are worth a second look."""

BLOCK: Final = 4096


def zeros_from(file: BinaryIO, size: int) -> int:
    """Where the zeros begin with which a compressed file ends; its size, or nearly, without any."""
    file.seek(max(0, size - FIRST_LOOK))
    if file.read(FIRST_LOOK).strip(b"\0"):
        return size
    blocks = -(-size // BLOCK)
    back = 1  # so many blocks from the end begins one that is not looked at yet
    while back < blocks and not _filled(file, blocks - back):
        back *= 2
    low, high = max(0, blocks - back), blocks - back // 2
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (middle, high) if _filled(file, middle) else (low, middle)
    return low * BLOCK + _filled(file, low)


def _filled(file: BinaryIO, block: int) -> int:
    """Up to where a block of the file is no zeros; 0 = it is all zeros."""
    file.seek(block * BLOCK)
    return len(file.read(BLOCK).rstrip(b"\0"))
