"""The double click, through a real pseudo-terminal."""

import json
import os
import select
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from facefinder.cli.answers import dropped_path
from facefinder.commands.settings import results_folder
from facefinder.host.desktop import NO_BROWSER
from facefinder.records.results import DATA_MARK
from tests.conftest import FAKE_ENGINE, ROOT
from tests.support.fakes import BLUE, RED, paint
from tests.support.needs import TERMINALS, skip_module
from tests.support.processes import PATIENCE_SECONDS, wait_until
from tests.support.videos import film

if sys.platform == "win32":
    skip_module(TERMINALS)

import fcntl
import pty
import pwd
import termios

PROGRAM = (
    "import sys; from facefinder.cli import main, wizard; "
    f"fake = {FAKE_ENGINE!r}; "
    "sys.exit(wizard.run(sys.argv[1:], lambda words: main.main([*words, *fake])))"
)


DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")
"""Variables by which a program knows that there is a window for a browser."""


def _own_the_terminal() -> None:
    """So that Ctrl-C reaches the program, as in a window of its own."""
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Console:
    """A terminal window with the program in it."""

    def __init__(self, folder: Path, command: list[str], **more: str) -> None:
        self._master, slave = pty.openpty()
        opened = folder / "opened.txt"
        browser = folder / "browser.sh"
        browser.write_text(f'#!/bin/sh\necho "$1" > "{opened}"\n', "utf-8")
        browser.chmod(0o755)
        self.process = subprocess.Popen(
            [sys.executable, *command],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=folder,
            env={
                **{name: value for name, value in os.environ.items() if name not in DISPLAYS},
                "BROWSER": str(browser),
                "PYTHONPATH": str(ROOT),
                "FACEFINDER_DATA_DIR": str(folder / "data"),
                **more,
            },
            preexec_fn=_own_the_terminal,  # noqa: PLW1509 - no thread of ours is running
        )
        os.close(slave)
        self._seen = ""

    def wait_for(self, words: str) -> str:
        """Read until these words stand on the screen, or nothing comes; return what came first."""
        while (
            words not in self._seen and select.select([self._master], [], [], PATIENCE_SECONDS)[0]
        ):
            try:
                self._seen += os.read(self._master, 65536).decode("utf-8", "replace")
            except OSError:  # the program has ended
                break
        assert words in self._seen, self._seen
        before, self._seen = self._seen.split(words, 1)
        return before

    def type(self, text: str) -> None:
        os.write(self._master, text.encode())

    def close(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE_SECONDS)
        os.close(self._master)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    paint(tmp_path / "Wen suchen" / "Anna" / "1.png", RED)
    paint(tmp_path / "Fotos ü" / "a.png", RED)
    paint(tmp_path / "Fotos ü" / "b.png", BLUE)
    (tmp_path / "desk").mkdir()
    return tmp_path


class OpenConsole(Protocol):
    """Starts Python with a terminal of its own, which is closed in the end."""

    def __call__(self, command: list[str], **more: str) -> Console: ...


@pytest.fixture
def open_console(folder: Path) -> Iterator[OpenConsole]:
    made: list[Console] = []

    def started(command: list[str], **more: str) -> Console:
        made.append(Console(folder / "desk", command, **more))
        return made[-1]

    yield started
    for console in made:
        console.close()


@pytest.mark.slow
def test_three_answers_lead_to_copies_and_an_open_report(
    folder: Path, open_console: OpenConsole
) -> None:
    console = open_console(["-c", PROGRAM])
    console.wait_for("1. Who?")
    console.type(f"{folder}/nowhere\n")
    console.wait_for("no such folder")
    console.wait_for("1. Who?")
    console.type(f"'{folder}/Wen suchen'\n")  # as a terminal types what is dropped on it
    console.wait_for("2. Where?")
    console.type(f"{folder}/Fotos\\ ü\n")
    console.wait_for("3. Copy")
    console.type("\n")
    console.wait_for("Anna: 1 sure")
    console.wait_for("Press a key")
    assert console.process.poll() is None  # the window stays
    console.type("x")
    assert console.process.wait(PATIENCE_SECONDS) == 0
    assert [p.name for p in (folder / "desk" / "found" / "Anna").iterdir()] == ["a.png"]
    opened = (folder / "desk" / "opened.txt").read_text("utf-8").strip()
    assert opened == (folder / "desk" / "found" / "report.html").as_uri()


@pytest.mark.slow
def test_a_photo_that_cannot_be_read_is_asked_for_again_at_once(
    folder: Path, open_console: OpenConsole
) -> None:
    (folder / "Leer.jpg").touch()
    console = open_console(["-c", PROGRAM])
    console.wait_for("1. Who?")
    console.type(f"{folder}/Leer.jpg\n")
    console.wait_for("Leer.jpg: the file is empty")
    console.wait_for("Please name others")
    console.wait_for("1. Who?")
    console.type(f"{folder}/Wen\\ suchen\n")
    console.wait_for("2. Where?")


