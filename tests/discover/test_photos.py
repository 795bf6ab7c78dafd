"""Folders become a list of photos, and a count of what is none."""

import os
import random
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facefinder.discover.found import Discovered
from facefinder.discover.photos import find_photos
from facefinder.errors import UsageError
from facefinder.records.extensions import EXTENSIONS
from facefinder.records.left_out import Kind
from tests.support.folders import names, put, reasons
from tests.support.needs import ANY_NAMES, DEVICES, LINKS, LINUX, LONG_PATHS, needs
from tests.support.strategies import different_names


def test_a_photo_tells_what_it_was_when_listed(tmp_path: Path) -> None:
    file = put(tmp_path / "a" / "b" / "x.JPG", b"12345")
    os.utime(file, ns=(1, 1_600_000_000_123_456_700))
    (photo,) = find_photos([tmp_path]).photos
    assert (photo.root, photo.relative, photo.size) == (str(tmp_path), "a/b/x.JPG", 5)
    assert photo.mtime_ns == file.stat().st_mtime_ns
    assert photo.path == file


@pytest.mark.parametrize("extension", ["jpg", "JPEG", "HeiC", "avif", "NEF", "cr3", "tif", "gif"])
def test_extensions_decide_whatever_their_case(tmp_path: Path, extension: str) -> None:
    put(tmp_path / f"x.{extension}")
    assert names(find_photos([tmp_path])) == [f"x.{extension}"]


@pytest.mark.parametrize("name", ["x.txt", "x.mp4", "x.jpg.bak", "jpg", "x.jpgx", "x.svg"])
def test_other_files_are_no_candidates(tmp_path: Path, name: str) -> None:
    put(tmp_path / name)
    found = find_photos([tmp_path])
    assert found.others.total() == 1
    assert found == Discovered(others=found.others)


def test_files_come_before_sub_folders_each_in_order_of_names(tmp_path: Path) -> None:
    for name in ("b/2.jpg", "z.jpg", "a/1.jpg", "b/a/3.jpg", "b/1.jpg", "B.jpg"):
        put(tmp_path / name)
    expected = ["B.jpg", "z.jpg", "a/1.jpg", "b/1.jpg", "b/2.jpg", "b/a/3.jpg"]
    assert names(find_photos([tmp_path])) == expected


@needs(ANY_NAMES)
@settings(max_examples=30)
@given(different_names(), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_file_system(
    tmp_path_factory: pytest.TempPathFactory, wanted: list[str], shuffler: random.Random
) -> None:
    shuffled = wanted.copy()
    shuffler.shuffle(shuffled)
    results = []
    for order in (wanted, shuffled):
        root = tmp_path_factory.mktemp("tree")
        for number, name in enumerate(order):
            put(root / "abc"[len(name) % 3] / name, bytes(number))
        results.append(names(find_photos([root])))
    assert results[0] == results[1]
    assert len(results[0]) == sum(not name.startswith(".") for name in wanted)


def test_a_single_file_is_a_photo_whatever_its_extension(tmp_path: Path) -> None:
    (photo,) = find_photos([put(tmp_path / "scan.dat")]).photos
    assert (photo.root, photo.relative) == (str(tmp_path), "scan.dat")


def test_overlapping_and_repeated_inputs_give_each_file_once(tmp_path: Path) -> None:
    inner = put(tmp_path / "a" / "x.jpg")
    put(tmp_path / "y.jpg")
    inputs = [tmp_path / "a", inner, tmp_path, tmp_path / "a" / ".." / "a", tmp_path / "y.jpg"]
    found = find_photos(inputs)
    assert [photo.path for photo in found.photos] == [inner, tmp_path / "y.jpg"]
    assert [photo.root for photo in found.photos] == [str(tmp_path / "a"), str(tmp_path)]


def test_a_relative_input_gets_an_absolute_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "a" / "x.jpg")
    monkeypatch.chdir(tmp_path / "a")
    assert [photo.root for photo in find_photos([Path("../a")]).photos] == [str(tmp_path / "a")]


def test_a_hidden_folder_is_searched_when_it_is_asked_for(tmp_path: Path) -> None:
    put(tmp_path / ".secret" / "x.jpg")
    assert names(find_photos([tmp_path, tmp_path / ".secret"])) == ["x.jpg"]


def test_excluded_folders_are_not_searched_unless_they_are_inputs(tmp_path: Path) -> None:
    put(tmp_path / "found" / "Anna" / "x.jpg")
    put(tmp_path / "y.jpg")
    exclude = dict.fromkeys([tmp_path / "a" / ".." / "found", tmp_path], "excluded")
    found = find_photos([tmp_path], exclude=exclude)
    assert names(found) == ["y.jpg"]
    assert reasons(found) == {"found": "excluded"}


