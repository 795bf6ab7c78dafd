"""The double click: the page, or the questions, or help where nobody can be asked."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from facefinder.host.desktop import NO_BROWSER
from tests.conftest import ROOT
from tests.support.needs import TERMINALS, skip_module
from tests.support.processes import PATIENCE_SECONDS, wait_until

if sys.platform == "win32":
    skip_module(TERMINALS)

from tests.support.console import PROGRAM, OpenConsole


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
