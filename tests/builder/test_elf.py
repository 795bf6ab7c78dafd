"""What is read of libraries: whether they can be loaded, and what they want."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from builder.bundle import elf
from tests.support.elf_files import PAGE, library
from tests.support.needs import LINUX, STRIP, needs


@pytest.mark.parametrize(("moved", "loadable"), [(0, True), (2 * PAGE, True), (8, False)])
def test_a_library_that_strip_has_broken_is_not_taken(
    tmp_path: Path, moved: int, loadable: bool
) -> None:
    file = tmp_path / "lib.so"
    file.write_bytes(library("libc.so.6", moved=moved))
    assert elf.is_loadable(file) is loadable


def test_libraries_are_wanted_by_name(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "program").write_bytes(library("libc.so.6", "libown.so"))
    (tmp_path / "sub" / "libown.so").write_bytes(library("libm.so.6"))
    (tmp_path / "sub" / "libuser.so").write_bytes(library("libown.so", "libforeign.so"))
    (tmp_path / "sub" / "text.so").write_text("not a library")
    wanted = {"libc.so.6", "libown.so", "libm.so.6", "libforeign.so"}
    assert elf.wanted(tmp_path) == (wanted, "0")


@pytest.mark.slow
@needs(LINUX, STRIP)
def test_real_programs_want_what_binutils_say(tmp_path: Path) -> None:
    tool = shutil.which("readelf")
    assert tool is not None
    shutil.copy(Path(sys.executable).resolve(), tmp_path / "program")
    told = subprocess.run(
        [tool, "-dVW", tmp_path / "program"], capture_output=True, text=True, check=True
    ).stdout
    libraries, glibc = elf.wanted(tmp_path)
    assert all(f"[{name}]" in told for name in libraries)
    assert told.count("(NEEDED)") == len(libraries)
    assert f"GLIBC_{glibc}" in told