@pytest.mark.slow
def test_dropped_folders_are_the_photos_and_nothing_need_be_copied(
    folder: Path, open_console: OpenConsole
) -> None:
    console = open_console(["-c", PROGRAM, str(folder / "Fotos ü")])
    console.wait_for("1. Who?")
    console.type(f"{folder}/Wen suchen\n")
    console.wait_for("2. Where? In")
    console.wait_for("3. Copy")
    console.type("n\n")
    console.wait_for("Press a key")
    console.type(" ")
    assert console.process.wait(PATIENCE_SECONDS) == 0
    assert not (folder / "desk" / "found" / "Anna").exists()
    assert (folder / "desk" / "found" / "report.html").is_file()


@pytest.mark.slow
def test_it_asks_in_the_users_language_and_understands_the_answers(
    folder: Path, open_console: OpenConsole
) -> None:
    console = open_console(["-c", PROGRAM, str(folder / "Fotos ü")], LANGUAGE="de_AT.UTF-8")
    console.wait_for("1. Wer?")
    console.type(f"{folder}/Wen suchen\n")
    console.wait_for("Anna (1 Foto)")
    console.wait_for("3. Gefundene Fotos in einen eigenen Ordner kopieren? [J/n]")
    console.type("yes\n")
    console.wait_for("Bitte tippen Sie j für Ja oder n für Nein")
    console.type("nein\n")
    console.wait_for("Anna: 1 von 1 Vorlagen werden verwendet")
    console.wait_for("Anna: 1 sicher, 0 zum Ansehen")
    console.wait_for("jetzt gelesen, 0 schon bekannt)")
    console.wait_for("Drücken Sie eine Taste")
    console.type(" ")
    assert console.process.wait(PATIENCE_SECONDS) == 0
    assert not (folder / "desk" / "found" / "Anna").exists()


@pytest.mark.slow
def test_the_program_itself_asks_at_a_console(folder: Path, open_console: OpenConsole) -> None:
    console = open_console(["-m", "facefinder"])
    console.wait_for("1. Who?")
    console.type("\x03")
    console.wait_for("Stopped.")
    assert console.process.wait(PATIENCE_SECONDS) == 130


@pytest.mark.slow
def test_where_there_is_a_browser_the_page_opens_in_it(
    folder: Path, open_console: OpenConsole
) -> None:
    console = open_console(["-c", PROGRAM, str(folder / "Fotos ü")], DISPLAY=":99")
    console.wait_for("facefinder is open in your browser: http://127.0.0.1:")
    console.wait_for("It ends with its page")
    opened = folder / "desk" / "opened.txt"
    assert wait_until(lambda: opened.is_file() and opened.read_text("utf-8").endswith("\n"))
    with urllib.request.urlopen(opened.read_text("utf-8").strip()) as page:  # noqa: S310 - our own
        assert b"<title>facefinder</title>" in page.read()
        address = page.url
    with urllib.request.urlopen(f"{address}places") as places:  # noqa: S310 - our own
        first = json.load(places)[0]
    assert (first["path"], first["ticked"]) == (str(folder / "Fotos ü"), True)
    with pytest.raises(urllib.error.HTTPError):  # it leads there once
        urllib.request.urlopen(opened.read_text("utf-8").strip())  # noqa: S310 - our own
    console.type("\x03")
    console.wait_for("Stopped.")
    assert console.process.wait(PATIENCE_SECONDS) == 130


@pytest.mark.slow
def test_who_wants_no_browser_is_asked(folder: Path, open_console: OpenConsole) -> None:
    console = open_console(["-m", "facefinder"], DISPLAY=":99", **{NO_BROWSER: "1"})
    console.wait_for("1. Who?")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spoken", "told"), [("C", "Close facefinder, and give"), ("de_DE.UTF-8", "Schließen Sie")]
)
def test_who_typed_no_command_is_told_no_option(
    folder: Path, open_console: OpenConsole, spoken: str, told: str
) -> None:
    (folder / "desk" / "data").mkdir()
    (folder / "desk" / "data" / "index.sqlite").write_bytes(b"no index" * 1000)
    paths = [str(folder / "Fotos ü")]
    console = open_console(["-c", PROGRAM, *paths], LC_ALL=spoken, LANGUAGE="")
    console.wait_for("1. W")
    console.type(f"{folder / 'Wen suchen'}\n\n\n\n")
    before = console.wait_for(told)
    assert "--" not in before
    assert "facefinder find" not in before


