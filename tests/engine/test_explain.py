"""`facefinder explain` with the real models: a closer look in this process leaves no trace."""

import os
import subprocess
import sys
from pathlib import Path

from PIL import Image

from facefinder.output.explanation import OTHER_PHOTOS
from tests.conftest import ROOT
from tests.support.needs import ALBUM, MODELS, needs, weight_files
from tests.support.processes import PATIENCE_SECONDS

NEEDED = weight_files("dlib_face_recognition_resnet_model_v1.dat", "mtcnn_onet.lz4")


def explain(*words: object, home: Path) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    known = ("-k", MODELS / "album" / "obama.jpg", "--data-dir", home.parent / "data")
    more = (*known, "-n", "Obama", "-d", "mtcnn", "-m", "dlib-resnet")
    return subprocess.run(
        [str(word) for word in (sys.executable, "-m", "facefinder", "explain", *words, *more)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
        env={**kept, "HOME": str(home), "USERPROFILE": str(home)},
        timeout=PATIENCE_SECONDS,
    )


@needs(*NEEDED, ALBUM)
def test_a_closer_look_says_nothing_and_leaves_nothing_at_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with Image.open(MODELS / "album" / "obama.jpg") as picture:
        picture.resize((1500, 2000)).save(tmp_path / "large.jpg")
    done = explain(tmp_path / "large.jpg", "-q", home=home)
    assert done.returncode == 0, done.stderr
    assert "Obama: sure" in done.stdout
    assert done.stderr == ""
    assert list(home.iterdir()) == []


@needs(*NEEDED, ALBUM)
def test_that_other_photos_count_is_said_where_none_were_named(tmp_path: Path) -> None:
    home, album = tmp_path / "home", tmp_path / "album"
    album.mkdir()
    with Image.open(MODELS / "album" / "obama.jpg") as picture:
        picture.resize((64, 80)).save(album / "tiny.png")
    alone = explain(album / "tiny.png", home=home)
    assert "Obama: check, not sure" in alone.stdout
    assert OTHER_PHOTOS in alone.stderr
    assert OTHER_PHOTOS not in explain(album / "tiny.png", "-i", album, home=home).stderr
    assert OTHER_PHOTOS not in explain(MODELS / "album" / "obama2.jpg", home=home).stderr
