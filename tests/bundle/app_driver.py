"""Uses the app of a bundle as its page does; runs in the network where the app is.

Arguments: port, secret, folder of people, folder of photos, folder of the copies as seen from here.
Prints what happened, as JSON.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from tests.support.app_page import Page
from tests.support.processes import wait_until

PICTURES = (".jpg", ".png", ".webp")

LISTENS = "0A"
"""State of a socket in Linux's tables."""


def drive(page: Page, known: str, photos: str, found: Path) -> dict[str, Any]:
    """From who to done; `first` is when the first face was told, on the monotonic clock."""
    assert page.post("start", known=known, inputs=[photos]).status == 200
    assert wait_until(lambda: bool(matches(page)))
    first, listening = time.monotonic(), listeners()
    assert wait_until(lambda: page.state()["phase"] in ("ready", "failed"))
    state = page.state()
    copied = [names(found)]
    for action, (path, wish) in enumerate(wishes(state["found"]["people"]), 1):
        assert page.post(path, **wish).status == 200
        page.after(action)
        copied.append(names(found))
    face = matches(page)[0]["face"]
    picture = page.get(f"face/{face}")
    outside = page.ask("GET", "/", None).status
    assert page.post("finish").status == 200
    return {
        "first": first,
        "listening": listening,
        "phase": state["phase"],
        "copied": copied,
        "picture": picture.headers.get("Content-Type"),
        "outside": outside,
    }


def wishes(people: list[Any]) -> list[tuple[str, dict[str, Any]]]:
    """Wrong for somebody sure, then undo, and right for somebody in doubt."""
    told = [(person["name"], match) for person in people for match in person["matches"]]
    sure = next((name, match["face"]) for name, match in told if match["sure"])
    doubt = next((name, match["face"]) for name, match in told if not match["sure"])
    return [
        ("decide", _decision(*sure, yes=False)),
        ("undo", {}),
        ("decide", _decision(*doubt, yes=True)),
    ]


def _decision(person: str, face: str, *, yes: bool) -> dict[str, Any]:
    return {"decisions": [{"person": person, "face": face, "yes": yes}]}


def matches(page: Page) -> list[Any]:
    """All that were told so far."""
    found = page.state().get("found") or {"people": []}
    return [match for person in found["people"] for match in person["matches"]]


def names(folder: Path) -> list[str]:
    """The pictures in the folders of people."""
    return sorted(path.name for path in folder.glob("*/*") if path.suffix in PICTURES)


def listeners() -> int:
    """Sockets of this network that wait for somebody, and those for packets."""
    tables = {name: Path(f"/proc/net/{name}") for name in ("tcp", "tcp6", "udp", "udp6")}
    rows = [
        (name, line.split()[3])
        for name, table in tables.items()
        if table.exists()
        for line in table.read_text("ascii").splitlines()[1:]
    ]
    return sum(name.startswith("udp") or state == LISTENS for name, state in rows)


if __name__ == "__main__":
    port, secret, known, photos, found = sys.argv[1:]
    print(json.dumps(drive(Page(int(port), secret), known, photos, Path(found))))
