"""A bug of the program: a sentence, a file to send, and nothing personal in it."""

import os
import sys
from pathlib import Path

import pytest

from facefinder.cli.bug import describe, without_paths
from facefinder.commands import decisions
from facefinder.host.places import ERROR_LOG, is_error_log
from facefinder.index.file import connect
from tests.conftest import Run

SECRETS = ("Zebulon", "Photos of", "private")
PHOTO = "/private/Photos of Zebulon/1.jpg"


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(index: Path) -> str:
        raise KeyError(f"cannot read {index} nor '{PHOTO}'")

    monkeypatch.setattr(decisions, "describe", fail)


@pytest.mark.usefixtures("broken")
def test_the_file_to_send_is_named_and_says_where_it_happened(run: Run, tmp_path: Path) -> None:
    data = tmp_path / "data of Zebulon"
    done = run("decisions", "--data-dir", data, "--index", tmp_path / "private" / "x")
    assert (done.code, done.out) == (1, "")
    log = data / ERROR_LOG
    assert str(log) in done.err
    assert "issue page" in done.err
    assert "Traceback" not in done.err
    text = log.read_text("utf-8")
    assert 'File "facefinder/commands/decisions.py", line' in text
    assert "KeyError" in text
    assert "command: facefinder decisions --data-dir ... --index ..." in text
    assert not [secret for secret in SECRETS if secret in text]
    assert str(tmp_path) not in text
    assert is_error_log(log)
    if sys.platform != "win32":
        assert log.stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("broken")
def test_purge_knows_the_file_wherever_it_had_to_go(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    (tmp_path / "data").write_text("a file is in the way of the data folder")
    monkeypatch.setenv("FACEFINDER_DATA_DIR", str(tmp_path / "data"))
    run("decisions")
    (log,) = (tmp_path / "tmp").iterdir()
    (tmp_path / "tmp" / "facefinder-error-abcdefgh.log").write_text("the user's own")
    done = run("purge", "--yes")
    assert done.code == 0
    assert str(log) in done.err
    assert [path.name for path in (tmp_path / "tmp").iterdir()] == ["facefinder-error-abcdefgh.log"]


@pytest.mark.usefixtures("broken")
def test_a_file_of_the_user_with_that_name_stays(run: Run, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / ERROR_LOG).write_text("mine")
    done = run("decisions", "--data-dir", data)
    assert done.code == 1
    assert (data / ERROR_LOG).read_text() == "mine"
    named = Path(done.err.split("file '")[1].split("'")[0])
    assert is_error_log(named)
    named.unlink()


def test_without_a_bug_there_is_no_file(run: Run, tmp_path: Path) -> None:
    connect(tmp_path / "index.sqlite", 1.0).close()
    words = ("--data-dir", tmp_path, "--index", tmp_path / "index.sqlite")
    assert run("decisions", *words).code == 0
    assert run("decisions", "--forget", "Zebulon", *words).code == 2
    assert os.listdir(tmp_path) == ["index.sqlite"]  # noqa: PTH208 - names


def test_a_bug_in_reading_the_command_line_is_one_too(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("broken")

    monkeypatch.setenv("FACEFINDER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr("facefinder.cli.main.nearest", fail)
    done = run("serach")
    assert done.code == 1
    assert "ValueError: broken" in done.err


def test_paths_and_names_are_cut_out() -> None:
    words = ["find", "-n", "anna", "-kZebulon", "--known=/private/x", "-p", "2", "--csv", "a.csv"]
    text = describe("Traceback\nOSError: no 'C:\\Users\\Zebulon\\a b.jpg'", words)
    assert "facefinder find -n ... ... --known=... -p 2 --csv ..." in text
    assert "Zebulon" not in text
    said = without_paths("cannot read /private/a b/Zebulon.jpg: bad", ["/private/a b"])
    assert said == "cannot read ... bad"
