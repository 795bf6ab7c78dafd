"""The app with many matches, looked at in Chromium: how long its page and its program take.

::

    PYTHONPATH=packaging python -m builder.measure.many_in_the_app FOLDER [--matches 10000]

The photos are painted squares that the tests' engine finds at once; what is measured knows nothing
of what is in them. They stay in FOLDER for the next time, with what was read. Chromium and its
driver have to be there, as for the tests of the page.
"""

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any, Final, NamedTuple

import psutil
from selenium import webdriver
from selenium.webdriver.common.by import By

from builder.measure.many_matches import FRAMES, PRESS, PRESSES, SCROLL, WINDOW, times_of
from tests.support.app_page import App, served
from tests.support.browsing import started
from tests.support.fakes import RED, paint
from tests.support.processes import wait_until

A_FOLDER: Final = 500
ROUNDS: Final = 5
"""How often each thing is decided, and taken back."""
CALM_S: Final = 3.0
"""After what took effect: longer than the page lets pass until it asks again."""
LOOK_EVERY_S: Final = 0.25
NOTHING_NEW: Final = 10**9
"""A revision later than any: whoever knows it is told no matches."""


class Taken(NamedTuple):
    """What one action took, milliseconds.

    Attributes:
        effect: Until it took effect.
        program: Of that, processor time of the program.
        page: Processor time of the page, also for showing what became of it.
    """

    effect: float
    program: float
    page: float


def painted(folder: Path, count: int) -> None:
    """Paint photos of one person, no two alike or as large, where they are not there yet."""
    paint(folder / "known" / "Anna" / "1.png", RED)
    for number in range(count):
        path = folder / "photos" / f"{number // A_FOLDER:03d}" / f"IMG_{number:05d}.png"
        if not path.exists():
            paint(path, RED, (number % 200 + 20, 90, number // 200 + 60))
            with path.open("ab") as file:
                file.write(bytes(number))  # what is behind the picture makes them of unequal size


def looked_at(folder: Path) -> Iterator[str]:
    """Search, open the page and use it; what that took, a line each."""
    shutil.rmtree(folder / "found", ignore_errors=True)
    with (
        served(folder) as app,
        tempfile.TemporaryDirectory() as profile,
        started(Path(profile)) as browser,
    ):
        app.post("start", known=str(folder / "known"), inputs=[str(folder / "photos")])
        while _state(app)["phase"] not in ("ready", "failed"):
            time.sleep(2)
        yield f"all that is told: {len(app.get('state/0').body) / 1e6:.1f} MB"
        browser.set_script_timeout(120)
        browser.set_window_size(*WINDOW)
        browser.get(f"{app.address}#person-0")
        wait_until(lambda: browser.find_elements(By.CSS_SELECTOR, "button.face"))
        yield times_of("an arrow, until drawn", browser, PRESS, "ArrowDown", PRESSES)
        yield times_of("a frame while scrolling", browser, SCROLL, FRAMES)
        yield from _decided(browser, app)
        yield _named(app)
        memory = psutil.Process(app.process.pid).memory_info().rss / 1e6
        yield f"the program: {memory:.0f} MB"


def _decided(browser: webdriver.Chrome, app: App) -> Iterator[str]:
    """Decide about one face, and about all; take each back."""
    browser.execute_cdp_cmd("Performance.enable", {"timeDomain": "threadTicks"})
    all_right = "document.getElementById('all-right').click()"

    def press(key: str) -> None:
        browser.switch_to.active_element.send_keys(key)

    for what, act in (
        ("one face is wrong", lambda: press("n")),
        ("all are right", lambda: browser.execute_script(all_right)),
    ):
        rounds = [
            [_taken(browser, app, one) for one in (act, lambda: press("u"))] for _ in range(ROUNDS)
        ]
        for name, times in zip((what, f"{what}, undone"), zip(*rounds, strict=True), strict=True):
            effect, program, page = map(median, zip(*times, strict=True))
            yield (
                f"{name}: in effect after {effect:.0f} ms, {program:.0f} ms of processor time;"
                f" the page: {page:.0f} ms"
            )


def _named(app: App) -> str:
    """Write names beside all copies."""
    actions, process = _state(app)["actions"], psutil.Process(app.process.pid)
    program, began = _seconds(process), time.monotonic()
    app.post("names", on=True)
    while _state(app)["actions"] <= actions:
        time.sleep(LOOK_EVERY_S)
    took, program = time.monotonic() - began, _seconds(process) - program
    return f"names beside all copies: {took:.1f} s, {program:.1f} s of processor time"


def _taken(browser: webdriver.Chrome, app: App, act: Callable[[], object]) -> Taken:
    actions = _state(app)["actions"]
    process = psutil.Process(app.process.pid)
    page, program, began = _page_seconds(browser), _seconds(process), time.monotonic()
    act()
    while _state(app)["actions"] <= actions:
        time.sleep(LOOK_EVERY_S)
    effect, program = time.monotonic() - began, _seconds(process) - program
    time.sleep(CALM_S)
    return Taken(*(1000 * s for s in (effect, program, _page_seconds(browser) - page)))


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    used: float = times.user + times.system
    return used


def _page_seconds(browser: webdriver.Chrome) -> float:
    """What the page's main thread has used so far."""
    metrics = browser.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
    values: dict[str, float] = {one["name"]: one["value"] for one in metrics}
    return values["TaskDuration"]


def _state(app: App) -> dict[str, Any]:
    told: dict[str, Any] = app.get(f"state/{NOTHING_NEW}").value
    return told


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--matches", type=int, default=10_000)
    options = parser.parse_args()
    folder = options.folder.resolve() / f"app-{options.matches}"
    painted(folder, options.matches)
    for line in looked_at(folder):
        print(line, flush=True)


if __name__ == "__main__":
    main()
