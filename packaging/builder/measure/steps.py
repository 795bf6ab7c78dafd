"""Where a photo's processor time goes, step by step, in one process with one thread."""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from facefinder.align import sharpness
from facefinder.decode.file import content_hash
from facefinder.decode.picture import read_picture
from facefinder.detect.turns import AnyTurn
from facefinder.models.catalogue import detector_info
from facefinder.records.faces import DetectedFace
from facefinder.records.limits import MAX_PIXELS
from facefinder.records.photos import Picture
from facefinder.scan.crops import crops_of, seen_in
from facefinder.scan.engine import load_engine
from facefinder.scan.look import look
from facefinder.settings import EngineSettings

STEPS = ("decode", "hash", "detect", "turns", "align", "embed")
"""Detecting is a look at the upright photo; turns are what other turns and parts cost beside it."""


def steps(photos: Sequence[Path], engine: EngineSettings, models_dir: Path) -> dict[str, float]:
    """Processor milliseconds of a photo in each step, and `faces` a photo; second of two rounds."""
    detector, embedder = load_engine(engine, str(models_dir))
    part_px, largest = detector_info(engine.detector).part_px, engine.max_side_px
    spent: dict[str, float] = defaultdict(float)

    def seen_whole(path: Path) -> tuple[Picture, list[DetectedFace]]:
        return look(path, detector, max_side_px=largest, part_px=part_px, max_pixels=MAX_PIXELS)

    @contextmanager
    def step(name: str) -> Iterator[None]:
        started = time.process_time()
        yield
        spent[name] += 1000 * (time.process_time() - started) / len(photos)

    for _ in range(2):
        spent.clear()
        for path in photos:
            seen_whole(path)  # else the first step pays for the memory that all of them use
            with step("decode"):
                upright = read_picture(path, max_side_px=largest).pixels
            with step("hash"):
                content_hash(path)
            with step("detect"):
                (detector.plain if isinstance(detector, AnyTurn) else detector).detect(upright)
            with step("turns"):
                picture, faces = seen_whole(path)
            with step("align"):
                seen = seen_in(faces, picture, path, max_pixels=MAX_PIXELS)
                crops = crops_of(seen, embedder.views)
                for crop in crops[0]:
                    sharpness(crop)
            with step("embed"):
                embedder.embed(crops)
            spent["faces"] += len(faces) / len(photos)
    spent["turns"] -= spent["decode"] + spent["detect"]
    return dict(spent)
