"""The report's files: what is in them, what is reused, and what no name can do to them."""

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from facefinder.decode.taken import date_taken
from facefinder.models.catalogue import Thresholds
from facefinder.records.boxes import Box
from facefinder.records.limits import MAX_PIXELS
from facefinder.records.photos import Photo, PhotoFacts
from facefinder.report import data
from facefinder.report.data import Links, as_script
from facefinder.report.page import lasted
from facefinder.report.pictures import CROP_PX, LARGE_PX, THUMB_PX, Crop, Task, make, turned_box
from facefinder.report.plot import HEIGHT, WIDTH, histogram
from facefinder.report.upright import BEYOND, Place
from tests.conftest import Run
from tests.support.fakes import BLUE, GREEN, RED, paint
from tests.support.needs import ANY_NAMES, LINUX, ROOT_FOLDER, give_up, needs

pytestmark = pytest.mark.slow

THRESHOLDS = Thresholds(0.5, 0.62, 0.05)
ANNA, SCRIPT, QUOTES = (
    ("Anna <b>&", "<script>alert(1)<script>.png", 'quote\'s "x".png')
    if os.name == "posix"
    else ("Anna &lt;b&", "&lt;script&gt;.png", "quote's.png")  # no name there has <, > and "
)


@pytest.fixture
def known(tmp_path: Path) -> Path:
    paint(tmp_path / "known" / ANNA / "1.png", RED)
    paint(tmp_path / "known" / "Ben" / "1.png", BLUE)
    return tmp_path / "known"


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    for name in ("a.png", "ü #1 100%.png", SCRIPT):
        paint(tmp_path / "photos" / name, RED, GREEN)
    paint(tmp_path / "photos" / "both" / QUOTES, RED, BLUE)
    return tmp_path / "photos"


def data_of(report: Path) -> dict[str, Any]:
    text = (report / "report-files" / "data.js").read_text("ascii")
    return dict(json.loads(text.removeprefix("const FACEFINDER = ").removesuffix(";\n")))


