"""Takes symbols out of libraries, which nothing at run time reads: a quarter of the bundle."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from builder.bundle.elf import is_elf, is_loadable
from builder.environment import StepError, say


def strip(folder: Path) -> int:
    """Let binutils' ``strip`` shorten the libraries of a bundle.

    It breaks some that a wheel's maker has patched: it moves what must lie on a page. Such a
    library stays as it is.

    Args:
        folder: The bundle.

    Returns:
        Bytes that were saved.

    Raises:
        StepError: There is no ``strip``.
    """
    tool = shutil.which("strip")
    if tool is None:
        say("there is no `strip` (in binutils); the bundle would be 285 MB larger.")
        raise StepError(1)
    saved = 0
    for path in sorted(path for path in (folder / "_internal").rglob("*.so*") if is_elf(path)):
        with tempfile.TemporaryDirectory(dir=folder) as place:
            new = Path(place, "stripped")
            command: list[str | Path] = [tool, "-o", new, path]
            done = subprocess.run(command, capture_output=True, check=False)
            if done.returncode == 0 and is_loadable(new):
                saved += path.stat().st_size - new.stat().st_size
                shutil.copymode(path, new)
                new.replace(path)
    return saved
