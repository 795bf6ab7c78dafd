"""The app as another user of the same computer may try it, and as a program that only drips."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from facefinder.app import server
from facefinder.app.awaited import Awaited
from facefinder.host.peers import may_be_ours
from tests.conftest import ROOT
from tests.support import other_user
from tests.support.app_page import App, served
from tests.support.fakes import RED, paint
from tests.support.needs import LINUX, SUPERUSER, needs
from tests.support.processes import wait_until

pytestmark = pytest.mark.slow

STAYS = "while [ -e $0-was-told ]; do sleep 0.1; done"
"""A browser that stays open as long as the test."""


@pytest.fixture
def street() -> Iterator[Path]:
    """A folder that everybody may look into: those of tests are closed to others anyway."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    before = os.umask(0o022)  # as users have it; commands that ran in this process leave theirs
    yield folder
    os.umask(before)
    shutil.rmtree(folder)


def looked_around(app: App, street: Path, *words: str, paths: tuple[str, ...]) -> dict[str, Any]:
    """What another user finds."""
    asked = {"words": words, "folders": [str(street)], "port": app.port, "paths": paths}
    told = subprocess.run(
        [sys.executable, other_user.__file__],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    found: dict[str, Any] = json.loads(told.stdout)
    return found


@needs(SUPERUSER)
def test_another_user_reads_nothing_of_it_and_gets_no_answer_even_with_the_secret(
    street: Path,
) -> None:
    photo = paint(street / "photos" / "anna.png", RED, (1, 2, 3))
    paint(street / "known" / "Anna" / "1.png", RED)
    with served(street) as app:
        app.search(street / "known", street / "photos")
        assert (street / "found" / "Anna" / "anna.png").is_file()
        found = looked_around(
            app, street, app.secret, paths=("/", f"/{app.secret}/", f"/{app.secret}/state/0")
        )
        assert found["seen"] == {app.secret: []}
        assert found["answers"] == [None] * 3
        inside = {one for one in found["read"] if one.startswith(str(street))}
        assert inside == {str(photo), str(street / "known" / "Anna" / "1.png")}
        assert app.get("state/0").status == 200


@needs(SUPERUSER)
def test_a_ticket_that_another_user_saw_leads_nowhere(street: Path) -> None:
    slow = street / "browser"  # as the real one, it shows others what it was told to open
    slow.write_text("#!/bin/sh\necho $1 > $0-was-told\n" + STAYS, "utf-8")
    slow.chmod(0o700)
    with served(street, browser={"BROWSER": f"{slow} %s &", "DISPLAY": ":7"}) as app:
        told = street / "browser-was-told"
        assert wait_until(lambda: told.is_file() and told.read_text("utf-8").strip())
        told.chmod(0o600)
        ticket = told.read_text("utf-8").strip().rpartition("/")[2]
        assert ticket != app.secret
        found = looked_around(app, street, app.secret, ticket, paths=(f"/{ticket}",))
        assert found["seen"][app.secret] == []
        assert found["seen"][ticket] != [], "then there is nothing to be tried here"
        assert found["answers"] == [None]
        assert app.ask("GET", f"/{ticket}").status == 303


@needs(LINUX)
def test_ends_of_connections_have_owners() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        socket.create_connection(listening.getsockname()) as four,
        socket.socket(socket.AF_INET6) as six,
    ):
        six.connect(("::ffff:127.0.0.1", listening.getsockname()[1]))
        for _ in (four, six):
            accepted, there = listening.accept()
            with accepted:
                assert may_be_ours(there, listening.getsockname())
                with pytest.MonkeyPatch.context() as patch:
                    patch.setattr(os, "getuid", lambda: 12_345)
                    patch.setenv("SUDO_UID", str(0))  # nobody but the superuser is believed here
                    assert not may_be_ours(there, listening.getsockname())
        nobody = ("127.0.0.1", 1)
        assert may_be_ours(nobody, listening.getsockname())


def test_who_became_the_superuser_may_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("facefinder.host.peers._user_of", lambda *_: 1000)
    monkeypatch.setattr(os, "getuid", lambda: 0, raising=False)
    here = ("127.0.0.1", 1)
    monkeypatch.delenv("SUDO_UID", raising=False)
    assert may_be_ours(here, here) is (sys.platform != "linux")
    monkeypatch.setenv("SUDO_UID", "1000")
    assert may_be_ours(here, here)


def test_a_request_that_drips_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "PATIENCE_S", 0.5)
    near, far = socket.socketpair()
    with near, far:
        reader = server._InTime(near, Awaited())
        buffer = bytearray(10)

        def drip() -> None:
            for _ in range(100):  # each byte comes well before the half second is over
                far.sendall(b"x")
                assert reader.readinto(buffer) == 1
                time.sleep(0.05)

        with pytest.raises(TimeoutError):
            drip()


@pytest.mark.parametrize(
    "head",
    [
        pytest.param("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", id="both"),
        pytest.param("Transfer-Encoding: chunked\r\n", id="chunked"),
        pytest.param("X: " + "x" * 100_000 + "\r\nContent-Length: 2\r\n", id="long line"),
        pytest.param("X: x\r\n" * 1000 + "Content-Length: 2\r\n", id="many lines"),
    ],
)
def test_chunks_and_huge_heads_are_refused(app: App, head: str) -> None:
    sent = (
        f"POST /{app.secret}/finish HTTP/1.1\r\nHost: 127.0.0.1:{app.port}\r\n"
        f"Origin: {app.origin}\r\nContent-Type: application/json\r\n{head}\r\n"
        "2\r\n{}\r\n0\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", app.port), 20) as stream:
        stream.sendall(sent.encode())
        assert stream.makefile("rb").readline().split()[1] in (b"411", b"413", b"431")
    assert app.get("state/0").status == 200
    assert app.process.poll() is None


def test_a_long_address_is_refused(app: App) -> None:
    assert app.ask("GET", "/" + "x" * 100_000).status == 414


def test_another_program_with_the_same_index_is_told_to_wait(app: App, album: Path) -> None:
    for number in range(200):
        paint(album / "photos" / f"more-{number}.png", RED, (10, 20, number))
    wish = {"known": str(album / "known"), "inputs": [str(album / "photos")]}
    assert app.post("start", **wish).status == 200
    assert app.post("pause", on=True).status == 200
    assert wait_until(lambda: app.state()["phase"] == "reading")
    with served(album) as second:
        state = second.search(album / "known", album / "photos")
        assert state["phase"] == "failed"
        assert "in use by another run" in state["problem"]
    assert app.post("pause", on=False).status == 200
    assert wait_until(lambda: app.state()["phase"] == "ready")
