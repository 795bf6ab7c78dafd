"""The server as others on this computer, and pages of other sites, may try it."""

import concurrent.futures
import contextlib
import select
import socket
from pathlib import Path

import psutil
import pytest

from facefinder.app.server import CONNECTIONS
from facefinder.index import reports
from tests.support.app_page import App, served
from tests.support.fakes import RED, paint
from tests.support.needs import LINKS, OWNERS_OF_SOCKETS, needs

pytestmark = pytest.mark.slow


@needs(OWNERS_OF_SOCKETS)
def test_it_listens_once_on_this_computer_alone_and_opens_nothing_else(
    app: App, album: Path
) -> None:
    app.search(album / "known", album / "photos")
    program = psutil.Process(app.process.pid)
    everybody = [program, *program.children(recursive=True)]
    sockets = [one for process in everybody for one in process.net_connections("inet")]
    open_now = [one for one in sockets if one.status not in ("TIME_WAIT", "CLOSE_WAIT")]
    assert [(one.status, *one.laddr) for one in open_now] == [("LISTEN", "127.0.0.1", app.port)]


def test_the_page_and_what_it_needs_is_there(app: App) -> None:
    page = app.get("")
    assert page.status == 200
    assert b"<script" in page.body
    for name in ("app/page_files/scripts/app.js", "app/page_files/app.css"):
        assert app.get(f"files/{name}").status == 200


def test_a_photo_is_shown_only_after_the_search_listed_it(app: App, album: Path) -> None:
    paint(album / "elsewhere" / "secret.png", RED)
    found = app.search(album / "known", album / "photos")["found"]
    assert {photo["path"] for photo in found["photos"].values()} == {
        str(path) for path in (album / "photos").iterdir()
    }
    numbers = [int(number) for number in found["photos"]]
    assert {app.get(f"photo/{number}").status for number in numbers} == {200}
    assert app.get(f"photo/{max(numbers) + 1}").status == 404


@needs(LINKS)
def test_a_link_among_the_photos_shows_nothing_of_what_it_leads_to(app: App, album: Path) -> None:
    outside = paint(album / "elsewhere" / "anna.png", RED, (1, 2, 3))
    (album / "photos" / "link.png").symlink_to(outside)
    (album / "photos" / "folder").symlink_to(album / "elsewhere", target_is_directory=True)
    found = app.search(album / "known", album / "photos")["found"]
    assert {photo["name"] for photo in found["photos"].values()} == {
        *(f"anna-{number}.png" for number in range(5)),
        "ben.png",
        "perhaps.png",
    }


@needs(LINKS)
def test_what_took_the_place_of_a_photo_is_not_shown(app: App, album: Path) -> None:
    found = app.search(album / "known", album / "photos")["found"]
    number, photo = next(iter(found["photos"].items()))
    Path(photo["path"]).unlink()
    Path(photo["path"]).symlink_to(paint(album / "elsewhere" / "secret.png", RED, RED))
    assert app.get(f"photo/{number}").status == 404


def test_what_could_not_be_read_is_told_with_its_reason(app: App, album: Path) -> None:
    broken = album / "photos" / "broken.jpg"
    broken.write_bytes(b"no picture")
    assert app.get("unread").value == []
    state = app.search(album / "known", album / "photos")
    assert state["searched"] == state["progress"]["total"] - 1
    assert app.post("language", code="de").status == 200
    (told,) = app.get("unread").value
    assert told["path"] == str(broken)
    assert told["problem"].startswith("es ist kein Bild")


def test_what_it_copied_is_named_where_all_traces_are_removed(app: App, album: Path) -> None:
    assert app.get("traces").value["results"] == []
    app.search(album / "known", album / "photos")
    assert app.get("traces").value["results"] == [str(album / "found")]


def test_what_earlier_searches_copied_is_named_there_too_while_one_has_the_index(
    album: Path,
) -> None:
    with served(album) as app:
        app.search(album / "known", album / "photos")
    (album / "found").rename(album / "before")
    reports.remember(album / "data" / "index.sqlite", [album / "before"], "")
    with served(album) as app:
        app.search(album / "known", album / "photos")
        results = app.get("traces").value["results"]
        assert sorted(results) == [str(album / "before"), str(album / "found")]


def test_decisions_about_what_was_not_found_do_nothing(app: App, album: Path) -> None:
    app.search(album / "known", album / "photos")
    before = sorted((album / "found").rglob("*"))
    for person, face in (("Anna", "../../etc/passwd"), ("../../x", "00:0,0,1,1"), ("Zoe", "00:1")):
        app.post("decide", decisions=[{"person": person, "face": face, "yes": True}])
    state = app.after(3)
    assert not state["canUndo"]
    assert sorted((album / "found").rglob("*")) == before


def test_a_thousand_requests_at_once_are_all_answered(app: App) -> None:
    with concurrent.futures.ThreadPoolExecutor(100) as threads:
        asked = [threads.submit(app.get, "state/0") for _ in range(1000)]
        assert {one.result().status for one in asked} == {200}


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nX: "])
def test_connections_that_say_nothing_or_drip_keep_nobody_out(app: App, said: bytes) -> None:
    idle = [socket.create_connection(("127.0.0.1", app.port)) for _ in range(40)]
    try:
        for one in idle:
            one.sendall(said)
        assert app.get("state/0").status == 200
    finally:
        for one in idle:
            one.close()


def test_the_page_does_not_wait_until_others_who_say_nothing_are_hung_up_on(app: App) -> None:
    with contextlib.ExitStack() as stack:
        idle = [socket.create_connection(("127.0.0.1", app.port)) for _ in range(64)]
        for one in idle:
            stack.enter_context(one)
            one.sendall(b"GET / HTTP/1.1\r\nX: ")
        assert app.get("state/0").status == 200
        assert not select.select(idle, [], [], 0)[0]  # nobody heard anything: they are still there


@pytest.mark.parametrize(("path", "length"), [("undo", 2), ("drop", 60_000_000)])
def test_who_sends_a_head_and_no_body_keeps_nobody_waiting(
    app: App, path: str, length: int
) -> None:
    kind = "application/octet-stream" if path == "drop" else "application/json"
    head = (
        f"POST /{app.secret}/{path} HTTP/1.1\r\nHost: 127.0.0.1:{app.port}\r\n"
        f"Origin: {app.origin}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    )
    with contextlib.ExitStack() as stack:
        idle = [socket.create_connection(("127.0.0.1", app.port)) for _ in range(40)]
        for one in idle:
            stack.enter_context(one)
            one.sendall(head.encode())
        assert app.get("state/0").status == 200
        assert app.post("keep").status == 200
        ended = select.select(idle, [], [], 0)[0]
        assert len(ended) < len(idle)  # nobody waited until they were hung up on


def test_who_says_nothing_is_hung_up_on_where_others_wait(app: App) -> None:
    with contextlib.ExitStack() as stack:
        idle = [socket.socket() for _ in range(2 * CONNECTIONS)]
        for one in idle:
            stack.enter_context(one)
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", app.port))
        assert app.get("state/0").status == 200


def test_one_search_at_a_time(app: App, album: Path) -> None:
    for number in range(200):
        paint(album / "photos" / f"more-{number}.png", RED, (10, 20, number))
    wish = {"known": str(album / "known"), "inputs": [str(album / "photos")]}
    first, second = app.post("start", **wish), app.post("start", **wish)
    assert first.status == 200
    assert second.status == 409
    assert "running" in second.value["problem"]
