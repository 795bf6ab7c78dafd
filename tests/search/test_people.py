"""The whole search, as a library: each file is read once, and the figures say what happened."""

import os
from pathlib import Path

import pytest

from facefinder.errors import UsageError
from facefinder.search.known import ENOUGH, find_known
from facefinder.search.people import Result, find_people
from facefinder.settings import EngineChoice, Settings, Whom, Work
from tests.support.fakes import BLUE, ENGINE, RED, paint
from tests.support.needs import ANY_NAMES, LINKS, needs
from tests.support.recorder import Recorder


def search(known: Path, photos: Path, index: Path | None = None) -> tuple[Result, Recorder]:
    listener = Recorder()
    engine = EngineChoice(models_dir=photos, detector=ENGINE.detector, model=ENGINE.model)
    settings = Settings(
        whom=Whom(known=known),
        inputs=(photos,),
        engine=engine,
        work=Work(workers=0),
        index=index,
    )
    return find_people(settings, listener), listener


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    paint(tmp_path / "photos" / "known" / "Anna" / "1.png", RED)
    (tmp_path / "photos" / "known" / "Anna" / "bad.jpg").write_bytes(b"no picture")
    paint(tmp_path / "photos" / "other.png", RED, BLUE)
    return tmp_path / "photos"


def test_references_among_the_searched_photos_are_no_finds(photos: Path) -> None:
    result, listener = search(photos / "known", photos)
    assert listener.started == (1, 0)
    assert [match.photo.relative for match in result.matches] == ["other.png"]
    assert [(Path(left.path).name, left.reason) for left in result.left_out] == [
        ("known", "references")
    ]


@needs(LINKS)
def test_so_it_is_through_a_link(photos: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(photos / "known", target_is_directory=True)
    result, _ = search(tmp_path / "link", photos)
    assert [match.photo.relative for match in result.matches] == ["other.png"]
    (of_anna,) = result.people
    assert {problem.path for problem in of_anna.problems} >= {str(tmp_path / "link/Anna/bad.jpg")}


def test_references_that_are_searched_on_purpose_are_read_once(photos: Path) -> None:
    result, listener = search(photos / "known", photos / "known")
    assert listener.started == (2, 2)
    assert result.searched.unread == 1
    assert listener.read == 0
    assert (result.searched.scanned, result.searched.from_index) == (2, 0)
    assert [match.photo.relative for match in result.matches] == ["Anna/1.png"]
    assert [failed.photo.relative for failed in result.searched.skipped] == ["Anna/bad.jpg"]


def test_a_photo_is_known_by_its_content_alone_renamed_and_at_another_time(
    photos: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    first, _ = search(photos / "known", photos, index)
    old = photos / "other.png"
    copy = tmp_path / "elsewhere" / "copy.png"
    copy.parent.mkdir()
    copy.write_bytes(old.read_bytes())
    os.utime(old.rename(photos / "new.png"), (1, 1))
    os.utime(copy, (2, 2))
    assert first.searched.scanned > 0
    for folder in (photos, copy.parent):
        again, _ = search(photos / "known", folder, index)
        assert again.searched.scanned == 0


def test_a_file_that_is_reached_in_two_ways_is_read_once(photos: Path) -> None:
    result, listener = search(photos / "known", photos / "known" / "Anna")
    assert listener.read == 0
    assert (result.searched.scanned, result.searched.from_index) == (2, 0)
    assert [match.photo.relative for match in result.matches] == ["1.png"]


def test_references_may_lie_in_folders_by_year(photos: Path) -> None:
    paint(photos / "known" / "Anna" / "2009" / "1.png", RED)
    paint(photos / "known" / "Anna" / "2021" / "summer" / "1.png", RED)
    result, _ = search(photos / "known", photos / "other.png")
    (of_anna,) = result.people
    assert (of_anna.name, of_anna.references, of_anna.used) == ("Anna", 4, 3)
    assert {match.person for match in result.matches} == {"Anna"}


@needs(ANY_NAMES)
def test_folders_of_one_name_in_two_spellings_are_one_person(photos: Path) -> None:
    paint(photos / "known" / "anna" / "1.png", RED)
    result, listener = search(photos / "known", photos / "other.png")
    assert [(one.name, one.used) for one in result.people] == [("Anna", 2)]
    assert [match.verdict for match in result.matches] == ["sure"]
    assert "'anna' and 'Anna' are taken for one name. " in "".join(listener.told)


def test_two_files_that_only_look_alike_from_outside_are_both_read(
    photos: Path, tmp_path: Path
) -> None:
    reference = photos / "known" / "Anna" / "1.png"
    twin = photos / "twin.png"
    content = bytearray(reference.read_bytes())
    twin.write_bytes(content)
    state = reference.stat()
    os.utime(twin, ns=(state.st_atime_ns, state.st_mtime_ns))
    result, listener = search(photos / "known", photos)
    assert listener.read == 2
    assert [match.photo.relative for match in result.matches] == ["other.png", "twin.png"]


def test_the_index_knows_it_under_both_names(photos: Path, tmp_path: Path) -> None:
    index = tmp_path / "index.sqlite"
    anna = photos / "known" / "Anna"
    first, _ = search(photos / "known", anna, index)
    again, listener = search(photos / "known", anna, index)
    assert listener.started == (2, 2)
    assert again.searched.scanned == 0
    assert [match.photo for match in again.matches] == [match.photo for match in first.matches]
    assert again.searched.skipped == first.searched.skipped


def test_a_name_for_photos_that_are_not_there_is_refused(photos: Path) -> None:
    engine = EngineChoice(models_dir=photos, detector=ENGINE.detector, model=ENGINE.model)
    whom = Whom(known=photos / "known", name="Ben")
    settings = Settings(whom=whom, inputs=(photos,), engine=engine)
    with pytest.raises(UsageError, match="names nobody"):
        find_people(settings, Recorder())


def test_of_thousands_of_references_some_are_taken_and_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "Anna").mkdir()
    for number in range(2 * ENOUGH):
        (tmp_path / "Anna" / f"{number:04}.jpg").touch()
    listener = Recorder()
    (found,) = find_known(Whom(known=tmp_path), listener).people.values()
    assert [photo.relative for photo in found.photos] == [
        f"Anna/{number:04}.jpg" for number in range(0, 2 * ENOUGH, 2)
    ]
    assert f"Anna: {ENOUGH} of {2 * ENOUGH:,} photos are taken" in listener.told[0]


def test_many_people_are_told_in_sums(photos: Path) -> None:
    for number in range(40):
        paint(photos / "known" / f"p{number}" / "1.png", RED)
        (photos / "known" / f"p{number}" / "bad.jpg").write_bytes(b"no picture")
    _, listener = search(photos / "known", photos / "other.png")
    assert "41 people: 41 of 82 reference photos used" in listener.told
    assert len([text for text in listener.told if "bad.jpg" in text]) < 41
    assert len(listener.told) < 80
    assert listener.started == (1, 0)
