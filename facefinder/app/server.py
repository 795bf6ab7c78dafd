"""The one socket that listens, and the threads behind it.

The server is Python's own, bounded here in what it takes on; who may ask is the matter of `door`.
"""

import io
import socket
import socketserver
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from facefinder.app.awaited import Awaited
from facefinder.app.door import HEADERS
from facefinder.host.peers import may_be_ours

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

LOOPBACK: Final = "127.0.0.1"
CONNECTIONS: Final = 128
"""Open at once, most of them of those who have not said yet what they want, or take their time."""
PATIENCE_S: Final = 10.0
"""For a whole request to come in, and for an answer to be taken."""
LOOK_EVERY_S: Final = 0.5
LAST_WORDS_S: Final = 2.0
"""For answers that are on their way when the program ends."""


class _InTime(io.RawIOBase):
    """What comes in through a socket until a moment; one that only drips must not hold a thread."""

    def __init__(self, stream: socket.socket, awaited: Awaited) -> None:
        self._stream, self._awaited = stream, awaited
        self._began = time.monotonic()

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Read some bytes; return how many.

        Raises:
            TimeoutError: It is too late.
        """
        left = self._began + PATIENCE_S - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._stream.settimeout(left)
        try:
            with self._awaited.waiting(self._stream, self._began):
                return self._stream.recv_into(buffer)
        finally:
            self._stream.settimeout(PATIENCE_S)


class _Taken(io.BufferedIOBase):
    """What goes out through a socket, to one who may be slow to take it."""

    def __init__(self, stream: socket.socket, awaited: Awaited) -> None:
        self._stream, self._awaited = stream, awaited

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: "ReadableBuffer", /) -> int:
        """Send all of it; return how many bytes that are.

        Raises:
            TimeoutError: It was not taken in time.
        """
        with self._awaited.waiting(self._stream, time.monotonic()):
            self._stream.sendall(data)
        return memoryview(data).nbytes


class _Handler(WSGIRequestHandler):
    """One request a connection; nothing is logged, for addresses have the secret in them."""

    server: "Server"
    timeout = PATIENCE_S

    def setup(self) -> None:
        """Read from the connection for so long and no longer."""
        super().setup()
        self.rfile.close()
        self.rfile = io.BufferedReader(_InTime(self.connection, self.server.speaking))
        self.wfile = _Taken(self.connection, self.server.taking)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse what is no request that anybody could answer, without a word about it."""
        self.send_response_only(code)
        for header in {**HEADERS, "Content-Length": "0", "Connection": "close"}.items():
            self.send_header(*header)
        self.end_headers()
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - http.server's own signature
        """Say nothing."""


class Server(socketserver.ThreadingMixIn, WSGIServer):
    """Listens on a random port of this computer alone; `set_app` says who answers.

    Attributes:
        speaking: Connections that have not said all of what they want.
        taking: Those that have not taken all of their answer.

    Neither must keep out the page, whose requests come and go at once: where all connections are
    taken, whoever is slow is hung up on.
    """

    allow_reuse_address = False
    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        self._open = threading.BoundedSemaphore(CONNECTIONS)
        self.speaking, self.taking = Awaited(), Awaited()
        super().__init__((LOOPBACK, 0), _Handler)
        self.timeout = LOOK_EVERY_S

    @property
    def port(self) -> int:
        """The port that the system chose."""
        return int(self.server_address[1])

    def server_bind(self) -> None:
        """Take a port; the library would also ask the network what this computer is called."""
        if sys.platform == "win32":  # else another user's program could listen there, too
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.port
        self.setup_environ()

    def verify_request(self, request: Any, client_address: Any) -> bool:  # noqa: ANN401 - socketserver's own signature
        """Whether to talk at all: not with another user of this computer, whatever they know."""
        return may_be_ours(client_address, (LOOPBACK, self.port))

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - socketserver's own signature
        """Answer in a thread, once one is free; until then others wait in the system's queue."""
        while not self._open.acquire(timeout=LOOK_EVERY_S):
            self.speaking.hang_up()
            self.taking.hang_up()
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._open.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - socketserver's own signature
        """Answer one request."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._open.release()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - socketserver's own signature
        """Say nothing: somebody hung up, or sent what is no HTTP."""

    def serve_while(self, wanted: Callable[[], bool]) -> None:
        """Answer until nobody wants that any more; what is being answered gets a moment to end."""
        while wanted():
            self.handle_request()
        self.speaking.hang_up(after_s=0.0)
        end = time.monotonic() + LAST_WORDS_S
        for _ in range(CONNECTIONS):
            self._open.acquire(timeout=max(0.0, end - time.monotonic()))
