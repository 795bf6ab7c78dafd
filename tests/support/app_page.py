"""The app in a process of its own, asked as its page asks it, and as others might."""

import http.client
import json
import os
import re
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.conftest import FAKE_ENGINE, ROOT
from tests.support.processes import PATIENCE_SECONDS, wait_until


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    headers: dict[str, str]

    @property
    def value(self) -> Any:  # noqa: ANN401 - whatever JSON can say
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Page:
    """What is served.

    Attributes:
        port: Where the program listens.
        secret: In the address.
    """

    port: int
    secret: str

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        return f"{self.origin}/{self.secret}/"

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """Ask for a path from the root on; headers are as given, with ``_`` for ``-``."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return Answer(answer.status, answer.read(), dict(answer.getheaders()))
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        """Ask as the page does."""
        return self.ask("GET", f"/{self.secret}/{path}", None, **headers)

    def post(self, path: str, /, **wish: object) -> Answer:
        """Send something as the page does."""
        body = json.dumps(wish).encode()
        headers = {"Content_Type": "application/json", "Origin": self.origin}
        return self.ask("POST", f"/{self.secret}/{path}", body, **headers)

    def drop(self, person: str, photo: Path, content: bytes | None = None) -> Answer:
        """Send a photo of somebody as the page does."""
        words = urllib.parse.urlencode({"person": person, "name": photo.name})
        body = photo.read_bytes() if content is None else content
        headers = {"Content_Type": "application/octet-stream", "Origin": self.origin}
        return self.ask("POST", f"/{self.secret}/drop?{words}", body, **headers)

    def look(self, **wish: object) -> dict[str, Any]:
        """What is known of the people after a look at them."""
        answer = self.post("look", **wish)
        assert answer.status == 200, answer.body
        assert wait_until(lambda: not self.get("people").value["busy"])
        told: dict[str, Any] = self.get("people").value
        return told

    def grouped(self, *inputs: Path) -> list[dict[str, Any]]:
        """Who is in the photos of folders, after a look at them."""
        assert self.post("group", inputs=list(map(str, inputs))).status == 200
        assert wait_until(lambda: not self.get("groups").value["busy"])
        groups: list[dict[str, Any]] = self.get("groups").value["groups"]
        return groups

    def state(self) -> dict[str, Any]:
        """All that the page is told now."""
        told: dict[str, Any] = self.get("state/0").value
        return told

    def has_all(self) -> bool:
        """Whether all that was to be searched is; by one answer: between two, another may begin."""
        told = self.state()
        return told["phase"] == "ready" and not told["stopped"] and not told["lost"]

    def search(self, known: Path | None, *inputs: Path, **wish: object) -> dict[str, Any]:
        """Search, and wait until that is done."""
        whom = "" if known is None else str(known)
        answer = self.post("start", known=whom, inputs=list(map(str, inputs)), **wish)
        assert answer.status == 200, answer.body
        assert wait_until(lambda: self.state()["phase"] in ("ready", "failed"))
        return self.state()

    def after(self, actions: int) -> dict[str, Any]:
        """What the page is told when so many actions have taken effect."""
        assert wait_until(lambda: self.state()["actions"] >= actions)
        return self.state()


@dataclass(frozen=True, slots=True)
class App(Page):
    """A program that serves its page.

    Attributes:
        process: Of the program.
        said: What it said until its address was known.
    """

    process: "subprocess.Popen[str]"
    said: str


APP = ("app", *FAKE_ENGINE, "-p", "0")
"""The command with the fake engine."""
ADDRESS = r"http://127\.0\.0\.1:(\d+)/([\w-]+)/"
"""What the program says: its port, and the secret."""


@contextmanager
def served(
    folder: Path, *arguments: str | Path, browser: Mapping[str, str] | None = None
) -> Iterator[App]:
    """The app with the fake engine; data and copies are in a folder of the test's own.

    Args:
        folder: The test's own.
        arguments: More of the command line.
        browser: Variables that say which browser to open; None = none is opened.
    """
    words: tuple[str | Path, ...] = ("-m", "facefinder", *APP, *arguments)
    words += ("--no-browser",) if browser is None else ()
    words += ("--data-dir", folder / "data", "--copy-to", folder / "found")
    with serving(*words, variables=browser or {}) as app:
        yield app


@contextmanager
def serving(
    *words: str | Path, variables: Mapping[str, str] = MappingProxyType({})
) -> Iterator[App]:
    """What Python runs with these arguments, which serves its page and says where.

    Args:
        words: The arguments.
        variables: Of the environment, besides those that there are.
    """
    process = subprocess.Popen(
        [sys.executable, *map(str, words)],
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, **variables},
    )
    assert process.stderr is not None
    try:
        said = ""
        while not (found := re.search(ADDRESS, said)) and (line := process.stderr.readline()):
            said += line
        assert found, said
        yield App(int(found[1]), found[2], process, said)
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)
        process.stderr.close()


def copies(album: Path, person: str) -> set[str]:
    """The names of a person's copies."""
    folder = album / "found" / person
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def matches(state: dict[str, Any], person: str) -> dict[str, dict[str, Any]]:
    """A person's matches by the names of their photos."""
    return _by_name(state, person, rejected=False)


def rejected(state: dict[str, Any], person: str) -> dict[str, dict[str, Any]]:
    """A person's faces that the user said are somebody else, by the names of their photos."""
    return _by_name(state, person, rejected=True)


def _by_name(state: dict[str, Any], person: str, *, rejected: bool) -> dict[str, dict[str, Any]]:
    found = state["found"]
    (of_person,) = (one for one in found["people"] if one["name"] == person)
    told = (one for one in of_person["matches"] if one["rejected"] is rejected)
    return {found["photos"][str(one["photo"])]["name"]: one for one in told}


def decide(app: App, *decisions: tuple[str, str, bool]) -> None:
    """Say of faces, each after its person, whether it is that person."""
    entries = [{"person": person, "face": face, "yes": yes} for person, face, yes in decisions]
    assert app.post("decide", decisions=entries).status == 200
