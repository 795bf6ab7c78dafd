"""What `build.py verify` compares when other commands run: a difference is seen, wherever it is."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from facefinder.search.searched import Searched
from tests.bundle.compare import contents, same_report


@pytest.fixture
def reports(tmp_path: Path) -> tuple[Path, Path]:
    """Two that are equal but for where the photos are, and what the index knew of them."""
    runs = (("found", "/Fotos ä", 2), ("wanted", "/tmp/album", 0))  # noqa: S108 - only text
    for name, place, known in runs:
        folder = tmp_path / name
        words = Searched(3 - known, 0, known, 0, 0, (), videos=1).in_words()
        figures = f"{words}, in 3.{known} seconds"
        files = folder / "report-files"
        (files / "pictures").mkdir(parents=True)
        (files / "pictures" / "1.jpg").write_bytes(b"a face")
        (files / "report.css").write_text("body {}")
        (files / "report.js").write_text("show()")
        photo = {
            "path": f"{place}/1.jpg",
            "href": f"{place}/1.jpg",
            "large": f"{place}/1.jpg",
            "faces": 1,
        }
        reference = {"path": f"{place}/k.jpg", "href": f"{place}/k.jpg", "problem": ""}
        unused = {"path": f"{place}/u.jpg", "problem": "no face"}
        data = {
            "photos": [photo],
            "people": [{"name": "Anna", "references": [reference], "unused": [unused]}],
            "details": {"engine": "By yunet", "figures": figures},
            "words": {"languages": [{"sentences": {figures: "auf Deutsch"}}]},
        }
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
    "another engine": lambda r: rewrite(r / "report-files/data.js", "yunet", "mtcnn"),
    "a problem more": lambda r: rewrite(
        r / "report-files/data.js", '"problem": ""', '"problem": "x"'
    ),
    "another picture": lambda r: (r / "report-files/pictures/1.jpg").write_bytes(b"a hat"),
    "no picture": lambda r: (r / "report-files/pictures/1.jpg").unlink(),
    "one picture more": lambda r: (r / "report-files/pictures/2.jpg").touch(),
    "no style": lambda r: (r / "report-files/report.css").unlink(),
    "a page without its data": lambda r: rewrite(r / "report.html", "data.js", ""),
}


def test_equal_reports_are_equal(reports: tuple[Path, Path]) -> None:
    assert same_report(*reports) == 3


@pytest.mark.parametrize("how", DIFFERENCES)
def test_a_report_that_differs_is_refused(reports: tuple[Path, Path], how: str) -> None:
    found, wanted = reports
    DIFFERENCES[how](found)
    with pytest.raises(AssertionError):
        same_report(found, wanted)


def test_copies_are_compared_without_the_report(reports: tuple[Path, Path]) -> None:
    found, wanted = reports
    assert list(contents(found)) == ["Anna/1.jpg"]
    assert contents(found) == contents(wanted)
    (found / "Anna" / "1.jpg.xmp").touch()
    assert contents(found) != contents(wanted)
