"""Files are written whole or not at all, and what a killed run left is removed by the next."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from facefinder.errors import OutputError
from facefinder.host.files import (
    is_writable,
    remove_leftovers,
    require_place,
    require_place_of_file,
    temporary_folder,
    why_not,
    write_parts,
    write_text,
)
from facefinder.host.places import usable_data_dir
from facefinder.records.long_paths import reachable
from facefinder.selftest.machine import free_space
from tests.support.needs import LINKS, LINUX, needs


def test_a_document_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "x.txt"
    write_text("old", file)
    write_text("Größe \udcfc", file)
    assert file.read_bytes() == "Größe \\udcfc".encode()
    write_text(b"\0\xff", file)
    assert file.read_bytes() == b"\0\xff"
    assert list(file.parent.iterdir()) == [file]


@needs(LINKS)
def test_links_and_devices_that_the_user_named_stay_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write_parts("x", tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "x"
    write_parts("x", Path("/dev/null"))
    assert Path("/dev/null").is_char_device()


@needs(LINKS)
def test_nothing_of_ours_is_written_through_a_link(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"theirs")
    (tmp_path / "link").symlink_to(target)
    with pytest.raises(OutputError, match="is in the way: it is a link"):
        write_text("x", tmp_path / "link")
    assert target.read_bytes() == b"theirs"


def test_a_document_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    for place in (tmp_path / "file" / "x.txt", tmp_path):
        with pytest.raises(OutputError) as caught:
            write_text("x", place)
        assert caught.value.advice
        assert str(place) in caught.value.message
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_bytes() == b"x"


GONE = ".facefinder-999999999-abcd1234"
"""A name with the number of a process that there cannot be."""
OURS = f".facefinder-{os.getpid()}-abcd1234"


def make(path: Path) -> None:
    """A file, and the folders in which it lies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")


REMOVED = {
    "a file": [GONE],
    "a folder": [f"{GONE}/unfinished/0.jpg", f"{GONE}/unfinished/deep/er"],
}
KEPT = {
    "of a run that goes on": [OURS],
    "a folder of a run that goes on": [f"{OURS}/unfinished/0.jpg"],
    "somebody else's name": [".facefinder-notes"],
    "nobody wrote an unfinished file without its process": [".facefinder-abcd1234"],
    "a folder with something else": [f"{GONE}/mine.txt"],
    "a folder with something else, too": [f"{GONE}/mine.txt", f"{GONE}/unfinished/0.jpg"],
    "in a folder of the user": [f"photos/{GONE}"],
    "a number that no process has": [f".facefinder-{10**9}-abcd1234"],
}


def all_in(folder: Path) -> list[str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in files)


LOOKS: list[Callable[[Path], object]] = [remove_leftovers, is_writable, usable_data_dir]
each_look = pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.__name__)


@each_look
@pytest.mark.parametrize("names", REMOVED.values(), ids=REMOVED)
def test_what_a_killed_run_left_is_removed(
    tmp_path: Path, look: Callable[[Path], object], names: list[str]
) -> None:
    for name in names:
        make(tmp_path / name)
    look(tmp_path)
    assert list(tmp_path.iterdir()) == []


@each_look
@pytest.mark.parametrize("names", KEPT.values(), ids=KEPT)
def test_what_is_not_certainly_left_over_stays(
    tmp_path: Path, look: Callable[[Path], object], names: list[str]
) -> None:
    for name in names:
        make(tmp_path / name)
    look(tmp_path)
    assert all_in(tmp_path) == sorted(names)


def test_an_empty_folder_or_file_is_nobodys(tmp_path: Path) -> None:
    (tmp_path / GONE).mkdir()
    (tmp_path / ".facefinder-abcd1234").touch()
    remove_leftovers(tmp_path)
    assert list(tmp_path.iterdir()) == []


@needs(LINKS)
def test_a_link_is_not_followed_and_stays(tmp_path: Path) -> None:
    make(tmp_path / "mine" / "unfinished" / "photo.jpg")
    (tmp_path / GONE).symlink_to(tmp_path / "mine")
    remove_leftovers(tmp_path)
    assert (tmp_path / GONE).is_symlink()
    assert (tmp_path / "mine" / "unfinished" / "photo.jpg").exists()


KILLED = """
import os, sys
from pathlib import Path
from facefinder.host.files import temporary_file, temporary_folder
place = Path(sys.argv[1])
with temporary_file(place), temporary_folder(place) as folder, temporary_folder(folder):
    (folder / "0.jpg").touch()
    os._exit(9)  # as if it were killed
"""


@pytest.mark.slow
def test_a_process_that_is_killed_leaves_what_the_next_one_removes(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, tmp_path], check=False)
    assert done.returncode == 9
    assert len(list(tmp_path.iterdir())) == 2
    with temporary_folder(tmp_path) as folder:
        assert list(folder.iterdir()) == []
        remove_leftovers(tmp_path)
        assert list(tmp_path.iterdir()) == [folder.parent]
    assert list(tmp_path.iterdir()) == []


def test_a_place_is_tried_before_long_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    require_place_of_file(Path("new", "deep", "x.csv"))
    require_place(tmp_path / "new", Path("new"))
    for misspelt in (tmp_path / "new" / "x.csv", tmp_path / "new" / "deep" / "x.csv"):
        with pytest.raises(OutputError, match="there is no folder"):
            require_place_of_file(misspelt)
    assert not any(tmp_path.iterdir())
    (tmp_path / "file").touch()
    require_place_of_file(tmp_path / "file")
    for refused in (tmp_path / "file" / "x", tmp_path / "file" / "new" / "x"):
        with pytest.raises(OutputError, match="is a file, not a folder"):
            require_place_of_file(refused)


def test_a_place_whose_drive_is_missing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stick that was taken out, or has another letter on this computer."""
    place = tmp_path / "x"
    monkeypatch.setattr(Path, "exists", lambda _: False)
    assert not is_writable(place)
    good, said = free_space(place)
    assert not good
    assert "there is no '" in said
    with pytest.raises(OutputError, match=r"there is no '.*'\. Check .* its drive is connected"):
        require_place(place, place)


@needs(LINUX)
def test_a_place_that_refuses_is_named() -> None:
    require_place_of_file(Path(os.devnull))
    with pytest.raises(OutputError, match="'/proc/x' "):
        require_place_of_file(Path("/proc/x"))


def test_what_windows_refuses_for_its_length_is_no_missing_folder(tmp_path: Path) -> None:
    place = tmp_path / f"{'y' * 230}.json"
    message, advice = why_not(place, FileNotFoundError(2, "No such file or directory"), "nt")
    assert f"{len(str(place))} characters" in message
    assert "drive" not in advice


def test_a_document_can_lie_deep_down(tmp_path: Path) -> None:
    """On Windows beyond the 260 characters that it takes by itself."""
    deep = tmp_path.joinpath(*["Fotos von früher"] * 20, "found.json")
    reachable(deep.parent).mkdir(parents=True)
    require_place_of_file(deep)
    write_text("{}", deep)
    assert reachable(deep).read_text("utf-8") == "{}"
    with pytest.raises(OutputError, match="no folder"):
        require_place_of_file(deep.parent / "there is none" / "found.json")
