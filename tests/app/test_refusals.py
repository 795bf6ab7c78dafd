"""What the server refuses, which changes nothing: all of it is tried on one program."""

import json
import socket
from collections.abc import Iterator

import pytest

from facefinder.app.door import DECISIONS, HEADERS, MOST_BODY_BYTES
from tests.support.app_page import App, served
from tests.support.processes import PATIENCE_SECONDS

pytestmark = pytest.mark.slow

OTHERS = [
    "http://evil.example",
    "null",
    "http://localhost:1",
    "http://127.0.0.1",
    "https://127.0.0.1:1",
]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The program, of which nothing is asked that it does."""
    with served(tmp_path_factory.mktemp("app")) as running:
        yield running


def answer_to(app: App, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", app.port), PATIENCE_SECONDS) as client:
        client.sendall(request + b"\r\n\r\n")
        return client.makefile("rb").read()


@pytest.mark.parametrize(
    ("request_head", "status"),
    [
        (b"GET /" + b"x" * 70_000, b"414"),
        (b"GET / HTTP/1.1" + b"\r\nX: y" * 200, b"431"),
        (b"GET / HTTP/1.1\r\nX: " + b"y" * 70_000, b"431"),
    ],
)
def test_what_nobody_could_answer_gets_the_headers_of_all_answers_and_no_word(
    app: App, request_head: bytes, status: bytes
) -> None:
    head, _, body = answer_to(app, request_head).partition(b"\r\n\r\n")
    assert (head.split()[1], body) == (status, b"")
    assert all(f"{name}: {value}".encode() in head for name, value in HEADERS.items())


@pytest.mark.parametrize("request_head", [b"GET", b"GET / HTTP/9.9", b"\0", b"GET / FTP"])
def test_what_is_no_request_gets_no_answer(app: App, request_head: bytes) -> None:
    assert answer_to(app, request_head) == b""


def test_nothing_may_be_loaded_from_elsewhere_or_kept(app: App) -> None:
    headers = app.get("").headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in headers


def test_without_the_secret_there_is_nothing(app: App) -> None:
    wrong = app.secret[:-1] + ("A" if app.secret[-1] != "A" else "B")
    for path in ("/", "/state/0", "/words", f"/{wrong}/", f"/{wrong}/state/0", f"/{app.secret}"):
        answer = app.ask("GET", path)
        assert answer.status == 404, path
        assert app.secret.encode() not in answer.body


@pytest.mark.parametrize("host", ["evil.example", "localhost:{port}", "127.0.0.1", "[::1]:{port}"])
def test_a_name_that_was_made_to_lead_here_gets_no_answer(app: App, host: str) -> None:
    answer = app.get("state/0", Host=host.format(port=app.port))
    assert answer.status == 403


@pytest.mark.parametrize("origin", OTHERS)
def test_a_page_of_another_site_gets_no_answer(app: App, origin: str) -> None:
    assert app.get("state/0", Origin=origin).status == 403
    answer = app.ask(
        "POST", f"/{app.secret}/finish", b"{}", Content_Type="application/json", Origin=origin
    )
    assert answer.status == 403
    assert app.get("state/0").status == 200


def test_what_a_form_of_another_site_could_send_is_refused(app: App) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = app.ask(
            "POST", f"/{app.secret}/finish", b"{}", Content_Type=kind, Origin=app.origin
        )
        assert answer.status == 415
    nobody = app.ask("POST", f"/{app.secret}/finish", b"{}", Content_Type="application/json")
    assert nobody.status == 403  # a browser always says from where


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "HEAD"])
def test_other_methods_are_refused(app: App, method: str) -> None:
    assert app.ask(method, f"/{app.secret}/state/0").status == 405


@pytest.mark.parametrize(
    "path",
    [
        "files/../../../../etc/passwd",
        "files/..%2f..%2f..%2fetc%2fpasswd",
        "files/app/../app/door.py",
        "files/app/door.py",
        "files//etc/passwd",
        "files/%00",
        "photo/0",
        "photo/-1",
        "photo/../../etc/passwd",
        "face/..%2f..%2fetc%2fpasswd",
        "face/%2fetc%2fpasswd",
    ],
)
def test_no_path_leads_to_a_file_that_the_run_did_not_list(app: App, path: str) -> None:
    answer = app.get(path)
    assert answer.status in (404, 308), path
    assert b"root:" not in answer.body


@pytest.mark.parametrize(
    ("path", "most"), [("start", MOST_BODY_BYTES), ("decide", DECISIONS.most_bytes)]
)
def test_huge_and_endless_bodies_are_not_read(app: App, path: str, most: int) -> None:
    for length in (str(most + 1), "9" * 30, "-1", "abc", "1e3"):
        with socket.create_connection(("127.0.0.1", app.port), PATIENCE_SECONDS) as stream:
            head = (
                f"POST /{app.secret}/{path} HTTP/1.1\r\nHost: 127.0.0.1:{app.port}\r\n"
                f"Origin: {app.origin}\r\nContent-Type: application/json\r\n"
                f"Content-Length: {length}\r\n\r\n"
            )
            stream.sendall(head.encode())
            status = stream.makefile("rb").readline().split()[1]
        assert status in (b"413", b"411"), length
    assert app.get("state/0").status == 200


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{", b"[" * 100_000, b"\xff", b'{"path": 1}']
)
def test_rubbish_gets_a_sentence(app: App, body: bytes) -> None:
    answer = app.ask(
        "POST",
        f"/{app.secret}/look",
        body,
        Content_Type="application/json",
        Origin=app.origin,
    )
    assert answer.status == 409
    assert json.loads(answer.body)["problem"]
