"""What an archive may cost at most: some are made to fill memories and disks."""

from typing import Final

MOST_BYTES: Final = 200_000_000
"""How large a compressed member may be: it is taken into memory whole, and decoders of photos
take no more either. What is said of a larger one has the number in words."""

MOST_MEMBERS: Final = 1_000_000
"""Members of an archive that are listed; Takeout's parts have some ten thousands."""

ALWAYS_BYTES: Final = 1_000_000_000
MOST_RATIO: Final = 250
"""How many bytes a compressed archive may become: so many, or this many for each of its own. White
scans become a hundredth, photos stay as they are, and what is made to harm a thousandth."""

MOST_MEMORY: Final = 256_000_000
"""Bytes that unpacking an .xz may take; of those made with ``xz -9`` it takes 65 million."""
