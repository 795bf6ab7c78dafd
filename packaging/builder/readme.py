"""``build.py readme``: what the README shows, made by the program on the sample album."""

import re
import subprocess
import sys
import tempfile
from base64 import b64decode
from pathlib import Path

from builder.environment import MODELS, PYTHON, ROOT, StepError, say
from tests.support import album, browsing

README = ROOT / "README.md"
PICTURE = ROOT / "docs" / "found.jpg"

COMMAND = "facefinder -k demo/known -i demo/photos -p 2 --copy-to demo/found"
"""The run that the README shows, in a folder beside the sample album."""

RUN = re.compile(r"```\n\$ facefinder -k demo/known.*?```", re.DOTALL)
"""The place in the README where it stands."""

SLOW = re.compile(r"(\d+) of (?!\1 )\d+ photos?;|Pictures for the report:")
"""How a line begins that is only said where the run takes its time."""

WIDTH, HEIGHT, SCALE = 960, 470, 1.5
"""The picture's window, CSS pixels, and how many pixels each of them has."""
QUALITY = 82
"""How finely the JPEG is drawn: below 300 KB, so that it can lie in git."""
SHOWN_S = 20
"""So long the page's pictures may take."""


def sample_run(folder: Path) -> str:
    """Search the sample album; return what the program says, as the README has it.

    Args:
        folder: Is given ``demo`` with the album, the copies and the report.

    Raises:
        StepError: The search ended with another code than 0.
    """
    album.build(folder / "demo", MODELS / "album")
    words = COMMAND.split()[1:]
    data = ("--data-dir", str(folder / "data"), "--models-dir", str(MODELS))
    line = [str(PYTHON), "-m", "facefinder", *words, *data]
    # Both streams in the order in which they are written, as a terminal shows them.
    done = subprocess.run(
        line, cwd=folder, text=True, encoding="utf-8", check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    if done.returncode:
        say(done.stdout)
        raise StepError(done.returncode)
    return as_shown(done.stdout, folder)


def as_shown(text: str, folder: Path) -> str:
    """The lines of a run without what differs from computer to computer: places and times."""
    text = text.replace(f"{folder}/", "…/")
    text = re.sub(r"; \d+\.\d photos/s", "", text)
    text = re.sub(r", \d+\.\d seconds", "", text)
    return "\n".join(line for line in text.strip().split("\n") if not SLOW.match(line))


def draw(report: Path, target: Path) -> None:
    """Draw a report's first page as a browser shows it.

    Args:
        report: The page.
        target: A JPEG.
    """
    with tempfile.TemporaryDirectory() as profile, browsing.started(Path(profile)) as browser:
        metrics = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": SCALE, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        browser.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})
        browsing.colours(browser, "light")
        browser.set_script_timeout(SHOWN_S)
        browser.get(f"{report.as_uri()}?language=en")
        browser.execute_async_script(
            "const done = arguments[0];"
            "const drawn = [...document.images].map((one) => one.decode().catch(() => {}));"
            "Promise.all(drawn).then(done);"
        )
        shot = {"format": "jpeg", "quality": QUALITY}
        drawn = browser.execute_cdp_cmd("Page.captureScreenshot", shot)
        target.write_bytes(b64decode(drawn["data"]))


def main() -> None:
    """Put the sample run and the picture into the README."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place).resolve()
        shown = sample_run(folder)
        text = README.read_text("utf-8")
        new = RUN.sub(lambda _: f"```\n$ {COMMAND}\n{shown}\n```", text)
        README.write_text(new, encoding="utf-8", newline="\n")
        draw(folder / "demo" / "found" / "report.html", PICTURE)
    say(f"{README.name}, and {PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size / 1000:.0f} KB")


if __name__ == "__main__":
    try:
        main()
    except StepError as failure:
        sys.exit(failure.code)
