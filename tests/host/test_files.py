"""Files are written whole or not at all, and what a killed run left is removed by the next."""

from pathlib import Path

import pytest

from facefinder.errors import OutputError
from facefinder.host.files import write_text
from tests.support.needs import POSIX, needs


def test_a_document_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "x.txt"
    write_text("old", file)
    write_text("Größe \udcfc", file)
    assert file.read_bytes() == "Größe \\udcfc".encode()
    write_text(b"\0\xff", file)
    assert file.read_bytes() == b"\0\xff"
    assert list(file.parent.iterdir()) == [file]


@needs(POSIX)
def test_links_and_devices_stay_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write_text("x", tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "x"
    write_text("x", Path("/dev/null"))
    assert Path("/dev/null").is_char_device()


def test_a_document_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    for place in (tmp_path / "file" / "x.txt", tmp_path):
        with pytest.raises(OutputError) as caught:
            write_text("x", place)
        assert caught.value.advice
        assert str(place) in caught.value.message
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_bytes() == b"x"
