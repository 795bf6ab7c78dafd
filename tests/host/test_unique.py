"""New files and folders: one try where nothing may be written, on every system."""

import errno
import os
from pathlib import Path

import pytest

from facefinder.host import files, places
from facefinder.host.unique import TRIES, new_file, new_folder


def test_a_new_file_can_be_written_and_read(tmp_path: Path) -> None:
    number, path = new_file(tmp_path, "begin-", ".end")
    with open(number, "w+b") as file:  # noqa: PTH123 - Path.open takes no file number
        file.write(b"a\n\x1ab")
    assert path.parent == tmp_path
    assert (path.name[:6], path.suffix) == ("begin-", ".end")
    assert path.read_bytes() == b"a\n\x1ab", "line ends, or Windows' old end of a text"


def test_a_new_folder_goes_with_all_that_is_in_it(tmp_path: Path) -> None:
    with new_folder(tmp_path, "begin-") as folder:
        (folder / "inner").mkdir()
        (folder / "inner" / "file").write_bytes(b"1")
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_taken_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = iter(("taken", "taken", "free"))
    monkeypatch.setattr("secrets.token_hex", lambda _: next(names))
    (tmp_path / "taken").write_bytes(b"mine")
    number, path = new_file(tmp_path, "")
    os.close(number)
    assert path.name == "free"
    assert (tmp_path / "taken").read_bytes() == b"mine"


def test_there_is_an_end_of_trying(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda _: "taken")
    (tmp_path / "taken").touch()
    with pytest.raises(FileExistsError, match=str(TRIES)):
        new_file(tmp_path, "")


@pytest.fixture
def tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is tried in a folder that may not be written, though the system calls it writable."""
    seen: list[str] = []

    def refuse(path: str | Path, *_: object) -> int:
        seen.append(str(path))
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(os, "access", lambda *_: True)
    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(os, "mkdir", refuse)
    return seen


def test_one_try_says_that_a_folder_may_not_be_written(tmp_path: Path, tried: list[str]) -> None:
    assert not files.is_writable(tmp_path)
    assert len(tried) == 1


def test_no_data_folder_is_there_after_one_try(tmp_path: Path, tried: list[str]) -> None:
    assert places.usable_data_dir(tmp_path) is None
    assert [path for path in tried if files.TEMPORARY in path] == tried[-1:]


@pytest.mark.parametrize("make", [files.temporary_file, files.temporary_folder])
def test_one_try_for_what_is_to_be_written(tmp_path: Path, tried: list[str], make: object) -> None:
    assert callable(make)
    with pytest.raises(PermissionError), make(tmp_path):
        pass
    assert len(tried) == 1
