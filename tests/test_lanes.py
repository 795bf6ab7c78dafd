"""What is skipped is told and can be forbidden; the fast lane takes fast tests alone.

Each test writes a small file of tests, and runs pytest on it.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from builder.environment import NO_SKIPS_VARIABLE, PACKAGING
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

TESTS = """
import socket, subprocess, sys
import pytest
from tests.support.needs import Need, give_up, needs, require

GONE = Need("there is no unicorn", "catch one", lambda: False)
RARE = Need("there is no dodo", "none", lambda: False, "they are extinct")
THERE = Need("there is no horse", "buy one", lambda: True)

@needs(THERE)
def test_there(): pass

@needs(THERE, GONE)
def test_mark(): raise AssertionError

def test_require(): require(THERE); require(GONE); raise AssertionError

@needs(RARE)
def test_rare(): raise AssertionError

@pytest.mark.skip(reason="no reason at all")
def test_silent(): raise AssertionError
"""
FAST = """
import contextlib, socket, subprocess, sys
import pytest
from joblib import Parallel, delayed

def test_fast(): pass

@pytest.mark.slow
def test_slow(): raise AssertionError

def test_that_hides_a_process():
    with contextlib.suppress(BaseException):
        subprocess.run([sys.executable, "--version"])

def test_that_speaks_to_somebody(): socket.create_connection(("127.0.0.1", 9))

def test_with_workers(): Parallel(n_jobs=2)(delayed(abs)(n) for n in range(2))
"""


def outcome(file: Path, content: str, *options: str, strict: bool = False) -> tuple[int, str]:
    file.write_text(content, "utf-8")
    variables = {name: value for name, value in os.environ.items() if name != NO_SKIPS_VARIABLE}
    variables["PYTHONPATH"] = str(PACKAGING)
    if strict:
        variables[NO_SKIPS_VARIABLE] = "1"
    plugins = ("-p", "tests.support.needs", "-p", "tests.support.lanes", "-p", "no:cacheprovider")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugins, "--rootdir", file.parent, *options, file],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=variables,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["one process", "two processes"])
def test_a_table_tells_what_was_skipped_and_what_to_do(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    code, told = outcome(tmp_path / "test_x.py", TESTS, *options)
    assert code == 0
    assert "1 passed, 4 skipped" in told
    table = [line.split(maxsplit=1) for line in told.splitlines() if line.startswith("    ")]
    assert {row[1].split("  ")[0]: row[0] for row in table} == {
        "no reason at all": "1",
        "there is no dodo": "1",
        "there is no unicorn": "2",
    }
    assert "catch one" in told
    assert "give it a need" in told


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["one process", "two processes"])
def test_only_an_excused_skip_is_allowed_where_none_is(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    code, told = outcome(tmp_path / "test_x.py", TESTS, *options, strict=True)
    assert code == 1
    assert told.count(f"skipped although {NO_SKIPS_VARIABLE} is set") >= 3
    assert "1 skipped" in told
    assert "allowed in CI: they are extinct" in told


def test_a_module_that_is_skipped_as_a_whole_is_told_too(tmp_path: Path) -> None:
    text = TESTS + "\nrequire(GONE, module=True)\n"
    code, told = outcome(tmp_path / "test_x.py", text)
    assert "    1  there is no unicorn  catch one" in told
    code, told = outcome(tmp_path / "test_x.py", text, strict=True)
    assert code != 0
    assert "skipped although" in told


def test_the_fast_lane_has_no_process_and_no_network(tmp_path: Path) -> None:
    code, told = outcome(tmp_path / "test_x.py", FAST, "--fast")
    assert code == 1
    assert "3 failed, 1 passed, 1 deselected" in told
    assert told.count("needs @pytest.mark.slow") >= 2
