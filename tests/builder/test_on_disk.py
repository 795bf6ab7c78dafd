"""What a package consists of, without importing it."""

import runpy
from collections.abc import Callable
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import Any

import pytest

from builder.environment import PACKAGING

Functions = dict[str, Callable[..., list[Any]]]

FILES = (
    *("__init__.py", "one.py", "one_test.py", f"native{EXTENSION_SUFFIXES[0]}"),
    *("inner/__init__.py", "inner/two.py", "inner/two_test.py", "inner/words.txt"),
    *("include/header.h", "inner/include/header.h", "plain/three.py", "plain/linked.dll"),
    *("__pycache__/one.pyc", "__init__.pyi"),
)


@pytest.fixture
def on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Functions:
    for name in FILES:
        path = tmp_path / "never_imported" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("raise SystemExit('imported')\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return runpy.run_path(str(PACKAGING / "hooks" / "on_disk.py"))


def test_modules_are_listed_without_tests_and_without_importing_them(on_disk: Functions) -> None:
    found = on_disk["modules_of"]("never_imported")
    assert sorted(found) == [
        "never_imported",
        *("never_imported.inner", "never_imported.inner.two"),
        *("never_imported.native", "never_imported.one"),
    ]


def test_a_part_of_a_package_is_listed_alone(on_disk: Functions) -> None:
    found = on_disk["modules_of"]("never_imported.inner")
    assert found == ["never_imported.inner", "never_imported.inner.two"]


def test_data_are_all_other_files_but_those_of_some_folders(
    on_disk: Functions, tmp_path: Path
) -> None:
    found = on_disk["data_of"]("never_imported", "include")
    package = tmp_path / "never_imported"
    assert sorted(found) == sorted(
        (str(package / name), str(Path("never_imported", name).parent))
        for name in ("__init__.pyi", "inner/words.txt", "plain/linked.dll")
    )


def test_a_package_that_is_not_there_is_told(on_disk: Functions) -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_package"):
        on_disk["modules_of"]("no_such_package.inner")
