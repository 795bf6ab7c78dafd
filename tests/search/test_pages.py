"""A file of several pictures is searched whole, and a match names the page."""

import csv
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from facefinder.records.photos import IN_FILE, Scanned
from facefinder.search.people import Result
from facefinder.search.steps import searching
from facefinder.settings import Limits, Work
from tests.conftest import Run
from tests.support.fakes import BLUE, GREEN, KILLS, RAISES, RED, Colour, paint
from tests.support.in_this_process import scan, search, settings_of
from tests.support.recorder import Recorder
from tests.support.videos import film


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    scan(tmp_path / "photos" / "album.tif", GREEN, RED, BLUE, RED)
    paint(tmp_path / "photos" / "single.png", BLUE)
    return tmp_path / "photos"


def found(result: Result) -> list[tuple[str, str, int]]:
    return sorted((m.person, m.photo.relative, m.photo.page) for m in result.matches)


ALL = [
    ("Anna", "album.tif", 2),
    ("Anna", "album.tif", 4),
    ("Ben", "album.tif", 3),
    ("Ben", "single.png", 1),
]


def test_every_page_is_searched_and_known_the_next_time(
    known: Path, photos: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index.sqlite"
    first, listener = search(known, photos, index)
    assert found(first) == ALL
    assert (listener.started, listener.read) == ((2, 0), 2)
    assert (first.searched.photos, first.faces) == (2, 5)
    again, listener = search(known, photos, index)
    assert found(again) == ALL
    assert (listener.started, again.searched.scanned) == ((2, 2), 0)


def test_what_is_told_while_it_is_read_is_what_was_found_in_the_end(
    known: Path, photos: Path
) -> None:
    scan(photos / "packed.tif", RAISES, RED)
    paint(photos / "bad.png", RAISES)
    film(photos / "film.avi", [(6, [RED]), (18, []), (6, [RED])])
    result, listener = search(known, photos, videos=True)
    read, faces, matches, unread = listener.at_the_end
    assert (read, unread) == (result.searched.photos, result.searched.unread) == (5, 1)
    assert (faces, matches) == (result.faces, len(result.matches))


def test_pages_are_known_under_another_name(known: Path, photos: Path, tmp_path: Path) -> None:
    index = tmp_path / "index.sqlite"
    search(known, photos, index)
    (photos / "album.tif").rename(photos / "other.tif")
    photos.rename(tmp_path / "moved")
    moved, listener = search(known, tmp_path / "moved", index)
    assert listener.started == (2, 2)
    assert [place for _, place, _ in found(moved)] == ["other.tif"] * 3 + ["single.png"]


@pytest.mark.parametrize("name", ["album.tif", "film.avi"])
def test_pictures_of_a_file_that_were_not_read_are_read_the_next_time(
    known: Path, photos: Path, tmp_path: Path, name: str
) -> None:
    """A run may end between the first picture of a file and the others."""
    film(photos / "film.avi", [(6, [RED]), (18, []), (6, [RED])])
    index = tmp_path / "index.sqlite"
    first, _ = search(known, photos / name, index)
    with closing(sqlite3.connect(index)) as connection, connection:
        gone = connection.execute("DELETE FROM photo WHERE inside IN ('page 3', '0:25.440')")
        assert gone.rowcount == 1
    again, listener = search(known, photos / name, index)
    assert [(one, one.elsewhere) for one in again.matches] == [
        (one, one.elsewhere) for one in first.matches
    ]
    assert listener.started == (1, 1)


def test_a_scan_may_hold_several_references(tmp_path: Path) -> None:
    scan(tmp_path / "known" / "Anna" / "scan.tif", RED, RED)
    paint(tmp_path / "photos" / "a.png", RED)
    result, _ = search(tmp_path / "known", tmp_path / "photos")
    assert [(one.name, one.references, one.used) for one in result.people] == [("Anna", 2, 2)]


@pytest.mark.parametrize("page", [1, 2])
def test_a_page_that_cannot_be_read_is_named_and_the_others_are_searched(
    known: Path, photos: Path, tmp_path: Path, page: int
) -> None:
    packed = scan(photos / "packed" / "album.tif", RED, RED, RED, compression="tiff_lzw")
    with Image.open(packed) as image:
        image.seek(page - 1)
        tags = image.getexif()  # of the page
        place, count = tags[273], tags[279]
    data = packed.read_bytes()
    packed.write_bytes(data[:place] + b"\xff" * count + data[place + count :])
    others = [("Anna", "album.tif", number) for number in (1, 2, 3) if number != page]
    for _ in range(2):
        result, _ = search(known, packed.parent, tmp_path / "index.sqlite")
        (failed,) = result.searched.skipped
        assert failed.reason.startswith(f"page {page}: the file is damaged")
        assert result.searched.photos == 1
        assert found(result) == others


def test_pages_behind_a_first_one_that_is_too_large_are_searched_once(
    known: Path, tmp_path: Path
) -> None:
    album = scan(tmp_path / "photos" / "album.tif", RED, RED, BLUE)
    pages = []
    with Image.open(album) as image:
        for number in range(3):
            image.seek(number)
            pages.append(image.copy())
    width, height = pages[1].size
    pages[0].resize((2 * width, 2 * height)).save(album, save_all=True, append_images=pages[1:])
    small = Work(workers=0, limits=Limits(pixels=2 * width * height))
    index = tmp_path / "index.sqlite"
    rows = []
    for _ in range(2):
        result, _ = search(known, album.parent, index, small)
        (failed,) = result.searched.skipped
        assert failed.reason.startswith("page 1: it has")
        assert found(result) == [("Anna", "album.tif", 2), ("Ben", "album.tif", 3)]
        with closing(sqlite3.connect(index)) as connection:
            rows += connection.execute("SELECT id FROM photo WHERE inside != ''").fetchall()
    assert len(rows) == 4
    assert len(set(rows)) == 2  # the second search read none of them again
    result, _ = search(known, album.parent, index)
    assert not result.searched.skipped
    assert [page for _, _, page in found(result)] == [1, 2, 3]


@pytest.mark.slow
@pytest.mark.parametrize("colour", [KILLS, RAISES])
def test_pages_behind_a_first_one_that_ends_its_reader_are_searched(
    known: Path, tmp_path: Path, colour: Colour
) -> None:
    album = scan(tmp_path / "photos" / "album.tif", colour, RED, BLUE)
    result, _ = search(known, album.parent, work=Work(workers=1))
    (failed,) = result.searched.skipped
    assert failed.reason.startswith("page 1: th")
    assert found(result) == [("Anna", "album.tif", 2), ("Ben", "album.tif", 3)]


def test_what_is_not_looked_at_is_said(known: Path, tmp_path: Path) -> None:
    folder = tmp_path / "stereo"
    one, other = (Image.open(paint(tmp_path / f"{n}.png", RED)) for n in "12")
    folder.mkdir()
    one.save(folder / "both.mpo", "MPO", save_all=True, append_images=[other])
    result, listener = search(known, folder)
    assert "Not looked at: 1 more picture in a photo's file" in listener.told
    assert list(result.not_looked_at.values()) == [1]


@pytest.mark.slow
def test_lines_tables_and_copies_name_the_page(
    run: Run, known: Path, photos: Path, tmp_path: Path
) -> None:
    out, table, document = tmp_path / "found", tmp_path / "x.csv", tmp_path / "x.json"
    files = ("--csv", table, "--json", document, "--copy-to", out, "--sidecar")
    done = run("find", "-k", known, "-i", photos, *files)
    assert done.code == 0, done.err
    lines = [line.split("\t") for line in done.out.splitlines()]
    named = sorted((line[0], Path(line[3]).name, *line[4:]) for line in lines)
    assert named == [
        ("Anna", "album.tif", "page 2"),
        ("Anna", "album.tif", "page 4"),
        ("Ben", "album.tif", "page 3"),
        ("Ben", "single.png"),
    ]
    rows = list(csv.DictReader(table.read_text("utf-8-sig").splitlines()))
    listed = json.loads(document.read_text("utf-8"))["matches"]
    for records in (rows, listed):
        assert (
            sorted(
                (record["person"], Path(record["path"]).name, int(record["page"]))
                for record in records
            )
            == ALL
        )
    assert sorted(path.name for path in (out / "Anna").iterdir()) == ["album.tif"]
    assert (out / "Anna" / "album.tif").read_bytes() == (photos / "album.tif").read_bytes()
    page = (out / "report-files" / "data.js").read_text("utf-8")
    assert '"name":"album.tif","page":2' in page  # in words where it is shown, in any language
    assert "0 new" in run("find", "-k", known, "-i", photos, "--copy-to", out).err


TWO_PAGES = ((RED, BLUE), (RED, (0, 60, 255)))
"""The faces on the pages of a scan."""


def gallery_of(folder: Path, **picked: Any) -> list[tuple[str, str, float]]:  # noqa: ANN401 - as of `Whom`
    """Person, page, and the left side of each face that is gone by."""
    settings = settings_of(folder / "known", folder / "photos")
    settings = replace(settings, whom=replace(settings.whom, **picked))
    with searching(settings, Recorder()) as search:
        faces = search.people.gallery.references
        return sorted((one.person, one.photo.inside, one.face.box.x) for one in faces)


def test_what_counts_is_said_of_a_page_and_not_of_its_file(tmp_path: Path) -> None:
    paint(tmp_path / "photos" / "x.png", GREEN)
    known = scan(tmp_path / "known" / "Anna" / "scan.tif", RED, BLUE)
    second = f"{known}{IN_FILE}page 2"
    assert [page for _, page, _ in gallery_of(tmp_path, left_out=(str(known),))] == ["page 2"]
    assert [page for _, page, _ in gallery_of(tmp_path, left_out=(second,))] == [""]


def test_the_face_that_counts_is_that_of_the_page(tmp_path: Path) -> None:
    paint(tmp_path / "photos" / "x.png", GREEN)
    pages = [Image.open(paint(tmp_path / f"{n}.png", *of)) for n, of in enumerate(TWO_PAGES)]
    known = tmp_path / "known" / "Anna" / "scan.tif"
    known.parent.mkdir(parents=True)
    pages[0].save(known, save_all=True, append_images=pages[1:])
    with searching(settings_of(tmp_path / "known", tmp_path / "photos"), Recorder()) as search:
        read = search.session.outcomes(search.known.people["Anna"].photos)
    boxes = {
        (one.photo.inside, face.box.x): face.box
        for one in read
        if isinstance(one, Scanned)
        for face in one.faces
    }
    assert len(boxes) == sum(map(len, TWO_PAGES))
    for (page, left), box in boxes.items():
        address = f"{known}{IN_FILE}{page}" if page else str(known)
        assert ("Anna", page, left) in gallery_of(tmp_path, pointed=((address, box),))
