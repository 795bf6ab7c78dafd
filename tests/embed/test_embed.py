from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facefinder.embed.dlib_resnet import weight_file
from facefinder.embed.dlib_resnet.weight_file import BLOCKS, read_dlib_weights
from facefinder.embed.load import load_embedder
from facefinder.embed.mirrored import mean_with_mirrored
from facefinder.embed.one_by_one import described_one_by_one
from facefinder.embed.protocol import Recogniser
from facefinder.errors import ModelError
from facefinder.records.faces import FloatArray, ImageArray
from tests.support import dlib_file_writer

DATA = dlib_file_writer.network(seed=0)
HEADER = 0x14E  # where the first layer begins

# The file is written anew for each example; nothing else is shared.
per_example = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


class GreyLevels:
    """A recogniser for `load_embedder` to find by its name."""

    size = 4
    template = np.zeros((5, 2), np.float32)

    def embed(self, crops: ImageArray) -> FloatArray:
        return np.mean(crops, axis=(1, 2, 3), dtype=np.float32).reshape(-1, 1)


def load_grey_levels(models_dir: Path) -> Recogniser:
    assert models_dir.name == "models"
    return GreyLevels()


def load_nothing(models_dir: Path) -> Recogniser:
    raise RuntimeError(f"nothing in {models_dir.name}")


def test_a_factory_of_ones_own_is_found_by_its_name() -> None:
    embedder = load_embedder(f"{__name__}:load_grey_levels", Path("models"))
    assert embedder.embed([np.full((2, 4, 4, 3), 9, np.uint8)]).tolist() == [[9], [9]]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (f"{__name__}:load_nothing", "nothing in models"),
        (f"{__name__}:missing", "missing"),
        ("no_such_module:load", "no_such_module"),
    ],
)
def test_a_factory_that_fails_is_a_model_error_with_advice(name: str, reason: str) -> None:
    with pytest.raises(ModelError, match=reason) as caught:
        load_embedder(name, Path("models"))
    assert "-m" in caught.value.advice


@pytest.mark.parametrize("name", ["os:system", "os:environ", "shutil:rmtree"])
def test_what_does_not_say_that_it_makes_a_recogniser_is_not_called(
    name: str, tmp_path: Path
) -> None:
    marks = tmp_path / "called"
    marks.mkdir()
    with pytest.raises(ModelError, match=r"nothing says that it makes a recogniser") as caught:
        load_embedder(name, marks)
    assert caught.value.message.startswith(f"{name} cannot be used as a recogniser")
    assert caught.value.advice.startswith("-m takes a name that `facefinder models` lists")
    assert marks.is_dir()


def test_all_numbers_of_a_dlib_file_are_read(tmp_path: Path) -> None:
    weights = read_dlib_weights(dlib_file_writer.write_network(tmp_path / "a.dat"))
    assert weights.mean_rgb == pytest.approx([122.782, 117.001, 104.298], rel=1e-6)
    assert weights.stem.kernel.shape == (7, 7, 3, 32)
    assert len(weights.blocks) == len(BLOCKS)
    channels = 32
    for (filters, _), (first, second) in zip(BLOCKS, weights.blocks, strict=True):
        assert first.kernel.shape == (3, 3, channels, filters)
        assert second.kernel.shape == (3, 3, filters, filters)
        assert first.bias.shape == second.bias.shape == (filters,)
        channels = filters
    assert weights.head.shape == (256, 128)


@per_example
@given(cut=st.integers(0, len(DATA) - 1) | st.integers(0, HEADER + 500))
def test_a_truncated_dlib_file_is_named(cut: int, tmp_path: Path) -> None:
    path = tmp_path / "short.dat"
    path.write_bytes(DATA[:cut])
    with pytest.raises(ModelError, match=r"short\.dat"):
        read_dlib_weights(path)


