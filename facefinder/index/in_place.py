"""Whether an open index still lies where it was opened.

Elsewhere than on Windows others can delete or replace a file that is in use, and what is written
into it then is never seen again.
"""

from pathlib import Path
from typing import Final

from facefinder.errors import OutputError

_NOTHING: Final = -1, -1


class InPlace:
    """Remembers which file lies at a path now.

    Args:
        path: Of an index that was just opened; None = memory, which nobody can take away.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file = path and _file_at(path)

    @property
    def holds(self) -> bool:
        """Whether that file is still there; true where the file system does not say."""
        return self._path is None or _file_at(self._path) in (None, self._file)

    def require(self) -> None:
        """Refuse to go on with a file that nobody will find again.

        Raises:
            OutputError: It was deleted, moved, or replaced.
        """
        if self._path is not None and not self.holds:
            raise removed(self._path)


def removed(path: Path) -> OutputError:
    """The error that says that an index was taken away in use, and what to do."""
    return OutputError(
        f"The index '{path}' was removed or replaced while it was in use.",
        "Put it back, or search again, which begins a new one.",
    )


def _file_at(path: Path) -> tuple[int, int] | None:
    """What tells a file from all others; None where the file system does not say."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return _NOTHING
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found.st_ino else None
