"""Where a photo's processor time goes, step by step, in one process with one thread."""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from facefinder.align import sharpness
from facefinder.decode.file import content_hash
from facefinder.decode.picture import read_picture
from facefinder.records.limits import MAX_PIXELS
from facefinder.scan.crops import crops_of
from facefinder.scan.engine import load_engine
from facefinder.settings import EngineSettings

STEPS = ("decode", "hash", "detect", "align", "embed")


def steps(photos: Sequence[Path], engine: EngineSettings, models_dir: Path) -> dict[str, float]:
    """Processor milliseconds of a photo in each step, and `faces` a photo; second of two rounds."""
    detector, embedder = load_engine(engine, str(models_dir))
    spent: dict[str, float] = defaultdict(float)

    @contextmanager
    def step(name: str) -> Iterator[None]:
        started = time.process_time()
        yield
        spent[name] += 1000 * (time.process_time() - started) / len(photos)

    for _ in range(2):
        spent.clear()
        for path in photos:
            with step("decode"):
                picture = read_picture(path, max_side_px=engine.max_side_px)
            with step("hash"):
                content_hash(path)
            with step("detect"):
                faces = detector.detect(picture.pixels)
            with step("align"):
                crops = crops_of(faces, picture, path, embedder.views, max_pixels=MAX_PIXELS)
                for crop in crops[0]:
                    sharpness(crop)
            with step("embed"):
                embedder.embed(crops)
            spent["faces"] += len(faces) / len(photos)
    return dict(spent)
