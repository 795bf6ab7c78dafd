"""Photos and where they lie."""

import copy
import os
from pathlib import Path

import pytest

from facefinder.decode.file import content_hash, opened
from facefinder.errors import PhotoError
from facefinder.records.photos import Photo
from facefinder.sources.places import file_of, is_same_file, is_unchanged, source_of
from facefinder.sources.protocol import SourceError


def photo_of(path: Path) -> Photo:
    info = path.stat()
    return Photo(str(path.parent), path.name, info.st_size, info.st_mtime_ns)


def test_a_file_is_its_own_source(tmp_path: Path) -> None:
    file = tmp_path / "x.jpg"
    file.write_bytes(b"pixels")
    source = source_of(photo_of(file))
    assert file_of(source) == file
    with opened(source) as stream:
        assert stream.read() == b"pixels"
    assert content_hash(source) == content_hash(file)


def test_what_was_changed_is_not_what_was_listed(tmp_path: Path) -> None:
    file = tmp_path / "x.jpg"
    file.write_bytes(b"pixels")
    photo = photo_of(file)
    assert is_unchanged(photo)
    os.utime(file, ns=(0, 0))
    assert not is_unchanged(photo)
    file.unlink()
    with pytest.raises(FileNotFoundError):
        is_unchanged(photo)


def test_two_names_of_a_file_are_one_place(tmp_path: Path) -> None:
    one, other, third = (tmp_path / name for name in ("1.jpg", "2.jpg", "3.jpg"))
    one.write_bytes(b"1")
    other.hardlink_to(one)
    third.write_bytes(b"1")
    photos = [photo_of(file) for file in (one, other, third)]
    assert is_same_file(photos[0], photos[1])
    assert not is_same_file(photos[0], photos[2])
    one.unlink()
    assert not is_same_file(photos[0], photos[1])


def test_what_cannot_be_taken_out_is_told_as_it_is(tmp_path: Path) -> None:
    class Sealed:
        name = "x.jpg"

        def stat(self) -> os.stat_result:
            return tmp_path.joinpath("x.jpg").stat()

        def open(self, _mode: str, /) -> None:
            raise SourceError(5, "it is locked", lasting=False)

    tmp_path.joinpath("x.jpg").write_bytes(b"pixels")
    with pytest.raises(PhotoError) as caught, opened(Sealed()):  # type: ignore[arg-type] # opens nothing
        pass
    assert (caught.value.reason, caught.value.lasting) == ("it is locked", False)
    error = copy.copy(SourceError(5, "it is locked", False))  # as a worker's answer is
    assert (error.reason, error.lasting, error.errno) == ("it is locked", False, 5)
