"""`facefinder explain`: the step that said no, in words."""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facefinder.errors import OutputError
from facefinder.output.explanation import turn, write_picture
from facefinder.records.photos import Photo, Scanned
from facefinder.search.explain import Explained
from tests.conftest import FAKE_ENGINE, Done, Run
from tests.support.fakes import GREEN, RED, TEMPLATE, paint

pytestmark = pytest.mark.slow


def explain(run: Run, photo: Path, known: Path, *more: str | Path) -> Done:
    data = ("--data-dir", photo.parent.parent / "data")
    return run("explain", photo, "-k", known, *FAKE_ENGINE, *data, *more)


def test_each_face_and_person_gets_a_reason(run: Run, known: Path, tmp_path: Path) -> None:
    photo = tmp_path / "photos" / "x.png"
    paint(photo, RED, GREEN)
    done = explain(run, photo, known)
    assert done.code == 0
    lines = done.out.splitlines()
    assert "2 faces found" in lines[0]
    assert sum("Anna: sure" in line for line in lines) == 1
    assert sum("Ben: no, farther than" in line for line in lines) == 2
    assert str(known / "Anna" / "1.png") in done.out


def test_a_photo_without_faces_says_so(run: Run, known: Path, tmp_path: Path) -> None:
    paint(tmp_path / "photos" / "x.png")
    assert "No face was found" in explain(run, tmp_path / "photos" / "x.png", known).out


def test_an_unreadable_photo_has_a_reason_and_a_code(run: Run, known: Path, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "x.jpg").write_bytes(b"")
    done = explain(run, tmp_path / "photos" / "x.jpg", known)
    assert done.code == 10
    assert "it cannot be read" in done.out


