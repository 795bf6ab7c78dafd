"""What `explain` says where the same face in other photos decided."""

import os
from pathlib import Path

import numpy as np
import pytest

from facefinder.evidence.constants import Formula, Network
from facefinder.match.by_evidence import ByEvidence
from facefinder.output.explanation import as_text, is_in_doubt
from facefinder.records.boxes import Box
from facefinder.records.faces import Face
from facefinder.records.people import Gallery, Reference
from facefinder.records.photos import FaceTable, Photo, Scanned
from facefinder.search.explain import Explained, ExplainedFace
from facefinder.search.why import Steps
from tests.conftest import FAKE_ENGINE, Run
from tests.support.fakes import RED, TEMPLATE, paint

LINE = Network("line", 1, 1.0, 1.0, np.zeros(1), 0.0)
JUDGE = ByEvidence(Formula((LINE,), local=0.0, level=30.0, fall=27.0, many=0.0))
"""The distance of two faces is the difference of their positions; `sure` up to 0.92."""


def face(position: float) -> Face:
    return Face(Box(0, 0, 100, 100), 0.99, TEMPLATE, 100.0, np.array([position], np.float32))


def photo(number: int) -> Photo:
    return Photo("/album", f"{number}.jpg", 1, 1)


def told(*positions: float) -> str:
    """What is said of the face in photo 0, as `explained` has it."""
    return as_text([explained(*positions)]).splitlines()[2].strip()


def explained(*positions: float) -> Explained:
    """The face in photo 0; Anna is at 0, and each other position is a photo."""
    outcomes = [
        Scanned(photo(number), 500, 500, bytes(16), (face(position),))
        for number, position in enumerate(positions)
    ]
    gallery = Gallery.of(("Anna",), [Reference("Anna", Photo("/known", "a.jpg", 1, 1), face(0.0))])
    photos = [outcome.photo for outcome in outcomes]
    steps = Steps(FaceTable.of(outcomes), photos, gallery, JUDGE, [])
    return Explained(outcomes[0], (ExplainedFace(face(positions[0]), steps.of_face(0)),))


@pytest.mark.parametrize(
    ("positions", "words"),
    [
        ((0.95, 0.4, 0.5, 0.3), "Anna: sure, as in other photos"),
        ((0.9, 1.2, 1.21), "Anna: check, not sure: in other photos it is less like Anna"),
        ((1.04, 1.25, 1.24), "Anna: no: in other photos it is less like Anna"),
    ],
)
def test_the_face_in_other_photos_is_named_where_it_decided(
    positions: tuple[float, ...], words: str
) -> None:
    line = told(*positions)
    assert words in line
    assert "surely the same face as in" in line
    did_most = max if "less like" in words else min
    others = range(1, len(positions))
    assert f"as in {photo(did_most(others, key=lambda number: positions[number]))}" in line
    assert "which counted, too" in line


def test_a_sheet_with_one_face_many_times_is_explained() -> None:
    """Contact sheets and collages: only one of their faces is the person's find."""
    sheet = Scanned(photo(0), 500, 500, bytes(16), tuple(map(face, (0.9, 0.91, 0.92, 0.93, 0.94))))
    others = [
        Scanned(photo(number), 500, 500, bytes(16), (face(1.2 + number / 100),))
        for number in range(1, 6)
    ]
    outcomes = [sheet, *others]
    gallery = Gallery.of(("Anna",), [Reference("Anna", Photo("/known", "a.jpg", 1, 1), face(0.0))])
    photos = [outcome.photo for outcome in outcomes]
    steps = Steps(FaceTable.of(outcomes), photos, gallery, JUDGE, [])
    explained_faces = tuple(
        ExplainedFace(one, steps.of_face(row)) for row, one in enumerate(sheet.faces)
    )
    text = as_text([Explained(sheet, explained_faces)])
    assert text.count("Anna: ") == len(sheet.faces)


def test_without_other_photos_nothing_is_said_of_them() -> None:
    assert "Anna: check, not sure: farther than 0.9207" in told(0.95)
    assert "which counted" not in told(0.95)


@pytest.mark.slow
def test_what_was_searched_may_be_named(run: Run, tmp_path: Path) -> None:
    known, album = tmp_path / "known", tmp_path / "album"
    paint(known / "Anna" / "1.png", RED)
    one = paint(album / "x.png", RED)
    paint(album / "y.png", RED)
    data = ("--data-dir", tmp_path / "data")
    assert run("find", "-k", known, "-i", album, *FAKE_ENGINE, *data).code == 0
    done = run("explain", one, "-k", known, "-i", album, *FAKE_ENGINE, *data)
    assert done.code == 0
    assert "Anna: sure" in done.out


@pytest.mark.slow
def test_what_was_moved_is_known_and_what_was_not_read_is_said(run: Run, tmp_path: Path) -> None:
    known, album = tmp_path / "known", tmp_path / "album"
    paint(known / "Anna" / "1.png", RED)
    for name in ("x.png", "y.png"):
        paint(album / "2001" / name, RED)
    data = ("--data-dir", tmp_path / "data")
    assert run("find", "-k", known, "-i", album, *FAKE_ENGINE, *data).code == 0
    moved = (album / "2001").rename(album / "first")
    paint(album / "new.png", RED, RED)
    paint(album / "known" / "Anna" / "1.png", RED)
    album_known = album / "known"  # as in a search, references are not of the album
    done = run("explain", moved / "x.png", "-k", album_known, "-i", album, *FAKE_ENGINE, *data)
    assert done.code == 0
    assert "photos there that were not read yet, and do not count here: 1;" in done.err
    assert run("find", "-k", album_known, "-i", album, *FAKE_ENGINE, *data).code == 0
    done = run("explain", moved / "x.png", "-k", album_known, "-i", album, *FAKE_ENGINE, *data)
    assert "not read yet" not in done.err


@pytest.mark.slow
@pytest.mark.parametrize(
    "options", [("--exclude", "old"), ("--from", "2020"), ("--to", "2015", "--exclude", "x.png")]
)
def test_what_was_searched_may_be_limited_as_in_a_search(
    run: Run, tmp_path: Path, options: tuple[str, ...]
) -> None:
    known, album = tmp_path / "known", tmp_path / "album"
    paint(known / "Anna" / "1.png", RED)
    one, other = paint(album / "x.png", RED), paint(album / "old" / "y.png", RED)
    os.utime(one, (1_600_000_000, 1_600_000_000))  # 2020
    os.utime(other, (1_400_000_000, 1_400_000_000))  # 2014
    data = ("--data-dir", tmp_path / "data")
    done = run("explain", one, "-k", known, "-i", album, *options, *FAKE_ENGINE, *data)
    assert done.code == 0
    assert "Anna: sure" in done.out
    left_out = "x.png" in options
    assert ("With these options a search does not look at this photo" in done.err) is left_out
    assert ("photos there that were not read yet" in done.err) is left_out


@pytest.mark.parametrize(("position", "doubt"), [(0.1, False), (0.95, True), (3.0, False)])
def test_other_photos_may_tell_more_of_a_face_to_be_checked(position: float, doubt: bool) -> None:
    assert is_in_doubt([explained(position)]) is doubt
