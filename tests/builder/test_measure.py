"""The parts of the measurement that decide what its table says; with the fake engine."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

from builder.measure import known, ours, ratios, samples, whole
from builder.measure.engines import BOTH, Engine
from builder.measure.schedulers import Spent
from builder.measure.served import NotServedError, serve
from builder.measure.steps import STEPS, steps
from builder.measure.table import Row, as_text, write_json
from facefinder.pool import local
from tests.support import fakes


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    colours = (fakes.RED, fakes.GREEN)
    return [fakes.paint(tmp_path / f"in/{n}.png", colour) for n, colour in enumerate(colours)]


def test_links_are_as_many_as_wanted_and_hold_the_photos_in_turn(
    photos: list[Path], tmp_path: Path
) -> None:
    folder = samples.multiplied(photos, tmp_path / "links", 5)
    links = sorted(p for p in folder.rglob("*") if p.is_file())
    assert [p.read_bytes() for p in links] == [photos[n % 2].read_bytes() for n in range(5)]


def test_album_photos_become_12_megapixels(tmp_path: Path) -> None:
    Image.new("RGB", (300, 400), "red").save(tmp_path / "a.png")
    (made,) = samples.with_faces(tmp_path, tmp_path / "large", ["a.png"])
    with Image.open(made) as image:
        assert image.size == (3000, 4000)
        assert image.format == "JPEG"


def test_photos_are_spread_over_the_folder(tmp_path: Path) -> None:
    for number in range(10):
        (tmp_path / f"{number}.JPG").touch()
    (tmp_path / "5.txt").touch()
    assert [p.name for p in samples.evenly(tmp_path, 3)] == ["0.JPG", "3.JPG", "6.JPG"]


def test_sizes_are_all_different(photos: list[Path], tmp_path: Path) -> None:
    made = samples.of_many_sizes(photos, tmp_path / "sizes", 40)
    shapes = set()
    for path in made:
        with Image.open(path) as image:
            shapes.add(image.size)
    assert len(shapes) == 40


@pytest.mark.slow
def test_a_search_reads_every_photo(photos: list[Path], tmp_path: Path) -> None:
    folder = samples.multiplied(photos, tmp_path / "links", 6)
    timed = ours.search(folder, fakes.ENGINE, tmp_path, jobs=1)
    assert (timed.photos, timed.faces) == (6, 6)
    assert timed.seconds > 0


@pytest.mark.slow
def test_a_photo_that_cannot_be_read_ends_the_measurement(tmp_path: Path) -> None:
    (tmp_path / "bad.jpg").write_bytes(b"no picture")
    with pytest.raises(ValueError, match="cannot be read"):
        ours.search(tmp_path, fakes.ENGINE, tmp_path, jobs=1)


def test_a_photo_that_is_known_is_not_read_again(photos: list[Path]) -> None:
    assert ours.unchanged(photos[0].parent) > 0


@pytest.mark.slow
def test_a_search_among_known_photos_is_measured() -> None:
    seconds, megabytes = known.measured(50)
    assert seconds > 0
    assert megabytes > 1  # Wine says 9 of a process that has more


def test_every_step_has_a_time(photos: list[Path], tmp_path: Path) -> None:
    spent = steps(photos, fakes.ENGINE, tmp_path)
    assert set(spent) == {*STEPS, "faces"}
    assert spent["faces"] == 1
    # Windows counts processor time in steps of 16 ms: a short step may have none of it.
    # What turns cost is a difference of two measurements.
    assert all(spent[name] >= 0 for name in STEPS if name != "turns")


def test_the_ratio_is_the_median_of_the_rounds_ratios() -> None:
    name = "mtcnn + dlib-resnet"
    pairs = [(20.0, 0.1), (30.0, 0.1), (100.0, 1.0)]
    rows = ratios.ratio_rows({("deepface", name): pairs}, {"face_recognition": "no dlib here"})
    first = next(row for row in rows if row.what == f"{name} against DeepFace.find")
    assert first.values == pytest.approx((200, 300, 100))
    assert first.result == "200 times"
    assert len(rows) == len(ratios.WANTED)
    assert {r.result for r in rows if "face_recognition" in r.what} == {
        "not measured: no dlib here"
    }


class ThreeSeconds:
    """A program that takes as long whatever it is given."""

    def seconds(self, photos: Sequence[Path]) -> float:
        return 3.0


@pytest.mark.slow
def test_rounds_pair_both_programs_on_the_same_photos(photos: list[Path], tmp_path: Path) -> None:
    folder = samples.multiplied(photos, tmp_path / "links", 4)
    engine = Engine(fakes.ENGINE, tmp_path)
    with local.ending_workers():
        figures = ratios.compare(
            [folder], {folder: photos}, {"fake": engine}, {"other": ThreeSeconds()}
        )
    ((theirs, mine),) = figures["other", "fake"]
    assert theirs == 1.5
    assert mine > 0


def test_a_program_that_is_not_there_says_so(photos: list[Path], tmp_path: Path) -> None:
    with (
        pytest.raises(NotServedError, match="could not be installed"),
        serve(None, "deepface", tmp_path, photos[0]),
    ):
        pass


@pytest.mark.slow
def test_a_program_that_fails_says_why(photos: list[Path], tmp_path: Path) -> None:
    with (
        pytest.raises(NotServedError, match="it ended with code 1: KeyError: 'nonsense'"),
        serve(Path(sys.executable), "nonsense", tmp_path, photos[0]),
    ):
        pass


@pytest.mark.slow  # Python asks another program which processor this is
def test_the_table_is_written_as_text_and_as_json(tmp_path: Path) -> None:
    rows = [Row("this", "5 times", "6 times", (5.0, 6.0, 7.0), "how")]
    assert "| this | 5 times | 6 times | how |" in as_text(rows)
    write_json(rows, tmp_path / "x.json")
    document = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    assert document["rows"][0]["values"] == [5, 6, 7]
    assert "cores" in document["machine"]


def test_the_harder_album_has_photos_of_12_megapixels_and_some_are_turned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole, "SHARED", tmp_path / "not there")
    album = tmp_path / "album"
    album.mkdir()
    for number in range(5):
        Image.new("RGB", (60, 80), "red").save(album / f"{number}.png")
    sizes = []
    for path in whole.gather(album, tmp_path / "whole"):
        with Image.open(path) as image:
            sizes.append(image.size)
    assert sizes == [(3000, 4000)] * 4 + [(4000, 3000)]


@pytest.mark.slow
def test_beside_another_program_and_beside_decoding(photos: list[Path], tmp_path: Path) -> None:
    jpegs: list[Path] = []
    for path in photos * 2:
        jpegs.append(tmp_path / f"{len(jpegs)}.jpg")
        Image.open(path).convert("RGB").save(jpegs[-1])
    engines = {f"yunet + {BOTH}": Engine(fakes.ENGINE, tmp_path)}
    with local.ending_workers():
        rows = whole.rows(jpegs, engines, {"face_recognition": ThreeSeconds()}, tmp_path)
    assert [row.wanted for row in rows] == ["20 times", "at most 3.5 times", "at most 3 times"]
    assert all(value > 0 for row in rows for value in row.values)


def test_the_slope_is_what_each_photo_more_costs() -> None:
    few, many = Spent(70.0, 1.2, 2.0, 20.0), Spent(110.0, 1.6, 2.0, 36.0)
    assert few.slope(many, 400) == pytest.approx((100.0, 1.0, 0.0, 40.0))
