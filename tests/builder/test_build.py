import ast
import re
import runpy
import shutil
import subprocess
import sys
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from builder import lock
from builder.environment import ROOT
from tests.support.needs import give_up

BUILD = ROOT / "build.py"
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SENTENCE = "facefinder needs Python 3.11, 3.12 or 3.13, and this is Python {}: "
SYSTEMS = {
    "Linux x86_64": ("linux", "x86_64"),
    "Linux aarch64": ("linux", "aarch64"),
    "Windows": ("win32", "AMD64"),
    "macOS": ("darwin", "arm64"),
}


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*map(str, arguments)], capture_output=True, text=True, check=False)


def markers(system: str) -> dict[str, str]:
    platform, machine = SYSTEMS[system]
    return {
        "sys_platform": platform,
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "python_version": "3.12",
        "python_full_version": "3.12.1",
    }


def applies(requirement: Requirement, system: str) -> bool:
    return requirement.marker is None or requirement.marker.evaluate(dict(markers(system)))


class TestPythonVersion:
    def test_the_versions_are_those_of_the_project(self) -> None:
        door = runpy.run_path(str(BUILD))
        allowed = SpecifierSet(PROJECT["project"]["requires-python"])
        minors = [minor for minor in range(40) if f"3.{minor}" in allowed]
        assert [(3, minors[0]), (3, minors[-1])] == [door["OLDEST"], door["NEWEST"]]

    @pytest.mark.slow
    @pytest.mark.parametrize("version", [(2, 7, 18), (3, 10, 13), (3, 14, 0), (4, 0, 0)])
    def test_another_python_gets_one_sentence(self, version: tuple[int, int, int]) -> None:
        program = (
            f"import runpy, sys; sys.version_info = {version}; "
            f"runpy.run_path({str(BUILD)!r}, run_name='__main__')"
        )
        ended = run(sys.executable, "-c", program)
        assert ended.returncode == 2
        assert ended.stdout == ""
        assert ended.stderr.startswith(SENTENCE.format(".".join(map(str, version))))
        assert ended.stderr.count("\n") == 1

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "name", ["python2", "python3.6", "python3.8", "python3.9", "python3.10"]
    )
    def test_a_real_old_python_gets_it_too(self, name: str) -> None:
        program = shutil.which(name)
        if program is None or run(program, "--version").returncode:
            give_up(f"there is no {name}", f"install {name}", "the oldest are nowhere to be had")
        ended = run(program, BUILD, "test")
        assert ended.returncode == 2
        assert ended.stderr.startswith(SENTENCE.format("")[:-2])
        assert ended.stderr.count("\n") == 1

    def test_an_old_python_can_read_the_door(self) -> None:
        """Nothing in it that Python 2.7 cannot parse: the sentence must come first."""
        tree = ast.parse(BUILD.read_text(encoding="ascii"))
        newer = {"JoinedStr", "AnnAssign", "NamedExpr", "Match", "Starred", "Nonlocal"}
        newer |= {"FunctionDef", "AsyncFunctionDef", "YieldFrom", "Await"}
        assert not newer & {type(node).__name__ for node in ast.walk(tree)}
        printed = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
        assert "print" not in {node.id for node in printed}


class TestCommands:
    @pytest.mark.slow
    def test_help_needs_nothing_installed(self) -> None:
        ended = run(sys.executable, "-I", "-S", BUILD, "--help")
        assert ended.returncode == 0, ended.stderr
        listed = set(re.findall(r"^    (\w+)", ended.stdout, re.MULTILINE))
        assert {"setup", "models", "demo", "test", "check", "lock"} <= listed

    @pytest.mark.slow
    @pytest.mark.parametrize("arguments", [[], ["unheard-of"], ["setup", "--unheard-of"]])
    def test_bad_arguments(self, arguments: list[str]) -> None:
        ended = run(sys.executable, "-I", "-S", BUILD, *arguments)
        assert ended.returncode == 2
        assert "usage: build.py" in ended.stderr


@pytest.fixture(scope="module")
def locked() -> dict[str, set[str]]:
    """The lock file as build.py reads it."""
    return lock.hashes(LOCK)


class TestLock:
    def test_nothing_is_without_hash_or_exact_version(self, locked: dict[str, set[str]]) -> None:
        assert len(locked) > 50
        assert len(locked) == sum(line[:1].isalnum() for line in LOCK.splitlines())
        assert sum(map(len, locked.values())) == LOCK.count("--hash=")
        for entry, hashes in locked.items():
            assert hashes, entry
            assert re.fullmatch(r"==[^*,]+", str(Requirement(entry).specifier)), entry

    def test_it_names_no_server_and_sets_no_option(self) -> None:
        assert "://" not in LOCK
        assert not [line for line in LOCK.splitlines() if line.startswith("-")]

    @pytest.mark.parametrize("system", SYSTEMS)
    def test_it_has_what_the_project_asks_for(
        self, locked: dict[str, set[str]], system: str
    ) -> None:
        asked = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
        wanted = [r for r in map(Requirement, asked) if applies(r, system)]
        there = {r.name: r for r in map(Requirement, locked) if applies(r, system)}
        for requirement in wanted:
            exact = str(there[requirement.name].specifier).removeprefix("==")
            assert exact in requirement.specifier, requirement

    @pytest.mark.parametrize("system", SYSTEMS)
    def test_there_is_one_tensorflow(self, locked: dict[str, set[str]], system: str) -> None:
        there = [r.name for r in map(Requirement, locked) if applies(r, system)]
        assert len(there) == len(set(there))
        small = system in {"Linux x86_64", "Windows"}
        expected = "tensorflow-cpu" if small else "tensorflow"
        assert [name for name in there if name.startswith("tensorflow")] == [expected]
