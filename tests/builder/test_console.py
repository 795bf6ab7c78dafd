"""The terminal at which `build.py verify` answers a double click's questions."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.needs import LINUX, require

require(LINUX, module=True)
assert sys.platform == "linux"  # mypy reads the rest on Linux only
from tests.bundle.console import Console

pytestmark = pytest.mark.slow


def program(device: str, script: str) -> "subprocess.Popen[bytes]":
    shell = shutil.which("sh") or "sh"
    with Path(device).open("r+b", buffering=0) as screen:
        return subprocess.Popen(
            [shell, "-c", script],
            stdin=screen,
            stdout=screen,
            stderr=screen,
            start_new_session=True,
        )


def test_a_console_answers_questions(tmp_path: Path) -> None:
    script = f"echo Who?; read a; echo Where?; read b; echo $a $b > '{tmp_path}/said'"
    with Console() as console:
        asking = program(console.device, script)
        console.answer("Who?", "Anna\n")
        console.answer("Where?", "here\n")
        assert asking.wait(30) == 0
    assert (tmp_path / "said").read_text() == "Anna here\n"


def test_a_program_that_ends_at_a_console_is_not_waited_for() -> None:
    with Console() as console:
        ended = program(console.device, "echo Traceback")
        with pytest.raises(AssertionError, match="Traceback"):
            console.answer("Who?", "Anna\n")
        assert ended.wait(30) == 0
