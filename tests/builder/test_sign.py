"""A signed program belongs to its bundle."""

import shlex
import sys
from pathlib import Path

import pytest

from builder.bundle.contents import ChangedError, check_intact, write_list
from builder.bundle.sign import sign
from builder.environment import StepError
from tests.support.needs import SHELL, needs

pytestmark = [needs(SHELL), pytest.mark.slow]


@pytest.fixture
def program(tmp_path: Path) -> Path:
    for folder in ("_internal", "models_cache"):
        (tmp_path / folder).mkdir()
    (tmp_path / "models_cache" / "manifest.json").write_text("[]")
    program = tmp_path / "facefinder.exe"
    program.write_bytes(b"program")
    write_list(tmp_path)
    return program


def test_the_list_knows_the_program_as_it_was_signed(program: Path) -> None:
    script = "import sys, pathlib; pathlib.Path(sys.argv[2]).open('a').write(sys.argv[1])"
    sign(program, shlex.join([sys.executable, "-c", script, " signed by me"]))
    assert program.read_bytes() == b"program signed by me"
    check_intact(program.parent)


def test_a_tool_that_fails_ends_it(program: Path) -> None:
    program.write_bytes(b"half")
    with pytest.raises(StepError) as ended:
        sign(program, shlex.join([sys.executable, "-c", "raise SystemExit(3)"]))
    assert ended.value.code == 3
    with pytest.raises(ChangedError):
        check_intact(program.parent)