def test_a_folder_is_not_explained(run: Run, known: Path, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    done = explain(run, tmp_path / "photos", known)
    assert done.code == 2
    assert "Name one photo" in done.err


def test_what_is_no_photo_for_a_reason_is_told_that(run: Run, known: Path, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / ".x.jpg.icloud").write_bytes(b"bplist00")
    done = explain(run, tmp_path / "photos" / ".x.jpg.icloud", known)
    assert done.code == 2
    assert "cannot be explained: it is in the cloud only" in done.err


def test_the_picture_shows_the_frame_and_spares_the_photo(
    run: Run, known: Path, tmp_path: Path
) -> None:
    photo, drawn = tmp_path / "photos" / "x.png", tmp_path / "drawn.png"
    paint(photo, RED)
    assert explain(run, photo, known, "--picture", drawn).code == 0
    with Image.open(drawn) as picture:
        assert (np.asarray(picture) == (255, 255, 0)).all(axis=2).any()
    for mine in (photo, known / "Anna" / "1.png"):
        before = mine.read_bytes()
        done = explain(run, photo, known, "--picture", mine)
        assert done.code == 2
        assert mine.read_bytes() == before


@pytest.mark.parametrize("name", ["drawn.png", "drawn.jpg", "drawn"])
def test_a_drawing_may_take_the_place_of_an_earlier_one(
    run: Run, known: Path, tmp_path: Path, name: str
) -> None:
    photo, drawn = tmp_path / "photos" / "x.png", tmp_path / name
    paint(photo, RED)
    for _ in range(2):
        assert explain(run, photo, known, "--picture", drawn).code == 0


@pytest.mark.parametrize("name", ["drawn.png", "drawn.jpg"])
def test_a_drawing_among_the_photos_is_no_photo_of_anybody(
    run: Run, known: Path, tmp_path: Path, name: str
) -> None:
    photo = paint(tmp_path / "photos" / "x.png", RED)
    assert explain(run, photo, known, "--picture", photo.with_name(name)).code == 0
    done = run("find", "-k", known, "-i", photo.parent, "-p", "0")
    assert [line.split("\t")[3] for line in done.out.splitlines()] == [str(photo)]


def test_somebody_to_check_is_not_surely_that_person(run: Run, tmp_path: Path) -> None:
    between, near_both = (255, 102, 102), (255, 204, 0)
    paint(tmp_path / "known" / "Anna" / "1.png", RED)
    paint(tmp_path / "known" / "Ben" / "1.png", near_both)
    photo = paint(tmp_path / "photos" / "x.png", RED, between)
    out = explain(run, photo, tmp_path / "known").out
    assert "surely" not in out
    of_second = out[out.index("Face 2") :]
    assert "Anna: no, face 1 fits better" in of_second
    assert "Ben: check, not sure: farther than 0.5" in of_second


def test_who_it_surely_is_stands_there_also_when_another_face_fits_better(
    run: Run, tmp_path: Path
) -> None:
    paint(tmp_path / "known" / "Anna" / "1.png", RED)
    paint(tmp_path / "known" / "Ben" / "1.png", (255, 140, 0))
    photo = paint(tmp_path / "photos" / "x.png", RED, (255, 10, 0))
    out = explain(run, photo, tmp_path / "known").out
    assert out.count("Ben: no, it surely is Anna") == 2
    assert "Anna: no, face 1 fits better" in out


@pytest.mark.parametrize(
    ("nose", "words"),
    [(16, "seen from the front"), (18, "a little to the right"), (10, "far to the left")],
)
def test_the_turn_of_a_head_follows_its_nose(nose: float, words: str) -> None:
    landmarks = TEMPLATE.copy()
    landmarks[2, 0] = nose
    assert words in turn(landmarks)
    quarter = np.stack([-landmarks[:, 1], landmarks[:, 0]], axis=1)
    assert "tilted by 90 degrees" in turn(quarter)


def test_every_page_of_a_file_is_explained_and_the_one_with_somebody_drawn(
    run: Run, known: Path, tmp_path: Path
) -> None:
    pages = [Image.open(paint(tmp_path / f"{n}.png", c)) for n, c in enumerate((GREEN, RED, RED))]
    photo, drawn = tmp_path / "photos" / "x.tif", tmp_path / "drawn.png"
    photo.parent.mkdir()
    pages[0].save(photo, save_all=True, append_images=pages[1:])
    done = explain(run, photo, known, "--picture", drawn)
    assert done.code == 0
    heads = [line for line in done.out.splitlines() if line.startswith(str(photo))]
    assert [head.partition(": ")[0] for head in heads] == [
        f"{photo}, page {number} of 3" for number in (1, 2, 3)
    ]
    assert done.out.count("Anna: sure") == 2
    assert "page 2 of the file" in done.err
    with Image.open(drawn) as picture:
        pixels = np.asarray(picture)
    assert (pixels == RED).all(axis=2).any()
    assert not (pixels == GREEN).all(axis=2).any()


@pytest.mark.parametrize("more", [(), ("--picture", "drawn.png")])
def test_a_known_photo_that_cannot_be_read_any_more_is_told(
    run: Run, known: Path, tmp_path: Path, more: tuple[str, ...]
) -> None:
    photo = paint(tmp_path / "photos" / "x.png", RED)
    assert explain(run, photo, known).code == 0
    info = photo.stat()
    photo.write_bytes(b"x" * info.st_size)
    os.utime(photo, ns=(info.st_atime_ns, info.st_mtime_ns))
    done = explain(run, photo, known, *(tmp_path / one if "." in one else one for one in more))
    assert done.code == 10
    assert "it cannot be read: it is not a picture" in done.out
    assert not (tmp_path / "drawn.png").exists()


def test_a_photo_that_vanishes_before_it_is_drawn_is_no_bug(tmp_path: Path) -> None:
    photo = Photo(str(tmp_path), "gone.png", 1, 1)
    gone = Explained(Scanned(photo, 64, 48, bytes(16), ()))
    with pytest.raises(OutputError, match=r"gone\.png' cannot be read any more: it is no longer"):
        write_picture(gone, tmp_path / "drawn.png", 10**6)
