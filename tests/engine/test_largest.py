"""`find --largest` with the real models: of a picture and its smaller versions one is copied."""

import os
import subprocess
import sys
from pathlib import Path

from PIL import Image

from tests.conftest import ROOT
from tests.support.needs import ALBUM, MODELS, needs, weight_files
from tests.support.processes import PATIENCE_SECONDS

NEEDED = weight_files(
    "dlib_face_recognition_resnet_model_v1.dat",
    "face_detection_yunet_2023mar.onnx",
    "MobileFaceNet.tflite",
)


def find(tmp_path: Path, *options: str | Path) -> str:
    words = ("find", "-k", tmp_path / "known", "-i", tmp_path / "photos", "--no-report", "-p", "0")
    more = ("--data-dir", tmp_path / "data", "--copy-to", tmp_path / "found")
    done = subprocess.run(
        [str(word) for word in (sys.executable, "-m", "facefinder", *words, *more, *options)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
        env={**os.environ, "HOME": str(tmp_path)},
        timeout=PATIENCE_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


@needs(*NEEDED, ALBUM)
def test_the_largest_version_is_copied_and_deleting_it_is_about_all(tmp_path: Path) -> None:
    album, photos = MODELS / "album", tmp_path / "photos"
    (tmp_path / "known" / "Obama").mkdir(parents=True)
    photos.mkdir()
    for name, folder in (("obama.jpg", tmp_path / "known" / "Obama"), ("obama2.jpg", photos)):
        (folder / name).write_bytes((album / name).read_bytes())
    with Image.open(album / "obama2.jpg") as image:
        half = image.convert("RGB").resize((image.width * 2 // 3, image.height * 2 // 3))
        half.save(photos / "IMG-20180722-WA0001.jpg", quality=70)
        image.convert("RGB").save(photos / "again.jpg", quality=60)
        joined = Image.new("RGB", (2 * image.width, image.height), "grey")
        joined.paste(image, (0, 0))
        joined.save(photos / "joined.jpg")
    with Image.open(album / "obama3.jpg") as image:
        image.save(photos / "other.jpg")
    assert "3 new; 2 left out, a larger version is there\n" in find(tmp_path, "--largest")
    obama = tmp_path / "found" / "Obama"
    assert {path.name for path in obama.iterdir()} == {"obama2.jpg", "joined.jpg", "other.jpg"}
    (obama / "obama2.jpg").unlink()
    told = find(tmp_path, "--largest")
    assert "that you deleted" in told
    assert "larger version" not in told
    assert {path.name for path in obama.iterdir()} == {"joined.jpg", "other.jpg"}
