"""`build.py compare` tells which files only one of two archives has."""

import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from builder import commands

FILES = ("facefinder/facefinder.exe", "facefinder/_internal/numpy/x.pyd")
OF_WINDOWS = ("_internal/api-ms-win-crt-heap-l1-1-0.dll", "_internal/VCRUNTIME140_1.dll")


def zipped(target: Path, names: tuple[str, ...]) -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, name)
    return target


def tarred(target: Path, names: tuple[str, ...]) -> Path:
    with tarfile.open(target, "w:gz") as archive:
        for name in names:
            archive.addfile(tarfile.TarInfo(name))
    return target


@pytest.mark.parametrize("other", [zipped, tarred])
def test_the_same_files_are_the_same_in_any_archive(
    tmp_path: Path, other: Callable[[Path, tuple[str, ...]], Path]
) -> None:
    first = zipped(tmp_path / "first", FILES)
    second = other(tmp_path / "second", FILES[::-1])
    assert commands.main(["compare", str(first), str(second)]) == 0


def test_what_only_one_has_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = zipped(tmp_path / "first", (*FILES, "facefinder/a.dll"))
    second = zipped(tmp_path / "second", (*FILES, "facefinder/b.dll"))
    assert commands.main(["compare", str(first), str(second)]) == 1
    told = capsys.readouterr().err.splitlines()
    assert [line.split("only in ")[1] for line in told] == [
        f"{first}: facefinder/a.dll",
        f"{second}: facefinder/b.dll",
    ]


@pytest.mark.parametrize("name", OF_WINDOWS)
def test_libraries_of_windows_itself_are_not_counted(tmp_path: Path, name: str) -> None:
    first = zipped(tmp_path / "first", FILES)
    second = zipped(tmp_path / "second", (*FILES, f"facefinder/{name}"))
    assert commands.main(["compare", str(first), str(second)]) == 0


def test_what_is_no_archive_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = zipped(tmp_path / "first", FILES)
    (tmp_path / "second").write_text("not an archive")
    assert commands.main(["compare", str(first), str(tmp_path / "second")]) == 2
    assert "can be read" in capsys.readouterr().err
