"""Searches of the frozen program in the jail, from a stick that cannot be written."""

import json
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from builder.environment import BUNDLE_VARIABLE
from facefinder.selftest.checks import _present
from tests.bundle.album import Album
from tests.bundle.compare import same, same_results, sha256, without_places
from tests.bundle.conftest import Tell
from tests.support.needs import FROZEN, LINUX, needs, require

require(LINUX, module=True)
assert sys.platform == "linux"  # mypy reads the rest on Linux only
from tests.bundle.frozen import WHERE, Frozen
from tests.bundle.jail import PHOTOS

pytestmark = [pytest.mark.bundle, needs(FROZEN)]

INCOMPLETE = 10
PICTURES = {".jpg", ".png", ".webp"}
HEAVY = ("tensorflow", "cv2", "numpy", "pandas")


@pytest.mark.parametrize("argument", ["--version", "--help", "models"])
def test_a_light_command_loads_no_heavy_library(frozen: Frozen, tell: Tell, argument: str) -> None:
    """The system's linker tells of each library that it loads, in this process or a helper."""
    told = frozen.call(argument, code=0, LD_DEBUG="files").err
    assert "libpython" in told
    assert [name for name in HEAVY if name in told] == []
    seconds = []
    for _ in range(5):
        began = time.monotonic()
        frozen.call(argument, code=0)
        seconds.append(time.monotonic() - began)
    tell(f"{min(seconds):.2f} s at best of 5, entering the jail included")


def test_selftest_works(frozen: Frozen) -> None:
    frozen.call("selftest", code=0)


def test_an_unknown_helper_line_ends_with_70(frozen: Frozen) -> None:
    frozen.call("-c", "x", code=70)


def test_two_workers_find_what_the_source_finds(frozen: Frozen, album: Album) -> None:
    same_results(without_places(frozen.find("--no-index"), PHOTOS), album.photos)


def test_a_worker_tells_of_its_first_photo(frozen: Frozen, album: Album, tell: Tell) -> None:
    """How long it takes from the start is told, and depends on the computer."""
    references = {path.name for path in (album.folder / "known").rglob("*")}
    seconds = []
    for _ in range(3):
        began = time.monotonic()
        with frozen.start(*WHERE, "--no-index", "-D") as program:
            program.until_a_photo(references)
            seconds.append(time.monotonic() - began)
            # Not killed at once: it would leave its semaphores, as nobody cleans up.
            os.killpg(program.pid, signal.SIGINT)
            program.wait()
    load = " ".join(f"{load:.1f}" for load in os.getloadavg())
    told = ", ".join(f"{s:.1f}" for s in sorted(seconds))
    tell(f"after {told} s, warm; {os.cpu_count()} cores, load {load}")


def test_no_trace_is_left_where_all_can_be_written(frozen: Frozen, album: Album) -> None:
    own = {"photos_mode": "rw", "HOME": "/home", "TMPDIR": "/tmp"}  # noqa: S108 - the jail's
    before = frozen.jail.listing()
    frozen.call(*WHERE, "--copy-to", "/out/more copies", code=0, **own)
    references = {path.name for path in (album.folder / "known").rglob("*")}
    with frozen.start(*WHERE, "--no-index", "-D", **own) as stopped:
        stopped.until_a_photo(references)
        os.killpg(stopped.pid, signal.SIGINT)
        stopped.wait()
    frozen.jail.no_trace(before)


def test_sure_photos_are_copied(frozen: Frozen) -> None:
    found = frozen.find("--copy-to", "/out/copies")
    # The report has pictures, too, in a folder that is no person's.
    people = {match["person"] for match in found["matches"]}
    files = (p for name in people for p in (frozen.out / "copies" / name).rglob("*"))
    copied = [path for path in files if path.suffix.lower() in PICTURES]
    sure = {(m["person"], m["path"]) for m in found["matches"] if m["verdict"] == "sure"}
    assert sure
    assert len(copied) == len(sure)


def test_the_second_run_reads_nothing(frozen: Frozen) -> None:
    data = {"FACEFINDER_DATA_DIR": "/out/twice"}
    first = frozen.find(options=data)["summary"]
    summary = frozen.find(options=data)["summary"]
    assert first["scanned"] == summary["photos"] > 0
    assert (summary["scanned"], summary["from_index"]) == (0, summary["photos"])


def test_a_bad_file_beside_photos_is_told(frozen: Frozen) -> None:
    found = frozen.find("--no-index", folder="others/bad", code=INCOMPLETE)
    assert [Path(s["path"]).name for s in found["skipped"]] == ["bad.jpg"]
    assert found["matches"]


def test_heic_avif_raw_video_and_csv(frozen: Frozen) -> None:
    more = ("--no-index", "--videos", "--csv", "/out/found.csv")
    found = frozen.find(*more, folder="others/kinds")
    kinds = {Path(match["path"]).suffix for match in found["matches"]}
    wanted = {".heic", ".avif", ".dng", ".webp", ".tiff", ".mp4", ".avi"}
    same(kinds, wanted, "kinds in which a face was found")
    assert (frozen.out / "found.csv").stat().st_size > 0


def test_photos_and_videos_in_archives_are_found_and_copied(frozen: Frozen, album: Album) -> None:
    """A video has no extension there: its first bytes say what it is."""
    more = ("--no-index", "--videos", "--copy-to", "/out/taken out", "--copy-check")
    found = frozen.find(*more, folder="others/archives")["matches"]
    inside = {(Path(one["archive"]).name, one["path"].partition("!/")[2]) for one in found}
    wanted = {
        *(("x.zip", "Süd/face.webp"), ("x.zip", "Süd/film")),
        *(("x.tar", "Süd/face.tiff"), ("x.tar", "Süd/film")),
    }
    same(inside, wanted, "files in archives in which a face was found")
    kinds = album.folder / "others" / "kinds"
    originals = {sha256(kinds / f"face.{kind}") for kind in ("webp", "tiff")}
    originals |= {sha256(kinds / f"film.{kind}") for kind in ("avi", "mp4")}
    (person,) = {one["person"] for one in found}
    copied = (p for p in (frozen.out / "taken out" / person).rglob("*.*") if p.is_file())
    same({sha256(path) for path in copied}, originals, "copies")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test for each detector and each recogniser whose files the bundle carries."""
    if "engine" in metafunc.fixturenames:
        carried = Path(os.environ.get(BUNDLE_VARIABLE, "")) / "models_cache"
        detectors, models = _present(carried) if carried.is_dir() else ((), ())
        engines = [*(("-d", name) for name in detectors), *(("-m", name) for name in models)]
        metafunc.parametrize("engine", engines, ids=" ".join)


def test_an_engine_that_is_carried_finds_somebody(frozen: Frozen, engine: tuple[str, str]) -> None:
    target = frozen.out / "engine.json"
    target.unlink(missing_ok=True)
    frozen.call(*engine, *WHERE, "--no-index", "--json", "/out/engine.json", code=0)
    assert json.loads(target.read_text("utf-8"))["matches"]


def test_it_says_where_it_keeps_the_index(frozen: Frozen) -> None:
    said = frozen.call(*WHERE, code=0, FACEFINDER_DATA_DIR="", HOME="/out/home")
    home = frozen.out / "home"
    kept = {p.relative_to(home).as_posix() for p in home.rglob("*") if p.is_file()}
    here = ".local/share/facefinder"
    same({name for name in kept if not name.startswith(f"{here}/")}, set(), "files elsewhere")
    assert f"{here}/index.sqlite" in kept
    assert f"/out/home/{here}" in said.err
