"""What the user's desktop opens for this program: an address in the browser, a folder."""

import contextlib
import os
import subprocess
import sys
import webbrowser
from collections.abc import Iterator
from pathlib import Path

from facefinder.host.frozen import is_frozen

LIBRARIES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""Variables with the bundle's libraries, which are for the bundle, and not for other programs."""
NO_BROWSER = "FACEFINDER_NO_BROWSER"
"""Variable by which a user says that nothing is to be opened in a browser."""
SAYS_NO_S = 3.0
"""For the desktop to find that it has nothing that opens folders."""
IN_A_TERMINAL = ("www-browser", "links", "elinks", "lynx", "w3m")
"""Browsers that would take the console over."""


def can_browse() -> bool:
    """Whether there is a browser with a window, and the user wants it (`NO_BROWSER`)."""
    if os.environ.get(NO_BROWSER):
        return False
    if not _has_windows():
        return False
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    return getattr(browser, "name", "") not in IN_A_TERMINAL


def browse(address: str) -> bool:
    """Open an address in the user's browser; return whether that went well."""
    with _own_libraries_hidden(), contextlib.suppress(webbrowser.Error, OSError):
        return webbrowser.open(address)
    return False


def _has_windows() -> bool:
    """Whether programs can open windows here; on Linux there may be no desktop."""
    desktops = ("DISPLAY", "WAYLAND_DISPLAY")
    return not sys.platform.startswith("linux") or any(map(os.environ.get, desktops))


def show_folder(folder: Path) -> bool:
    """Open a folder in the system's file manager; return whether that went well."""
    with _own_libraries_hidden(), contextlib.suppress(OSError):
        if sys.platform == "win32":
            os.startfile(folder)  # noqa: S606 - a folder of ours, and no shell
            return True
        return _has_windows() and _opens(folder)
    return False


def _opens(folder: Path) -> bool:
    """Ask the desktop to open a folder: it says no at once, and yes perhaps when that is closed."""
    program = subprocess.Popen(  # noqa: S603 - a folder of ours, and no shell
        ["open" if sys.platform == "darwin" else "xdg-open", os.fspath(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return program.wait(SAYS_NO_S) == 0
    except subprocess.TimeoutExpired:
        return True


@contextlib.contextmanager
def _own_libraries_hidden() -> Iterator[None]:
    """Give a program that is started meanwhile the variables that the user had."""
    before = {name: os.environ.get(name) for name in LIBRARIES}
    for name in LIBRARIES:
        original = os.environ.get(f"{name}_ORIG")
        if original is not None:
            os.environ[name] = original
        elif is_frozen():
            os.environ.pop(name, None)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is not None:
                os.environ[name] = value
            else:
                os.environ.pop(name, None)
