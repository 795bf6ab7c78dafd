"""The README shows what the program does."""

import re
from pathlib import Path

import pytest

from builder import readme
from tests.support.needs import ALBUM, ANY_NAMES, ROOT_FOLDER, needs, weight_files

DISTANCE = re.compile(r"\t(\d\.\d{4})\t")

TOLERANCE = 0.005
"""Distances: other processors add up in another order, and JPEGs of the album are made here."""


def shown() -> str:
    (run,) = readme.RUN.findall(readme.README.read_text("utf-8"))
    return str(run.removeprefix("```\n").removesuffix("\n```"))


@needs(ALBUM, ANY_NAMES)
@needs(
    *weight_files("face_detection_yunet_2023mar.onnx", "MobileFaceNet.tflite"),
    *weight_files("dlib_face_recognition_resnet_model_v1.dat"),
)
@pytest.mark.slow
def test_the_sample_run_is_what_the_program_says(tmp_path: Path) -> None:
    """`python build.py readme` makes it anew."""
    command, _, lines = shown().partition("\n")
    assert command == f"$ {readme.COMMAND}"
    said = readme.sample_run(tmp_path)
    assert sorted(DISTANCE.sub("\t", said).splitlines()) == sorted(
        DISTANCE.sub("\t", lines).splitlines()
    )
    distances = [[float(one) for one in DISTANCE.findall(text)] for text in (said, lines)]
    assert sorted(distances[0]) == pytest.approx(sorted(distances[1]), abs=TOLERANCE)


@needs(ROOT_FOLDER)
def test_what_differs_from_computer_to_computer_is_not_shown() -> None:
    text = (
        "1 of 18 photos; 1 face; 0.1 photos/s\n8 of 18 photos; 9 faces; 0.1 photos/s\n"
        "Pictures for the report: 1 of 9\n18 of 18 photos; 16 faces; 3.7 photos/s\n"
        "18 photos, 16 faces, 4.9 seconds\n/a b/demo/x\n"
    )
    told = "18 of 18 photos; 16 faces\n18 photos, 16 faces\n…/demo/x"
    assert readme.as_shown(text, Path("/a b")) == told
