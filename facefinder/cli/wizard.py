"""A double click: the page in the browser; without a browser, three questions in the window.

Whoever opens the program from a file manager has no command line to type into, and its window would
close before anybody could read it: after questions, or an error, it stays until somebody presses
a key.
"""

import contextlib
import os
import shlex
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from facefinder.commands.settings import results_folder
from facefinder.errors import ExitCode
from facefinder.host.desktop import browse, can_browse
from facefinder.output.ask import agrees
from facefinder.output.tell import tell
from facefinder.records.results import REPORT_PAGE

Run = Callable[[Sequence[str]], int]

CLOSE = "Press a key to close this window."


@dataclass(frozen=True, slots=True)
class Answers:
    """What the user wants; paths that exist."""

    known: Path
    photos: tuple[Path, ...]
    copy: bool


def run(dropped: Sequence[str], start: Run) -> int:
    """Open the page; or ask, search, show. What was decided in a report takes effect.

    Args:
        dropped: What was dragged onto the program: folders with photos, or a file of decisions.
        start: Runs the program with arguments.

    Returns:
        An exit code, after a key was pressed where there is something to read.
    """
    if len(dropped) == 1 and is_decisions(dropped[0]):
        code = start(["apply", *dropped])
        _wait_for_key()
        return code
    if can_browse():
        code = start(["app", *dropped])
        if code not in (ExitCode.OK, ExitCode.INTERRUPTED):
            _wait_for_key()
        return code
    _say("facefinder finds photos of particular people. It changes no photo and needs no internet.")
    _say("A folder can be dragged into this window instead of being typed. Ctrl-C ends.")
    try:
        answers = _ask(tuple(Path(word).absolute() for word in dropped))
    except (KeyboardInterrupt, EOFError):
        _say("\nStopped.")
        return ExitCode.INTERRUPTED
    target = results_folder()
    code = start(_arguments(answers, target))
    page = target / REPORT_PAGE
    if code in (ExitCode.OK, ExitCode.INCOMPLETE) and page.is_file():
        _say(f"What was found is shown by {page}")
        browse(page.as_uri())
    _wait_for_key()
    return code


def is_decisions(word: str) -> bool:
    """Whether a word names a file of decisions, as far as its name tells."""
    return word.lower().endswith(".json") and os.path.isfile(word)  # noqa: PTH113 - never raises


def _ask(photos: tuple[Path, ...]) -> Answers:
    known = _ask_folder(
        "1. Who? A folder with a few photos of the person, or with a folder for each person:"
    )
    if photos:
        _say(f"2. Where? In {', '.join(map(str, photos))}")
    else:
        photos = (_ask_folder("2. Where? The folder with the photos to search:"),)
    question = "3. Copy the photos that are found into a folder of their own?"
    return Answers(known, photos, agrees(question, default=True))


def _ask_folder(question: str) -> Path:
    while True:
        _say(question)
        answer = _line()
        folder = dropped_path(answer)
        if folder is not None and folder.is_dir():
            return folder.absolute()
        if folder is not None and folder.exists():
            _say("That is a file. Please name the folder that it lies in.")
        else:
            _say("There is no such folder. Please check the spelling, or drag the folder here.")


def dropped_path(text: str) -> Path | None:
    """The path in what a terminal types when something is dropped on it; None for nothing.

    Terminals put quotes around it, backslashes into it, or make an address of it.
    """
    text = text.strip()
    if text.startswith("file://"):
        return Path(path_of_address(text, windows=os.name == "nt"))
    forms = [text, text.strip("\"'")]
    if os.name != "nt":
        with contextlib.suppress(ValueError):  # an open quote
            words = shlex.split(text)
            forms += words if len(words) == 1 else []
    # PTH111: the other one raises where there is no such user, or a user without a home folder.
    paths = [Path(os.path.expanduser(form)) for form in forms if form]  # noqa: PTH111 - never raises
    return next((path for path in paths if path.exists()), paths[-1] if paths else None)


def path_of_address(address: str, *, windows: bool) -> str:
    """What a `file:` address names: there with a drive, or a computer that shares folders."""
    parts = urlsplit(address)
    path = unquote(parts.path)
    if windows and parts.netloc not in ("", "localhost"):
        return f"//{parts.netloc}{path}"
    return path.removeprefix("/") if windows else path


def _line() -> str:
    """What the user types.

    Raises:
        EOFError: The console is gone.
    """
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line


def _arguments(answers: Answers, target: Path) -> list[str]:
    words = ["find", "-k", str(answers.known), "-i", *map(str, answers.photos)]
    return [*words, "--copy-to" if answers.copy else "--report", str(target)]


def _wait_for_key() -> None:
    with contextlib.suppress(KeyboardInterrupt):
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - there is none elsewhere

            _say(CLOSE)
            msvcrt.getch()
        else:
            _any_key()


def _any_key() -> None:
    """Wait for one key without Enter; the terminal is as before afterwards."""
    if sys.platform == "win32":
        return
    import termios  # noqa: PLC0415 - there is none on Windows
    import tty  # noqa: PLC0415 - there is none on Windows

    number = sys.stdin.fileno()
    before = termios.tcgetattr(number)
    try:
        tty.setcbreak(number)  # forgets what was typed before, so the words come after it
        _say(CLOSE)
        os.read(number, 1)
    finally:
        termios.tcsetattr(number, termios.TCSADRAIN, before)


def _say(text: str) -> None:
    for line in text.split("\n"):
        tell(line)
