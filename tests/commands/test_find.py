"""`facefinder find` as a user meets it, with the fake engine: squares for faces."""

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.conftest import FAKE_ENGINE, Done, Run
from tests.support.fakes import BLUE, GREEN, KILLS, RED, paint
from tests.support.needs import LINUX, needs

pytestmark = pytest.mark.slow

TREE = {
    "a/one.png": (RED,),
    "b/one.png": (GREEN, RED),
    "b/deep/Größe 日本.png": (BLUE,),
    "nobody.png": (),
    "stranger.png": ((255, 255, 255),),
}


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    for name, colours in TREE.items():
        paint(tmp_path / "photos" / name, *colours)
    return tmp_path / "photos"


def lines(done: Done) -> list[list[str]]:
    return [line.split("\t") for line in done.out.splitlines()]


def document(done: Done) -> dict[str, Any]:
    return dict(json.loads(done.out))


def without_time(done: Done) -> dict[str, Any]:
    content = document(done)
    del content["summary"]["seconds"]
    return content


def test_lines_say_person_verdict_distance_and_path(run: Run, known: Path, photos: Path) -> None:
    done = run("find", "-k", known, "-i", photos)
    assert done.code == 0
    assert lines(done) == [
        ["Anna", "sure", "0.0000", str(photos / "a" / "one.png")],
        ["Anna", "sure", "0.0000", str(photos / "b" / "one.png")],
        ["Ben", "sure", "0.0000", str(photos / "b" / "deep" / "Größe 日本.png")],
    ]
    assert "Anna: 2 sure, 0 to check" in done.err


def test_find_is_the_command_when_none_is_named(
    run_alone: Run, known: Path, photos: Path, tmp_path: Path
) -> None:
    with_command = run_alone("find", "-k", known, "-i", photos, "--no-index")
    arguments = (
        "-d",
        "tests.support.fakes:load_detector",
        "-m",
        "tests.support.fakes:load_embedder",
    )
    without = run_alone("-k", known, "-i", photos, "--no-index", *arguments)
    assert without.code == with_command.code == 0
    assert without.out == with_command.out != ""


def test_json_document(run: Run, known: Path, photos: Path) -> None:
    bad = photos / "bad.jpg"
    bad.write_bytes(b"no picture")
    done = run("find", "-k", known, "-i", photos, "--json", "-")
    content = document(done)
    assert done.code == 10
    assert content["schema"] == 2
    assert content["engine"] == {
        "detector": "tests.support.fakes:load_detector",
        "model": "tests.support.fakes:load_embedder",
        "metric": "euclidean",
        "sure": 0.5,
        "check": 0.62,
    }
    anna = content["people"][0]
    assert (anna["name"], anna["references"], anna["used"]) == ("Anna", 1, 1)
    assert [problem["path"] for problem in anna["problems"]] == [str(known / "Anna" / "1.png")]
    assert "32 pixels wide" in anna["problems"][0]["problem"]
    first = content["matches"][0]
    assert first == {
        "person": "Anna",
        "verdict": "sure",
        "distance": 0.0,
        "probability": None,
        "path": str(photos / "a" / "one.png"),
        "root": str(photos),
        "box": [32.0, 32.0, 32.0, 32.0],
        "score": 0.9,
        "page": 1,
        "archive": None,
        "times": None,
    }
    assert [skip["path"] for skip in content["skipped"]] == [str(bad)]
    assert content["skipped"][0]["reason"]
    summary = content["summary"]
    assert (summary["photos"], summary["scanned"], summary["from_index"]) == (6, 6, 0)
    assert summary["faces"] == 5


def test_csv_has_a_row_a_match(run: Run, known: Path, photos: Path, tmp_path: Path) -> None:
    done = run("find", "-k", known, "-i", photos, "--csv", tmp_path / "out.csv")
    assert lines(done), "the lines are still printed"
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig"))))
    assert [row["person"] for row in rows] == ["Anna", "Anna", "Ben"]
    assert rows[2]["path"] == str(photos / "b" / "deep" / "Größe 日本.png")


