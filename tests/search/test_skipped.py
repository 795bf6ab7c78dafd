"""A drive that was pulled out is said once, with what to do then."""

from pathlib import Path

import pytest

from facefinder.records.photos import Failed, Photo
from facefinder.search.skipped import unread, vanished


@pytest.mark.parametrize(
    ("goes_on", "then"), [(True, "the same command goes on from there"), (False, "search it anew")]
)
def test_a_lost_drive_is_said_once_with_what_to_do(
    tmp_path: Path, goes_on: bool, then: str
) -> None:
    gone = str(tmp_path / "gone")
    (tmp_path / "there.jpg").touch()
    lost = [Failed(Photo(gone, f"{n}.jpg", 1, 1), "not there", lasting=False) for n in range(3)]
    bad = Failed(Photo(str(tmp_path), "there.jpg", 1, 1), "no picture")
    passing = Failed(Photo(str(tmp_path), "locked.jpg", 1, 1), "no permission", lasting=False)
    failed = [bad, *lost, passing]
    assert vanished(failed) == {gone: 3}
    told, *others = unread(failed, vanished(failed), goes_on=goes_on)
    assert str(told.photo) == gone
    assert "3 photos and folders in it were not read" in told.reason
    assert told.reason.endswith(f"connect its drive again, and {then}")
    assert others == [passing, bad]


def test_an_archive_that_has_gone_is_said_once_and_one_that_is_closed_is_not(
    tmp_path: Path,
) -> None:
    def in_archive(name: str) -> list[Failed]:
        archive = Photo(str(tmp_path), name, 9, 9)
        return [
            Failed(archive.members(f"{n}.jpg", 1, 1), "it is no longer there", lasting=False)
            for n in range(3)
        ]

    (tmp_path / "closed.zip").touch()
    gone, closed = in_archive("gone.zip"), in_archive("closed.zip")
    failed = [*gone, *closed, Failed(gone[0].photo.members("bad.jpg", 1, 1), "no picture")]
    lost = vanished(failed)
    assert lost == {str(tmp_path / "gone.zip"): 3}
    *others, told, bad = unread(failed, lost, goes_on=True)
    assert others == closed
    assert bad.reason == "no picture"
    assert str(told.photo) == str(tmp_path / "gone.zip")
    assert "3 photos in it were not read; put it back" in told.reason


def test_an_archive_on_a_lost_drive_is_not_said_apart(tmp_path: Path) -> None:
    photo = Photo(str(tmp_path / "gone"), "album.zip", 9, 9).members("1.jpg", 1, 1)
    failed = [Failed(photo, "it is no longer there", lasting=False)]
    assert vanished(failed) == {str(tmp_path / "gone"): 1}
