"""What the desktop opens, and what is known where there is none, or it has nothing for folders."""

import sys
from pathlib import Path

import pytest

from facefinder.host.desktop import show_folder
from tests.support.needs import LINUX, needs

pytestmark = [pytest.mark.slow, needs(LINUX)]


def desktop_that(does: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this be all that is on the path of programs."""
    program = folder / "xdg-open"
    program.write_text(f"#!{sys.executable}\nimport sys, time\n{does}\n", "utf-8")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("DISPLAY", ":7")


def test_without_a_desktop_or_its_program_it_is_known_that_nothing_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not show_folder(tmp_path)
    monkeypatch.setenv("DISPLAY", ":7")
    assert not show_folder(tmp_path)


@pytest.mark.parametrize(("does", "opened"), [("sys.exit(3)", False), ("", True)])
def test_what_the_desktop_says_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str, opened: bool
) -> None:
    desktop_that(does, tmp_path, monkeypatch)
    assert show_folder(tmp_path) is opened