@pytest.mark.parametrize("jobs", ["0", "1", "2"])
def test_second_run_comes_from_the_index(run: Run, known: Path, photos: Path, jobs: str) -> None:
    first = without_time(run("find", "-k", known, "-i", photos, "-p", jobs, "--json", "-"))
    again = without_time(run("find", "-k", known, "-i", photos, "-p", jobs, "--json", "-"))
    same = {"photos": 5, "searched": 5, "unreadable": 0, "closed": 0, "unread": 0, "faces": 5}
    assert first["summary"] == {**same, "scanned": 5, "from_index": 0}
    assert again["summary"] == {**same, "scanned": 0, "from_index": 5}
    assert {**first, "summary": None} == {**again, "summary": None}


def test_no_index_keeps_nothing(run: Run, known: Path, photos: Path, tmp_path: Path) -> None:
    run("find", "-k", known, "-i", photos, "--no-index")
    assert not (tmp_path / "data").exists()


def test_one_and_two_workers_and_any_order_agree(run: Run, known: Path, photos: Path) -> None:
    paint(photos / "z.png", RED)  # as near as others: their order must not depend on the listing
    (photos / "bad.jpg").write_bytes(b"no picture")
    (photos / "also bad.jpg").write_bytes(b"no picture")

    def found(*arguments: str | Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        content = document(run("find", "-k", known, "--no-index", "--json", "-", *arguments))
        matches = [{**match, "root": ""} for match in content["matches"]]
        return matches, content["skipped"]

    one = found("-i", photos, "-p", "1")
    assert len(one[0]) == 4
    assert len(one[1]) == 2
    assert found("-i", photos, "-p", "2") == one
    files = sorted((path for path in photos.rglob("*") if path.is_file()), reverse=True)
    assert found("-i", *files, "-p", "1") == one


def test_single_file_as_input_with_copy(
    run: Run, known: Path, photos: Path, tmp_path: Path
) -> None:
    target = tmp_path / "out"
    done = run("find", "-k", known, "-i", photos / "a" / "one.png", "--copy-to", target)
    assert done.code == 0
    assert [line[0] for line in lines(done)] == ["Anna"]
    assert (target / "Anna" / "one.png").read_bytes() == (photos / "a" / "one.png").read_bytes()


def test_single_file_without_the_person_is_not_found(run: Run, known: Path, photos: Path) -> None:
    done = run("find", "-k", known, "-i", photos / "nobody.png")
    assert (done.code, done.out) == (0, "")


def test_copies_keep_both_files_of_one_name_and_repeat_nothing(
    run: Run, known: Path, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        done = run("find", "-k", known, "-i", photos, "--copy")
        assert done.code == 0
        anna = tmp_path / "found" / "Anna"
        assert sorted(p.name for p in anna.iterdir()) == ["one (2).png", "one.png"]
        contents = {(photos / d / "one.png").read_bytes() for d in "ab"}
        assert {p.read_bytes() for p in anna.iterdir()} == contents


def test_copy_target_inside_the_tree_is_not_searched(run: Run, known: Path, photos: Path) -> None:
    for _ in range(2):
        done = run("find", "-k", known, "-i", photos, "--copy-to", photos / "found", "--json", "-")
        assert document(done)["summary"]["photos"] == 5


def test_photos_directly_in_the_folder_are_one_person(run: Run, known: Path, photos: Path) -> None:
    for arguments, name in (((), "Anna"), (("-n", "Änne"), "Änne")):
        done = run("find", "-k", known / "Anna", "-i", photos, *arguments)
        assert {line[0] for line in lines(done)} == {name}


def test_person_without_usable_reference_ends_before_the_first_photo(
    run: Run, known: Path, photos: Path
) -> None:
    paint(known / "Carla" / "nothing.png")
    done = run("find", "-k", known, "-i", photos)
    assert (done.code, done.out) == (3, "")
    assert "Carla" in done.err
    assert "no face" in done.err
    assert " of 5 photos" not in done.err
    done = run("find", "-k", known, "-i", photos, "--forgiving")
    assert done.code == 0
    assert {line[0] for line in lines(done)} == {"Anna", "Ben"}
    assert "Not looked for, because no face in the folder can be used: Carla." in done.err


def test_dying_worker_costs_its_photo_and_is_not_tried_again(
    run_alone: Run, known: Path, photos: Path
) -> None:
    paint(photos / "killer.png", KILLS)
    for scanned in (6, 0):
        done = run_alone("find", "-k", known, "-i", photos, "-p", "2", "--json", "-")
        content = document(done)
        assert done.code == 10
        assert [skip["path"] for skip in content["skipped"]] == [str(photos / "killer.png")]
        assert len(content["matches"]) == 3
        assert content["summary"]["scanned"] == scanned


def test_changed_moved_and_vanished_photos(run: Run, known: Path, photos: Path) -> None:
    arguments = ("find", "-k", known, "-i", photos, "--json", "-")
    run(*arguments)
    (photos / "a" / "one.png").rename(photos / "moved.png")
    (photos / "stranger.png").unlink()
    paint(photos / "nobody.png", BLUE, (90, 120, 90))
    content = document(run(*arguments))
    assert content["summary"]["scanned"] == 1, "only the changed one"
    found = {(m["person"], Path(m["path"]).name) for m in content["matches"]}
    assert found == {
        ("Anna", "moved.png"),
        ("Anna", "one.png"),
        ("Ben", "Größe 日本.png"),
        ("Ben", "nobody.png"),
    }


def test_another_stick_in_the_place_of_one_is_read(run: Run, known: Path, tmp_path: Path) -> None:
    """Photos on both sticks agree in path, size and time."""
    place, found = tmp_path / "E", []
    for colour in (RED, GREEN, RED):
        square = paint(tmp_path / "one.png", colour)
        for number in range(30):
            path = place / "DCIM" / f"{number:04d}.bmp"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.open(square).save(path)
            os.utime(path, (1_500_000_000, 1_500_000_000))
        done = run("find", "-k", known, "-i", place, "--json", "-")
        matches = document(done)["matches"]
        found.append((len(matches), {match["person"] for match in matches}))
        assert ("Other photos than before" in done.err) == (len(found) > 1)
    assert found[0] == found[2]
    assert found[0][0] == 30
    assert not found[0][1] & found[1][1]


def test_a_damaged_photo_that_was_touched_or_copied_is_not_read_again_and_its_sound_copy_is(
    run: Run, known: Path, photos: Path
) -> None:
    arguments = ("find", "-k", known, "-i", photos, "--json", "-")
    sound = (photos / "a" / "one.png").read_bytes()
    damaged = photos / "damaged.png"
    damaged.write_bytes(bytes(8) + sound[8:])
    run(*arguments)
    os.utime(damaged, (1, 1))
    (photos / "copy").mkdir()
    (photos / "copy" / "damaged.png").write_bytes(damaged.read_bytes())
    content = document(run(*arguments))
    assert content["summary"]["scanned"] == 0
    assert [Path(skip["path"]).parent.name for skip in content["skipped"]] == ["copy", photos.name]
    damaged.write_bytes(sound)
    os.utime(damaged, (1, 10))
    content = document(run(*arguments))
    assert str(damaged) in [match["path"] for match in content["matches"]]


def test_threshold_moves_the_verdicts_without_reading_again(
    run: Run, known: Path, photos: Path
) -> None:
    paint(photos / "near.png", (200, 60, 0))
    arguments = ("find", "-k", known, "-i", photos, "--json", "-")
    verdicts = {}
    for threshold in ("0.2", "0.3", "0.5"):
        content = document(run(*arguments, "--threshold", threshold))
        verdicts[threshold] = [
            match["verdict"] for match in content["matches"] if match["path"].endswith("near.png")
        ]
    assert verdicts == {"0.2": [], "0.3": ["check"], "0.5": ["sure"]}
    assert content["summary"]["scanned"] == 0


def test_quiet_prints_results_only(run: Run, known: Path, photos: Path) -> None:
    done = run("find", "-k", known, "-i", photos, "-q")
    assert len(lines(done)) == 3
    assert done.err == ""


@pytest.mark.parametrize("command", ["find", "groups"])
def test_quiet_still_names_what_was_not_read(
    run: Run, known: Path, photos: Path, tmp_path: Path, command: str
) -> None:
    bad = photos / "bad.jpg"
    bad.write_bytes(b"no picture")
    engine = [] if command == "find" else [*FAKE_ENGINE, "--data-dir", tmp_path / "data"]
    done = run(command, "-k", known, "-i", photos, "-p", "0", "-q", *engine)
    assert done.code == 10
    (said,) = done.err.splitlines()
    assert said.startswith(f"Not read: {bad}: ")


@needs(LINUX)
def test_names_with_any_bytes_survive(run: Run, known: Path, tmp_path: Path) -> None:
    for name in (b"caf\xe9.png", b"line\nbreak\t\x1b[31m.png"):
        paint(tmp_path / "odd" / os.fsdecode(name), RED)
    for scanned in (2, 0):
        done = run("find", "-k", known, "-i", tmp_path / "odd", "--json", "-")
        content = document(done)
        assert content["summary"]["scanned"] == scanned
        names = {os.fsencode(Path(match["path"]).name) for match in content["matches"]}
        assert names == {b"caf\xe9.png", b"line\nbreak\t\x1b[31m.png"}
    printed = run("find", "-k", known, "-i", tmp_path / "odd").out
    assert len(printed.splitlines()) == 2
    assert "\x1b" not in printed


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["-i", "."], 2),
        (["-k", "nowhere", "-i", "."], 2),
        (["-k", ".", "-i", "nowhere"], 2),
        (["-k", ".", "-i", ".", "-p", "-1"], 2),
        (["-k", ".", "-i", ".", "--threshold", "-1"], 2),
        (["-k", ".", "-i", ".", "--csv", "-", "--json", "-"], 2),
    ],
)
def test_bad_arguments_are_explained(run_alone: Run, arguments: list[str], code: int) -> None:
    done = run_alone("find", *arguments)
    assert done.code == code
    assert done.out == ""
    assert "Traceback" not in done.err
    assert done.err.strip()


