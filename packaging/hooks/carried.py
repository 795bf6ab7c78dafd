"""What the bundle carries and nobody's imports tell of."""

import os
import sys
from pathlib import Path

BY_NAME = ("msvcp140.dll", "msvcp140_1.dll")
"""Two libraries of Microsoft's C++ runtime, which a bare Windows does not have: TensorFlow asks for
them by their names, before it loads the library that is linked with the rest."""


def runtime_libraries(folders: tuple[Path, ...] | None = None) -> list[str]:
    """The files of `BY_NAME` on Windows, from beside Python or else from the system's folder.

    Raises:
        FileNotFoundError: One is in none of them.
    """
    if folders is None:
        if sys.platform != "win32":
            return []
        folders = (Path(sys.base_prefix), Path(os.environ["SYSTEMROOT"], "System32"))
    found = []
    for name in BY_NAME:
        path = next((folder / name for folder in folders if (folder / name).is_file()), None)
        if path is None:
            raise FileNotFoundError(
                f"{name} is not on this computer: install Microsoft's Visual C++ Redistributable."
            )
        found.append(str(path))
    return found
