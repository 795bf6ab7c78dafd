"""Names that Windows takes for something else: devices, dots and spaces at the end."""

import re
from pathlib import PureWindowsPath

_DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"}
    | {f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789\xb9\xb2\xb3"}
)

_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"|?*]')


def is_device(name: str) -> bool:
    """Whether a name is a device's, which it is in every folder and with any ending."""
    return name.partition(".")[0].rstrip(" ").upper() in _DEVICES


def is_misread(name: str) -> bool:
    """Whether Windows takes a part of a path for another: a device, or without its last dots.

    Other systems, and their photos on a stick, have such names.
    """
    return name not in (".", "..") and (name.endswith((".", " ")) or is_device(name))


def impossible_on_windows(path: str) -> str | None:
    """The first part of a path that Windows cannot make, or makes under another name; else None.

    Args:
        path: As Windows writes it, with a drive perhaps.
    """
    parts = PureWindowsPath(path).relative_to(PureWindowsPath(path).anchor).parts
    return next((part for part in parts if is_misread(part) or _FORBIDDEN.search(part)), None)