@pytest.mark.slow
def test_without_a_console_there_is_help() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "facefinder"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=PATIENCE_SECONDS,
    )
    assert done.returncode == 0
    assert done.stdout.startswith("usage: facefinder")


@pytest.mark.parametrize(
    "typed",
    ["{}", "'{}'", '"{}"', " {} \n", "file://{address}", "{escaped}"],
)
def test_a_dropped_folder_is_understood(tmp_path: Path, typed: str) -> None:
    place = tmp_path / "it is (ü)"
    place.mkdir()
    escaped = str(place).replace(" ", "\\ ").replace("(", "\\(").replace(")", "\\)")
    text = typed.format(place, address=place.as_uri()[7:], escaped=escaped)
    assert dropped_path(text) == place


def test_nothing_typed_is_no_folder() -> None:
    assert dropped_path("  \n") is None


def test_a_home_folder_of_nobody_is_only_a_wrong_answer() -> None:
    assert dropped_path("~nobody-of-that-name/photos") == Path("~nobody-of-that-name/photos")


def test_a_user_without_a_home_folder_gets_results_where_the_program_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(pwd, "getpwuid", {}.__getitem__)
    assert results_folder() == tmp_path / "found"


@pytest.mark.parametrize("word", ["models", "decisions"])
def test_a_command_is_one_also_where_a_folder_has_its_name(
    folder: Path, open_console: OpenConsole, word: str
) -> None:
    (folder / "desk" / word).mkdir()
    console = open_console(["-m", "facefinder", word])
    console.wait_for("There is no index" if word == "decisions" else "Model files are in")
    assert console.process.wait(PATIENCE_SECONDS) in (0, 2)


@pytest.mark.parametrize("word", ["photos", "-i", "find"])
def test_a_word_that_somebody_typed_is_no_dropped_folder(
    folder: Path, open_console: OpenConsole, word: str
) -> None:
    (folder / "desk" / word).mkdir()
    console = open_console(["-m", "facefinder", word])
    if word == "photos":
        console.wait_for("There is no command 'photos'. To search it:")
        console.wait_for("facefinder -k PEOPLE -i photos")
    else:
        console.wait_for("-i/--input")
    assert console.process.wait(PATIENCE_SECONDS) == 2


def test_a_no_in_another_language_is_asked_about_again(
    folder: Path, open_console: OpenConsole
) -> None:
    console = open_console(["-c", PROGRAM, str(folder / "Fotos ü")])
    console.wait_for("1. Who?")
    console.type(f"{folder}/Wen suchen\n")
    console.wait_for("3. Copy")
    console.type("nein\n")
    console.wait_for("Please type y for yes or n for no")
    console.wait_for("3. Copy")
    console.type("N\n")
    console.wait_for("Press a key")
    console.type(" ")
    assert console.process.wait(PATIENCE_SECONDS) == 0
    assert not (folder / "desk" / "found" / "Anna").exists()


@pytest.mark.slow
def test_each_answer_is_looked_at_at_once(folder: Path, open_console: OpenConsole) -> None:
    (folder / "Wen suchen" / "Ben").mkdir()
    (folder / "nothing" / "in it").mkdir(parents=True)
    console = open_console(["-c", PROGRAM])
    console.wait_for("1. Who?")
    console.type(f"{folder}/nothing\n")
    console.wait_for("There is no photo in it")
    console.wait_for("1. Who?")
    console.type(f"{folder}/Wen suchen\n")
    console.wait_for("Anna (1 photo)")
    console.wait_for("Left out, without a photo in the folder: Ben")
    console.wait_for("2. Where?")
    console.type(f"{folder}/nothing\n")
    console.wait_for("There is no photo in it")
    console.wait_for("2. Where?")
    console.type(f"{folder}/Fotos ü\n")
    console.wait_for("3. Copy")
    console.type("\n")
    console.wait_for("Loading …")
    console.wait_for("Anna: 1 sure")
    assert "\t" not in console.wait_for("Press a key")
    console.type("x")
    assert console.process.wait(PATIENCE_SECONDS) == 0


@pytest.mark.slow
def test_what_is_dropped_is_looked_at_like_what_is_typed(
    folder: Path, open_console: OpenConsole
) -> None:
    (folder / "nothing" / "in it").mkdir(parents=True)
    dropped = ("nothing", "Wen suchen", "gone")
    console = open_console(["-c", PROGRAM, *(str(folder / one) for one in dropped)])
    console.wait_for("1. Who?")
    console.type(f"{folder}/Wen suchen\n")
    console.wait_for("There is no photo in it")
    console.wait_for("Only the photos of the people themselves are in")
    console.wait_for("There is no such folder")
    console.wait_for("2. Where? The folder")
    console.type(f"{folder}/Wen suchen/Anna\n")
    console.wait_for("Only the photos of the people themselves are in")
    console.wait_for("2. Where?")
    console.type(f"{folder}/Fotos ü\n")
    console.wait_for("3. Copy")
    console.type("n\n")
    console.wait_for("Anna: 1 sure")
    console.wait_for("Press a key")


