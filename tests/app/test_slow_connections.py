"""Many connections whose other ends are slow: to say what they want, or to take their answer."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from facefinder.app import server
from facefinder.app.server import CONNECTIONS, LOOPBACK, Server

LARGE = bytes(16_000_000)
"""More than the system keeps for one who does not take it."""
HARDLY = 4096
"""Bytes that the system may keep for one who takes nothing."""


def answer(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
    """Read what is sent; say something long, or short where nothing was sent."""
    sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    body = LARGE if sent else b"short"
    start("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that waits for ever for whoever is slow, unless others wait."""
    monkeypatch.setattr(server, "PATIENCE_S", 10_000.0)
    monkeypatch.setattr(server._Handler, "timeout", 10_000.0)
    ended = threading.Event()
    with Server() as served:
        served.set_app(answer)
        thread = threading.Thread(target=served.serve_while, args=(lambda: not ended.is_set(),))
        thread.start()
        yield served
        ended.set()
        thread.join()


def connected(stack: contextlib.ExitStack, port: int) -> socket.socket:
    stream = stack.enter_context(socket.socket())
    stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, HARDLY)
    stream.settimeout(60)
    stream.connect((LOOPBACK, port))
    return stream


@pytest.mark.slow
@pytest.mark.parametrize(
    "said",
    [
        pytest.param("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n", id="no body"),
        pytest.param("POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx", id="takes nothing"),
    ],
)
def test_whoever_is_slow_goes_where_others_wait(patient: Server, said: str) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(CONNECTIONS):
            connected(stack, patient.port).sendall(said.encode())
        page = connected(stack, patient.port)
        page.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert page.makefile("rb").read().endswith(b"short")


@pytest.mark.slow
def test_who_takes_a_long_answer_at_once_gets_all_of_it(patient: Server) -> None:
    with contextlib.ExitStack() as stack:
        page = connected(stack, patient.port)
        page.sendall(b"POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx")
        assert page.makefile("rb").read().endswith(b"\r\n\r\n" + LARGE)
