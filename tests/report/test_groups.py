"""The page of unknown people: its files, and what `apply` and `undo` make of it."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from facefinder.report.pictures import CROP_PX
from tests.conftest import WIDE_ENGINE, Done, Run
from tests.support.fakes import BLUE, GREEN, RED, paint
from tests.support.needs import ANY_NAMES, needs

TREE = {
    "a/one.png": (RED,),
    f"a/{'<b>' if os.name == 'posix' else '&lt;'}two's.png": (RED, GREEN),
    "b/50% #3.png": (BLUE, RED),
    "b/four ü.png": (GREEN, BLUE),
    "b/five.png": (BLUE, GREEN, RED),
}


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    for name, colours in TREE.items():
        paint(tmp_path / "photos" / name, *colours)
    return tmp_path / "photos"


@pytest.fixture
def groups(run: Run, photos: Path, tmp_path: Path) -> Callable[..., Done]:
    words = ("groups", "-i", photos, *WIDE_ENGINE, "--data-dir", tmp_path / "data")
    return lambda *more: run(*words, "--report", tmp_path / "report", *more)


def data_of(report: Path) -> dict[str, Any]:
    text = (report / "report-files" / "data.js").read_text("ascii")
    return dict(json.loads(text.removeprefix("const FACEFINDER = ").removesuffix(";\n")))


def test_it_shows_each_group_with_all_its_faces(
    groups: Callable[..., Done], tmp_path: Path
) -> None:
    done = groups("--json", "-")
    assert done.code == 0
    assert f"open {tmp_path / 'report' / 'report.html'}" in done.err
    data = data_of(tmp_path / "report")
    listed = json.loads(done.out)["groups"]
    assert [(group["group"], len(group["faces"])) for group in data["groups"]] == [
        (group["group"], len(group["faces"])) for group in listed
    ]
    for group, told in zip(data["groups"], listed, strict=True):
        for face, where in zip(group["faces"], told["faces"], strict=True):
            assert face["face"] == where["face"]
            assert data["photos"][face["photo"]]["path"] == where["path"]
            with Image.open(tmp_path / "report" / face["crop"]) as crop:
                assert crop.size == (CROP_PX, CROP_PX)


def test_it_makes_a_picture_of_each_face_and_no_other(
    groups: Callable[..., Done], tmp_path: Path
) -> None:
    groups()
    crops = {
        face["crop"] for group in data_of(tmp_path / "report")["groups"] for face in group["faces"]
    }
    there = (tmp_path / "report" / "report-files" / "pictures").iterdir()
    assert {f"report-files/pictures/{file.name}" for file in there} == crops


@needs(ANY_NAMES)
def test_no_name_becomes_markup_and_nothing_points_elsewhere(
    groups: Callable[..., Done], photos: Path, tmp_path: Path
) -> None:
    (photos / "<img src=x onerror=alert(1)>.jpg").write_bytes(b"")
    assert groups().code == 10
    page = (tmp_path / "report" / "report.html").read_text("utf-8")
    assert "&lt;img src=x" in page
    assert "<img src=x" not in page
    files = list((tmp_path / "report" / "report-files").glob("*.*"))
    assert {file.name for file in files} == {"report.css", "report.js", "data.js"}
    assert "<" not in (tmp_path / "report" / "report-files" / "data.js").read_text("ascii")
    for text in (page, *(file.read_text("utf-8") for file in files)):
        assert "http:" not in text
        assert "https:" not in text


def test_a_report_inside_the_searched_folder_is_not_searched(
    groups: Callable[..., Done], photos: Path
) -> None:
    first = groups("--report", str(photos / "report"))
    assert groups("--report", str(photos / "report")).out == first.out


def test_known_people_are_named_so_that_a_group_may_join_one(
    groups: Callable[..., Done], tmp_path: Path
) -> None:
    paint(tmp_path / "known" / "Änne" / "1.png", RED)
    groups("-k", str(tmp_path / "known"))
    data = data_of(tmp_path / "report")
    assert data["known"] == ["Änne"]
    assert len(data["groups"]) == 2


def test_nobody_is_a_page_too(groups: Callable[..., Done], photos: Path, tmp_path: Path) -> None:
    for photo in photos.rglob("*.png"):
        photo.unlink()
    paint(photos / "nobody.png")
    assert groups().code == 0
    assert data_of(tmp_path / "report")["groups"] == []


def test_undo_removes_it_and_nothing_of_the_user(
    groups: Callable[..., Done], run: Run, tmp_path: Path
) -> None:
    groups()
    (tmp_path / "report" / "decisions.json").write_text("mine", "utf-8")
    done = run("undo", tmp_path / "report")
    assert done.code == 0
    assert [path.name for path in (tmp_path / "report").iterdir()] == ["decisions.json"]
    assert run("undo", tmp_path / "report").code == 2
