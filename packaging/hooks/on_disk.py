"""What a package consists of, read from the disk: PyInstaller's helpers import each part of it."""

import os
import pkgutil
from collections.abc import Iterator
from importlib.machinery import all_suffixes
from importlib.util import find_spec
from pathlib import Path


def folder_of(package: str) -> Path:
    """Where a package lies, which may be part of another.

    Raises:
        ModuleNotFoundError: There is no such package.
    """
    top, *inner = package.split(".")
    spec = find_spec(top)  # of a whole path it would import what lies around it
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(top)
    return Path(spec.submodule_search_locations[0], *inner)


def modules_of(package: str) -> list[str]:
    """A package and all modules and packages in it, but no tests, of which Keras has 270."""
    return [package, *_inside(f"{package}.", folder_of(package))]


def _inside(prefix: str, folder: Path) -> Iterator[str]:
    for module in pkgutil.iter_modules([str(folder)], prefix):
        if not module.name.endswith("_test"):
            yield module.name
        if module.ispkg:
            yield from _inside(f"{module.name}.", folder / module.name.rpartition(".")[2])


def data_of(package: str, *without: str) -> list[tuple[str, str]]:
    """The files of a package that are no modules.

    Args:
        package: Its name.
        without: Names of folders in it to pass by.

    Returns:
        Where each lies, and the folder of the bundle that it belongs into.
    """
    top = folder_of(package)
    modules = tuple(all_suffixes())
    found = []
    for place, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if name not in ("__pycache__", *without))
        target = str(Path(package.replace(".", "/"), Path(place).relative_to(top)))
        found += [(str(Path(place, n)), target) for n in sorted(names) if not n.endswith(modules)]
    return found
