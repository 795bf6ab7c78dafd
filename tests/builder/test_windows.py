"""What `build.py windows` decides; that it builds is proved by building."""

import subprocess
from pathlib import Path, PureWindowsPath

import pytest

from builder import environment
from builder.environment import StepError
from builder.windows import command, tools, tree, wine
from tests.support.needs import LINUX, ROOT_FOLDER, needs

OLD_BINUTILS = """
Export Address Table -- Ordinal Base 1
\t[   0] +base[   1] 24d100 Export RVA

[Ordinal/Name Pointer] Table
\t[   0] PyAIter_Check
\t[   1] _Py_Zero2

The Function Table (interpreted .pdata section contents)
\t[   2] not_a_name
"""
NEW_BINUTILS = """
[Ordinal/Name Pointer] Table -- Ordinal Base 1
\t[   0] +base[   1]  0000 PyAIter_Check
\t[   1] +base[   2]  0001 _Py_Zero2

"""


@pytest.mark.parametrize("listed", [OLD_BINUTILS, NEW_BINUTILS])
def test_names_that_a_library_offers(listed: str) -> None:
    assert tree.exported(listed) == ["PyAIter_Check", "_Py_Zero2"]


def test_a_library_that_offers_nothing_is_not_forwarded() -> None:
    with pytest.raises(StepError):
        tree.exported("format of a later binutils")


@needs(ROOT_FOLDER)
def test_files_of_this_computer_lie_on_a_drive_of_windows() -> None:
    assert wine.path(Path("/a b/ü")) == PureWindowsPath("Z:\\a b\\ü")


def test_parts_are_pinned_by_hash_and_named_without_addresses() -> None:
    text = tree.PARTS_LOCK.read_text("utf-8")
    assert "://" not in text
    entries = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert [line for line in entries[::2] if "==" not in line] == []
    assert [line for line in entries[1::2] if "--hash=sha256:" not in line] == []


def test_where_there_is_no_wine_one_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tools, "missing", lambda: ["wine64"])
    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    with pytest.raises(StepError):
        tools.install()
    said = capfd.readouterr().err
    assert "Wine" in said
    assert len(said.splitlines()) == 1


def test_a_second_one_waits_for_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each step ends all that runs in its Windows, of whomever."""
    monkeypatch.setattr(command, "BUSY", tmp_path / "build" / "busy")
    monkeypatch.setattr(environment, "PATIENCE_S", 0)
    with environment.alone(command.BUSY, "at it"), pytest.raises(StepError):
        command.test()
    assert "another build.py has been working with the Windows Python" in capfd.readouterr().err


def test_a_python_that_has_only_the_name_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """pyenv has the names of all that it could install."""

    def fails(line: tuple[str, ...], **_: object) -> None:
        raise subprocess.CalledProcessError(127, line)

    monkeypatch.setattr(tools, "VERSION", (2, 7))
    monkeypatch.setattr(subprocess, "run", fails)
    assert "python3.11" in tools.missing()


@pytest.mark.parametrize("decorator", ["", "    @classmethod\n"])
def test_text_older_than_the_dll_is_adapted(tmp_path: Path, decorator: str) -> None:
    text = tmp_path / "importlib" / "metadata" / "__init__.py"
    text.parent.mkdir(parents=True)
    begin, end = "class MetadataPathFinder:\n\n", "    def invalidate_caches(cls):\n"
    text.write_text(begin + decorator + end, "utf-8")
    tree._follow_the_dll(tmp_path)
    assert text.read_text("utf-8") == f"{begin}    @classmethod\n{end}"


@pytest.mark.slow
def test_wheels_that_cannot_be_had_are_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tree, "UV_INSTALL", ("-c", "import sys; sys.exit(2)"))
    with pytest.raises(StepError):
        tree._install(tmp_path, tree.PARTS_LOCK)
    assert "windows.lock lists cannot be had here" in capfd.readouterr().err


@pytest.mark.slow
@needs(LINUX)
def test_a_wine_that_hangs_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    hangs = tmp_path / "wine"
    hangs.write_text("#!/bin/sh\nexec sleep 60\n", "ascii")
    hangs.chmod(0o700)
    for program in ("WINE", "SERVER"):
        monkeypatch.setattr(wine, program, hangs)
    monkeypatch.setattr(wine, "PATIENCE_S", 0.2)
    monkeypatch.setattr(wine, "switch_off", lambda _: None)
    with pytest.raises(StepError) as ended:
        wine.make(tmp_path / "prefix", tmp_path / "ucrtbase.dll")
    assert ended.value.code == environment.TOO_LONG
    assert "Wine made no Windows" in capfd.readouterr().err
