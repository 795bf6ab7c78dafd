"""A program of another user of this computer, who looks around; the superuser starts it.

It is told on standard input, as JSON, what to look for (`words`), where (`folders`) and which
addresses to try (`port`, `paths`), and says the same way what it found.
"""

import encodings.idna  # noqa: F401 - sockets load it, and nobody may read the Python of the superuser
import http.client
import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

NOBODY = 65534
OF_A_PROCESS = ("cmdline", "environ", "maps", "mountinfo", "comm")


def become_nobody() -> None:
    """Give up all rights but those of a user who owns nothing."""
    if sys.platform != "win32":
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def files(folders: list[str]) -> Iterator[Path]:
    """What stands in `/proc` of each process, and all that lies in some folders."""
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            yield from (process / name for name in OF_A_PROCESS)
            with suppress(OSError):
                yield from (process / "fd").iterdir()
    for folder in folders:
        for parent, _, names in os.walk(folder):
            yield from (Path(parent, name) for name in names)


def status(port: int, path: str) -> int | None:
    """What a server says to a question; None = it hung up."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def main() -> None:
    """Look around, and try."""
    asked = json.load(sys.stdin)
    become_nobody()
    read: list[str] = []
    seen: dict[str, list[str]] = {word: [] for word in asked["words"]}
    for path in files(asked["folders"]):
        with suppress(OSError):
            if path.is_file():
                data = path.read_bytes()
                read.append(str(path))
                for word, places in seen.items():
                    if word.encode() in data:
                        places.append(str(path))
    answers = [status(asked["port"], path) for path in asked["paths"]]
    json.dump({"read": read, "seen": seen, "answers": answers}, sys.stdout)


if __name__ == "__main__":
    main()
