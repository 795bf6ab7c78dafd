"""Images at another size: every pixel counts, and none moves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.detect.resize import resized


@given(
    block=st.sampled_from([2, 4, 8]),
    across=st.integers(1, 9),
    down=st.integers(1, 9),
    more=st.tuples(st.integers(0, 11), st.integers(0, 11)),
    seed=st.integers(0, 9),
)
def test_whole_blocks_become_their_means_and_what_is_left_over_is_left_out(
    block: int, across: int, down: int, more: tuple[int, int], seed: int
) -> None:
    height, width = (
        side * block + less % min(block, side)
        for side, less in zip((down, across), more, strict=True)
    )
    image = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    blocks = image[: down * block, : across * block].reshape(down, block, across, block, 3)
    np.testing.assert_allclose(resized(image, (across, down)), blocks.mean((1, 3)), atol=1.6)


@pytest.mark.parametrize("size", [(960, 720), (700, 525), (336, 252), (251, 189), (97, 73)])
def test_what_is_resized_stays_where_it_was(size: tuple[int, int]) -> None:
    column, row = np.meshgrid(np.arange(2016), np.arange(1512))
    image = np.stack([column / 8, row / 8, 0 * row], axis=2).astype(np.uint8)
    small = resized(image, size).astype(float)
    scale = 2016 / size[0]
    places = (np.arange(size[0]) + 0.5) * scale - 0.5
    # Red tells the column in eighths, rounded down; a block less one pixel may be left out.
    off = small[size[1] // 2, 1:-1, 0] * 8 + 3.5 - places[1:-1]
    assert abs(off).max() < 8 + scale
    assert small[:, :, 2].max() == 0
