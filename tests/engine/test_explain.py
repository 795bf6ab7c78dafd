"""`facefinder explain` with the real models: a closer look in this process leaves no trace."""

import os
import subprocess
import sys
from pathlib import Path

from PIL import Image

from tests.conftest import ROOT
from tests.support.needs import ALBUM, MODELS, needs, weight_files
from tests.support.processes import PATIENCE_SECONDS

NEEDED = weight_files("dlib_face_recognition_resnet_model_v1.dat", "mtcnn_onet.lz4")


@needs(*NEEDED, ALBUM)
def test_a_closer_look_says_nothing_and_leaves_nothing_at_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with Image.open(MODELS / "album" / "obama.jpg") as picture:
        picture.resize((1500, 2000)).save(tmp_path / "large.jpg")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    known = MODELS / "album" / "obama.jpg"
    words = ("explain", tmp_path / "large.jpg", "-k", known, "-n", "Obama", "-q", "-d", "mtcnn")
    more = ("-m", "dlib-resnet", "--data-dir", tmp_path / "data")
    done = subprocess.run(
        [str(word) for word in (sys.executable, "-m", "facefinder", *words, *more)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
        env={**kept, "HOME": str(home), "USERPROFILE": str(home)},
        timeout=PATIENCE_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    assert "Obama: sure" in done.stdout
    assert done.stderr == ""
    assert list(home.iterdir()) == []
