"""A report of many matches, written and then looked at in Chromium.

::

    PYTHONPATH=packaging python -m builder.measure.many_matches FOLDER [--matches 10000]

The matches are those of the sample album (`python build.py demo` makes it) again and again, each
with a photo of its own in FOLDER, where the photos stay for the next time. Chromium and its driver
have to be there, as for the tests of the page.
"""

import argparse
import hashlib
import os
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from typing import Final

import numpy as np
import psutil
from PIL import Image
from selenium import webdriver
from selenium.webdriver.common.by import By

from builder.environment import DEMO, MODELS
from facefinder.output.progress import teller
from facefinder.pool import local
from facefinder.records.boxes import Box
from facefinder.records.faces import face_id
from facefinder.records.limits import MAX_PIXELS
from facefinder.records.people import Match, Verdict
from facefinder.records.photos import Photo, PhotoFacts
from facefinder.report.people import write_report
from facefinder.search.people import Result, find_people
from facefinder.search.shown import Shown
from facefinder.settings import EngineChoice, Outputs, Settings, Whom, Work
from tests.support.browsing import started

SIZE: Final = (1024, 780)
"""Width and height of each photo, pixels."""
A_FOLDER: Final = 500
TO_LOOK_AT: Final = 20
"""Every so many matches one is in doubt."""
PRESSES, FRAMES = 30, 240
WINDOW: Final = (1280, 900)

PRESS: Final = """
const [key, presses, done] = arguments, times = [];
const press = () => {
  if (times.length === presses) return done(times);
  const began = performance.now();
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const drawn = () => { times.push(performance.now() - began); press(); };
  requestAnimationFrame(() => setTimeout(drawn));
};
press();
"""
"""Milliseconds from each press of a key until the page is drawn."""

SCROLL: Final = """
const [frames, done] = arguments, times = [];
let last = performance.now();
const step = (now) => {
  times.push(now - last);
  last = now;
  window.scrollBy(0, 120);
  if (times.length <= frames) requestAnimationFrame(step); else done(times.slice(1));
};
requestAnimationFrame(step);
"""


def result_with(count: int, folder: Path) -> Result:
    """The sample album's result with so many matches, all of its first person."""
    found = find_people(
        Settings(
            whom=Whom(known=DEMO / "known"),
            inputs=(DEMO / "photos",),
            engine=EngineChoice(models_dir=MODELS),
            work=Work(workers=1),
            outputs=Outputs(report=folder / "report"),
            index=None,
        ),
        teller(quiet=True),
    )
    if found.shown is None:
        raise ValueError("no report was asked for")
    mine = [match for match in found.matches if match.person == found.people[0].name]
    matches, facts, landmarks = [], {}, {}
    for number in range(count):
        one = mine[number % len(mine)]
        of = found.facts[one.photo]
        across, down = SIZE[0] / of.width, SIZE[1] / of.height
        photo = _photo(one.photo.path, folder, number)
        digest = hashlib.blake2b(str(number).encode(), digest_size=16).digest()
        box = Box(one.box.x * across, one.box.y * down, one.box.w * across, one.box.h * down)
        match = _match(one, photo, box, face_id(digest, box), number)
        matches.append(match)
        facts[photo] = PhotoFacts(*SIZE, digest, 1)
        scale = np.array([across, down], np.float32)
        landmarks[match.face_id] = found.shown.landmarks[one.face_id] * scale
    matches.sort(key=lambda match: (match.verdict is not Verdict.SURE, -(match.probability or 0)))
    return replace(found, matches=tuple(matches), facts=facts, shown=Shown(landmarks, {}))


def _photo(source: Path, folder: Path, number: int) -> Photo:
    """A photo with a day of its own, no two alike."""
    relative = f"{number // A_FOLDER:02d}/IMG_{number:05d}.jpg"
    path = folder / relative
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with Image.open(source) as image:
            small = image.convert("RGB").resize(SIZE)
        small.putpixel((0, 0), (number % 256, number // 256 % 256, number // 65536))
        taken = Image.Exif()
        day = f"{2005 + number % 17}:05:{1 + number % 28:02d} 10:00:00"
        taken.get_ifd(0x8769)[0x9003] = day  # DateTimeOriginal
        small.save(path, quality=85, exif=taken)
    state = path.stat()
    return Photo(str(folder), relative, state.st_size, state.st_mtime_ns)


def _match(one: Match, photo: Photo, box: Box, face: str, number: int) -> Match:
    chance = random.Random(number).random()  # noqa: S311 - the same each time
    in_doubt = number % TO_LOOK_AT == 0
    return replace(
        one,
        photo=photo,
        box=box,
        face_id=face,
        verdict=Verdict.CHECK if in_doubt else Verdict.SURE,
        probability=0.9 * chance if in_doubt else 0.99,
        distance=chance,
    )


def written(result: Result, target: Path) -> str:
    """Write the report; what that took."""
    before, began = _processor_seconds(), time.perf_counter()
    with local.ending_workers():
        write_report(result, target, max_pixels=MAX_PIXELS, workers=2)
    seconds, spent = time.perf_counter() - began, _processor_seconds() - before
    size = sum(file.stat().st_size for file in target.rglob("*") if file.is_file()) / 1e6
    memory = psutil.Process().memory_info().rss / 1e6
    return (
        f"written: {seconds:.0f} s, {spent:.0f} s of processor time, {size:.0f} MB,"
        f" this process {memory:.0f} MB"
    )


def _processor_seconds() -> float:
    """What this process and its children that have ended have used so far."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def looked_at(page: Path) -> Iterator[str]:
    """Open the page and use it; what that took, a line each."""
    with tempfile.TemporaryDirectory() as profile, started(Path(profile)) as browser:
        browser.set_script_timeout(120)
        browser.set_window_size(*WINDOW)
        browser.get(f"{page.as_uri()}#person-0")
        loaded = "return performance.getEntriesByType('navigation')[0].loadEventEnd"
        yield f"opened: {browser.execute_script(loaded):.0f} ms"
        for mode in ("look", "sure"):
            browser.find_element(By.ID, f"mode-{mode}").click()
            for key in ("n", "u", "ArrowDown"):
                yield times_of(f"{mode}, key {key}, until drawn", browser, PRESS, key, PRESSES)
        yield times_of("a frame while scrolling", browser, SCROLL, FRAMES)
        faces = "return document.querySelectorAll('.grid .face').length"
        yield f"faces in the page: {browser.execute_script(faces)}"


def times_of(what: str, browser: webdriver.Chrome, script: str, *arguments: object) -> str:
    """What a script's times are, milliseconds, in words."""
    times = browser.execute_async_script(script, *arguments)
    figures = {"median": median(times), "95th percentile": quantiles(times, n=20)[-1]}
    figures["at most"] = max(times)
    return f"{what}: {', '.join(f'{name} {value:.0f}' for name, value in figures.items())} ms"


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--matches", type=int, default=10_000)
    options = parser.parse_args()
    folder = options.folder.resolve()
    result = result_with(options.matches, folder / "photos")
    report = folder / f"report-{options.matches}"
    print(written(result, report))
    for line in looked_at(report / "report.html"):
        print(line)


if __name__ == "__main__":
    main()