@pytest.mark.slow
@per_example
@given(
    # Almost all bytes are weights, where any value is a number: aim at the structure.
    position=st.integers(0, HEADER + 40) | st.integers(len(DATA) - 200, len(DATA) - 1),
    value=st.integers(0, 255),
)
def test_a_damaged_dlib_file_is_read_or_named(position: int, value: int, tmp_path: Path) -> None:
    damaged = bytearray(DATA)
    damaged[position] = value
    path = tmp_path / "damaged.dat"
    path.write_bytes(damaged)
    try:
        read_dlib_weights(path)
    except ModelError as error:
        assert "damaged.dat" in str(error)  # noqa: PT017 - the point is that nothing else is raised


@pytest.mark.parametrize(
    "replacement",
    [
        dlib_file_writer.integers(2, 2**63, 2**63, 2**63, 2**63),
        dlib_file_writer.integers(2, 2**40, 1, 1, 1),
        dlib_file_writer.integers(2, -1, 1, 1, 1),
        dlib_file_writer.integers(3, 1, 1, 1, 1),
    ],
    ids=["beyond memory", "beyond the file", "negative", "other version"],
)
def test_an_absurd_size_costs_nothing(replacement: bytes, tmp_path: Path) -> None:
    name = dlib_file_writer.string("con_4")
    head, _, rest = DATA.partition(name)
    path = tmp_path / "absurd.dat"
    path.write_bytes(head + name + replacement + rest[20:])
    with pytest.raises(ModelError, match="damaged"):
        read_dlib_weights(path)


def test_numbers_that_are_not_finite_are_refused(tmp_path: Path) -> None:
    at = DATA.index(b"con_4") + 200
    path = tmp_path / "nan.dat"
    path.write_bytes(DATA[:at] + np.full(2, np.nan, "<f4").tobytes() + DATA[at + 8 :])
    with pytest.raises(ModelError, match="finite"):
        read_dlib_weights(path)


def test_trailing_bytes_and_huge_files_are_refused(tmp_path: Path) -> None:
    long = tmp_path / "long.dat"
    long.write_bytes(DATA + b"0")
    with pytest.raises(ModelError, match="end of the file"):
        read_dlib_weights(long)
    with long.open("r+b") as file:
        file.truncate(weight_file._LARGEST_FILE + 1)
    with pytest.raises(ModelError, match="too many"):
        read_dlib_weights(long)


def test_a_missing_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="absent") as caught:
        read_dlib_weights(tmp_path / "absent.dat")
    assert "models fetch" in caught.value.advice


def random_crops(count: int) -> ImageArray:
    return np.random.default_rng(0).integers(0, 256, (count, 4, 4, 3), dtype=np.uint8)


def means(crops: ImageArray) -> FloatArray:
    return np.asarray(crops.mean(axis=(1, 2), dtype=np.float32))


@given(count=st.integers(0, 9), more=st.integers(0, 3))
def test_a_network_sees_one_crop_at_a_time_and_each_has_its_vector(count: int, more: int) -> None:
    seen = []

    def network(crops: ImageArray) -> FloatArray:
        seen.append(crops.copy())
        return means(crops).reshape(1, *[1] * more, 3)

    crops = random_crops(count)
    vectors = described_one_by_one(network, crops, vector_size=3)
    assert vectors.dtype == np.float32
    assert np.array_equal(vectors, means(crops))
    assert np.array_equal(np.reshape(seen, crops.shape), crops)
    assert all(one.shape == (1, 4, 4, 3) for one in seen)


@given(count=st.integers(0, 9))
def test_a_mirror_image_counts_as_much_as_the_crop(count: int) -> None:
    def lefts(crops: ImageArray) -> FloatArray:
        assert crops.flags.c_contiguous
        return crops[:, 0, 0].astype(np.float32)

    crops = random_crops(count)
    vectors = mean_with_mirrored(lefts, crops)
    assert vectors.dtype == np.float32
    assert np.array_equal(vectors, crops[:, 0, [0, -1]].astype(np.float32).mean(axis=1))
    assert np.array_equal(mean_with_mirrored(lefts, crops[:, :, ::-1].copy()), vectors)
