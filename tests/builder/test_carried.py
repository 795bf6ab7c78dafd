"""Microsoft's runtime, which the bundle brings along."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from builder.environment import PACKAGING


@pytest.fixture
def carried() -> ModuleType:
    file = PACKAGING / "hooks" / "carried.py"
    spec = importlib.util.spec_from_file_location("carried", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_pythons_own_comes_before_the_systems(carried: ModuleType, tmp_path: Path) -> None:
    python, system = tmp_path / "python", tmp_path / "system"
    for folder in (python, system):
        folder.mkdir()
        for name in carried.BY_NAME:
            (folder / name).touch()
    (python / carried.BY_NAME[1]).unlink()
    found = carried.runtime_libraries((python, system))
    assert found == [str(python / carried.BY_NAME[0]), str(system / carried.BY_NAME[1])]


def test_no_bundle_is_made_without_it(carried: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="Redistributable"):
        carried.runtime_libraries((tmp_path,))
