"""What `build.py verify` compares when other commands run: a difference is seen, wherever it is."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Modules

if sys.platform != "linux":
    pytest.skip("these proofs need a jail, which only Linux has", allow_module_level=True)


@pytest.fixture
def reports(tmp_path: Path) -> tuple[Path, Path]:
    """Two that are equal but for where the photos are."""
    for name, place in (("found", "/Fotos ä"), ("wanted", "/tmp/album")):  # noqa: S108 - only text
        folder = tmp_path / name
        files = folder / "report-files"
        (files / "pictures").mkdir(parents=True)
        (files / "pictures" / "1.jpg").write_bytes(b"a face")
        (files / "report.css").write_text("body {}")
        (files / "report.js").write_text("show()")
        photo = {"path": f"{place}/1.jpg", "folder": place, "href": "../1.jpg", "faces": 1}
        data = {"photos": [photo], "people": [{"name": "Anna"}]}
        (files / "data.js").write_text(f"const FACEFINDER = {json.dumps(data)};\n")
        (folder / "report.html").write_text("<data.js report.css report.js>")
        (folder / "Anna").mkdir()
        (folder / "Anna" / "1.jpg").write_bytes(b"a photo")
    return tmp_path / "found", tmp_path / "wanted"


def rewrite(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text().replace(old, new))


DIFFERENCES: dict[str, Callable[[Path], object]] = {
    "another face count": lambda r: rewrite(r / "report-files/data.js", '"faces": 1', '"faces": 2'),
    "another person": lambda r: rewrite(r / "report-files/data.js", "Anna", "Rita"),
    "another picture": lambda r: (r / "report-files/pictures/1.jpg").write_bytes(b"a hat"),
    "no picture": lambda r: (r / "report-files/pictures/1.jpg").unlink(),
    "one picture more": lambda r: (r / "report-files/pictures/2.jpg").touch(),
    "no style": lambda r: (r / "report-files/report.css").unlink(),
    "a page without its data": lambda r: rewrite(r / "report.html", "data.js", ""),
}


def test_equal_reports_are_equal(packaging_modules: Modules, reports: tuple[Path, Path]) -> None:
    assert packaging_modules("verify_commands")._same_report(*reports) == "3 files"


@pytest.mark.parametrize("how", DIFFERENCES)
def test_a_report_that_differs_is_refused(
    packaging_modules: Modules, reports: tuple[Path, Path], how: str
) -> None:
    found, wanted = reports
    DIFFERENCES[how](found)
    with pytest.raises(packaging_modules("proof").FailedProofError):
        packaging_modules("verify_commands")._same_report(found, wanted)


def test_copies_are_compared_without_the_report(
    packaging_modules: Modules, reports: tuple[Path, Path]
) -> None:
    found, wanted = reports
    contents = packaging_modules("verify_commands")._contents
    assert list(contents(found)) == ["Anna/1.jpg"]
    assert contents(found) == contents(wanted)
    (found / "Anna" / "1.jpg.xmp").touch()
    assert contents(found) != contents(wanted)


def program(device: str, script: str) -> "subprocess.Popen[bytes]":
    shell = shutil.which("sh") or "sh"
    with Path(device).open("r+b", buffering=0) as screen:
        return subprocess.Popen(
            [shell, "-c", script],
            stdin=screen,
            stdout=screen,
            stderr=screen,
            start_new_session=True,
        )


def test_a_console_answers_questions(packaging_modules: Modules, tmp_path: Path) -> None:
    script = f"echo Who?; read a; echo Where?; read b; echo $a $b > '{tmp_path}/said'"
    with packaging_modules("console").Console() as console:
        asking = program(console.device, script)
        console.answer("Who?", "Anna\n")
        console.answer("Where?", "here\n")
        assert asking.wait(30) == 0
    assert (tmp_path / "said").read_text() == "Anna here\n"


def test_a_program_that_ends_at_a_console_is_not_waited_for(packaging_modules: Modules) -> None:
    with packaging_modules("console").Console() as console:
        ended = program(console.device, "echo Traceback")
        with pytest.raises(packaging_modules("proof").FailedProofError, match="Traceback"):
            console.answer("Who?", "Anna\n")
        assert ended.wait(30) == 0