def test_unknown_model_names_the_ones_there_are(run_alone: Run, known: Path) -> None:
    done = run_alone("-k", known, "-i", known, "-m", "facenet2000", "--no-index")
    assert done.code == 2
    assert "dlib-resnet" in done.err


def test_missing_weights_are_named_with_what_to_do(
    run_alone: Run, known: Path, tmp_path: Path
) -> None:
    arguments = ("-k", known, "-i", known, "--no-index", "--models-dir", tmp_path / "empty")
    done = run_alone(*arguments)
    assert done.code == 4
    assert "facefinder models fetch" in done.err


def test_output_that_cannot_be_written_has_its_code(
    run: Run, known: Path, photos: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    done = run("find", "-k", known, "-i", photos, "--copy-to", tmp_path / "file" / "below")
    assert done.code == 6
    assert (tmp_path / "file").read_text() == "in the way"


def test_without_dask_its_option_says_what_to_install(
    run_alone: Run, known: Path, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / "distributed.py").write_text("raise ImportError", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "hidden"))
    dask = ("--backend", "dask", "--scheduler", "127.0.0.1:8786")
    done = run_alone("find", "-k", known, "-i", photos, *dask)
    assert done.code == 2
    assert "pip install" in done.err
    assert run_alone("find", "-k", known, "-i", photos).code == 0
