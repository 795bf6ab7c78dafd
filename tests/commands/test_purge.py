"""What the program keeps, where, for whom to read, and that `purge` takes all of it away."""

import ast
import contextlib
import io
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from facefinder.commands.traces import find_traces
from facefinder.host.text import as_typed
from facefinder.index.index import open_index
from tests.conftest import FAKE_ENGINE, ROOT, WIDE_ENGINE, Done, Run
from tests.support.fakes import BLUE, RED, paint
from tests.support.needs import ANY_NAMES, HOMES, MODES, needs
from tests.support.processes import PATIENCE_SECONDS, left_in_shared_memory, shared_memory

pytestmark = pytest.mark.slow


WIDE = ("groups", *FAKE_ENGINE)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    paint(tmp_path / "known" / "Zebulon" / "1.png", RED)
    for number in range(30):
        paint(tmp_path / "photos" / f"{number}.png", RED, BLUE)
    (tmp_path / "photos" / "bad.png").write_bytes(b"no picture")
    return tmp_path / "photos"


def at_home(home: Path, *arguments: str | Path, **variables: str) -> Done:
    """The program with a home and a folder for temporary files of its own.

    It has to leave nothing in the shared memory; names there carry the process id.
    """
    (home / "tmp").mkdir(parents=True, exist_ok=True)
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("XDG", "FACEFINDER"))}
    places = {"HOME": str(home), "TMPDIR": str(home / "tmp"), "USERPROFILE": str(home)}
    before = shared_memory()
    program = subprocess.Popen(
        [sys.executable, "-m", "facefinder", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
        env=keep | places | variables,
    )
    out, err = program.communicate(timeout=PATIENCE_SECONDS)
    assert left_in_shared_memory(program, before) == []
    return Done(program.returncode, out, err)


def everything(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def search(photos: Path) -> tuple[str | Path, ...]:
    return ("find", "-k", photos.parent / "known", "-i", photos, *FAKE_ENGINE)


@needs(HOMES)
@pytest.mark.parametrize("jobs", ["0", "1", "2"])
def test_after_a_run_and_a_purge_nothing_is_left(photos: Path, tmp_path: Path, jobs: str) -> None:
    home = tmp_path / "home"
    at_home(home, "--version")
    before = everything(home)
    assert at_home(home, *search(photos), "-p", jobs, "-D").code == 10
    kept = everything(home) - before
    assert any(name.endswith("index.sqlite") for name in kept)
    done = at_home(home, "purge")
    assert done.code == 2, "nobody agreed"
    assert "index.sqlite" in done.err
    assert everything(home) - before == kept
    assert at_home(home, "purge", "--yes").code == 0
    assert everything(home) == before
    assert at_home(home, "purge", "--yes").code == 0, "nothing to do"


def test_purge_keeps_what_is_not_ours_and_what_is_in_use(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    run("find", "-k", tmp_path / "known", "-i", photos)
    (data / "diary.txt").write_text("mine")
    with open_index(data / "index.sqlite", "e", "e"):
        assert run("purge", "--yes", "--data-dir", data).code == 5
        assert (data / "index.sqlite").exists()
    assert run("purge", "--yes", "--data-dir", data).code == 0
    assert everything(data) == {"diary.txt"}


def test_what_sqlite_puts_beside_an_index_is_no_trace_of_its_own(tmp_path: Path) -> None:
    index = tmp_path / "index.sqlite"
    with open_index(index, "e", "e"):
        pass
    journal, named = tmp_path / "index.sqlite-journal", tmp_path / "-journal"
    with contextlib.closing(sqlite3.connect(index, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("PRAGMA user_version = 5")
        assert journal.exists()
        named.touch()
        traces = find_traces([tmp_path], [])
        assert [line.partition("' (")[0] for line in traces.lines] == [f"'{index}"]
        connection.execute("ROLLBACK")
    assert not journal.exists()
    assert len(traces.lines) == 1  # although it went meanwhile
    traces.delete()
    assert everything(tmp_path) == {"-journal"}


def test_a_damaged_index_can_be_purged(run: Run, photos: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    run("find", "-k", tmp_path / "known", "-i", photos)
    (data / "index.sqlite").write_bytes(b"rubbish" * 1000)
    assert run("find", "-k", tmp_path / "known", "-i", photos, "--rebuild").code == 10
    assert (data / "index.sqlite.aside-1").exists()
    (data / "index.sqlite").write_bytes(b"rubbish" * 1000)
    assert run("purge", "--yes", "--data-dir", data).code == 0
    assert not data.exists()


def other_database(path: Path) -> bytes:
    """A database of another program, in use or not."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE mine (x)")
        connection.commit()
    return path.read_bytes()


def lay_traps(data: Path, outside: Path) -> dict[str, bytes]:
    """Files of the user that a careless purge would delete; a folder of documents is the data."""
    own = {
        name: f"the user's own {name}".encode()
        for name in (
            *("report-2025.pdf", "report.html", "reports.txt", "server.log", "facefinder.log"),
            *(
                "facefinder-error.log",
                "facefinder-error.log.1",
                "made-folders.txt",
                "index.sqlite2",
            ),
            *(
                "index.sqlite.aside-x",
                "index.sqlite.aside-2",
                "index.sqlite.bak",
                "index.sqlite-shm",
            ),
            *(
                "index.sqlite-journal",
                ".facefinder-notes",
                ".facefinder-abcd1234",
                "INDEX.SQLITE.txt",
            ),
        )
    }
    for name, content in own.items():
        (data / name).write_bytes(content)
    own["index.sqlite.aside-1"] = other_database(data / "index.sqlite.aside-1")
    (data / "index.sqlite.aside-3").mkdir()
    (data / "index.sqlite.aside-3" / "letter.txt").write_bytes(b"mine")
    own["index.sqlite.aside-3/letter.txt"] = b"mine"
    with open_index(outside, "e", "e"):
        pass
    if sys.platform != "win32":
        (data / "index.sqlite.aside-4").symlink_to(outside)
        os.mkfifo(data / "index.sqlite.aside-5")
    return own


@pytest.mark.parametrize("used", [True, False])
def test_a_data_folder_with_documents_keeps_them_all(
    run: Run, photos: Path, tmp_path: Path, used: bool
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    own = lay_traps(data, tmp_path / "outside.sqlite")
    before = everything(data)
    if used:
        (data / "index.sqlite-journal").unlink()  # SQLite itself would take it for its own
        assert run("find", "-k", tmp_path / "known", "-i", photos).code == 10
        assert (data / "index.sqlite").exists()
        (data / "index.sqlite-journal").write_bytes(own["index.sqlite-journal"])
    done = run("purge", "--yes", "--data-dir", data)
    assert done.code == 0
    assert "so it stays" in done.err
    assert everything(data) == before
    assert {name: (data / name).read_bytes() for name in own} == own
    assert (tmp_path / "outside.sqlite").exists()
    assert ("Nothing is kept" in done.err) is not used


def test_a_database_of_others_stays_even_in_our_own_folder(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    run("find", "-k", tmp_path / "known", "-i", photos)
    (data / "index.sqlite").unlink()
    content = other_database(data / "index.sqlite")
    assert run("purge", "--yes", "--data-dir", data).code == 0
    assert (data / "index.sqlite").read_bytes() == content
    assert everything(data) == {"index.sqlite"}


def test_a_folder_that_was_there_stays_and_one_that_was_made_goes(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    search = ("find", "-k", tmp_path / "known", "-i", photos)
    (tmp_path / "data").mkdir()
    run(*search)
    run("purge", "--yes", "--data-dir", tmp_path / "data")
    assert everything(tmp_path / "data") == set()
    made = tmp_path / "one" / "two" / "three"
    run(*WIDE, "--data-dir", made, "-i", photos, "-k", tmp_path / "known")
    assert (made / "index.sqlite").exists()
    (tmp_path / "one" / "mine.txt").write_text("mine")
    run("purge", "--yes", "--data-dir", made)
    assert everything(tmp_path / "one") == {"mine.txt"}


def test_what_a_killed_run_left_beside_the_index_goes_with_it(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    run("find", "-k", tmp_path / "known", "-i", photos)
    (data / "index.sqlite.aside-1").write_bytes((data / "index.sqlite").read_bytes())
    (data / "index.sqlite.aside-1-journal").write_bytes(
        bytes.fromhex("d9d505f920a163d7") + b"faces"
    )
    (data / "index.sqlite.aside-1-wal").write_bytes(bytes.fromhex("377f0682") + b"faces")
    (data / ".facefinder-abcd1234").touch()
    (data / ".facefinder-999999999-abcd1234").write_bytes(b"half an error log")
    selftest = data / ".facefinder-999999999-abcd5678" / "unfinished"
    selftest.mkdir(parents=True)
    (selftest / "0.jpg").write_bytes(b"a drawn face")
    assert run("purge", "--yes", "--data-dir", data).code == 0
    assert not data.exists()


@pytest.mark.parametrize(
    ("typed", "code", "gone"),
    [
        ("y\n", 0, True),
        ("YES\n", 0, True),
        ("n\n", 0, False),
        ("\n", 0, False),
        ("nein\nvielleicht\nno\n", 0, False),
        ("yellow\n", 2, False),
        ("", 2, False),
    ],
)
def test_only_a_clear_yes_deletes(  # noqa: PLR0917 - fixtures
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, code: int, gone: bool
) -> None:
    data = tmp_path / "data"
    with open_index(data / "index.sqlite", "e", "e"):
        pass
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    done = run("purge", "--data-dir", data)
    assert done.code == code
    assert (data / "index.sqlite").exists() is not gone
    assert ("Nothing was deleted" in done.err) is not gone
    assert ("type y for yes or n for no" in done.err) is (typed[:2] in ("ne", "ye"))


def test_what_cannot_be_deleted_is_a_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_index(tmp_path / "data" / "index.sqlite", "e", "e"):
        pass

    def refuse(*_: object, **_more: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refuse)
    done = run("purge", "--yes", "--data-dir", tmp_path / "data")
    assert done.code == 6
    assert "index.sqlite' cannot be deleted: Permission denied" in done.err


@needs(MODES)
def test_files_are_for_their_owner_only(
    run: Run, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = os.umask(0o022)
    try:
        outputs = ("--csv", Path("o", "x.csv"), "--json", Path("o", "x.json"))
        run("find", "-k", tmp_path / "known", "-i", photos, *outputs, "--copy-to", tmp_path / "f")
    finally:
        os.umask(before)
    made = [tmp_path / "data", tmp_path / "o", tmp_path / "f"]
    made += [path for folder in made for path in folder.rglob("*")]
    assert len(made) > 6
    assert [path for path in made if path.stat().st_mode & 0o077] == []


@needs(ANY_NAMES)
def test_no_name_in_the_log_colours_the_terminal(photos: Path, tmp_path: Path) -> None:
    (photos / ".hidden\x1b[31m.jpg").write_bytes(b"seen, not read")
    done = at_home(tmp_path / "home", *search(photos), "-D", "--no-index")
    assert ".hidden" in done.err
    assert "\x1b" not in done.err


def test_the_log_holds_neither_names_nor_vectors(photos: Path, tmp_path: Path) -> None:
    done = at_home(tmp_path / "home", *search(photos), "-D", "--no-index")
    log = [line for line in done.err.splitlines() if re.match(r"\d{4}-\d\d-\d\d ", line)]
    assert log
    assert not [line for line in log if "Zebulon" in line or re.search(r"\[-?\d+\.\d+", line)]


def test_no_code_that_runs_what_a_file_says() -> None:
    forbidden = {"eval", "exec", "pickle", "shelve", "marshal", "system", "popen"}
    for module in (ROOT / "facefinder").rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            match node:
                case ast.Import(names=names) | ast.ImportFrom(names=names):
                    used = {part for alias in names for part in alias.name.split(".")}
                case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                    used = {name}
                case ast.keyword(arg="shell"):
                    used = {"system"}
                case _:
                    continue
            assert not used & forbidden, f"{module.name}: {used}"


def test_purge_names_the_results_that_stay(run: Run, photos: Path, tmp_path: Path) -> None:
    targets = tmp_path / "found here", tmp_path / "the same again"
    pages = tmp_path / "pages"
    for target, report in zip(targets, (targets[0], pages), strict=True):
        run("find", "-k", tmp_path / "known", "-i", photos, "--copy-to", target, "--report", report)
    groups = tmp_path / "groups"
    data = ("--data-dir", tmp_path / "data")
    run("groups", "-i", photos, "--report", groups, *WIDE_ENGINE, *data)
    done = run("purge", "--yes", "--data-dir", tmp_path / "data")
    assert done.code == 0
    for folder in (*targets, pages, groups):
        assert f"Results stay in '{folder}'; `facefinder undo {as_typed(str(folder))}`" in done.err
        assert folder.is_dir()
    assert "Decisions that a browser saved stay" in done.err
    assert not (tmp_path / "data").exists()
