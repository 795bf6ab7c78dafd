"""A double click: the page in the browser; without a browser, three questions in the window.

Whoever opens the program from a file manager has no command line to type into, and its window would
close before anybody could read it: after questions, or an error, it stays until somebody presses
a key.
"""

import contextlib
import io
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from facefinder.commands.settings import results_folder
from facefinder.errors import ExitCode
from facefinder.host.desktop import browse, can_browse
from facefinder.language.say import _, marked, speak, speak_without_options
from facefinder.output.ask import agrees
from facefinder.output.tell import tell
from facefinder.records.results import REPORT_PAGE

Run = Callable[[Sequence[str]], int]

CLOSE = marked("Press a key to close this window.")


@dataclass(frozen=True, slots=True)
class Answers:
    """What the user wants; paths that exist."""

    known: Path
    photos: tuple[Path, ...]
    copy: bool
    videos: bool


def run(dropped: Sequence[str], start: Run) -> int:
    """Open the page; or ask, search, show. What was decided in a report takes effect.

    Args:
        dropped: What was dragged onto the program: folders with photos, or a file of decisions.
        start: Runs the program with arguments.

    Returns:
        An exit code, after a key was pressed where there is something to read.
    """
    speak()
    speak_without_options()
    if len(dropped) == 1 and is_decisions(dropped[0]):
        code = start(["apply", *dropped])
        _wait_for_key()
        return code
    if can_browse():
        code = start(["app", *dropped])
        if code not in (ExitCode.OK, ExitCode.INTERRUPTED):
            _wait_for_key()
        return code
    _say(_("facefinder finds photos of particular people."))
    _say(_("It changes no photo and needs no internet."))
    _say(_("A folder can be dragged into this window instead of being typed. Ctrl-C ends."))
    try:
        wish = _ask(tuple(Path(word).absolute() for word in dropped))
    except (KeyboardInterrupt, EOFError):
        _say("\n" + _("Stopped."))
        return ExitCode.INTERRUPTED
    target = results_folder()
    tell(_("Loading … (this takes up to half a minute)"))
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())):  # its lines are for scripts
        code = start(_arguments(wish, target))
    page = target / REPORT_PAGE
    if code in (ExitCode.OK, ExitCode.INCOMPLETE) and page.is_file():
        _say(_("What was found is shown by {page}", page=page))
        browse(page.as_uri())
    _wait_for_key()
    return code


def is_decisions(word: str) -> bool:
    """Whether a word names a file of decisions, as far as its name tells."""
    return word.lower().endswith(".json") and os.path.isfile(word)  # noqa: PTH113 - never raises


def _ask(photos: tuple[Path, ...]) -> Answers:
    from facefinder.cli import answers  # noqa: PLC0415 - no command line needs what it needs

    known = answers.ask_who(
        _("1. Who? A folder with a few photos of the person, or with a folder for each person:")
    )
    photos = tuple(place for place in photos if answers.can_be_searched(place, known))
    if photos:
        tell(_("2. Where? In {places}", places=", ".join(map(str, photos))))
    else:
        where = _("2. Where? The folder with the photos to search:")
        photos = (answers.ask_where(where, known),)
    if len(photos) == 1 and answers.are_swapped(known, photos[0]):
        question = _(
            "Most photos are in {known}. Is that the folder to search, for who is in {photos}?",
            known=known,
            photos=photos[0],
        )
        if agrees(question):
            known, photos = photos[0], (known,)
    question = _("3. Copy the photos that are found into a folder of their own?")
    copy = agrees(question, default=True)
    question = _("4. Search the videos in it, too? That takes longer.")
    videos = answers.has_videos(photos) and agrees(question, default=True)
    return Answers(known, photos, copy, videos)


def _arguments(wish: Answers, target: Path) -> list[str]:
    words = ["find", "--forgiving", "-k", str(wish.known), "-i", *map(str, wish.photos)]
    words += ["--videos"] if wish.videos else []
    return [*words, "--copy-to" if wish.copy else "--report", str(target)]


def _wait_for_key() -> None:
    with contextlib.suppress(KeyboardInterrupt):
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - there is none elsewhere

            _say(_(CLOSE))
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
        _say(_(CLOSE))
        os.read(number, 1)
    finally:
        termios.tcsetattr(number, termios.TCSADRAIN, before)


def _say(text: str) -> None:
    for line in text.split("\n"):
        tell(line)
