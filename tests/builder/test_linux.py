"""`build.py linux`: what it refuses, what it makes anew, and that nothing stays mounted."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from builder.environment import ROOT, StepError
from builder.linux import chroot, tree
from tests.support.needs import LINUX, UNSHARE, Need, needs

UNSHARE_TOOL = shutil.which("unshare") or "unshare"
ROOT_RIGHTS = Need(
    "not the superuser, or no namespaces",
    "run as root, in a container with --privileged",
    lambda: (
        sys.platform == "linux"
        and os.getuid() == 0
        and not subprocess.run([UNSHARE_TOOL, "--mount", "true"], check=False).returncode
    ),
    "a user's run",
)


@pytest.fixture
def computer(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """One that can do it; a test takes something away."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    return monkeypatch


def refused(capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(StepError) as ended:
        chroot.need()
    assert ended.value.code == 1
    (line,) = capsys.readouterr().err.splitlines()
    return line


def test_what_has_all_is_taken(computer: pytest.MonkeyPatch) -> None:
    chroot.need()


@pytest.mark.parametrize(
    ("holder", "name", "value"),
    [
        (sys, "platform", "darwin"),
        (platform, "machine", lambda: "aarch64"),
        (shutil, "which", lambda _: None),
    ],
)
def test_another_computer_gets_one_sentence(
    computer: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    holder: object,
    name: str,
    value: object,
) -> None:
    computer.setattr(holder, name, value)
    assert "takes a Linux on an x86_64 processor" in refused(capsys)


def test_a_user_is_told_how_to_become_root(
    computer: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    computer.setattr(os, "geteuid", lambda: 1000, raising=False)
    assert "sudo python build.py linux" in refused(capsys)


def test_without_apt_the_package_is_named(
    computer: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    computer.setattr(shutil, "which", lambda name: "x" if name == "unshare" else None)
    assert "install the package of that name" in refused(capsys)


def test_a_step_is_taken_again_for_something_else_or_after_it_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []

    def fail() -> None:
        raise StepError(3)

    monkeypatch.setattr(tree, "SYSTEM", tmp_path)
    for made_of in (b"1", b"1", b"2", b"2"):
        tree._once("step", made_of, lambda: taken.append(""))
    assert len(taken) == 2
    with pytest.raises(StepError):
        tree._once("step", b"3", fail)
    tree._once("step", b"2", lambda: taken.append(""))
    assert len(taken) == 3, "what was broken off may have left anything"


def test_mirrors_are_those_that_the_system_was_made_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "SYSTEM", tmp_path)
    sources = tmp_path / "etc" / "apt" / "sources.list"
    sources.parent.mkdir(parents=True)
    sources.write_text("deb http://mirror.invalid/debian bullseye main\n")
    tree._name_mirrors()
    assert sources.read_text().splitlines() == [
        "deb http://mirror.invalid/debian bullseye main",
        "deb http://mirror.invalid/debian-security bullseye-security main",
        "deb-src http://mirror.invalid/debian bookworm main",
    ]


@pytest.mark.slow
@needs(LINUX, UNSHARE, ROOT_RIGHTS)
@pytest.mark.parametrize("code", [0, 7])
def test_nothing_stays_mounted(tmp_path: Path, code: int) -> None:
    """This Linux itself stands for the other one: it is entered from its own root directory."""
    told = tmp_path / "told"
    script = f'pwd >"$1"; echo "$WORD" >>"$1"; cat /proc/self/mounts >>"$1"; exit {code}'
    before = Path("/proc/self/mounts").read_text()
    try:
        chroot.run_in(Path("/"), "sh", "-c", script, "sh", str(told), WORD="hand on")
        ended = 0
    except StepError as error:
        ended = error.code
    assert ended == code
    folder, word, *mounts = told.read_text().splitlines()
    assert (folder, word) == (str(ROOT), "hand on")
    assert len(mounts) > before.count("\n")
    assert Path("/proc/self/mounts").read_text() == before
