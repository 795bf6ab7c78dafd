"""What builds the bundle, without building it."""

import os
import re
import struct
from pathlib import Path

import pytest

from tests.conftest import Modules

ROOT = Path(__file__).resolve().parents[1]
PAGE = 4096


def elf(offset: int, address: int) -> bytes:
    """The head of a library with one segment to load."""
    head = b"\x7fELF\x02".ljust(32, b"\0") + struct.pack("<Q", 64) + bytes(14)
    head += struct.pack("<HH", 56, 1)
    return head.ljust(64, b"\0") + struct.pack("<IIQQQQQQ", 1, 5, offset, address, 0, 9, 9, PAGE)


@pytest.mark.parametrize(("address", "loadable"), [(2 * PAGE, True), (2 * PAGE + 8, False)])
def test_a_library_that_strip_has_broken_is_not_taken(
    packaging_modules: Modules, tmp_path: Path, address: int, loadable: bool
) -> None:
    library = tmp_path / "lib.so"
    library.write_bytes(elf(PAGE, address))
    assert packaging_modules("bundle")._is_loadable(library) is loadable


def test_stand_ins_have_every_name(packaging_modules: Modules) -> None:
    runtime = packaging_modules("runtime")
    finder = runtime.StandInFinder()
    assert finder.find_spec("tensorflow.litend") is None
    module = finder.create_module(finder.find_spec("tensorflow.lite.python.lite"))
    assert isinstance(module.TFLiteConverterV2, type)
    with pytest.raises(AttributeError):
        _ = module.__file_of_nothing__


def test_an_archive_needs_a_verified_bundle(
    packaging_modules: Modules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = packaging_modules("archive")
    folder = tmp_path / "facefinder"
    (folder / "_internal").mkdir(parents=True)
    (folder / "_internal" / "contents.sha256").write_text("x")
    monkeypatch.setattr(archive, "BUNDLE", folder)
    monkeypatch.setattr(packaging_modules("verify"), "DIST", tmp_path)
    with pytest.raises(packaging_modules("environment").StepError):
        archive.make()


def test_an_archive_knows_no_time_and_no_owner(
    packaging_modules: Modules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = packaging_modules("archive")
    folder = tmp_path / "facefinder"
    folder.mkdir()
    (folder / "facefinder").write_bytes(b"program")
    (folder / "data").mkdir()
    (folder / "data" / "index.sqlite").write_bytes(b"faces of people")
    monkeypatch.setattr(archive, "BUNDLE", folder)
    written = []
    for seconds in (1, 2_000_000_000):
        os.utime(folder / "facefinder", (seconds, seconds))
        target = tmp_path / "archive.tar"
        with target.open("wb") as file:
            archive._tar(file)
        written.append(target.read_bytes())
    assert written[0] == written[1]
    assert b"faces of people" not in written[0], "what a user keeps does not travel"


def test_actions_are_pinned_by_commit() -> None:
    for workflow in (ROOT / ".github" / "workflows").glob("*.yml"):
        used = re.findall(r"uses: (\S+)", workflow.read_text("utf-8"))
        assert used
        assert [u for u in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", u)] == []