@needs(LINKS)
def test_links_are_not_followed_but_an_input_may_be_one(tmp_path: Path) -> None:
    outside = put(tmp_path / "outside" / "x.jpg")
    root = tmp_path / "root"
    put(root / "y.jpg")
    (root / "folder").symlink_to(outside.parent)
    (root / "file.jpg").symlink_to(outside)
    (root / "loop").symlink_to(root)
    (root / "self.jpg").symlink_to(root / "self.jpg")
    (root / "dangling").symlink_to(root / "nothing")
    (root / "too long").symlink_to("d/" * 2000)
    (root / "libx.so").symlink_to(root / "libx.so.1")
    found = find_photos([root])
    assert names(found) == ["y.jpg"]
    links = ["folder", "file.jpg", "loop", "self.jpg", "dangling", "too long"]
    assert reasons(found) == dict.fromkeys(links, "a link")
    assert found.failed == []
    assert found.others == {Kind.OTHER: 1}
    # The link and what it leads to are the same folder: listed once.
    assert names(find_photos([root / "folder", outside.parent])) == ["x.jpg"]


@needs(DEVICES)
def test_pipes_and_sockets_are_told_and_never_opened(tmp_path: Path) -> None:
    if sys.platform == "win32":
        return  # for the type checker; the mark skips it
    os.mkfifo(tmp_path / "pipe.jpg")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.fsencode(tmp_path / "s.jpg"))
        found = find_photos([tmp_path])
    assert found.photos == []
    assert {failed.photo.relative: failed.reason for failed in found.failed} == dict.fromkeys(
        ["pipe.jpg", "s.jpg"], "it is not a regular file"
    )
    for named in (tmp_path / "pipe.jpg", Path(os.devnull)):
        with pytest.raises(UsageError, match="neither a file nor a folder") as caught:
            find_photos([named])
        assert str(named) in caught.value.message
        assert "Name a photo" in caught.value.advice


def test_a_folder_may_be_called_like_a_photo(tmp_path: Path) -> None:
    put(tmp_path / "x.jpg" / "y.jpg")
    assert names(find_photos([tmp_path])) == ["x.jpg/y.jpg"]


@needs(LINUX)
def test_names_that_are_not_unicode(tmp_path: Path) -> None:
    name = os.fsdecode(b"M\xfcller.jpg")
    put(tmp_path / os.fsdecode(b"f\xe9te") / name)
    (photo,) = find_photos([tmp_path]).photos
    assert photo.path.read_bytes() == b"x"
    assert os.fsencode(photo.relative) == b"f\xe9te/M\xfcller.jpg"


@needs(LONG_PATHS)
def test_long_names_and_deep_folders(tmp_path: Path) -> None:
    put(tmp_path / ("n" * 251 + ".jpg"))
    deep = tmp_path
    while len(str(deep)) < 3_500:
        deep = deep / ("d" * 50)
    put(deep / "x.jpg")
    found = find_photos([tmp_path])
    assert [photo.path.name for photo in found.photos] == ["n" * 251 + ".jpg", "x.jpg"]


@needs(LINUX)
def test_a_folder_too_deep_to_open_is_reported_and_the_rest_is_found(tmp_path: Path) -> None:
    put(tmp_path / "x.jpg")
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(25):
        os.mkdir("d" * 200, dir_fd=here)
        below = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    found = find_photos([tmp_path])
    assert names(found) == ["x.jpg"]
    (failed,) = found.failed
    assert failed.reason.startswith("it cannot be searched")
    assert not failed.lasting


def test_a_missing_input_is_a_usage_error_with_advice(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing", put(tmp_path / "x.jpg") / "below"):
        with pytest.raises(UsageError, match="no file or folder") as caught:
            find_photos([path])
        assert caught.value.advice


def test_no_extension_is_written_in_capitals_or_with_a_dot() -> None:
    assert all(extension.isalnum() and extension.islower() for extension in EXTENSIONS)


@needs(DEVICES)
def test_a_pipe_without_the_name_of_a_photo_is_counted_and_not_opened(tmp_path: Path) -> None:
    if sys.platform == "win32":
        return  # for the type checker; the mark skips it
    os.mkfifo(tmp_path / "pipe")
    os.mkfifo(tmp_path / "manifest.csv")  # what lists our copies is called so
    found = find_photos([tmp_path])
    assert (found.failed, found.others) == ([], {Kind.OTHER: 2})
