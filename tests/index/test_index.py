"""The index keeps everything bit for bit, and never says what it does not know."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from facefinder.index.index import Index, open_index
from facefinder.records.boxes import Box
from facefinder.records.faces import Face, FloatArray
from facefinder.records.photos import Failed, Outcome, Photo, Scanned
from tests.support.scanned import DIGEST, DIMENSION, PHOTO, never, says, scanned_photo

REPOSITORY = Path(__file__).resolve().parents[2]


def float_array(*shape: int) -> st.SearchStrategy[FloatArray]:
    return hnp.arrays(np.float32, shape, elements=st.floats(width=32))


numbers = st.floats(-1e6, 1e6)
faces = st.builds(
    Face,
    box=st.builds(Box, numbers, numbers, numbers, numbers),
    score=numbers,
    landmarks=float_array(5, 2),
    sharpness=numbers,
    vector=float_array(DIMENSION),
)
# Bytes that are not UTF-8 come from the system as lone surrogates.
names = st.binary(min_size=1, max_size=20).map(lambda name: name.decode("utf-8", "surrogateescape"))
photos = st.builds(
    Photo,
    root=st.sampled_from(["/a", "/b", "E:\\"]),
    relative=names,
    size=st.integers(0, 2**50),
    mtime_ns=st.integers(-(2**62), 2**62),
)


def outcome_of(photo: st.SearchStrategy[Photo]) -> st.SearchStrategy[Outcome]:
    return st.one_of(
        st.builds(
            Scanned,
            photo=photo,
            width=st.integers(1, 10**6),
            height=st.integers(1, 10**6),
            content_hash=st.binary(min_size=16, max_size=16),
            faces=st.lists(faces, max_size=3).map(tuple),
        ),
        st.builds(
            Failed,
            photo=photo,
            reason=st.text(min_size=1),
            lasting=st.booleans(),
            content_hash=st.none() | st.binary(min_size=16, max_size=16),
        ),
    )


def key(photo: Photo) -> tuple[str, int, int]:
    return photo.relative, photo.size, photo.mtime_ns


outcomes = st.lists(
    outcome_of(photos),
    max_size=8,
    # One state of each file: the index keeps the one that came last.
    unique_by=(lambda o: key(o.photo), lambda o: (o.photo.root, o.photo.relative)),
)


def face_bytes(face: Face) -> tuple[object, ...]:
    arrays = (face.landmarks, face.vector)
    return (*face.box, face.score, face.sharpness, *((a.dtype, a.tobytes()) for a in arrays))


def plain(scanned: Scanned) -> tuple[object, ...]:
    size = (scanned.width, scanned.height, scanned.content_hash)
    return scanned.photo, size, [face_bytes(face) for face in scanned.faces]


def known(index: Index, asked: Sequence[Photo]) -> tuple[object, ...]:
    """Everything that the index says about photos."""
    table = index.faces(asked)
    columns = (table.photo_row, table.boxes, table.scores, table.vectors)
    return (
        [plain(scanned) for scanned in index.scanned(asked).values()],
        index.failures(asked),
        [column.tobytes() for column in columns],
    )


@given(outcomes)
def test_what_goes_in_comes_out_bit_for_bit(some: list[Outcome]) -> None:
    asked = [outcome.photo for outcome in some]
    scanned = [o for o in some if isinstance(o, Scanned)]
    with open_index(None, "engine", "") as index:
        index.add(some)
        assert [plain(o) for o in index.scanned(asked).values()] == [plain(o) for o in scanned]
        assert index.failures(asked) == [o for o in some if isinstance(o, Failed) and o.lasting]
        passing = [o.photo for o in some if isinstance(o, Failed) and not o.lasting]
        assert index.pending(asked, content_hash=says(b"other")) == passing


@given(outcomes)
def test_the_table_has_the_same_faces(some: list[Outcome]) -> None:
    with open_index(None, "engine", "") as index:
        index.add(some)
        table = index.faces([outcome.photo for outcome in some])
    expected = [
        (i, face)
        for i, outcome in enumerate(some)
        if isinstance(outcome, Scanned)
        for face in outcome.faces
    ]
    assert table.photo_row.tolist() == [i for i, _ in expected]
    assert table.vectors.shape == ((len(expected), DIMENSION) if expected else (0, 0))
    assert table.vectors.tobytes() == b"".join(face.vector.tobytes() for _, face in expected)
    boxes = np.array([face.box for _, face in expected]).reshape(-1, 4).astype(np.float32)
    scores = np.array([face.score for _, face in expected]).astype(np.float32)
    assert np.array_equal(table.boxes, boxes)
    assert np.array_equal(table.scores, scores)


@given(outcomes, st.randoms(use_true_random=False), st.integers(0, 8))
def test_neither_order_nor_portions_matter(some: list[Outcome], random: Random, cut: int) -> None:
    asked = [outcome.photo for outcome in some]
    shuffled = random.sample(some, len(some))
    with open_index(None, "engine", "") as once, open_index(None, "engine", "") as twice:
        once.add(some)
        twice.add(shuffled[:cut])
        twice.add(shuffled[cut:])
        assert known(once, asked) == known(twice, asked)


@settings(max_examples=10)
@given(outcomes, st.integers(0, 8))
def test_a_run_goes_on_where_the_last_one_was(some: list[Outcome], cut: int) -> None:
    asked = [outcome.photo for outcome in some]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "index.db")
        with open_index(path, "engine", "") as first:
            first.add(some[:cut])
        with open_index(path, "engine", "") as second:
            left = second.pending(asked, content_hash=says(b"other"))
            done = {o.photo for o in some[:cut] if isinstance(o, Scanned) or o.lasting}
            assert left == [photo for photo in asked if photo not in done]
            second.add(some[cut:])
            with open_index(None, "engine", "") as unbroken:
                unbroken.add(some)
                assert known(second, asked) == known(unbroken, asked)


@settings(max_examples=10)
@given(outcomes)
def test_engines_never_mix(some: list[Outcome]) -> None:
    asked = [outcome.photo for outcome in some]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "index.db")
        with open_index(path, "one", "") as index:
            index.add(some)
            before = known(index, asked)
        with open_index(path, "two", "") as index:
            assert index.pending(asked, content_hash=never) == asked
            assert index.scanned(asked) == {}
            index.add([replace(o, content_hash=b"2" * 16) for o in some if isinstance(o, Scanned)])
        with open_index(path, "one", "") as index:
            assert known(index, asked) == before


@pytest.mark.parametrize("changed", [replace(PHOTO, size=1001), replace(PHOTO, mtime_ns=5)])
def test_a_changed_photo_is_read_again_and_replaced(changed: Photo) -> None:
    with open_index(None, "engine", "") as index:
        index.add([scanned_photo(PHOTO, digest=DIGEST)])
        assert index.pending([changed], content_hash=says(b"another content.")) == [changed]
        index.add([scanned_photo(changed, 2.0, b"another content.")])
        assert index.faces([changed]).vectors[0, 0] == 2.0
        assert index.pending([PHOTO], content_hash=says(DIGEST)) == [PHOTO]


def test_the_same_name_in_two_folders_is_two_photos() -> None:
    other = replace(PHOTO, root="/other", size=77)
    with open_index(None, "engine", "") as index:
        index.add([scanned_photo(PHOTO, 1.0)])
        index.add([scanned_photo(other, 2.0)])
        assert index.pending([PHOTO, other], content_hash=never) == []
        assert index.faces([other, PHOTO]).vectors[:, 0].tolist() == [2.0, 1.0]


def test_a_vanished_photo_is_in_no_answer() -> None:
    there = replace(PHOTO, relative="there.jpg")
    with open_index(None, "engine", "") as index:
        index.add([scanned_photo(PHOTO, 1.0), scanned_photo(there, 2.0)])
        assert index.faces([there]).vectors[:, 0].tolist() == [2.0]
        assert index.faces([there]).photo_row.tolist() == [0]


def test_nothing_is_added_when_something_goes_wrong() -> None:
    with open_index(None, "engine", "") as index:
        bad = replace(scanned_photo(PHOTO), width=2**64)  # more than SQLite can hold
        with pytest.raises(OverflowError):
            index.add([scanned_photo(replace(PHOTO, relative="2.jpg")), bad])
        assert index.scanned([replace(PHOTO, relative="2.jpg")]) == {}


@given(given_up=st.floats(1e-3, 1e9), limit=st.just(0.0) | st.floats(1e-3, 1e9))
def test_a_photo_that_took_too_long_is_tried_again_with_a_higher_limit_only(
    given_up: float, limit: float
) -> None:
    failed = Failed(PHOTO, "it takes longer", seconds=given_up)
    with open_index(None, "engine", "") as index:
        index.add([failed])
        assert index.failures([PHOTO]) == [failed]
        is_higher = limit == 0 or limit > given_up
        pending = index.pending([PHOTO], content_hash=never, seconds=limit)
        assert pending == ([PHOTO] if is_higher else [])


def test_a_photo_that_was_read_at_last_is_read_for_good() -> None:
    with open_index(None, "engine", "") as index:
        index.add([Failed(PHOTO, "it takes longer", seconds=1.0)])
        index.add([scanned_photo(PHOTO)])
        assert index.failures([PHOTO]) == []
        assert index.pending([PHOTO], content_hash=never) == []
