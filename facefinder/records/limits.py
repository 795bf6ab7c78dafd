"""What one photo may cost at most, if the user says nothing else."""

from typing import Final

MAX_PIXELS: Final = 250_000_000
"""More are refused, before memory is asked for: the largest cameras make 150 megapixels."""

MAX_SECONDS: Final = 120.0
"""A photo that takes longer is given up; 0 would be never."""

TOO_MANY_PIXELS: Final = "pixels, more than the limit of"
"""Part of the reason of a photo that was refused for its size: the advice is then another."""
