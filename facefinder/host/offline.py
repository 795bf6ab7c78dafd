"""No network: while a scan runs, an attempt to reach another machine fails like a pulled plug.

Nor does anything begin to listen: what is to be reached while a scan runs has to be open before.
An audit hook sees what every library does, also what has imported ``socket`` before us. Sockets of
this machine alone (``AF_UNIX``) and Windows' named pipes stay usable: the worker processes talk
through them. The one address that may be reached is that of a Dask scheduler, if the user named it.
"""

import os
import socket
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TypeAlias

Address: TypeAlias = tuple[str, int]
"""Host, as a name or a number, and port."""

_REFUSED = {
    "socket.bind": 1,
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
    "socket.gethostbyaddr": 0,
}
"""Audit event -> which of its arguments says where to."""

_LOCAL = getattr(socket, "AF_UNIX", None)

_depth = 0
"""How many scans of this process forbid the network; a hook cannot be taken out again."""

_reachable: Counter[object] = Counter()
"""Addresses that may be reached all the same, each counted by those who said so."""

_here = threading.local()
"""Has `offline` where one thread alone is without network."""


class NetworkForbiddenError(PermissionError):
    """Something tried to open a connection; an `OSError`, as libraries expect without a network."""


def no_traces(models_dir: Path) -> None:
    """Keep libraries out of the home folder; call before TensorFlow is imported.

    Keras, which TensorFlow imports, makes a folder in the home folder and obeys the settings in it
    (float16, say); deepface does the same for its weights. No folder for temporary files is needed
    or tried: TensorFlow's import asks for its name, and puts nothing there.
    """
    os.environ["KERAS_HOME"] = os.devnull
    os.environ["DEEPFACE_HOME"] = str(models_dir)
    # Whoever asks for the name first makes a file there, to see whether that is possible.
    tempfile.tempdir = tempfile.tempdir or os.devnull


@contextmanager
def no_network(but: Iterable[Address] = ()) -> Iterator[None]:
    """Refuse the network in this process for the time of the block.

    Args:
        but: What may be reached nevertheless.
    """
    global _depth  # noqa: PLW0603  the hook, which stays for ever, has to see it
    _install()
    exceptions = tuple(but)
    _reachable.update(exceptions)
    _depth += 1
    try:
        yield
    finally:
        _depth -= 1
        _reachable.subtract(exceptions)


@contextmanager
def no_network_in_this_thread() -> Iterator[None]:
    """Refuse the network to this thread alone: in a process that lives on its connections."""
    _install()
    _here.offline = True
    try:
        yield
    finally:
        _here.offline = False


def forbid_network() -> None:
    """Refuse the network in this process until it ends."""
    global _depth  # noqa: PLW0603  the hook, which stays for ever, has to see it
    _install()
    _depth += 1


@cache
def _install() -> None:
    sys.addaudithook(_hook)


def _hook(event: str, arguments: tuple[object, ...], refused: Mapping[str, int] = _REFUSED) -> None:
    # By its own name: Python takes a module's names away when it ends, and hooks are called still.
    if event not in refused or not (_depth or getattr(_here, "offline", False)):
        return
    used = arguments[0]
    if isinstance(used, socket.SocketType) and used.family == _LOCAL:
        return
    target = arguments[refused[event]]
    # Of a look-up, the first two arguments are host and port; of a connection, those of its target.
    address = arguments if event == "socket.getaddrinfo" else target
    if isinstance(address, tuple) and _reachable[address[:2]] > 0:
        return
    verb = "listen at" if event == "socket.bind" else "reach"
    raise NetworkForbiddenError(f"{_caller()} tried to {verb} {target!r}; facefinder never does")


def _caller() -> str:
    """The module that tried, as far as Python can see."""
    frame = sys._getframe(1)  # noqa: SLF001  the only way to walk the stack without reading sources
    while frame.f_back and frame.f_globals.get("__name__") in (__name__, "socket"):
        frame = frame.f_back
    return str(frame.f_globals.get("__name__"))
