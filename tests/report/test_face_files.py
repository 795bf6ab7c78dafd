"""`find --crops`: the faces as files, named, dated, listed, never in the place of another."""

from pathlib import Path

import pytest
from PIL import Image

from facefinder.decode.taken import date_taken
from facefinder.deliver.manifest import Manifest
from facefinder.records.boxes import Box
from facefinder.records.limits import MAX_PIXELS
from facefinder.records.people import Match, Verdict
from facefinder.records.photos import Photo
from facefinder.report.face_files import Task, Wanted, cut_some
from facefinder.report.upright import Place
from tests.conftest import Done, Run
from tests.support.fakes import BLUE, GREEN, RED, paint
from tests.support.needs import MODES, needs
from tests.support.videos import film

pytestmark = pytest.mark.slow


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    paint(tmp_path / "photos" / "IMG_20180722_143001.png", RED, GREEN)
    paint(tmp_path / "photos" / "both.png", RED, BLUE)
    paint(tmp_path / "photos" / "more" / "both.png", (250, 5, 5))
    paint(tmp_path / "photos" / "doubt.png", (255, 100, 100))
    return tmp_path / "photos"


def search(run: Run, photos: Path, *options: str | Path) -> Done:
    words = ("find", "-k", photos.parent / "known", "-i", photos.parent)
    return run(*words, "--crops", photos.parent / "faces", *options)


def names(tmp_path: Path) -> set[str]:
    return {path.name for path in (tmp_path / "faces").iterdir()} - {"manifest.csv"}


FACES = {
    "Anna 2018-07-22 IMG_20180722_143001.jpg",
    "Anna both.jpg",
    "Anna both (2).jpg",
    "Ben both.jpg",
}


@pytest.mark.usefixtures("known")
def test_sure_faces_are_squares_with_name_and_day(run: Run, photos: Path, tmp_path: Path) -> None:
    done = search(run, photos)
    assert f"Faces are in {tmp_path / 'faces'}: 4 new" in done.err
    assert names(tmp_path) == FACES
    dated = tmp_path / "faces" / "Anna 2018-07-22 IMG_20180722_143001.jpg"
    with Image.open(dated) as face:
        assert face.size == (512, 512)
        assert face.convert("RGB").getpixel((256, 256)) == pytest.approx(RED, abs=9)
    assert date_taken(dated) == "2018-07-22"
    assert date_taken(tmp_path / "faces" / "Ben both.jpg") == ""


@pytest.mark.usefixtures("known")
def test_a_second_search_writes_none_and_takes_none_for_a_photo(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    first = search(run, photos)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "faces").iterdir()}
    second = search(run, photos)
    assert second.out == first.out
    assert ": 0 new" in second.err
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "faces").iterdir()} == before
    # Nor does a search that does not name the folder.
    words = ("find", "-k", tmp_path / "known", "-i", tmp_path)
    assert run(*words).out == first.out


@pytest.mark.usefixtures("known")
def test_nothing_is_overwritten_and_copies_of_a_photo_have_one_face(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "faces" / "Ben both.jpg"
    mine.parent.mkdir()
    mine.write_bytes(b"mine")
    (photos / "copy").mkdir()
    (photos / "copy" / "both.png").write_bytes((photos / "both.png").read_bytes())
    search(run, photos)
    assert mine.read_bytes() == b"mine"
    assert names(tmp_path) == FACES | {"Ben both (2).jpg"}
    sources = {row.source for row in Manifest(tmp_path / "faces").rows if row.person == "Ben"}
    assert sources == {str(photos / "both.png"), str(photos / "copy" / "both.png")}
    assert run("undo", tmp_path / "faces").code == 0
    assert names(tmp_path) == {"Ben both.jpg"}


@pytest.mark.usefixtures("known")
def test_undo_leaves_no_face_and_purge_says_where_they_are(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    search(run, photos)
    done = run("purge", "--yes", "--data-dir", tmp_path / "data")
    assert f"Results stay in '{tmp_path / 'faces'}'" in done.err
    run("undo", tmp_path / "faces")
    assert not (tmp_path / "faces").exists()


def test_of_a_photo_that_has_gone_it_is_said_why(tmp_path: Path) -> None:
    gone = Photo(str(tmp_path), "gone.jpg", 1, 1)
    match = Match("Anna", Verdict.SURE, 0.1, gone, Box(0, 0, 9, 9), 1.0)
    wanted = Wanted(match, Place(match.box, 0.0), "Anna gone.jpg")
    (told,) = cut_some([Task(gone, "", (wanted,), MAX_PIXELS)])
    assert isinstance(told, str)


@pytest.mark.usefixtures("known")
def test_faces_and_copies_have_a_folder_each(run: Run, photos: Path, tmp_path: Path) -> None:
    done = search(run, photos, "--copy-to", tmp_path / "faces")
    assert (done.code, "cannot share the folder" in done.err) == (2, True)
    done = search(run, photos, "--copy-to", tmp_path)
    assert done.code == 0
    assert names(tmp_path) == FACES


@pytest.mark.usefixtures("known")
def test_a_folder_of_faces_is_made_within_that_of_the_copies(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    words = ("find", "-k", photos.parent / "known", "-i", photos.parent)
    found = tmp_path / "found"
    assert run(*words, "--copy-to", found, "--crops", found / "faces").code == 0
    assert {path.name for path in (found / "faces").iterdir()} > FACES
    done = run(*words, "--copy-to", found, "--crops", tmp_path / "mistyped" / "faces")
    assert (done.code, "there is no folder" in done.err) == (6, True)


def test_a_face_of_a_video_is_named_by_its_time(run: Run, known: Path, tmp_path: Path) -> None:
    film(tmp_path / "photos" / "film.avi", [(2, [RED])])
    run("find", "-k", known, "-i", tmp_path / "photos", "--videos", "--crops", tmp_path / "faces")
    assert names(tmp_path) == {"Anna film 0.00.960.jpg"}


@needs(MODES)
@pytest.mark.usefixtures("known")
def test_faces_are_for_their_owner_only(run: Run, photos: Path, tmp_path: Path) -> None:
    search(run, photos)
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "faces").iterdir()}
    assert modes == {0o600}
