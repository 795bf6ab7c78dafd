"""How a pyramid of images is shown to P-Net, with a network that says what it was shown."""

from typing import cast

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.lib.stride_tricks import sliding_window_view

from facefinder.detect.mtcnn.nets import (
    GREY,
    P_SHAPES,
    P_SIDES,
    SPARSE_STRIDE,
    STRIDE,
    WINDOW,
    PNet,
)
from facefinder.detect.mtcnn.proposals import (
    MARGIN,
    Windows,
    laid_out,
    look,
    propose,
    pyramid,
)
from facefinder.detect.resize import halvings
from facefinder.network.runner import AnyShape
from facefinder.records.faces import FloatArray, ImageArray

SIDES = st.integers(20, 700)
STRIDES = st.sampled_from([STRIDE, SPARSE_STRIDE])


class Sums:
    """In P-Net's place: all pixels of a window together, five times."""

    def __init__(self, stride: int = STRIDE) -> None:
        self.tiles: list[ImageArray] = []
        self.stride = stride

    def __call__(self, images: ImageArray) -> list[FloatArray]:
        assert (images.shape[0], images.shape[3]) == (1, 3)
        assert {*images.shape[1:3]} <= {*P_SIDES}
        assert not any(side % STRIDE for side in images.shape[1:3])
        self.tiles.append(images[0])
        return [np.stack([sums(images[0], self.stride)] * 5, axis=-1)[None]]

    @property
    def as_p_net(self) -> PNet:
        return PNet(cast("AnyShape", self), self.stride)


class Shapes(Sums):
    """In P-Net's place: what it is shown, of which it says nothing."""

    def __init__(self, stride: int) -> None:
        super().__init__(stride)
        self.seen: set[tuple[int, ...]] = set()

    def __call__(self, images: ImageArray) -> list[FloatArray]:
        self.seen.add(images.shape)
        return [np.full((1, 1, 1, 5), -np.inf, np.float32)]


def sums(pixels: ImageArray, stride: int = STRIDE) -> FloatArray:
    """One for each window, exact: shape (rows, columns)."""
    flat = pixels.sum(axis=2, dtype=np.int64)
    windows = sliding_window_view(flat, (WINDOW, WINDOW))[::stride, ::stride]
    return np.asarray(windows.sum(axis=(2, 3)), np.float32)


def surrounded(level: ImageArray) -> ImageArray:
    return np.pad(level, [(MARGIN, MARGIN), (MARGIN, MARGIN), (0, 0)], constant_values=GREY)


def shown(
    levels: list[ImageArray], stride: int = STRIDE, above: float = -np.inf
) -> tuple[list[Windows], list[ImageArray]]:
    """The windows of each level, and the tiles that the network saw."""
    network = Sums(stride)
    return look(network.as_p_net, levels, above), network.tiles


@given(st.integers(1, 700), st.integers(1, 700), STRIDES)
def test_levels_lie_apart_with_a_margin_around(height: int, width: int, stride: int) -> None:
    sizes = [level.shape[:2] for level in pyramid([np.zeros((height, width, 3), np.uint8)])]
    places = np.array(laid_out(sizes, stride)).reshape(-1, 2)
    assert ((places - MARGIN) % stride == 0).all()
    assert (places >= MARGIN).all()
    for number, (place, size) in enumerate(zip(places, sizes, strict=True)):
        gaps = places[number + 1 :] - (place + size)
        assert (gaps.max(axis=1) >= MARGIN).all()


@given(height=SIDES, width=SIDES, seed=st.integers(0, 99), stride=STRIDES)
def test_a_level_has_the_same_windows_on_the_canvas_as_alone(
    height: int, width: int, seed: int, stride: int
) -> None:
    # The brightest are not among them: nothing is grey by chance.
    image = np.random.default_rng(seed).integers(0, GREY, (height, width, 3), np.uint8)
    levels = pyramid([image])
    found, tiles = shown(levels, stride)
    for level, windows in zip(levels, found, strict=True):
        wanted = sums(surrounded(level), stride)
        assert len(np.unique(windows.at, axis=0)) == wanted.size
        assert windows.results.shape == (wanted.size, 5)
        np.testing.assert_array_equal(windows.results[:, 4], wanted[*windows.at.T])
    assert all((tile != GREY).any() for tile in tiles)
    assert len({tile.shape for tile in tiles}) <= 1


@given(height=SIDES, width=SIDES)
def test_where_nothing_is_the_network_does_not_look(height: int, width: int) -> None:
    image = np.full((height, width, 3), GREY, np.uint8)
    found, tiles = shown(pyramid([image]))
    assert tiles == []
    assert not any(len(windows.at) for windows in found)
    assert propose(Sums().as_p_net, Sums().as_p_net, [image]).shape == (0, 4)


def test_what_is_in_one_corner_is_all_that_the_network_looks_at() -> None:
    level = np.full((600, 900, 3), GREY, np.uint8)
    level[590:, 890:] = 0
    (windows,), tiles = shown([level])
    assert 0 < len(tiles) <= 4
    wanted = sums(surrounded(level))
    np.testing.assert_array_equal(windows.results[:, 4], wanted[*windows.at.T])
    wanted[*windows.at.T] = WINDOW * WINDOW * 3 * GREY
    assert (wanted == WINDOW * WINDOW * 3 * GREY).all()


@given(seed=st.integers(0, 99), stride=STRIDES)
def test_only_windows_above_a_score_are_told(seed: int, stride: int) -> None:
    level = np.random.default_rng(seed).integers(0, 256, (200, 300, 3), np.uint8)
    wanted = sums(surrounded(level), stride)
    above = float(np.median(wanted))
    (windows,), _ = shown([level], stride, above)
    assert sorted(map(tuple, windows.at)) == sorted(zip(*np.nonzero(wanted > above), strict=True))
    np.testing.assert_array_equal(windows.results[:, 4], wanted[*windows.at.T])


def test_photos_of_any_shape_are_seen_in_few() -> None:
    sparse, dense = Shapes(SPARSE_STRIDE), Shapes(STRIDE)
    for short in range(1024, 2049, 16):
        image = np.zeros((2048, short, 3), np.uint8)
        for one in (image, image.transpose(1, 0, 2)):
            propose(sparse.as_p_net, dense.as_p_net, [one])
    assert all(0 < len(network.seen) <= P_SHAPES for network in (sparse, dense))


def test_a_picture_smaller_than_a_face_holds_none() -> None:
    image = np.zeros((12, 12, 3), np.uint8)
    assert propose(Sums().as_p_net, Sums().as_p_net, [image]).shape == (0, 4)


@pytest.mark.parametrize("size", [(2048, 1536), (1365, 2000), (2559, 1500), (1200, 900)])
def test_halvings_make_a_pyramid_quicker_and_no_other_one(size: tuple[int, int]) -> None:
    few = np.random.default_rng(0).integers(0, 255, (9, 7, 3), np.uint8)
    image = np.asarray(cv2.resize(few, size), np.uint8)
    levels, wanted = pyramid(halvings(image, 4)), pyramid([image])
    assert [level.shape for level in levels] == [level.shape for level in wanted]
    for level, other in zip(levels, wanted, strict=True):
        np.testing.assert_allclose(level, other.astype(np.int16), rtol=0, atol=3)
