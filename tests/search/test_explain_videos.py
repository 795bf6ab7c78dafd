"""`explain` tells of each moment of a video that shows somebody."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.conftest import FAKE_ENGINE, Run
from tests.support.fakes import BLUE, GREEN, RED
from tests.support.videos import RATE, film, filmed

pytestmark = pytest.mark.slow


def test_the_moments_are_explained_and_the_first_with_somebody_is_drawn(
    run: Run, known: Path, tmp_path: Path
) -> None:
    drawn = tmp_path / "drawn.png"
    video = film(tmp_path / "film.avi", [(6, [GREEN]), (6, []), (6, [RED, BLUE])])
    done = run("explain", video, "-k", known, *FAKE_ENGINE, "--picture", drawn)
    assert done.code == 0, done.err
    heads = [line for line in done.out.splitlines() if line.startswith(str(video))]
    assert heads == [
        f"{video} at 0:01: 256 x 96 pixels, 1 face found",
        f"{video} at 0:13: 256 x 96 pixels, 2 faces found",
    ]
    assert done.out.count("Anna: sure") == done.out.count("Ben: sure") == 1
    assert f"{drawn} shows 0:13 of the file" in done.err
    with Image.open(drawn) as picture:
        pixels = np.asarray(picture)
    assert (pixels == RED).all(axis=2).any()


def test_a_video_without_faces_says_how_it_was_looked_at(
    run: Run, known: Path, tmp_path: Path
) -> None:
    # Of black frames alone nobody can tell whether FFmpeg made them.
    video = filmed(tmp_path / "film.avi", [np.full((96, 256, 3), 60, np.uint8)] * 2 * RATE)
    done = run("explain", video, "-k", known, *FAKE_ENGINE, "--picture", tmp_path / "x.png")
    assert done.code == 0, done.err
    assert done.out.splitlines() == [
        f"{video}: 256 x 96 pixels, 0 faces found",
        "No face was found in the frames that were looked at: 20 a minute, and 300 at most.",
    ]
    assert not (tmp_path / "x.png").exists()
