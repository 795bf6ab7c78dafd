"""Photos that turn up elsewhere, or at another time, stay known."""

from dataclasses import replace

import pytest

from facefinder.index import decisions
from facefinder.index.index import Index, open_index
from facefinder.records.boxes import Box
from facefinder.records.faces import face_id
from facefinder.records.people import Decision
from facefinder.records.photos import Failed, Photo
from facefinder.sources.protocol import Source
from tests.support.scanned import DIGEST, PHOTO, never, says, scanned_photo

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


@pytest.mark.parametrize("moved", [replace(PHOTO, root="F:\\"), replace(PHOTO, mtime_ns=HOUR_NS)])
def test_a_photo_that_is_asked_for_twice_moves_once(moved: Photo) -> None:
    """A reference may be searched, too; the row that moved is there for a copy of it."""
    copy = replace(moved, relative="copy/1.jpg")
    asked = [moved, moved, copy, moved]
    with open_index(None, "engine", "") as index:
        index.add([scanned_photo(PHOTO, digest=DIGEST)])
        assert index.pending(asked, content_hash=says(DIGEST)) == []
        assert set(index.scanned(asked)) == {moved, copy}
        assert rows_in(index) == 2


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


def test_equal_content_is_enough_where_it_tells_all() -> None:
    """Renamed and at another time, or a copy that is both: the known photo is still there."""
    other = replace(PHOTO, relative="copy.jpg", mtime_ns=7)
    with open_index(None, "engine", "") as index:
        index.add([scanned_photo(PHOTO, digest=DIGEST)])
        asked = [PHOTO, other]
        same = says(DIGEST)
        assert index.pending(asked, content_hash=same, tells_all=lambda _: True) == []
        assert index.pending(asked, content_hash=never) == []


def test_whether_content_tells_all_is_asked_only_where_nothing_else_agrees() -> None:
    def asked(source: Source) -> bool:
        raise AssertionError(f"{source.name} was opened")

    renamed = replace(PHOTO, relative="renamed.jpg")
    with open_index(None, "engine", "") as index:
        index.add([scanned_photo(PHOTO, digest=DIGEST)])
        assert index.pending([renamed], content_hash=says(DIGEST), tells_all=asked) == []
        new = replace(PHOTO, relative="new.jpg", mtime_ns=7)
        another = says(b"of another......")
        assert index.pending([new], content_hash=another, tells_all=asked) == [new]


def test_a_photo_that_cannot_be_read_is_known_by_all_that_is_in_it_alone() -> None:
    other = replace(PHOTO, relative="other.jpg", mtime_ns=7)
    same = says(b"all of a damaged")
    with open_index(None, "engine", "") as index:
        index.add([Failed(PHOTO, "it is damaged", content_hash=b"all of a damaged")])
        assert index.pending([other], content_hash=says(DIGEST), whole_hash=same) == []


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

    def digest(source: Source) -> bytes:
        asked.append(source.name)
        return source.name.encode().ljust(16)

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
    def gone(source: Source) -> bytes:
        raise FileNotFoundError(source.name)

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


def test_whether_the_index_knows_a_face_is_no_question_of_how_many_it_knows() -> None:
    def steps(photos: int) -> int:
        counted = 0

        def count() -> None:
            nonlocal counted
            counted += 1

        with open_index(None, "engine", "") as index:
            index.add(
                scanned_photo(replace(PHOTO, relative=f"{number}.jpg"), digest=number.to_bytes(16))
                for number in range(photos)
            )
            face = face_id((photos // 2).to_bytes(16), Box(1, 2, 3, 4))
            decided = Decision("Anna", face, yes=True)
            index._connection.set_progress_handler(count, 1)
            assert decisions.unknown_faces(index._connection, [decided]) == []
        return counted

    assert steps(400) < 2 * steps(4)
