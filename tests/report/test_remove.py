"""A report is removed whole, finished or not, and with nothing of the user's."""

from pathlib import Path

import pytest

from facefinder.host.files import write_text
from facefinder.records.results import EARLIER_PARTS, REPORT_PAGE, REPORT_PARTS
from facefinder.report import page, pictures
from tests.conftest import WIDE_ENGINE, Run
from tests.support.fakes import BLUE, RED, paint
from tests.support.needs import LINKS, needs

OWN = (
    "mine.txt",
    "report-files/mine.css",
    "report-files/notes.txt",
    "report-files/pictures/holiday.jpg",
    "report-files/pictures/cafe.jpg",
    "report-files/pictures/.facefinder-notes",
    "report-files/pictures/deeper/00112233445566778899aabbccddeeff.jpg",
)


@pytest.fixture
def album(tmp_path: Path) -> Path:
    paint(tmp_path / "known" / "Anna" / "1.png", RED)
    for number in range(3):
        paint(tmp_path / "photos" / f"{number}.png", RED, BLUE, (number + 1, 0, 0))
    return tmp_path


def search(run: Run, album: Path, *more: str | Path) -> int:
    return run("find", "-k", album / "known", "-i", album / "photos", "-p", "0", *more).code


def files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_everything_that_a_report_writes_is_known(run: Run, album: Path) -> None:
    assert search(run, album, "--report", album / "r") == 0
    assert any("-" in Path(name).stem for name in files(album / "r" / "report-files" / "pictures"))
    run("groups", "-i", album / "photos", *WIDE_ENGINE, "--no-index", "--report", album / "r")
    assert len(files(album / "r")) > len((REPORT_PAGE, *REPORT_PARTS)), "pictures, too"
    for name in EARLIER_PARTS:
        (album / "r" / "report-files" / name).write_text("a script")
    assert run("undo", album / "r").code == 0
    assert not (album / "r").exists()


def test_what_the_user_put_there_stays(run: Run, album: Path) -> None:
    search(run, album, "--report", album / "r")
    for name in OWN:
        (album / "r" / name).parent.mkdir(exist_ok=True)
        (album / "r" / name).write_text("mine")
    search(run, album, "--report", album / "r")  # nor does a second report take it away
    assert set(OWN) <= files(album / "r")
    assert run("undo", album / "r").code == 0
    assert files(album / "r") == set(OWN)


class _StoppedError(Exception):
    pass


@pytest.mark.parametrize("copies", [True, False])
@pytest.mark.parametrize("name", ["report.css", "data.js", "report.html", "picture"])
def test_a_report_that_was_killed_leaves_no_face(
    run: Run, album: Path, monkeypatch: pytest.MonkeyPatch, copies: bool, name: str
) -> None:
    target = album / "found"

    def stop(document: str, file: Path) -> None:
        if file.name == name:
            raise _StoppedError
        write_text(document, file)

    def stop_in_pictures(*_: object) -> None:
        raise _StoppedError

    monkeypatch.setattr(page, "write_text", stop)
    if name == "picture":
        monkeypatch.setattr(pictures, "day_taken", stop_in_pictures)
    words = ("--copy-to", target) if copies else ("--report", target)
    assert search(run, album, *words, "--data-dir", album / "data") == 1
    assert (target / "report-files" / "pictures").is_dir()
    assert not (target / "report.html").exists()
    unfinished = target / "report-files" / "pictures" / ".facefinder-999999999-abcd1234"
    unfinished.write_bytes(b"half a face")
    older = "00112233445566778899aabbccddeeff-1--2-33-44"  # as earlier versions called it
    unfinished.with_name(f".facefinder-999999999-{older}").write_bytes(b"half a face")
    assert run("undo", target).code == 0
    assert not target.exists()


@needs(LINKS)
def test_a_link_leads_nowhere(run: Run, album: Path) -> None:
    search(run, album, "--report", album / "r")
    before = files(album / "r")
    (album / "s").mkdir()
    (album / "s" / "report-files").symlink_to(album / "r" / "report-files")
    (album / "s" / "report.html").symlink_to(album / "r" / "report.html")
    assert run("undo", album / "s").code == 2
    assert files(album / "r") == before
