"""Connections that have not said yet what they want."""

import socket
import threading
import time
from contextlib import suppress
from typing import Final

ENOUGH_S: Final = 1.0
"""For a request's head to come from a program on the same computer, when others are waiting."""


class Newcomers:
    """Who came when; any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since: dict[socket.socket, float] = {}

    def add(self, connection: socket.socket) -> None:
        """Somebody came."""
        with self._lock:
            self._since[connection] = time.monotonic()

    def forget(self, connection: socket.socket) -> None:
        """It is known what that one wants, or it has gone."""
        with self._lock:
            self._since.pop(connection, None)

    def hang_up(self, after_s: float = ENOUGH_S) -> None:
        """Let those go who are here for so long; the threads that wait for their words end."""
        latest = time.monotonic() - after_s
        with self._lock:
            for connection, since in self._since.items():
                if since <= latest:
                    with suppress(OSError):  # it went by itself
                        connection.shutdown(socket.SHUT_RDWR)
