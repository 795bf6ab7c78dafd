"""The questions of a double click without a browser, through a real pseudo-terminal."""

import sys
from pathlib import Path

import pytest

from facefinder.records.results import DATA_MARK
from tests.support.fakes import BLUE, RED, paint
from tests.support.needs import TERMINALS, skip_module
from tests.support.processes import PATIENCE_SECONDS
from tests.support.videos import film

if sys.platform == "win32":
    skip_module(TERMINALS)

from tests.support.console import PROGRAM, OpenConsole


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
    console.wait_for("Anna: verwendete Vorlagen: 1 von 1")
    console.wait_for("Anna: 1 sicher, 0 zum Ansehen")
    console.wait_for("jetzt gelesen, 0 schon bekannt)")
    console.wait_for("Drücken Sie eine Taste")
    console.type(" ")
    assert console.process.wait(PATIENCE_SECONDS) == 0
    assert not (folder / "desk" / "found" / "Anna").exists()


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
        console.wait_for("4. Search the videos")
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
    (folder / "desk" / "anna.rar").touch()
    console.type(f"{folder}/desk/anna.rar\n")
    console.wait_for("facefinder opens no such archive. Please unpack it")
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
