"""The program without one of its libraries, as an antivirus program or a broken copy leaves it.

A ``sitecustomize.py`` is what Python imports before everything else; so the workers lack the
library, too. Removing a real file from a copy of a package shows the system's own error.
"""

import os
import shutil
from pathlib import Path

_BLOCKER = """
import sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name == {name!r} and ({anywhere} or "popen_loky" in " ".join(sys.orig_argv)):
            raise ImportError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Blocker())
"""


def without_module(name: str, folder: Path, *, only_workers: bool = False) -> dict[str, str]:
    """An environment in which a module cannot be imported.

    Args:
        name: Its full name.
        folder: For what is needed to that end.
        only_workers: The program itself can import it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    text = _BLOCKER.format(name=name, anywhere=not only_workers)
    (folder / "sitecustomize.py").write_text(text, "utf-8")
    return _first_on_path(folder)


def without_file(site_packages: Path, pattern: str, folder: Path) -> tuple[dict[str, str], str]:
    """An environment in which a package lacks one of its files.

    Args:
        site_packages: Where packages are installed.
        pattern: ``package/file``; the first such file is the one that is lacking.
        folder: Where the package is copied to, with the libraries that lie beside it.

    Returns:
        The environment and the name of the file.
    """
    package = pattern.partition("/")[0].removesuffix(".libs")
    # On Linux, wheels keep the libraries of others in a folder of their own.
    for name in (package, f"{package}.libs", *(["pillow.libs"] if package == "PIL" else [])):
        if (site_packages / name).is_dir():
            shutil.copytree(site_packages / name, folder / name)
    if package == "pillow":
        shutil.copytree(site_packages / "PIL", folder / "PIL")
    victim = sorted(folder.glob(pattern))[0]
    victim.unlink()
    return _first_on_path(folder), victim.name


def _first_on_path(folder: Path) -> dict[str, str]:
    path = os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH", ""))))
    return {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
