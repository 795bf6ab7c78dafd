"""Whether TensorFlow can run on this computer's processor, asked without loading it."""

import platform
import sys
from pathlib import Path

AVX_OF_WINDOWS = 39
"""Number of this question to Windows (PF_AVX_INSTRUCTIONS_AVAILABLE in its documentation)."""


def problem() -> str | None:
    """Why TensorFlow cannot run on this processor; None if it can.

    The wheels of TensorFlow for Intel's kind of processors use AVX without asking: on one without
    it the program would be killed at the first import.
    """
    if platform.machine().lower() not in ("x86_64", "amd64") or _has_avx():
        return None
    return "this processor has no AVX (those since 2011 do), without which TensorFlow cannot run"


def _has_avx() -> bool:
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - for Windows only

        return bool(ctypes.windll.kernel32.IsProcessorFeaturePresent(AVX_OF_WINDOWS))
    if sys.platform == "linux":
        return " avx " in Path("/proc/cpuinfo").read_text("ascii", "replace").replace("\n", " ")
    return True  # Intel Macs that run a system this program asks for have it
