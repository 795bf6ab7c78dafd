"""What one photo may cost at most, if the user says nothing else."""

from typing import Final

MAX_PIXELS: Final = 250_000_000
"""More are refused, before memory is asked for: the largest cameras make 150 megapixels."""
