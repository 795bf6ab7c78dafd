"""An index that somebody deletes, moves or replaces while it is open."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from facefinder.errors import OutputError
from facefinder.index import decisions
from facefinder.index.in_place import InPlace
from facefinder.index.index import open_index
from facefinder.records.faces import face_id
from facefinder.records.people import Decision
from tests.support.needs import IN_USE, needs
from tests.support.scanned import PHOTO, scanned_photo

REMOVED = "was removed or replaced while it was in use"


def replace_file(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(path.read_bytes())
    other.replace(path)


def move_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("moved"))


AWAY: list[Callable[[Path], None]] = [Path.unlink, replace_file, move_folder]


@needs(IN_USE)
@pytest.mark.parametrize("take_away", AWAY)
def test_a_decision_is_not_put_where_nobody_finds_it(
    tmp_path: Path, take_away: Callable[[Path], None]
) -> None:
    path = tmp_path / "data" / "index.sqlite"
    with open_index(path, "engine", "") as index:
        photo = scanned_photo(PHOTO)
        index.add([photo])
        face = face_id(photo.content_hash, photo.faces[0].box)
        said = Decision("Anna", face, yes=True)
        assert index.decide([said]) == 1
        take_away(path)
        with pytest.raises(OutputError, match=REMOVED):
            index.decide([Decision("Ben", face, yes=False)])
        assert index.decided([PHOTO]) == [(0, said)]


@needs(IN_USE)
def test_one_that_is_put_back_takes_decisions_again(tmp_path: Path) -> None:
    path, aside = tmp_path / "index.sqlite", tmp_path / "aside"
    with open_index(path, "engine", "") as index:
        path.rename(aside)
        assert not index.place.holds
        aside.rename(path)
        assert index.place.holds


@needs(IN_USE)
@pytest.mark.parametrize("take_away", AWAY)
def test_what_an_earlier_search_is_told_says_so_too(
    tmp_path: Path, take_away: Callable[[Path], None]
) -> None:
    path = tmp_path / "data" / "index.sqlite"
    with open_index(path, "engine", ""):
        pass
    with pytest.raises(OutputError, match=REMOVED), decisions.opened(path):
        take_away(path)


class Unnumbered(type(Path())):  # type: ignore[misc]  # which class it is depends on the system
    """A file where the file system has no numbers for files."""

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        found = super().stat(follow_symlinks=follow_symlinks)
        return os.stat_result((found.st_mode, 0, *found[2:]))


def test_where_files_have_no_numbers_only_a_deleted_one_is_refused(tmp_path: Path) -> None:
    path = Unnumbered(tmp_path / "index.sqlite")
    path.touch()
    place = InPlace(path)
    replace_file(path)
    assert place.holds
    path.unlink()
    assert not place.holds


def test_memory_cannot_be_taken_away() -> None:
    with open_index(None, "engine", "") as index:
        assert index.place.holds