@pytest.mark.slow
def test_who_has_no_usable_photo_is_named_and_the_others_are_looked_for(
    folder: Path, open_console: OpenConsole
) -> None:
    paint(folder / "Wen suchen" / "Ben" / "nobody.png")
    (folder / "Wen suchen" / "Cara").mkdir()
    console = open_console(["-c", PROGRAM, str(folder / "Fotos ü")], LANGUAGE="de_AT.UTF-8")
    console.wait_for("1. Wer?")
    console.type(f"{folder}/Wen suchen\n")
    console.wait_for("3. Gefundene")
    console.type("n\n")
    console.wait_for("Nicht gesucht, denn im Ordner ist kein Foto: Cara.")
    console.wait_for("Nicht gesucht, denn kein Gesicht im Ordner ist brauchbar: Ben.")
    console.wait_for("Anna: 1 sicher")
    console.wait_for("Drücken Sie eine Taste")
    console.type(" ")
    assert console.process.wait(PATIENCE_SECONDS) == 0


@pytest.mark.slow
def test_where_nobody_has_a_usable_photo_the_code_says_so(
    folder: Path, open_console: OpenConsole
) -> None:
    paint(folder / "Wen suchen" / "Anna" / "1.png")
    console = open_console(["-c", PROGRAM, str(folder / "Fotos ü")])
    console.wait_for("1. Who?")
    console.type(f"{folder}/Wen suchen\n")
    console.wait_for("3. Copy")
    console.type("n\n")
    console.wait_for("No usable reference photo of Anna")
    console.wait_for("Press a key")
    console.type(" ")
    assert console.process.wait(PATIENCE_SECONDS) == 3


@pytest.mark.slow
def test_a_folder_that_holds_only_our_results_is_asked_about_again(
    folder: Path, open_console: OpenConsole
) -> None:
    files = folder / "Results" / "found" / "report-files"
    paint(files / "pictures" / f"{16 * '0a'}.jpg", RED)
    (files / "data.js").write_bytes(DATA_MARK)
    console = open_console(["-c", PROGRAM])
    console.wait_for("1. Who?")
    console.type(f"{folder}/Wen suchen\n")
    console.wait_for("2. Where?")
    for place in ("Results", "Results/found"):
        console.type(f"{folder}/{place}\n")
        console.wait_for(f"There is no photo to search in '{folder}/{place}', but 1 file or folder")
        console.wait_for("made by facefinder")
        console.wait_for("2. Where?")
    console.type(f"{folder}/Fotos ü\n")
    console.wait_for("3. Copy")


@pytest.mark.slow
def test_films_are_searched_if_there_are_some_and_nobody_says_no(
    folder: Path, open_console: OpenConsole
) -> None:
    film(folder / "Fotos ü" / "film.avi", [(2, [RED])])
    for answer, found in (("\n", "Anna: 2 sure"), ("n\n", "Anna: 1 sure")):
        console = open_console(["-c", PROGRAM, str(folder / "Fotos ü")])
        console.wait_for("1. Who?")
        console.type(f"{folder}/Wen suchen\n")
        console.wait_for("3. Copy")
        console.type("n\n")
        console.wait_for("4. Search the films")
        console.type(answer)
        console.wait_for(found)
        console.wait_for("Press a key")
        console.type("x")
        assert console.process.wait(PATIENCE_SECONDS) == 0


@pytest.mark.slow
def test_a_photo_is_taken_as_well_as_a_folder(folder: Path, open_console: OpenConsole) -> None:
    console = open_console(["-c", PROGRAM, str(folder / "Fotos ü")])
    console.wait_for("1. Who?")
    console.type(f"{folder}/desk/browser.sh\n")
    console.wait_for("That is a file, and no photo")
    console.wait_for("1. Who?")
    console.type(f"{folder}/Wen suchen/Anna/1.png\n")
    console.wait_for("1 (1 photo)")
    console.wait_for("3. Copy")


@pytest.mark.slow
def test_people_and_places_that_were_swapped_are_noticed(
    folder: Path, open_console: OpenConsole
) -> None:
    for number in range(60):
        paint(folder / "Fotos ü" / f"{number}.png", BLUE)
    console = open_console(["-c", PROGRAM])
    console.wait_for("1. Who?")
    console.type(f"{folder}/Fotos ü\n")
    console.wait_for("2. Where?")
    console.type(f"{folder}/Wen suchen\n")
    console.wait_for("Is that the folder to search")
    console.type("y\n")
    console.wait_for("3. Copy")
    console.type("n\n")
    console.wait_for("Anna: 1 sure")
