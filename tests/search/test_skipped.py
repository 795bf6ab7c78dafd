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
