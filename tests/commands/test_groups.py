"""`facefinder groups` as a user meets it, with the fake engine: squares for faces."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from facefinder.report.decisions import NamedGroup, checksum
from tests.conftest import WIDE_ENGINE, Done, Run
from tests.support.fakes import BLUE, GREEN, RED, SQUARE_PX, paint

WHITE = (255, 255, 255)
TREE = {
    "a/one.png": (RED,),
    "a/two.png": (RED, GREEN),
    "b/three.png": (BLUE, RED),
    "b/four.png": (GREEN, BLUE),
    "b/five.png": (BLUE, GREEN, RED),
    "nobody.png": (),
    "stranger.png": (WHITE,),
}


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    for name, colours in TREE.items():
        paint(tmp_path / "photos" / name, *colours)
    return tmp_path / "photos"


@pytest.fixture
def groups(run: Run, tmp_path: Path) -> Callable[..., Done]:
    return lambda *words: run("groups", *words, *WIDE_ENGINE, "--data-dir", tmp_path / "data")


def document(done: Done) -> dict[str, Any]:
    return dict(json.loads(done.out))


def files(group: dict[str, Any]) -> set[str]:
    return {Path(face["path"]).name for face in group["faces"]}


def test_a_line_a_person_the_most_frequent_first(groups: Callable[..., Done], photos: Path) -> None:
    done = groups("-i", photos)
    assert done.code == 0
    lines = [line.split("\t") for line in done.out.splitlines()]
    assert [line[:2] for line in lines] == [["1", "4"], ["2", "3"], ["3", "3"]]
    assert all(len(line) == 5 and Path(line[2]).is_file() for line in lines)
    assert "3 people are in several photos" in done.err


def test_json_names_faces_photos_and_where(groups: Callable[..., Done], photos: Path) -> None:
    found = document(groups("-i", photos, "--json", "-"))
    red, *others = found["groups"]
    assert files(red) == {"one.png", "two.png", "three.png", "five.png"}
    assert {frozenset(files(group)) for group in others} == {
        frozenset({"two.png", "four.png", "five.png"}),
        frozenset({"three.png", "four.png", "five.png"}),
    }
    one = next(face for face in red["faces"] if face["path"] == str(photos / "a" / "one.png"))
    assert one["box"] == [SQUARE_PX] * 4
    assert one["face"].endswith(":32,32,32,32")
    assert found["engine"]["threshold"] == 0.46
    assert found["summary"]["faces"] == 11


def test_groups_keep_their_names_when_photos_move_and_come_twice(
    groups: Callable[..., Done], photos: Path
) -> None:
    before = document(groups("-i", photos, "--json", "-"))
    shutil.copy(photos / "a" / "one.png", photos / "nobody's copy of it.png")
    (photos / "b").rename(photos / "z")
    after = document(groups("-i", photos / "z", photos, "--json", "-"))
    assert [group["group"] for group in after["groups"]] == [
        group["group"] for group in before["groups"]
    ]
    assert after["summary"]["photos"] == before["summary"]["photos"] + 1


def test_known_people_are_left_out(
    groups: Callable[..., Done], photos: Path, tmp_path: Path
) -> None:
    paint(tmp_path / "known" / "Anna" / "1.png", RED)
    found = document(groups("-i", photos, "-k", tmp_path / "known", "--json", "-"))
    assert len(found["groups"]) == 2
    assert found["summary"]["known"] == 4


def test_a_group_that_gets_a_name_becomes_a_person(
    groups: Callable[..., Done], run: Run, photos: Path, tmp_path: Path
) -> None:
    red = document(groups("-i", photos, "--json", "-"))["groups"][0]
    faces = tuple(face["face"] for face in red["faces"])
    decisions = {
        "program": "facefinder",
        "schema": 1,
        "report": "r",
        "decisions": [],
        "people": [{"group": red["group"], "name": "Anna", "faces": faces}],
        "crc32": checksum("r", (), [NamedGroup(red["group"], "Anna", faces)]),
    }
    file = tmp_path / "decisions.json"
    file.write_text(json.dumps(decisions))
    assert run("apply", file, "--data-dir", tmp_path / "data").code == 0
    found = run("-i", photos, *WIDE_ENGINE, "--data-dir", tmp_path / "data")
    assert sum(line.startswith("Anna\tsure") for line in found.out.splitlines()) == 4
    assert len(document(groups("-i", photos, "--json", "-"))["groups"]) == 2
    paint(tmp_path / "known" / "Ben" / "1.png", BLUE)  # also where others are known by a folder
    assert (
        len(document(groups("-i", photos, "-k", tmp_path / "known", "--json", "-"))["groups"]) == 1
    )


def test_threshold_is_the_distance_within_a_group(
    groups: Callable[..., Done], photos: Path
) -> None:
    everybody = groups("-i", photos, "--threshold", "1.5")
    assert everybody.out.startswith("1\t5\t")  # one face of each photo
    assert len(groups("-i", photos, "--threshold", "0.1").out.splitlines()) == 3


def test_blurred_and_tiny_faces_form_no_group(run: Run, photos: Path, tmp_path: Path) -> None:
    flat = (
        "-d",
        "tests.support.fakes:load_detector",
        *WIDE_ENGINE[2:],
        "--data-dir",
        tmp_path / "data",
    )
    done = run("groups", "-i", photos, *flat)
    assert done.out == ""
    assert "No people are in several photos" in done.err
    assert "11 too small or blurred" in done.err


def test_photos_that_cannot_be_read_are_told(groups: Callable[..., Done], photos: Path) -> None:
    (photos / "broken.jpg").write_bytes(b"\xff\xd8\xff nothing")
    done = groups("-i", photos)
    assert done.code == 10
    assert "broken.jpg" in done.err
    assert len(done.out.splitlines()) == 3
