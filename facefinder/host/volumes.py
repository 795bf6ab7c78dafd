"""What drives are called by the people whose they are."""

import sys
from pathlib import Path

LONGEST = 261
"""Letters of a name, with the end mark, that Windows wants room for (GetVolumeInformationW)."""


def name_of_drive(path: str) -> str:
    """The name of a drive, such as "HOLIDAY (E:)"; its path where it has none.

    Args:
        path: Where it hangs. Elsewhere than on Windows the name is the last part of it.
    """
    if sys.platform == "win32":
        return _labelled(path, _label(path))
    return Path(path).name or path


def _labelled(path: str, label: str) -> str:
    drive = path.rstrip("\\")
    return f"{label} ({drive})" if label else drive


if sys.platform == "win32":

    def _label(path: str) -> str:
        import ctypes  # noqa: PLC0415 - Windows alone is asked in this way

        room = ctypes.create_unicode_buffer(LONGEST)
        ask = ctypes.windll.kernel32.GetVolumeInformationW
        return room.value if ask(path, room, LONGEST, None, None, None, None, 0) else ""
