"""Networks in the hands of several threads, and for images of one shape after another."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from weakref import WeakSet

import numpy as np
import pytest
from ai_edge_litert.interpreter import SignatureRunner
from hypothesis import given
from hypothesis import strategies as st

from facefinder.network.graph import Graph
from facefinder.network.runner import AnyShape, Network
from facefinder.records.faces import FloatArray, ImageArray
from tests.support.needs import LIMITS, ROOT, needs
from tests.support.processes import PATIENCE_SECONDS

Shape = tuple[int, int, int, int]

SHAPES = st.tuples(
    st.integers(1, 2), st.sampled_from([8, 12, 16]), st.sampled_from([8, 20]), st.just(3)
)


def written(shape: Shape, times: int = 1) -> bytes:
    """A network with a step of each kind that a whole image goes through."""
    rng = np.random.default_rng(0)

    def random(*sides: int) -> FloatArray:
        return rng.normal(0, 0.5, sides).astype(np.float32)

    graph = Graph()
    x = graph.convolved(graph.images(shape), random(3, 3, 3, 8), random(8), stride=2, relu=True)
    fine = graph.convolved_within(x, random(3, 3, 8, 1), random(8))
    coarse = graph.convolved(graph.largest(fine, 2), random(1, 1, 8, 8), random(8))
    results = graph.added(fine, graph.doubled(coarse)), graph.bent(coarse, random(8))
    return graph.written(*results, times=times)


def images(shape: Shape, seed: int = 0) -> ImageArray:
    return np.random.default_rng(seed).integers(0, 256, shape, np.uint8)


def assert_equal(results: list[FloatArray], wanted: list[FloatArray]) -> None:
    for result, one in zip(results, wanted, strict=True):
        np.testing.assert_array_equal(result, one)


def test_several_threads_get_each_its_own_results() -> None:
    shape = (1, 160, 160, 3)
    network = Network(written(shape))
    given = [images(shape, seed) for seed in range(4)]
    wanted = [network(one) for one in given]
    with ThreadPoolExecutor(len(given)) as threads:
        for results, right in zip(threads.map(network, given * 20), wanted * 20, strict=True):
            assert_equal(results, right)


def test_results_stay_when_the_network_is_asked_again() -> None:
    shape = (1, 8, 8, 3)
    network = Network(written(shape))
    first = network(images(shape))
    before = [result.copy() for result in first]
    network(images(shape, seed=1))
    assert_equal(first, before)


def test_images_may_be_a_part_of_others() -> None:
    network = Network(written((1, 8, 12, 3)))
    whole = images((1, 30, 40, 3))
    part = whole[:, 20:4:-2, 9:21, ::-1]
    assert_equal(network(part), network(part.copy()))


def test_images_of_another_shape_are_refused() -> None:
    network = Network(written((1, 8, 8, 3)))
    with pytest.raises(ValueError, match="Dimension mismatch"):
        network(images((1, 8, 12, 3)))


@given(shapes=st.lists(SHAPES, min_size=1, max_size=8), most=st.integers(1, 3))
def test_any_order_of_shapes_gives_what_a_network_of_each_alone_gives(
    shapes: list[Shape], most: int
) -> None:
    network = AnyShape(written((1, 8, 8, 3), most))
    for seed, shape in enumerate(shapes):
        seen = images(shape, seed)
        assert_equal(network(seen), Network(written(shape))(seen))


@given(shapes=st.lists(SHAPES, min_size=1, max_size=12), most=st.integers(1, 3))
def test_the_latest_shapes_stay_ready(shapes: list[Shape], most: int) -> None:
    ready: dict[SignatureRunner, tuple[int, ...]] = {}
    changed: list[tuple[int, ...]] = []
    run: Callable[..., dict[str, FloatArray]] = SignatureRunner.__call__

    def noted(self: SignatureRunner, **given: ImageArray) -> dict[str, FloatArray]:
        (shape,) = (tuple(one.shape) for one in given.values())
        if ready.get(self) != shape:
            changed.append(shape)
        ready[self] = shape
        return run(self, **given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SignatureRunner, "__call__", noted)
        network = AnyShape(written((1, 32, 32, 3), most))
        latest: list[Shape] = []
        for shape in shapes:
            changed.clear()
            network(images(shape))
            assert changed == ([] if shape in latest else [shape])
            latest = [*(one for one in latest if one != shape), shape][-most:]
    assert len(ready) == min(most, len(set(shapes)))


def test_what_is_kept_ready_gives_its_memory_to_what_is_wanted() -> None:
    ready: WeakSet[SignatureRunner] = WeakSet()
    run: Callable[..., dict[str, FloatArray]] = SignatureRunner.__call__

    def cramped(self: SignatureRunner, **given: ImageArray) -> dict[str, FloatArray]:
        ready.add(self)
        if len(ready) > 2:
            raise RuntimeError("there is room for two")
        return run(self, **given)

    shapes: list[Shape] = [(1, 8, 8, 3), (1, 8, 20, 3), (1, 16, 8, 3), (1, 16, 20, 3)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SignatureRunner, "__call__", cramped)
        network = AnyShape(written((1, 32, 32, 3), len(shapes)))
        for shape in shapes:
            assert_equal(network(images(shape)), Network(written(shape))(images(shape)))


def test_several_threads_may_show_images_of_several_shapes() -> None:
    shapes: list[Shape] = [(1, 80, 80, 3), (2, 80, 40, 3), (1, 40, 80, 3)]
    network = AnyShape(written(shapes[0], 2))
    given = [images(shape) for shape in shapes]
    wanted = [Network(written(shape))(one) for shape, one in zip(shapes, given, strict=True)]
    with ThreadPoolExecutor(len(given)) as threads:
        for results, right in zip(threads.map(network, given * 10), wanted * 10, strict=True):
            assert_equal(results, right)


LITTLE_MEMORY = """
import resource
import numpy as np
import psutil
from facefinder.network.graph import Graph
from facefinder.network.runner import AnyShape
graph = Graph()
kernel, bias = np.ones((3, 3, 3, 8), np.float32), np.zeros(8, np.float32)
network = AnyShape(graph.written(graph.convolved(graph.images((1, 8, 8, 3)), kernel, bias)))
small, large = (np.ones((1, side, side, 3), np.uint8) for side in (8, 1600))
(before,) = network(small)
resource.setrlimit(resource.RLIMIT_AS, (psutil.Process().memory_info().vms + (16 << 20), -1))
try:
    network(large)
except MemoryError:
    assert np.array_equal(network(small)[0], before)
    print("too large")
"""


@pytest.mark.slow
@needs(LIMITS)
def test_a_lack_of_memory_is_called_so_and_smaller_images_can_still_be_seen() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LITTLE_MEMORY],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    assert done.stdout == "too large\n", done.stderr
