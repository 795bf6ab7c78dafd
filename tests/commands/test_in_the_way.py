"""Pipes and links in the place of what is ours: nothing waits, nothing is written through."""

import os
import sys
from pathlib import Path

import pytest

from tests.conftest import FAKE_ENGINE, WIDE_ENGINE, Run
from tests.support.needs import DEVICES, LINKS, needs

pytestmark = pytest.mark.slow

PARTS = ("report.html", "report-files/data.js", "report-files/report.css", "report-files/report.js")
XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>'
)
FOLDERS = ("report-files", "report-files/pictures")


def pipe(place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    if sys.platform != "win32":  # for the type checker; the mark skips it
        os.mkfifo(place)


def link(place: Path, target: Path) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    target.mkdir() if target.suffix == "" else target.write_bytes(b"theirs")
    place.symlink_to(target)
    return place


@needs(DEVICES)
@pytest.mark.parametrize("part", [*PARTS, *FOLDERS])
def test_a_pipe_in_a_report_is_refused_before_the_search(
    run: Run, known: Path, photos: Path, tmp_path: Path, part: str
) -> None:
    pipe(tmp_path / "report" / part)
    where = ("-i", photos, "-p", "0", "--report", tmp_path / "report")
    for words in (("find", "-k", known), ("groups", *WIDE_ENGINE, "--no-index")):
        done = run(*words, *where)
        assert (done.code, done.out) == (6, "")
        assert f"'{tmp_path / 'report' / part}' is in the way: it is a pipe or a dev" in done.err


@pytest.mark.parametrize("part", PARTS)
def test_what_somebody_called_like_a_report_is_not_overwritten(
    run: Run, known: Path, photos: Path, tmp_path: Path, part: str
) -> None:
    target = tmp_path / "found"
    theirs = target / part
    theirs.parent.mkdir(parents=True)
    theirs.write_text("<html>my holidays</html>")
    where = ("-i", photos, "-p", "0")
    for words in (("find", "-k", known), ("groups", *WIDE_ENGINE, "--no-index")):
        done = run(*words, *where, "--report", target)
        assert (done.code, done.out) == (6, "")
        assert f"'{theirs}' was not made by facefinder. Move that file away" in done.err
    assert run("find", "-k", known, *where, "--copy-to", target).code == 6
    assert theirs.read_text() == "<html>my holidays</html>"
    theirs.write_text("")  # as a computer leaves it that lost power
    assert run("find", "-k", known, *where, "--report", target).code == 0


@needs(LINKS)
@pytest.mark.parametrize("part", [*PARTS, *FOLDERS])
def test_a_link_in_a_report_is_not_written_through(
    run: Run, known: Path, photos: Path, tmp_path: Path, part: str
) -> None:
    target = tmp_path / ("theirs.js" if part in PARTS else "theirs")
    link(tmp_path / "report" / part, target)
    done = run("find", "-k", known, "-i", photos, "-p", "0", "--report", tmp_path / "report")
    assert done.code == 6
    assert "is in the way: it is a link." in done.err
    assert target.read_bytes() == b"theirs" if target.is_file() else not list(target.iterdir())


@needs(LINKS)
def test_copies_do_not_go_through_a_link_with_a_persons_name(
    run: Run, known: Path, photos: Path, tmp_path: Path
) -> None:
    link(tmp_path / "found" / "Anna", tmp_path / "elsewhere")
    done = run("find", "-k", known, "-i", photos, "-p", "0", "--copy-to", tmp_path / "found")
    assert done.code == 0
    assert (tmp_path / "found" / "Anna (2)" / "x.png").is_file()
    assert not list((tmp_path / "elsewhere").iterdir())


@needs(LINKS)
def test_a_manifest_that_is_a_link_is_not_written_through(
    run: Run, known: Path, photos: Path, tmp_path: Path
) -> None:
    target = tmp_path / "theirs.csv"
    link(tmp_path / "found" / "manifest.csv", target)
    done = run("find", "-k", known, "-i", photos, "-p", "0", "--copy-to", tmp_path / "found")
    assert done.code == 6
    assert "manifest.csv' was not made by facefinder" in done.err
    assert target.read_bytes() == b"theirs"


@needs(LINKS)
def test_names_do_not_go_through_a_link_beside_a_photo(
    run: Run, known: Path, photos: Path, tmp_path: Path
) -> None:
    target = tmp_path / "theirs.xmp"
    link(photos / "x.png.xmp", target)
    target.write_text(XMP)
    done = run("find", "-k", known, "-i", photos, "-p", "0", "--sidecar-originals")
    assert done.code == 10
    assert "x.png.xmp' is in the way: it is a link." in done.err
    assert target.read_text() == XMP


@needs(DEVICES)
def test_a_drawing_does_not_wait_for_a_pipe(
    run: Run, known: Path, photos: Path, tmp_path: Path
) -> None:
    pipe(tmp_path / "drawing.png")
    words = ("-k", known, *FAKE_ENGINE, "--picture", tmp_path / "drawing.png")
    done = run("explain", photos / "x.png", *words)
    assert done.code == 2
    assert "drawing.png" in done.err


@needs(DEVICES)
def test_a_pipe_in_the_place_of_the_decisions_is_not_waited_for(run: Run, tmp_path: Path) -> None:
    pipe(tmp_path / "report" / "decisions.json")
    done = run("apply", tmp_path / "report")
    assert done.code == 2
    assert "it is not a regular file" in done.err


@needs(DEVICES)
def test_pipes_in_the_data_folder_are_not_waited_for(
    run: Run, known: Path, photos: Path, tmp_path: Path
) -> None:
    for name in ("language.txt", "made-folders.txt"):
        pipe(tmp_path / "data" / name)
    done = run("find", "-k", known, "-i", photos, "-p", "0", "--data-dir", tmp_path / "data")
    assert done.code == 0
