"""What the page sends is taken apart, or refused in words."""

import os
from datetime import date
from pathlib import Path

import pytest

from facefinder.app import places, wishes
from facefinder.errors import UsageError
from facefinder.language.retold import retold
from facefinder.language.say import speak
from facefinder.settings import Where
from tests.support.archive_files import pack


def test_a_place_is_a_folder_or_an_archive(tmp_path: Path) -> None:
    archive = pack(tmp_path / "takeout.zip", {"1.jpg": b"1", "a/2.jpg": b"2"})
    assert wishes.place(f"{archive}!/a") == Path(f"{archive}!/a")
    (tmp_path / "1.jpg").write_bytes(b"1")
    assert wishes.place(str(tmp_path)) == tmp_path
    assert wishes.place(f' "{archive}" ') == archive
    for typed in ("takeout.zip", str(tmp_path / "none.zip")):
        with pytest.raises(UsageError, match="There is no folder"):
            wishes.place(typed)
    with pytest.raises(UsageError, match=r"1\.jpg' is a file, not a folder"):
        wishes.place(str(tmp_path / "1.jpg"))
    (tmp_path / "x.7z").write_bytes(b"7z")
    with pytest.raises(UsageError, match=r"x\.7z' is an archive that facefinder does not open"):
        wishes.place(str(tmp_path / "x.7z"))
    with pytest.raises(UsageError, match="zip' is a file, not a folder"):
        wishes.folder(str(archive))


def test_an_archive_is_shown_as_a_folder_without_folders(tmp_path: Path) -> None:
    archive = pack(tmp_path / "takeout.zip", {"a/1.jpg": b"1"})
    shown = places.listed(archive)
    assert (shown.path, shown.parent, shown.folders) == (str(archive), str(tmp_path), [])
    inner = f"{archive}!{os.sep}a"
    shown = places.listed(Path(inner))
    assert (shown.path, shown.parent) == (inner, str(archive))


def test_days_in_the_wrong_order_are_refused_in_words_of_the_page() -> None:
    with pytest.raises(UsageError) as refused:
        Where(first=date(2020, 1, 1), last=date(2010, 1, 1))
    assert "--" not in str(refused.value)
    speak("de")
    told = retold(str(refused.value))
    assert told.startswith("Der erste Tag, 2020-01-01, liegt nach dem letzten, 2010-01-01.")
