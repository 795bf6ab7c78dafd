"""The index keeps everything bit for bit, and never says what it does not know."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from facefinder.index import decisions
from facefinder.index.index import Index, open_index
from facefinder.records.boxes import Box
from facefinder.records.faces import Face, FloatArray, face_id
from facefinder.records.people import Decision
from facefinder.records.photos import Failed, Outcome, Photo, Scanned
from tests.support.scanned import DIMENSION, PHOTO, never, scanned_photo

REPOSITORY = Path(__file__).resolve().parents[2]


def says(digest: bytes) -> Callable[[Path], bytes]:
    return lambda _path: digest


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


DIGEST = b"0123456789abcdef"
HOUR_NS = 3600 * 10**9


def rows_in(index: Index) -> int:
    return int(index._connection.execute("SELECT count(*) FROM photo").fetchone()[0])


@pytest.mark.parametrize(
    "now",
    [
        replace(PHOTO, root="F:\\"),
        replace(PHOTO, mtime_ns=PHOTO.mtime_ns + HOUR_NS),  # daylight saving
        replace(PHOTO, root="F:\\", mtime_ns=5 * 10**17),  # copied without times
        replace(PHOTO, relative="old/1.jpg", mtime_ns=5 * 10**17),
        replace(PHOTO, root="F:\\", relative="renamed.jpg"),
    ],
    ids=["another drive", "another hour", "a copy", "another folder", "renamed"],
)
def test_a_photo_stays_known_where_its_content_is_the_same(now: Photo) -> None:
    with open_index(None, "engine", "") as index:
        index.add([scanned_photo(PHOTO, digest=DIGEST)])
        assert index.pending([now], content_hash=says(b"something else..")) == [now]
        assert index.pending([now], content_hash=says(DIGEST)) == []
        assert index.scanned([now])[now].photo == now
        assert index.pending([now], content_hash=never) == []
        grown = rows_in(index) - 1
        assert grown == (now.relative != PHOTO.relative), "with each name, not each drive letter"


def test_two_photos_that_agree_in_all_but_the_root_have_an_answer_each() -> None:
    other = replace(PHOTO, root="/other")
    with open_index(None, "engine", "") as index:
        index.add([scanned_photo(PHOTO, 1.0, DIGEST)])
        assert index.pending([PHOTO, other], content_hash=says(b"of another......")) == [other]
        index.add([scanned_photo(other, 2.0, b"of another......")])
        assert index.faces([PHOTO, other]).vectors[:, 0].tolist() == [1.0, 2.0]
        assert index.pending([other], content_hash=never) == []
        assert index.pending([PHOTO], content_hash=never) == []


def test_the_same_content_in_two_places_is_known_in_both() -> None:
    other = replace(PHOTO, root="/other")
    with open_index(None, "engine", "") as index:
        index.add([scanned_photo(PHOTO, digest=DIGEST)])
        assert index.pending([other, PHOTO], content_hash=says(DIGEST)) == []
        assert index.pending([PHOTO, other], content_hash=never) == []


def test_a_photo_that_is_asked_for_under_another_root_and_name_keeps_its_first() -> None:
    """`explain PHOTO` has the parent folder as root; the album is asked for as before."""
    alone = replace(PHOTO, root="/stick/DCIM", relative="1.jpg")
    with open_index(None, "engine", "") as index:
        index.add([scanned_photo(PHOTO, digest=DIGEST)])
        assert index.pending([alone], content_hash=says(DIGEST)) == []
        assert list(index.scanned([PHOTO])) == [PHOTO]
        assert list(index.scanned([alone])) == [alone]


def test_a_time_that_a_stick_rounded_is_the_same_time() -> None:
    stored = replace(PHOTO, mtime_ns=1_600_000_001_234_567_890)
    rounded = replace(PHOTO, mtime_ns=1_600_000_002_000_000_000)
    with open_index(None, "engine", "") as index:
        index.add([scanned_photo(stored, digest=DIGEST)])
        assert index.pending([rounded], content_hash=says(DIGEST)) == []
        assert index.pending([stored], content_hash=says(DIGEST)) == [], "and back again"


def test_another_photo_of_about_the_same_time_is_another_photo() -> None:
    """One file of a burst that was renamed takes the place of the other: scans are one size."""
    first, second = (replace(PHOTO, mtime_ns=number * 2 * 10**9) for number in (5, 6))
    with open_index(None, "engine", "") as index:
        index.add([scanned_photo(first, digest=DIGEST)])
        assert index.pending([second], content_hash=says(b"of another......")) == [second]


def test_equal_content_alone_is_not_enough() -> None:
    """The hash is of a part of a file: white margins of two scans are alike."""
    scan = replace(PHOTO, relative="Scan 2.bmp", mtime_ns=7)
    with open_index(None, "engine", "") as index:
        index.add([scanned_photo(PHOTO, digest=DIGEST)])
        assert index.pending([scan], content_hash=says(DIGEST)) == [scan]


@pytest.mark.parametrize("year", [1601, 2300, 30828])
def test_any_time_that_a_file_system_knows_is_kept(year: int) -> None:
    odd = replace(PHOTO, mtime_ns=(year - 1970) * 365 * 24 * HOUR_NS)
    with open_index(None, "engine", "") as index:
        assert index.pending([odd], content_hash=never) == [odd]
        index.add([scanned_photo(odd)])
        assert index.pending([odd], content_hash=never) == []
        assert index.scanned([odd])[odd].photo == odd


def test_many_files_of_one_size_and_time_are_looked_up_at_once() -> None:
    """The kind of a scanner's folder; each is hashed once, and no pair is compared."""
    scans = [replace(PHOTO, relative=f"a/{number}.bmp") for number in range(2000)]
    moved = [replace(scan, relative=scan.relative.replace("a/", "b/")) for scan in scans]
    asked: list[str] = []

    def digest(path: Path) -> bytes:
        asked.append(path.name)
        return path.name.encode().ljust(16)

    said: list[str] = []
    with open_index(None, "engine", "") as index:
        index.add([scanned_photo(scan, digest=digest(scan.path)) for scan in scans])
        asked.clear()
        statements: list[str] = []
        index._connection.set_trace_callback(statements.append)
        assert index.pending(moved, content_hash=digest, say=said.append) == []
        index._connection.set_trace_callback(None)
    assert sorted(asked) == sorted(scan.path.name for scan in scans)
    assert len(said) == 1
    looks = [one for one in statements if "WHERE engine_id" in one and "content_hash = " in one]
    assert len(looks) == len(scans)


