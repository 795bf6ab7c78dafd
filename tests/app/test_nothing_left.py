"""Who only looks leaves nothing, and after all traces are removed nothing comes back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from facefinder.host import places
from facefinder.index.file import connect
from tests.conftest import Run
from tests.support.app_page import APP, App, serving
from tests.support.as_bundle import AS_BUNDLE
from tests.support.home import listing
from tests.support.processes import PATIENCE_SECONDS


@dataclass(frozen=True, slots=True)
class Stick:
    """A stick with the program, and the computer that it is in.

    Attributes:
        album: The photos.
        bundle: The program's folder on the stick.
    """

    album: Path
    bundle: Path

    @contextmanager
    def served(self) -> Iterator[App]:
        found = self.album / "found"
        words = (*APP, "--no-browser", "--copy-to", found)
        with serving("-c", AS_BUNDLE, self.bundle / "facefinder", *words) as app:
            yield app

    def kept(self) -> set[Path]:
        """All that is on the stick, in the home, and among the temporary files of this user."""
        return listing((self.bundle, Path.home(), *places.data_dirs()))


@pytest.fixture(params=["beside the program", "in the home"])
def stick(album: Path, request: pytest.FixtureRequest) -> Stick:
    """A stick that can be written, and one that cannot."""
    bundle = album / "bundle"
    bundle.mkdir()
    if request.param == "in the home":
        (bundle / "data").write_text("in the way")
    return Stick(album, bundle)


def just_loaded(app: App) -> None:
    """Ask what the page asks for when it is loaded."""
    for path in ("wish", "words", "state/0", "people", "places", "groups", "traces"):
        assert app.get(path).status == 200
    app.look(known="")


def close(app: App) -> str:
    """Close the program; return what it said besides where its page is."""
    assert app.post("finish").status == 200
    assert app.process.wait(PATIENCE_SECONDS) == 0
    assert app.process.stderr is not None
    return app.process.stderr.read()


@pytest.mark.slow
def test_who_looks_at_the_page_and_closes_it_leaves_nothing(stick: Stick) -> None:
    before = stick.kept()
    with stick.served() as app:
        just_loaded(app)
        assert stick.kept() == before
        close(app)
    assert stick.kept() == before


@pytest.mark.slow
@pytest.mark.parametrize("goes_on", [False, True], ids=["closed", "somebody else"])
def test_traces_that_were_removed_do_not_come_back(stick: Stick, goes_on: bool) -> None:
    before = stick.kept()
    with stick.served() as app:
        app.search(stick.album / "known", stick.album / "photos")
        assert len(stick.kept()) > len(before)
        assert app.post("purge").status == 200
        assert stick.kept() == before
        if goes_on:
            just_loaded(app)
            assert stick.kept() == before
        close(app)
    assert stick.kept() == before


@pytest.mark.slow
def test_what_is_kept_is_in_a_folder_that_is_known_for_ours(stick: Stick) -> None:
    with stick.served() as app:
        app.drop("Anna", stick.album / "known" / "Anna" / "1.png")
        (data,) = {path.parent for path in stick.kept() if path.name == places.MADE_FOLDERS}
        assert (data == stick.bundle / "data") is not (stick.bundle / "data").is_file()
        assert app.post("undrop", person="Anna").status == 200
        close(app)
    assert not data.exists()


@pytest.mark.slow
def test_a_language_that_was_chosen_is_kept_after_the_end(stick: Stick) -> None:
    before = stick.kept()
    with stick.served() as app:
        app.post("language", code="fr")
        close(app)
    with stick.served() as app:
        assert app.get("words").value["spoken"] == "fr"
        app.post("purge")
        close(app)
    assert stick.kept() == before


@pytest.mark.slow
def test_where_it_is_remembered_is_said_once(stick: Stick) -> None:
    with stick.served() as app:
        just_loaded(app)
        app.search(stick.album / "known", stick.album / "photos")
        app.search(stick.album / "known", stick.album / "photos")
        app.post("purge")
        told = app.said.count("cannot be written") + close(app).count("cannot be written")
    assert told == (stick.bundle / "data").is_file()


COMMANDS = {
    "a folder that is missing": ("find", "-k", "nobody", "-i", "nowhere"),
    "nobody in the folder": ("find", "-k", "{empty}", "-i", "{empty}"),
    "groups in a folder that is missing": ("groups", "-i", "nowhere"),
    "explain a photo that is missing": ("explain", "-k", "nobody", "nowhere.jpg"),
    "decisions": ("decisions",),
    "forget": ("decisions", "--forget", "Anna"),
    "apply": ("apply", "nothing.json"),
    "purge": ("purge", "--yes"),
    "no such command": ("people",),
}


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_a_command_that_finds_nothing_to_keep_makes_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("FACEFINDER_DATA_DIR", str(tmp_path / "kept" / "data"))
    before = listing((tmp_path, Path.home()))
    filled = [word.format(empty=tmp_path / "empty") for word in words]
    run(
        *filled[:1],
        *(("--data-dir", tmp_path / "x" / "y") if words[0] == "find" else ()),
        *filled[1:],
    )
    assert listing((tmp_path, Path.home())) == before


def look(folder: Path) -> object:
    return places.usable_data_dir(folder)


def keep(folder: Path) -> object:
    places.make_data_dir(folder)
    return None


@pytest.mark.parametrize(("do", "there"), [(look, False), (keep, True)])
def test_only_who_keeps_something_makes_the_folder(
    tmp_path: Path, do: Callable[[Path], object], there: bool
) -> None:
    folder = tmp_path / "a" / "b"
    do(folder)
    assert folder.exists() is there
    assert places.made_folders(folder) == ([folder, tmp_path / "a"] if there else None)


def test_an_index_elsewhere_gets_no_note_of_ours(run: Run, known: Path, tmp_path: Path) -> None:
    index = tmp_path / "elsewhere" / "index.sqlite"
    index.parent.mkdir()
    assert run("find", "-k", known, "-i", known, "-p", "0", "--index", index).code == 0
    with connect(index, 0.0):
        pass
    assert {path.name for path in index.parent.iterdir()} == {index.name}
    assert not (tmp_path / "data").exists()
