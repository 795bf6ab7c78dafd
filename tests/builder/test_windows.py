"""What `build.py windows` decides; that it builds is proved by building."""

import subprocess
import threading
from collections.abc import Callable
from pathlib import Path, PureWindowsPath
from typing import IO

import pytest

from builder import environment
from builder.environment import StepError
from builder.windows import command, proof, tools, tree, wine
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


class Steps:
    """Stands for Windows: what runs in it says something, and may fail or wait to be ended."""

    def __init__(self, code: int = 0, *, hangs: bool = False) -> None:
        self.code, self.hangs = code, hangs
        self.ended = threading.Event()
        self.prefixes: list[Path] = []

    def run_at_most(
        self,
        _seconds: float,
        prefix: Path,
        _program: Path,
        *arguments: str,
        told: IO[bytes],
        **_: str,
    ) -> None:
        self.prefixes.append(prefix)
        told.write(f"{' '.join(arguments)} done\n".encode())
        if self.hangs:
            assert self.ended.wait(60)
        if self.code:
            raise StepError(self.code)

    def switch_off(self, _prefix: Path) -> None:
        self.ended.set()


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Steps], None]:
    (tmp_path / "prefix").mkdir()
    monkeypatch.setattr(tree, "PREFIX", tmp_path / "prefix")

    def replace(steps: Steps) -> None:
        monkeypatch.setattr(wine, "run_at_most", steps.run_at_most)
        monkeypatch.setattr(wine, "switch_off", steps.switch_off)

    return replace


def test_what_ran_beside_is_told_in_one_piece_and_its_windows_is_gone(
    stand_in: Callable[[Steps], None], capfd: pytest.CaptureFixture[str]
) -> None:
    steps = Steps()
    stand_in(steps)
    with command.beside("test", "--fast"):
        assert "done" not in capfd.readouterr().out
    assert capfd.readouterr().out == "build.py test --fast done\n"
    (prefix,) = steps.prefixes
    assert not prefix.exists()


def test_what_fails_beside_is_a_failure(
    stand_in: Callable[[Steps], None], capfd: pytest.CaptureFixture[str]
) -> None:
    stand_in(Steps(code=7))
    with pytest.raises(StepError) as ended, command.beside("test"):
        pass
    assert ended.value.code == 7
    assert "build.py test done" in capfd.readouterr().out


@pytest.mark.parametrize("failure", [StepError(5), KeyboardInterrupt()])
def test_what_runs_beside_ends_when_the_other_fails_and_what_it_said_is_told(
    stand_in: Callable[[Steps], None],
    capfd: pytest.CaptureFixture[str],
    failure: BaseException,
) -> None:
    steps = Steps(hangs=True)
    stand_in(steps)
    with pytest.raises(type(failure)), command.beside("test"):
        raise failure
    assert steps.ended.is_set()
    said = capfd.readouterr()
    assert said.out == "build.py test done\n"
    assert "was ended" in said.err


@pytest.mark.parametrize("failing", ["source", "Linux"])
def test_no_note_is_left_where_a_proof_failed(
    stand_in: Callable[[Steps], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failing: str,
) -> None:
    """The tests of the bundle leave it, which may be done before those that look from Linux."""

    def prove(_bundle: Path) -> None:
        (tmp_path / "verified-0").touch()
        if failing == "Linux":
            raise StepError(1)

    stand_in(Steps(code=1 if failing == "source" else 0))
    monkeypatch.setattr(command, "DIST", tmp_path)
    monkeypatch.setattr(proof, "prove", prove)
    with pytest.raises(StepError):
        command.verify()
    assert not (tmp_path / "verified-0").exists()