def test_a_report_lists_every_match_with_its_pictures(
    run: Run, known: Path, photos: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report"
    done = run("find", "-k", known, "-i", photos, "--report", report, "--json", "-")
    assert done.code == 0
    assert f"open {report / 'report.html'}" in done.err
    data = data_of(report)
    shown = {
        (person["name"], data["photos"][match["photo"]]["path"])
        for person in data["people"]
        for match in person["matches"]
    }
    assert shown == {(m["person"], m["path"]) for m in json.loads(done.out)["matches"]}
    assert len(shown) == 5
    for person in data["people"]:
        for match in person["matches"]:
            with Image.open(report / match["crop"]) as crop:
                assert crop.size == (CROP_PX, CROP_PX)
            with Image.open(report / match["reference"]) as crop:
                assert crop.size == (CROP_PX, CROP_PX)
            photo = data["photos"][match["photo"]]
            assert photo["large"] == photo["href"]  # browsers show it
            with Image.open(report / photo["thumb"]) as thumb:
                assert max(thumb.size) <= THUMB_PX
                assert list(thumb.size) == photo["size"]


def test_links_lead_to_the_originals(run: Run, known: Path, photos: Path, tmp_path: Path) -> None:
    report = tmp_path / "deep" / "report"
    report.parent.mkdir()
    run("find", "-k", known, "-i", photos, "--report", report)
    for photo in data_of(report)["photos"]:
        linked = Path(os.fsdecode(unquote_to_bytes(photo["href"])))
        assert (report / linked).samefile(photo["path"])
        assert not set(photo["href"]) & set("\"'<># ")


def test_whom_google_names_stands_below_the_photo_and_changes_nothing(
    run: Run, known: Path, photos: Path, tmp_path: Path
) -> None:
    words = ("find", "-k", known, "-i", photos, "--report", tmp_path / "report")
    before = run(*words).out
    for _ in range(2):  # the second time the pictures are there
        note = {"people": [{"name": "Ben"}, {"name": "Zo\u00eb"}]}
        (photos / "a.png.json").write_text(json.dumps(note), "utf-8")
        assert run(*words).out == before
        told = {one["name"]: one.get("noted") for one in data_of(tmp_path / "report")["photos"]}
        assert told["a.png"] == ["Ben", "Zo\u00eb"]
        assert told["\u00fc #1 100%.png"] is None


@needs(ANY_NAMES)
def test_no_name_becomes_markup(run: Run, known: Path, photos: Path, tmp_path: Path) -> None:
    (photos / "<img src=x onerror=alert(1)>.jpg").write_bytes(b"")
    run("find", "-k", known, "-i", photos, "--report", tmp_path / "report")
    page = (tmp_path / "report" / "report.html").read_text("utf-8")
    assert "&lt;img src=x" in page
    assert "<img src=x" not in page
    assert "<" not in (tmp_path / "report" / "report-files" / "data.js").read_text("ascii")


def test_nothing_in_it_points_elsewhere(
    run: Run, known: Path, photos: Path, tmp_path: Path
) -> None:
    run("find", "-k", known, "-i", photos, "--report", tmp_path / "report")
    files = [
        tmp_path / "report" / "report.html",
        *(tmp_path / "report" / "report-files").glob("*.*"),
    ]
    assert len(files) == 4
    for file in files:
        text = file.read_text("utf-8")
        assert "http:" not in text
        assert "https:" not in text


def test_with_copies_the_page_lies_among_them_unless_unwanted(
    run: Run, known: Path, photos: Path, tmp_path: Path
) -> None:
    run("find", "-k", known, "-i", photos, "--copy-to", tmp_path / "one", "--no-report")
    assert not (tmp_path / "one" / "report.html").exists()
    run("find", "-k", known, "-i", photos, "--copy-to", tmp_path / "two")
    assert (tmp_path / "two" / "report.html").is_file()
    assert (tmp_path / "two" / "report-files" / "data.js").is_file()


def test_a_report_inside_the_searched_folder_is_not_searched(
    run: Run, known: Path, photos: Path
) -> None:
    first = run("find", "-k", known, "-i", photos, "--report", photos / "report")
    again = run("find", "-k", known, "-i", photos, "--report", photos / "report")
    assert again.out == first.out


def test_pictures_are_made_once_and_old_ones_go(
    run: Run, known: Path, photos: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report"
    run("find", "-k", known, "-i", photos, "--report", report)
    pictures = sorted((report / "report-files" / "pictures").iterdir())
    for picture in pictures:
        os.utime(picture, (1, 1))
    run("find", "-k", known, "-i", photos, "--report", report)
    assert all(picture.stat().st_mtime == 1 for picture in pictures)
    (photos / "a.png").unlink()
    run("find", "-k", known, "-i", photos / "both", "--report", report)
    assert len(list((report / "report-files" / "pictures").iterdir())) < len(pictures)


def test_of_each_reference_the_face_that_was_used_is_shown_and_what_is_wrong(
    run: Run, known: Path, photos: Path, tmp_path: Path
) -> None:
    two = paint(tmp_path / "known" / "Ben" / "two.png", BLUE, GREEN)
    none = paint(tmp_path / "known" / "Ben" / "none.png")
    run("find", "-k", known, "-i", photos, "--report", tmp_path / "report")
    ben = data_of(tmp_path / "report")["people"][1]
    assert ben["photos"] == 3
    assert ben["unused"] == [{"path": str(none), "problem": "no face was found in it; not used"}]
    problems = {one["path"]: one["problem"] for one in ben["references"]}
    assert len(problems) == 2
    assert problems[str(two)].startswith("2 faces; the one most like the other photos is used")
    assert all((tmp_path / "report" / one["crop"]).is_file() for one in ben["references"])


def test_people_who_look_alike_are_named(
    run: Run, known: Path, photos: Path, tmp_path: Path
) -> None:
    paint(tmp_path / "known" / "Twin" / "1.png", (250, 0, 0))
    run("find", "-k", known, "-i", photos, "--report", tmp_path / "report")
    warnings = data_of(tmp_path / "report")["details"]["warnings"]
    assert any(f"{ANNA} and Twin look alike" in warning for warning in warnings)


@pytest.mark.parametrize("name", ["x.tif", "x"])
def test_what_browsers_do_not_show_has_a_large_picture(
    run: Run, known: Path, tmp_path: Path, name: str
) -> None:
    paint(tmp_path / "x.png", RED)
    (tmp_path / "odd").mkdir()
    with Image.open(tmp_path / "x.png") as image:
        image.resize((6400, 3200), Image.Resampling.NEAREST).save(tmp_path / "odd" / name, "TIFF")
    run("find", "-k", known, "-i", tmp_path / "odd", "--report", tmp_path / "report")
    (photo,) = data_of(tmp_path / "report")["photos"]
    with Image.open(tmp_path / "report" / photo["large"]) as large:
        assert (large.format, max(large.size)) == ("JPEG", LARGE_PX)


def test_no_picture_is_made_that_no_page_shows(
    run: Run, known: Path, photos: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report"
    run("find", "-k", known, "-i", photos, "--report", report)
    data = data_of(report)
    shown = {photo["thumb"] for photo in data["photos"]}
    for person in data["people"]:
        shown |= {match["crop"] for match in person["matches"]}
        shown |= {one["crop"] for one in person["references"]}
    pictures = (report / "report-files" / "pictures").iterdir()
    assert {f"report-files/pictures/{picture.name}" for picture in pictures} == shown


def test_a_search_without_a_match_has_a_page_too(run: Run, known: Path, tmp_path: Path) -> None:
    paint(tmp_path / "none" / "x.png")
    run("find", "-k", known, "-i", tmp_path / "none", "--report", tmp_path / "report")
    assert [person["matches"] for person in data_of(tmp_path / "report")["people"]] == [[], []]


@needs(LINUX)
def test_a_name_that_is_no_text_keeps_its_bytes(run: Run, known: Path, tmp_path: Path) -> None:
    (tmp_path / "odd").mkdir()
    paint(tmp_path / "x.png", RED)
    try:
        (tmp_path / "x.png").rename(os.fsdecode(os.fsencode(tmp_path / "odd") + b"/\xff.png"))
    except OSError:
        give_up("this file system takes no name that is no text", "TMPDIR on ext4 or tmpfs")
    run("find", "-k", known, "-i", tmp_path / "odd", "--report", tmp_path / "report")
    (photo,) = data_of(tmp_path / "report")["photos"]
    assert photo["href"].endswith("%FF.png")
    assert os.fsencode(photo["path"]).endswith(b"\xff.png")


def test_where_there_is_no_room_it_is_said(
    run: Run, known: Path, photos: Path, tmp_path: Path
) -> None:
    (tmp_path / "report").write_text("a file", "utf-8")
    done = run("find", "-k", known, "-i", photos, "--report", tmp_path / "report")
    assert done.code == 2
    assert (tmp_path / "report").read_text("utf-8") == "a file"


def test_the_date_is_the_camera_s(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2010:05:31 23:59:00"
    Image.new("RGB", (8, 8)).save(tmp_path / "x.jpg", exif=exif)
    assert date_taken(tmp_path / "x.jpg") == "2010-05-31"
    exif.get_ifd(0x8769)[0x9003] = "0000:00:00 00:00:00"
    Image.new("RGB", (8, 8)).save(tmp_path / "y.jpg", exif=exif)
    assert date_taken(tmp_path / "y.jpg") == ""


def task_for(photo: Path, *boxes: Box) -> Task:
    crops = tuple(
        Crop(Place(box, 0.0), photo.with_name(f"crop{i}.jpg")) for i, box in enumerate(boxes)
    )
    return Task(
        Photo(str(photo.parent), photo.name, 0, 0), photo.with_name("thumb.jpg"), crops, MAX_PIXELS
    )


def test_a_photo_that_is_gone_has_no_pictures(tmp_path: Path) -> None:
    assert make(task_for(tmp_path / "gone.png", Box(1, 1, 9, 9))) is None
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_picture_of_an_earlier_report_is_made_again(tmp_path: Path) -> None:
    task = task_for(paint(tmp_path / "x.png", RED))
    (tmp_path / "thumb.jpg").write_bytes(b"half")
    made = make(task)
    assert made is not None
    with Image.open(tmp_path / "thumb.jpg") as thumb:
        assert thumb.size == (made.width, made.height)


def test_beyond_the_photo_a_face_s_picture_is_of_one_colour(tmp_path: Path) -> None:
    Image.new("RGB", (400, 300), "white").save(tmp_path / "x.png")
    make(task_for(tmp_path / "x.png", Box(-50, 100, 100, 100), Box(100, 100, 50, 50)))
    with Image.open(tmp_path / "crop0.jpg") as crop:
        pixels = np.asarray(crop).astype(int)
        assert pixels.shape == (CROP_PX, CROP_PX, 3)
        assert abs(pixels[:, : CROP_PX // 2 - 9] - BEYOND).max() < 9
        assert pixels[:, CROP_PX // 2 + 9 :].min() > 245
    with Image.open(tmp_path / "crop1.jpg") as crop:
        assert np.asarray(crop).min() > 245


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_what_lies_in_the_photo_stands_in_its_pictures(tmp_path: Path, turns: int) -> None:
    face = np.zeros((300, 400, 3), np.uint8)
    face[100:150, 100:200], face[150:200, 100:200] = (255, 0, 0), (0, 0, 255)
    lying = np.rot90(face, -turns)
    Image.fromarray(lying).save(tmp_path / "x.png")
    height, width = lying.shape[:2]
    box = turned_box(Box(100, 100, 100, 100), 4 - turns, 400, 300)
    assert turned_box(box, turns, width, height) == (100, 100, 100, 100)
    crop = Crop(Place(box, 90.0 * turns), tmp_path / "crop.jpg")
    made = make(
        Task(
            Photo(str(tmp_path), "x.png", 0, 0),
            tmp_path / "t.jpg",
            (crop,),
            MAX_PIXELS,
            400,
            turns=turns,
        )
    )
    assert made is not None
    assert (made.width, made.height) == (360, 270)
    for name, left, above, below in (("crop.jpg", 128, 64, 192), ("t.jpg", 135, 112, 157)):
        with Image.open(tmp_path / name) as picture:
            pixels = np.asarray(picture).astype(int)
        assert pixels[above, left, 0] > pixels[above, left, 2] + 150
        assert pixels[below, left, 2] > pixels[below, left, 0] + 150


def test_a_photo_is_shown_turned_only_if_all_its_faces_are() -> None:
    assert PhotoFacts(4, 3, b"", 2, {"a": 95.0, "b": 80.0}).turns == 1
    assert PhotoFacts(4, 3, b"", 2, {"a": -95.0, "b": -80.0}).turns == 3
    assert PhotoFacts(4, 3, b"", 1, {"a": 170.0}).turns == 2
    assert PhotoFacts(4, 3, b"", 3, {"a": 95.0, "b": 80.0}).turns == 0
    assert PhotoFacts(4, 3, b"", 2, {"a": 95.0, "b": 180.0}).turns == 0
    assert PhotoFacts(4, 3, b"", 0).turns == 0


def test_a_span_is_told_as_people_say_it() -> None:
    spans = [lasted(seconds) for seconds in (6.28, 725, 3 * 3600 + 250)]
    assert spans == ["in 6.3 seconds", "in 12 minutes 5 seconds", "in 3 hours 4 minutes"]


@given(
    st.lists(st.floats(0, 2) | st.sampled_from([0.5, 0.62]), max_size=60),
    st.floats(-0.1, 1.5),
    st.floats(0.001, 0.5),
)
def test_the_plot_has_room_for_every_face(distances: list[float], sure: float, far: float) -> None:
    plot = histogram(np.array(distances), Thresholds(sure, sure + far, 0.0))
    assert bool(plot.bars) == bool(distances)
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH for bar in plot.bars)
    assert all(0 < bar.height <= HEIGHT for bar in plot.bars)
    assert 0 <= plot.sure <= plot.check < WIDTH
    assert plot.faces == len(distances) >= plot.near + plot.perhaps


def test_a_bar_of_the_plot_is_of_one_kind() -> None:
    distances = np.array([0.0, 0.499, 0.5, 0.501, 0.62, 0.621, 2.0])
    plot = histogram(distances, THRESHOLDS)
    assert [bar.kind for bar in plot.bars] == ["sure", "sure", "check", "check", "no", "no"]
    assert (plot.faces, plot.near, plot.perhaps) == (7, 3, 2)


@given(st.text())
def test_the_data_is_plain_ascii_without_markup(text: str) -> None:
    script = as_script({"name": text})
    assert script.isascii()
    assert "<" not in script
    value = json.loads(script.removeprefix("const FACEFINDER = ").removesuffix(";\n"))
    assert value == {"name": text}


@needs(LINUX)  # which has another file system at /proc
def test_a_link_to_another_drive_starts_at_its_root() -> None:
    link = Links(Path("/")).to("/proc/version")
    assert link == "file:///proc/version"


@needs(ROOT_FOLDER)
def test_a_folder_of_thousands_is_asked_about_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def another_each_time(folder: Path) -> int:
        asked.append(folder)
        return len(asked)

    monkeypatch.setattr(data, "_drive", another_each_time)
    links = Links(tmp_path)
    assert {links.to(f"/photos/{number} \u00fc.jpg") for number in range(100)} == {
        f"file:///photos/{number}%20%C3%BC.jpg" for number in range(100)
    }
    assert asked == [tmp_path, Path("/photos")]