def test_a_photo_that_cannot_be_hashed_is_read_again() -> None:
    def gone(path: Path) -> bytes:
        raise FileNotFoundError(path)

    moved = replace(PHOTO, relative="moved.jpg")
    with open_index(None, "engine", "") as index:
        index.add([scanned_photo(PHOTO)])
        assert index.pending([moved], content_hash=gone) == [moved]


@pytest.mark.parametrize(
    "now", [replace(PHOTO, mtime_ns=5), replace(PHOTO, root="/copy"), replace(PHOTO, relative="x")]
)
def test_a_photo_that_cannot_be_read_is_read_again_only_where_anything_in_it_differs(
    now: Photo,
) -> None:
    """A sound copy may have the size and both ends of a damaged one."""
    failed = Failed(PHOTO, "it is damaged", content_hash=b"all of a damaged")
    same, sound = says(b"all of a damaged"), says(b"all of the sound")
    with open_index(None, "engine", "") as index:
        index.add([failed])
        assert index.pending([now], content_hash=says(DIGEST), whole_hash=sound) == [now]
        assert index.pending([now], content_hash=says(DIGEST), whole_hash=same) == []
        assert index.failures([now]) == [replace(failed, photo=now)]


def test_a_photo_that_cannot_be_read_says_nothing_of_faces_that_were_decided() -> None:
    face = face_id(DIGEST, Box(1, 2, 3, 4))
    decided = Decision("Anna", face, yes=True, learned=True)
    with open_index(None, "engine", "") as index:
        decisions.store(index._connection, [decided])
        index.add([Failed(PHOTO, "it is damaged", content_hash=DIGEST)])
        assert index.decided([PHOTO]) == []
        assert index.learned() == []
        assert decisions.unknown_faces(index._connection, [decided]) == [decided]


def test_a_photo_that_was_given_up_for_time_is_tried_elsewhere() -> None:
    copy = replace(PHOTO, root="/copy")
    with open_index(None, "engine", "") as index:
        index.add([Failed(PHOTO, "it takes longer", seconds=1.0, content_hash=DIGEST)])
        same = says(DIGEST)
        assert index.pending([copy], content_hash=same, whole_hash=same, seconds=1.0) == [copy]


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
