"""Large files of zeros that nobody writes."""

import os
import sys
from pathlib import Path


def lengthen(path: Path, size: int) -> None:
    """Give a file that is there another size, by zeros at its end.

    On Linux they take no room. Python on Windows would write each of them, which Windows itself
    need not.

    Args:
        path: The file.
        size: Bytes.

    Raises:
        OSError: There is no room for it.
    """
    if sys.platform != "win32":
        os.truncate(path, size)
        return
    import ctypes  # noqa: PLC0415 - for Windows alone
    import msvcrt  # noqa: PLC0415 - Windows has it alone

    system = ctypes.WinDLL("kernel32", use_last_error=True)
    with path.open("r+b") as file:
        handle = ctypes.c_void_p(msvcrt.get_osfhandle(file.fileno()))
        if not (
            system.SetFilePointerEx(handle, ctypes.c_longlong(size), None, 0)
            and system.SetEndOfFile(handle)
        ):
            raise ctypes.WinError(ctypes.get_last_error())
