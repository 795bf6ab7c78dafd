"""The page's script is all its modules; what decides in them passes its own tests in Node."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from facefinder.app import web
from tests.support.needs import NODE, ROOT, needs
from tests.support.processes import PATIENCE_SECONDS


@needs(NODE)
@pytest.mark.slow
def test_what_decides_passes_its_own_tests() -> None:
    files = sorted((Path(__file__).parent / "scripts").glob("*.test.js"))
    program = shutil.which("node")
    assert files
    assert program
    done = subprocess.run(
        [program, "--test", "--test-reporter=tap", *files],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
        timeout=PATIENCE_SECONDS,
    )
    counts = dict(re.findall(r"^# (pass|fail|skipped|todo) (\d+)$", done.stdout, re.MULTILINE))
    assert done.returncode == 0, done.stdout
    assert int(counts.pop("pass")) >= len(files)
    assert set(counts.values()) == {"0"}


def test_all_modules_are_one_script() -> None:
    """Each by itself would be a request, and a module that none names would never run."""
    assert [name for name in web.files() if name.endswith(".js")] == [web.SCRIPT]
    script = web.files()[web.SCRIPT].decode()
    package = ROOT / "facefinder"
    own = (package / web.SCRIPT).parent.rglob("*.js")
    paths = [path.relative_to(package).as_posix() for path in own]
    assert len(paths) > 1
    assert [path for path in paths if f"\n// {path}\n" not in script] == []
