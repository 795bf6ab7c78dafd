"""Folders of references, and whom they show."""

from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from facefinder.discover.references import find_known, name_of_folder
from facefinder.errors import PeopleError, UsageError
from tests.support.folders import manifest, names, put
from tests.support.needs import LINKS, needs


def test_each_sub_folder_is_a_person(tmp_path: Path) -> None:
    known = tmp_path / "known"
    for name in ("Anna/1.jpg", "Anna/old/2.jpg", "Ben/1.png", "me.jpg", ".hidden/x.jpg"):
        put(known / name)
    (known / "Empty").mkdir()
    people = find_known(known)
    assert {name: names(person) for name, person in people.items()} == {
        "Anna": ["Anna/1.jpg", "Anna/old/2.jpg"],
        "Ben": ["Ben/1.png"],
        "Empty": [],
        "known": ["me.jpg"],
    }
    assert list(people) == sorted(people)
    assert names(find_known(known, "Carla")["Carla"]) == ["me.jpg"]
    assert len(find_known(known, "Anna")["Anna"].photos) == 3


def test_folders_of_years_are_no_people(tmp_path: Path) -> None:
    known = tmp_path / "Anna"
    for name in ("2009/1.jpg", "2021/deep/2.jpg", "3.jpg", "20210/4.jpg"):
        put(known / name)
    people = find_known(known)
    assert sorted(names(people["Anna"])) == ["2009/1.jpg", "2021/deep/2.jpg", "3.jpg"]
    assert list(people) == ["20210", "Anna"]


def test_a_single_photo_is_a_person(tmp_path: Path) -> None:
    photo = put(tmp_path / "Anna.jpg")
    assert list(find_known(photo)) == ["Anna"]
    assert list(find_known(photo, "Ben")) == ["Ben"]


@needs(LINKS)
def test_links_that_are_not_followed_are_told(tmp_path: Path) -> None:
    elsewhere = put(tmp_path / "elsewhere" / "x.jpg")
    put(tmp_path / "known" / "Anna" / "1.jpg")
    for link in ("Anna/2.jpg", "Anna/more", "3.png"):
        (tmp_path / "known" / link).symlink_to(elsewhere)
    (tmp_path / "known" / "Ben").symlink_to(elsewhere.parent, target_is_directory=True)
    people = find_known(tmp_path / "known")
    assert {name: [one.photo.relative for one in of.failed] for name, of in people.items()} == {
        "Anna": ["Anna/2.jpg", "Anna/more"],
        "Ben": ["Ben"],
        "known": ["3.png"],
    }
    assert people["Ben"].failed[0].reason.startswith("it is a link, which is not followed; put")


def test_nobody_to_look_for(tmp_path: Path) -> None:
    with pytest.raises(PeopleError) as caught:
        find_known(tmp_path)
    assert caught.value.advice
    with pytest.raises(UsageError):
        find_known(tmp_path / "nothing")


def test_copies_serve_as_references(tmp_path: Path) -> None:
    put(tmp_path / "Anna" / "1.jpg")
    put(tmp_path / "manifest.csv", manifest("Anna/1.jpg"))
    assert names(find_known(tmp_path)["Anna"]) == ["Anna/1.jpg"]


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (PureWindowsPath("E:\\people\\Anna"), "Anna"),
        (PureWindowsPath("E:\\"), "E"),
        (PureWindowsPath("\\\\?\\E:\\"), "E"),
        (PureWindowsPath("\\\\server\\Anna\\"), "Anna"),
        (PurePosixPath("/"), "person"),
    ],
)
def test_a_whole_drive_of_one_person_has_a_name(place: PurePath, name: str) -> None:
    assert name_of_folder(place) == name
