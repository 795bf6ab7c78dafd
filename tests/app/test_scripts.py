"""What decides in the page's scripts passes its own tests, which Node runs."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

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
