"""While a scan runs, nothing of it reaches another machine."""

import socket
import sys
import threading
import urllib.request
from collections.abc import Callable

import pytest

from facefinder.host.offline import NetworkForbiddenError, no_network, no_network_in_this_thread
from tests.support.needs import DEVICES, skip_here

pytestmark = pytest.mark.slow

ADDRESS = ("127.0.0.1", 9)


def connect() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as stream:
        stream.connect(ADDRESS)


def send() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram:
        datagram.sendto(b"x", ADDRESS)


def listen() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as stream:
        stream.bind(("127.0.0.1", 0))


def look_up() -> None:
    socket.getaddrinfo("localhost", 80)


@pytest.mark.parametrize("attempt", [connect, send, listen, look_up], ids=lambda f: f.__name__)
def test_an_attempt_is_refused_and_says_whose_it_was(attempt: Callable[[], None]) -> None:
    with no_network(), pytest.raises(NetworkForbiddenError, match=__name__):
        attempt()


def test_what_listened_before_can_be_reached_by_others_all_the_same() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as other,
    ):
        other.connect(listening.getsockname())
        with no_network():
            accepted, _ = listening.accept()
            with accepted:
                accepted.sendall(b"x")
                assert other.recv(1) == b"x"


def test_libraries_take_it_for_a_missing_network() -> None:
    with no_network(), pytest.raises(OSError, match="facefinder never does"):
        urllib.request.urlopen(f"http://{ADDRESS[0]}:{ADDRESS[1]}/", timeout=1)


def test_afterwards_the_network_is_as_before() -> None:
    with no_network(), no_network():
        pass
    assert socket.getaddrinfo("127.0.0.1", 80)


def test_sockets_of_this_machine_stay_usable() -> None:
    if sys.platform == "win32":
        skip_here(DEVICES)
    with (
        no_network(),
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as stream,
        pytest.raises(FileNotFoundError),
    ):
        stream.connect("/nowhere/at/all")


def test_an_exception_holds_for_that_address_alone_and_while_the_block_lasts() -> None:
    with no_network(but=[ADDRESS]):
        with pytest.raises(ConnectionRefusedError):
            connect()
        assert socket.getaddrinfo(*ADDRESS)
        with pytest.raises(NetworkForbiddenError):
            socket.getaddrinfo(ADDRESS[0], ADDRESS[1] + 1)
        with pytest.raises(NetworkForbiddenError):
            look_up()
    with no_network(), pytest.raises(NetworkForbiddenError):
        connect()


def test_one_thread_without_network_leaves_it_to_the_others() -> None:
    found: list[object] = []
    other = threading.Thread(target=lambda: found.extend(socket.getaddrinfo("127.0.0.1", 80)))
    with no_network_in_this_thread():
        other.start()
        other.join()
        with pytest.raises(NetworkForbiddenError):
            look_up()
    assert found
    look_up()
