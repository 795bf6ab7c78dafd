"""Connections at whose other end somebody keeps us waiting."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

ENOUGH_S: Final = 1.0
"""For a program on the same computer to say or take something, when others are waiting."""


class Awaited:
    """Who has kept us waiting since when; any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since: dict[socket.socket, float] = {}

    @contextmanager
    def waiting(self, connection: socket.socket, since: float) -> Iterator[None]:
        """Wait for the other end in this block, of which it was the turn at that moment."""
        with self._lock:
            self._since[connection] = since
        try:
            yield
        finally:
            with self._lock:
                self._since.pop(connection, None)

    def hang_up(self, after_s: float = ENOUGH_S) -> None:
        """Let those go whom we wait for so long; the threads that do so end."""
        latest = time.monotonic() - after_s
        with self._lock:
            for connection, since in self._since.items():
                if since <= latest:
                    with suppress(OSError):  # it went by itself
                        connection.shutdown(socket.SHUT_RDWR)
