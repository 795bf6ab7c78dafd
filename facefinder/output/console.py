"""What a console can do."""

import sys
from typing import TextIO

VIRTUAL_TERMINAL = 0x0004
"""A mode of Windows' consoles: obey escape sequences. They can since 2016, and are not asked to."""


def obeys_escapes(stream: TextIO) -> bool:
    """Whether a console moves its cursor when it is told so, and not only shows odd signs.

    Windows' are asked for it here, which holds until the window is closed.

    Args:
        stream: Goes to a console.
    """
    if sys.platform != "win32":
        return True
    import ctypes  # noqa: PLC0415 - for Windows alone
    import msvcrt  # noqa: PLC0415 - there is none elsewhere

    system = ctypes.windll.kernel32
    handle = ctypes.c_void_p(msvcrt.get_osfhandle(stream.fileno()))
    mode = ctypes.c_ulong()
    if not system.GetConsoleMode(handle, ctypes.byref(mode)):
        return False
    return bool(system.SetConsoleMode(handle, mode.value | VIRTUAL_TERMINAL))
